"""Transformers side by side, and how they learn: several of the same shape go through one product of matrices.

Not a program; train.py imports it. Weights are a dictionary of tensors whose first axis is over models; what ends in "bias"
is added to what goes before it. Batches are models by texts by pieces."""

import itertools
import math
import time
from types import SimpleNamespace

import numpy as np
import torch
import torch.nn.functional as F

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
FOLDS = 5
LONGEST = 128
BUCKETS = 1 << 16
GRAM_WIDTH = 128


def drawer(models, seed):
    generator = torch.Generator().manual_seed(seed)
    return lambda scale, *shape: (torch.randn(models, *shape, generator=generator) * scale).to(DEVICE)


def zeros(*shape):
    return torch.zeros(*shape, device=DEVICE)


def untrained(models, vocabulary, width, layers, seed):
    """Weights of several transformers side by side; a word's runs of characters are added to each of its pieces."""
    draw = drawer(models, seed)
    weights = {
        "piece": draw(0.02, vocabulary, width),
        "gram": draw(0.1, BUCKETS, GRAM_WIDTH),
        "widen grams": draw(0.05, GRAM_WIDTH, width),
        "place": draw(0.02, LONGEST, width),
    }
    last = 0.03 / math.sqrt(2 * layers)
    for layer in range(layers):
        shapes = {"look": (0.03, width, 3 * width), "seen": (last, width, width)}
        shapes |= {"widen": (0.03, width, 4 * width), "narrow": (last, 4 * width, width)}
        for name, (scale, inputs, outputs) in shapes.items():
            weights[f"{layer} {name}"] = draw(scale, inputs, outputs)
            weights[f"{layer} {name} bias"] = zeros(models, 1, outputs)
    weights |= {"masked": draw(0.04, width, width), "masked bias": zeros(models, 1, width)}
    return weights | {"piece bias": zeros(models, vocabulary)}


def with_tasks(weights, outputs, seed):
    """A copy that judges whole texts too."""
    models, _, width = weights["piece"].shape
    draw = drawer(models, seed)
    weights = {name: value.clone() for name, value in weights.items()}
    for name, inputs, size in (("pool", 3 * width, width), ("tasks", width, outputs)):
        weights |= {name: draw(0.02, inputs, size), f"{name} bias": zeros(models, 1, size)}
    return weights


def by_fold(weights, data):
    """Each transformer once for every fold, with the classes as the task of more rows has them."""
    start = data.task_ends[list(data.task_names).index("more")]
    weights = dict(weights)
    for end in ("", " bias"):
        weights[f"classes{end}"] = weights.pop(f"tasks{end}")[:, :, start : start + 3]
    unused = ("masked", "masked bias", "piece bias")
    return {name: value.repeat_interleave(FOLDS, 0).clone() for name, value in weights.items() if name not in unused}


def through(weights, name, x):
    return torch.baddbmm(weights[f"{name} bias"], x, weights[name])


def drop(x, share):
    return F.dropout(x, share, share > 0)


def encode(weights, data, batch, dropout):
    """The states of all pieces; of batch the first axis is over models, the second over texts."""
    models, texts, length = batch.pieces.shape
    _, vocabulary, width = weights["piece"].shape
    model = torch.arange(models, device=DEVICE)[:, None, None]
    x = F.embedding(batch.pieces + model * vocabulary, weights["piece"].flatten(0, 1))
    x = x + (gram_states(weights, data, batch) @ weights["widen grams"]).view_as(x) + weights["place"][:, None, :length]
    x = drop(F.layer_norm(x, (width,)), dropout).view(models, texts * length, width)
    mask = batch.mask.view(models * texts, 1, 1, length).expand(-1, 1, length, length)
    for layer in range(sum(name.endswith("narrow") for name in weights)):
        looked = through(weights, f"{layer} look", F.layer_norm(x, (width,)))
        query, key, value = looked.view(models * texts, length, 3, width // 64, 64).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(query, key, value, attn_mask=mask).transpose(1, 2).reshape(x.shape)
        x = x + drop(through(weights, f"{layer} seen", seen), dropout)
        wide = F.gelu(through(weights, f"{layer} widen", F.layer_norm(x, (width,))), approximate="tanh")
        x = x + drop(through(weights, f"{layer} narrow", wide), dropout)
    return F.layer_norm(x, (width,)).view(models, texts, length, width)


def gram_states(weights, data, batch):
    models = len(batch.words)
    grams = data.grams[batch.words.flatten().long()].long()
    shares = (grams > 0).to(weights["gram"].dtype)
    shares = shares / shares.sum(1, keepdim=True).clamp(min=1)
    # What fills up has no weight, but all of it in one bucket makes the gradient of that one slow to add up.
    filling = (torch.arange(grams.numel(), device=DEVICE) * 40503 % BUCKETS).view_as(grams)
    grams = torch.where(grams > 0, grams, filling).view(models, -1, grams.shape[1])
    grams = (grams + torch.arange(models, device=DEVICE)[:, None, None] * BUCKETS).flatten(0, 1)
    states = F.embedding_bag(grams, weights["gram"].flatten(0, 1), mode="sum", per_sample_weights=shares)
    return states.view(models, -1, GRAM_WIDTH)


def judge(weights, data, batch, head, dropout):
    """What a head says of whole texts: of the first state, the mean and the largest."""
    states, mask = encode(weights, data, batch, dropout), batch.mask[..., None]
    mean = (states * mask).sum(2) / mask.sum(2)
    pooled = torch.cat([states[:, :, 0], mean, states.masked_fill(~mask, -1e4).amax(2)], -1)
    pooled = torch.tanh(through(weights, "pool", drop(pooled, dropout)))
    return through(weights, head, drop(pooled, dropout)).float()


def read(data, texts):
    """The pieces of texts, models by texts."""
    length = min(LONGEST, int(data.lengths[texts].max()) + 7 & ~7)
    texts = torch.tensor(texts, device=DEVICE)
    starts, places = data.piece_ends[texts], torch.arange(length, device=DEVICE)
    mask = places < (data.piece_ends[texts + 1] - starts)[..., None]
    at = (starts[..., None] + places).clamp(max=len(data.pieces) - 1)
    taken = (values[at].masked_fill(~mask, 0) for values in (data.pieces, data.piece_words, data.piece_starts))
    return SimpleNamespace(**dict(zip(("pieces", "words", "starts"), taken)), mask=mask, texts=texts)


def batches(lists, lengths, stage, random):
    """Texts of similar length, for each model from its own list: places in the lists, and texts."""
    count, jitter = min(map(len, lists)), stage["jitter"]
    orders = []
    for texts in lists:
        order = random.permutation(len(texts))[:count]
        orders.append(order[np.argsort(lengths[texts[order]] + random.uniform(0, jitter, count))])
    cuts = [0]
    while cuts[-1] < count:
        length = max(8, lengths[lists[0][orders[0][cuts[-1]]]] + jitter)
        cuts.append(min(count, cuts[-1] + min(stage["most"], max(8, stage["tokens"] // length))))
    for at in random.permutation(len(cuts) - 1):
        places = np.stack([order[cuts[at] : cuts[at + 1]] for order in orders])
        yield places, np.stack([texts[place] for texts, place in zip(lists, places)])


def fit(weights, data, lists, loss, stage, seed, seconds):
    """AdamW on each model's own texts, until the epochs or the seconds are over."""
    models, random = len(lists), np.random.default_rng(seed)
    optimiser = adamw(weights, stage["rate"])
    steps = stage["epochs"] * sum(1 for _ in batches(lists, data.lengths, stage, random))
    epochs = itertools.count() if stage["epochs"] == math.inf else range(stage["epochs"])
    begun, found = time.monotonic(), []
    for step, (places, texts) in enumerate(pair for _ in epochs for pair in batches(lists, data.lengths, stage, random)):
        done = max(step / steps, (time.monotonic() - begun) / seconds)
        if done >= 1:
            break
        falling = min(1, max(stage["lowest"], (1 - done) / stage["falling"]))
        for group in optimiser.param_groups:
            group["lr"] = stage["rate"] * min(1, step / stage["warming"] + 0.01) * falling
        halves = {name: value.to(torch.bfloat16) for name, value in weights.items()}
        lost = loss(halves, read(data, texts), places, stage["dropout"])
        optimiser.zero_grad(set_to_none=True)
        lost.backward()
        clip(weights, models)
        optimiser.step()
        if step % 50 == 0:
            found.append(lost.item() / models)
    print(f"  {step} steps in {time.monotonic() - begun:.0f} s, loss {np.mean(found[-20:]):.3f}", flush=True)
    return {name: value.detach() for name, value in weights.items()}


def adamw(weights, rate):
    kinds = {True: [], False: []}
    for name, value in weights.items():
        kinds[name.endswith("bias")].append(value.requires_grad_())
    groups = [{"params": kinds[bias], "weight_decay": 0 if bias else 0.05} for bias in (False, True)]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), eps=1e-8, fused=DEVICE.type == "cuda")


def clip(weights, models):
    """Cuts the gradient of each model to length 1."""
    gradients = [value.grad for value in weights.values() if value.grad is not None]
    lengths = torch.stack([gradient.reshape(models, -1).norm(dim=1) for gradient in gradients]).norm(dim=0)
    for gradient in gradients:
        gradient.div_(lengths.clamp(min=1).view(-1, *[1] * (gradient.dim() - 1)))


@torch.no_grad()
def predict(weights, data):
    """Probabilities of the classes, models by texts; of texts that are not judged they are 0."""
    models = len(weights["piece"])
    found = torch.zeros(models, len(data.lengths), 3, device=DEVICE)
    halves = {name: value.to(torch.bfloat16) for name, value in weights.items()}
    left = data.judged[np.argsort(-data.lengths[data.judged], kind="stable")]
    while len(left):
        count = max(8, 60_000 // models // int(data.lengths[left[0]]))
        batch = read(data, np.tile(left[:count], (models, 1)))
        found[:, batch.texts[0]] = judge(halves, data, batch, "classes", 0.0).softmax(-1)
        left = left[count:]
    return found
