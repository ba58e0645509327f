#!/usr/bin/env python3
"""Prepares the texts from which the teachers of train.py learn.

usage: prepare.py DATA LABELS PREPARED.npz [ROWS]

DATA has the CSVs named in models/moderation.md, and osact4_dev.csv and osact5_dev.csv, not ours to publish; LABELS is the
folder labels/, of which comments.csv, identities.csv and hard.csv are read, synthetic all. With ROWS only so many rows of
each file are taken, to try the scripts out. Needs numpy and tokenizers.

Texts are folded (marks, forms of letters, digits, links, repeated signs), and those that fold to the same are one text. The
measured rows, comments_3class.csv and comments_3class_natural.csv, are cut into five folds: rows of the same letters and
digits fall into the same fold, and folds are alike in labels.

The leak rule: a text with the same letters and digits as a measured row, whatever its signs and spaces, has no label from
any other file, is not in the text that the tokenizer and the masked-word stage learn from, and gets no soft label. The rule
does not reach texts that are nearly the same: 58 of the 11,127 texts held begin or end with the same 40 letters as some
other text. Titles and posts that were commented on are learned from as texts, whichever comments on them are measured."""

import csv
import hashlib
import pathlib
import random
import re
import sys
import zlib

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

FOLDS = 5
PIECES = 16_000
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[MASK]"]
LONGEST = 128
GRAMS = 20
BUCKETS = 1 << 16

CLASSES = ("neutral", "partisan", "hostile")
MEASURED = ("comments_3class", "comments_3class_natural")
MORE = "comments_3class_more"
SYNTHETIC = ("comments", "identities", "hard")
UNLABELLED = ("comments_unlabelled", "reviews_att", "reviews_res2")
OFFENCE = ("osact4_train", "osact4_dev", "osact5_train", "osact5_dev")
POLITICAL = ("politics", "crime-war-conflict", "human-rights-press-freedom")


def degree(label):
    return "normal" if label == "normal" else "hateful" if "hateful" in label else "other"


ALONE = (
    *("alakrot_youtube", "dziriofn", "lhsab", "thsab", "omcd_train", "exaasc_stance", "marsa_political_train"),
    *("elecmorocco", "arsarcasm_v2_train", "aoc_dialect_sentences"),
)
# Of each task its files, the column, and what of the column is told apart.
TASKS = {name: ((name,), "label", str) for name in ALONE} | {
    "aljazeera": (("aljazeera_deleted_train", "aljazeera_deleted_dev"), "label", str),
    "mlma": (("mlma",), "label", degree),
    "offence": (OFFENCE, "label", str),
    "hate": (OFFENCE, "hate", lambda label: label == "NOT_HS"),
    "sarcasm": (("arsarcasm_v2_train",), "sarcasm", str),
    "asnd_news_posts": (("asnd_news_posts",), "label", lambda label: label in POLITICAL),
}

UNSEEN = "\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufe0f\ufeff"
MARKS = re.compile(f"[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed{UNSEEN}]")
FORMS = str.maketrans("أإآٱىةیک٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "اااايهيك" + 2 * "0123456789")
WORD = re.compile(r"@?\w+|[^\w\s]")


def fold(text):
    """The words and signs of a text as the teachers see them, between spaces."""
    text = MARKS.sub("", text).translate(FORMS).lower().replace("<lf>", " ")
    text = re.sub(r"<[^>]{1,60}>", " ", text)
    text = re.sub(r"https?://\S+|www\.\S+|\burl\b", " url ", text)
    text = re.sub(r"@\w+", "@user", text)
    text = re.sub(r"(.)\1{2,}", r"\1\1", text)
    words = []
    for word in WORD.findall(text[:1500].replace("_", " ")):
        if word[0].isalnum() or not words or words[-1] != word:
            words.append(word[:24])
    return " ".join(words) or "."


def letters(folded):
    """What two texts must share for one to give the other away."""
    words = folded.split(" ")
    return "".join(word for word in words if word[0].isalnum()) or "".join(words)


def digest(text):
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def read(path, limit):
    csv.field_size_limit(10**8)
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if limit < len(rows):
        random.Random(1).shuffle(rows)
    return rows[:limit]


class Texts:
    """Folded texts without repetition, and the digests of the texts that folded to them."""

    def __init__(self):
        self.numbers = {}
        self.digests = {}

    def add(self, text):
        number = self.numbers.setdefault(fold(text), len(self.numbers))
        self.digests[digest(text)] = number
        return number


def labelled_rows(texts, data, synthetic, limit):
    """Rows of three labels: text, label, confidence, source (0, 1 measured; 2 more; 3 synthetic), and their digests."""
    rows, digests = [], []
    files = [data / f"{name}.csv" for name in (*MEASURED, MORE)] + [synthetic / f"{name}.csv" for name in SYNTHETIC]
    for source, path in enumerate(files):
        for row in read(path, limit):
            confidence = int(row.get("confidence", 1))
            rows.append((texts.add(row["text"]), CLASSES.index(row["label"]), confidence, min(source, 3)))
            digests.append(digest(row["text"]))
    return rows, digests


def task_labels(texts, data, limit):
    sizes, found = {}, []
    for task, (name, (files, column, told)) in enumerate(TASKS.items()):
        numbers = {}
        for file in files:
            for row in read(data / f"{file}.csv", limit):
                label = numbers.setdefault(told(row[column]), len(numbers))
                found.append((texts.add(row["text"]), task, label))
        sizes[name] = len(numbers)
    return sizes, found


def without_leaks(rows, digests, keys):
    """The rows without those, not measured themselves, that repeat a measured one or each other."""
    seen = {keys[text] for text, _, _, source in rows if source < 2}
    kept = []
    for at, (text, _, _, source) in enumerate(rows):
        if source < 2 or keys[text] not in seen:
            kept.append(at)
            seen.add(keys[text])
    return [rows[at] for at in kept], [digests[at] for at in kept]


def cut_folds(rows, keys):
    """The fold of each row, −1 where it is not measured."""
    kinds = {}
    for text, label, _, source in rows:
        if source < 2:
            kinds.setdefault(keys[text], (source, label))
    shuffled = random.Random(7)
    folds = {}
    for kind in sorted(set(kinds.values())):
        alike = [key for key in kinds if kinds[key] == kind]
        shuffled.shuffle(alike)
        folds |= {key: at % FOLDS for at, key in enumerate(alike)}
    return [folds[keys[text]] if source < 2 else -1 for text, _, _, source in rows]


def tokenizer(texts):
    made = Tokenizer(models.BPE(unk_token="[UNK]", continuing_subword_prefix="##"))
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    options = {"vocab_size": PIECES, "min_frequency": 3, "limit_alphabet": 900, "continuing_subword_prefix": "##"}
    made.train_from_iterator(texts, trainers.BpeTrainer(special_tokens=SPECIAL, show_progress=False, **options))
    return made


def grams(word):
    """Buckets of the runs of three to five characters in a word, filled up with 0."""
    framed = f" {word} "
    runs = [framed[at : at + size] for size in (3, 4, 5) for at in range(len(framed) - size + 1)][:GRAMS]
    return [zlib.crc32(run.encode("utf-8", "surrogatepass")) % (BUCKETS - 1) + 1 for run in runs] + [0] * (GRAMS - len(runs))


def tokenized(folded, made):
    """Every text as pieces, with the number of the word that a piece is of (0 for none), and as words."""
    numbers, cut = {"": 0}, {}
    pieces, piece_words, starts, piece_ends, words, word_ends = [], [], [], [0], [], [0]
    for text in folded:
        found = [(made.token_to_id("[CLS]"), 0, 1)]
        for word in text.split(" "):
            if word not in cut:
                cut[word] = made.encode(word).ids or [made.token_to_id("[UNK]")]
            number = numbers.setdefault(word, len(numbers))
            found += [(piece, number, int(at == 0)) for at, piece in enumerate(cut[word])]
            words.append(number)
        for column, values in zip((pieces, piece_words, starts), zip(*found[:LONGEST])):
            column += values
        piece_ends.append(len(pieces))
        word_ends.append(len(words))
    return {
        "pieces": np.array(pieces, np.uint16),
        "piece_words": np.array(piece_words, np.int32),
        "piece_starts": np.array(starts, bool),
        "piece_ends": np.array(piece_ends, np.int32),
        "words": np.array(words, np.int32),
        "word_ends": np.array(word_ends, np.int32),
        "grams": np.array([[0] * GRAMS] + [grams(word) for word in list(numbers)[1:]], np.uint16),
    }


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    data, synthetic = map(pathlib.Path, sys.argv[1:3])
    limit = int(sys.argv[4]) if len(sys.argv) == 5 else sys.maxsize
    texts = Texts()
    rows, digests = labelled_rows(texts, data, synthetic, limit)
    sizes, found = task_labels(texts, data, limit)
    unlabelled = [row for name in UNLABELLED for row in read(data / f"{name}.csv", limit)]
    for row in unlabelled:
        texts.add(row["text"])
    softened = len(texts.numbers)
    # What was commented on is text to learn words from, and no more than that.
    answered = [row["main"] for row in read(data / "exaasc_stance.csv", limit)]
    for text in filter(None, [row.get("title") for row in unlabelled] + answered):
        texts.add(re.sub("^جريدة الرياض *:", "", text))

    folded = list(texts.numbers)
    keys = [letters(text) for text in folded]
    measured = {keys[text] for text, _, _, source in rows if source < 2}
    held = np.array([key in measured for key in keys])
    rows, digests = without_leaks(rows, digests, keys)
    for source, name in ((2, "more"), (3, "synthetic")):
        found += [(text, len(sizes), label) for text, label, _, of in rows if of == source]
        sizes[name] = len(CLASSES)
    labels = np.full((len(folded), len(sizes)), -1, np.int8)
    for text, task, label in reversed(found):
        if not held[text]:
            labels[text, task] = label
    made = tokenizer(text for text, out in zip(folded, held) if not out)
    framed = [f" {text} " for text in folded]
    np.savez_compressed(
        sys.argv[3],
        **tokenized(folded, made),
        vocabulary=made.get_vocab_size(),
        characters=np.frombuffer("".join(framed).encode("utf-32-le", "surrogatepass"), np.uint32),
        character_ends=np.cumsum([0] + [len(text) for text in framed]),
        rows=np.array(rows, np.int32),
        row_digests=np.array(digests),
        folds=np.array(cut_folds(rows, keys), np.int8),
        labels=labels,
        task_names=np.array(list(sizes)),
        task_sizes=np.array(list(sizes.values())),
        held=held,
        softened=softened,
        digests=np.array(list(texts.digests)),
        digest_texts=np.array(list(texts.digests.values()), np.int32),
    )
    print(f"{len(folded)} texts, {held.sum()} of them held, {len(rows)} rows, {(labels >= 0).sum()} labels of tasks")


if __name__ == "__main__":
    main()
