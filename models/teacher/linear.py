"""The linear teacher: logistic regression on hashed runs of characters and words, beside what tasks of other files taught.

Not a program; train.py imports it. First it learns all tasks at once, once on each half of the texts that have labels of
them; what the two say of a text, of a labelled one only the half that has not seen it, goes beside the columns from which
the three classes are learned. How many texts have a column is counted over all texts, measured ones too, without their
labels."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from transformer import DEVICE, FOLDS

LONGEST_RUN = 6
STEPS = 150
TASK_DECAY, CLASS_DECAY, BESIDE_DECAY = 2e-5, 4e-5, 1e-4
BESIDE_SIZE = 0.3
SPACE = ord(" ")


def mix(values):
    """Spreads numbers of 64 bits evenly; products wrap around."""
    values = values * -7046029254386353131
    values = values ^ (values >> 29 & (1 << 35) - 1)
    values = values * -4658895280553007687
    return values ^ (values >> 32 & (1 << 32) - 1)


def runs(characters, size):
    """A hash of the run that begins at each character, and whether it has no space but at its ends."""
    count = len(characters) - size + 1
    hashes = torch.full((count,), 77 * size + 5, device=DEVICE)
    within = torch.ones(count, dtype=torch.bool, device=DEVICE)
    for at in range(size):
        part = characters[at : at + count]
        hashes = hashes * 1_000_003 + part
        if 0 < at < size - 1:
            within &= part != SPACE
    return mix(hashes), within


def owners(ends):
    counts = torch.tensor(np.diff(ends), device=DEVICE)
    return torch.repeat_interleave(torch.arange(len(counts), device=DEVICE), counts)


def columns(data, size):
    """Rows, columns and values of runs of characters, words and pairs of words, by TF-IDF, of length 1 a row."""
    characters = torch.tensor(data.characters.astype(np.int64), device=DEVICE)
    words = mix(torch.tensor(data.words.astype(np.int64), device=DEVICE) + 1)
    of_character, of_word = owners(data.character_ends), owners(data.word_ends)
    found = [of_word * size + words % size]
    together = of_word[:-1] == of_word[1:]
    found.append((of_word[:-1] * size + mix(words[:-1] * 31 + words[1:]) % size)[together])
    for length in range(2, LONGEST_RUN + 1):
        hashes, within = runs(characters, length)
        first, last = of_character[: len(hashes)], of_character[length - 1 :]
        found.append((first * size + hashes % size)[within & (first == last)])
    cells, counts = torch.unique(torch.cat(found), return_counts=True)
    row, column, texts = cells // size, cells % size, len(data.lengths)
    frequency = torch.bincount(column, minlength=size)
    rarity = torch.log((1 + texts) / (1 + frequency)) + 1
    values = (1 + torch.log(counts.float())) * rarity[column]
    squares = torch.zeros(texts, device=DEVICE).index_add_(0, row, values**2)
    return row, column, values / squares.sqrt()[row]


def matrix(row, column, values, rows, width):
    order = torch.argsort(row * width + column)
    ends = torch.zeros(rows + 1, dtype=torch.int32, device=DEVICE)
    ends[1:] = torch.bincount(row, minlength=rows).cumsum(0)
    return torch.sparse_csr_tensor(ends, column[order].int(), values[order], size=(rows, width))


def solve(x, transposed, beside, loss, outputs, decay):
    """Adam on all rows at once, its rate falling by a cosine; returns what the result says of every row."""
    parts = [torch.zeros(size, outputs, device=DEVICE) for size in (x.shape[1], beside.shape[1], 1)]
    means, squares = ([torch.zeros_like(part) for part in parts] for _ in range(2))
    say = lambda: x @ parts[0] + beside @ parts[1] + parts[2]
    for step in range(STEPS):
        rate = 0.05 * (0.98 * (1 + math.cos(math.pi * step / STEPS)) / 2 + 0.02)
        said = say().requires_grad_()
        (slope,) = torch.autograd.grad(loss(said), said)
        slopes = (transposed @ slope, beside.T @ slope, slope.sum(0, keepdim=True))
        for part, mean, square, slope, shrink in zip(parts, means, squares, slopes, (decay, BESIDE_DECAY, 0)):
            slope = slope + shrink * part
            mean.mul_(0.9).add_(slope, alpha=0.1)
            square.mul_(0.98).addcmul_(slope, slope, value=0.02)
            size = (square / (1 - 0.98 ** (step + 1))).sqrt_().add_(1e-9)
            part.addcdiv_(mean, size, value=-rate / (1 - 0.9 ** (step + 1)))
    return say()


def taught_by_tasks(x, transposed, data):
    """What tasks say of every text, around 0."""
    tasks = [task for task, name in enumerate(data.task_names) if name not in ("more", "synthetic")]
    spans = {task: slice(data.task_ends[task], data.task_ends[task + 1]) for task in tasks}
    outputs = spans[tasks[-1]].stop
    texts = torch.arange(len(data.lengths), device=DEVICE)
    half = mix(texts) & 1

    def loss(which):
        def summed(said):
            total = 0
            for task in tasks:
                labels = data.labels[:, task].masked_fill(half != which, -1)
                lost = F.cross_entropy(said[:, spans[task]], labels, ignore_index=-1, reduction="sum")
                total = total + lost / (labels >= 0).sum().clamp(min=1)
            return total

        return summed

    nothing = torch.zeros(len(texts), 0, device=DEVICE)
    first, second = (solve(x, transposed, nothing, loss(which), outputs, TASK_DECAY) for which in (0, 1))
    fair = torch.where((half == 0)[:, None], second, first)
    said = torch.where((data.labels >= 0).any(1)[:, None], fair, (first + second) / 2)
    for span in spans.values():
        said[:, span] -= said[:, span].mean(1, keepdim=True)
    pool = said[torch.tensor(data.pool, device=DEVICE)]
    return BESIDE_SIZE * (said - pool.mean(0)) / pool.std(0).clamp(min=1e-3)


def linear_teacher(data, size):
    """Probabilities by fold and text, of size columns."""
    row, column, values = columns(data, size)
    texts = len(data.lengths)
    x, transposed = matrix(row, column, values, texts, size), matrix(column, row, values, size, texts)
    beside = taught_by_tasks(x, transposed, data)
    rows = torch.tensor(data.rows[:, 0], device=DEVICE)
    folds = torch.tensor(data.folds, device=DEVICE)[:, None] != torch.arange(FOLDS, device=DEVICE)
    weights = data.row_weights[:, None] * folds
    weights /= weights.sum(0)

    def loss(said):
        logits = F.log_softmax(said[rows].unflatten(1, (FOLDS, 3)), -1)
        return -((data.targets[:, None] * logits).sum(-1) * weights).sum()

    said = solve(x, transposed, beside, loss, 3 * FOLDS, CLASS_DECAY)
    return said.unflatten(1, (FOLDS, 3)).softmax(-1).transpose(0, 1)
