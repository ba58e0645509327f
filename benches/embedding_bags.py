#!/usr/bin/env python3
"""fastText's bags of embeddings, small models of another kind, on the folds that ghirbal measures by.

usage: benches/embedding_bags.py FASTTEXT LABELS.csv

FASTTEXT is the program of benches/peers.py, in its folder. Texts are folded here, roughly as ghirbal does; words 1-2, runs of 2
to 5 characters, 2^18 buckets. Prints macro-F1 by 5-fold cross-validation, on all rows and on those of confidence 2, for some
numbers of dimensions; rate and passes were taken for each by a few tries. Needs NumPy."""

import csv
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np

FOLDS = 5
SETTINGS = [(2, 0.5, 25), (16, 0.5, 15), (64, 0.3, 15)]
DROPPED = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200b-\u200f\ufe0f]")
FOLDED = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك"})


def folded(text):
    text = re.sub(r"(\w)\1{2,}", r"\1", DROPPED.sub("", text).translate(FOLDED).lower())
    return " ".join(re.findall(r"\w+|[^\w\s]", text))


def macro_f1(truth, predicted):
    f1 = []
    for label in np.unique(truth):
        both = np.sum((truth == label) & (predicted == label))
        f1.append(2 * both / (np.sum(truth == label) + np.sum(predicted == label)))
    return np.mean(f1)


def predict(program, folder, train, test, dimensions, rate, passes):
    (folder / "train").write_text("".join(f"__label__{label} {text}\n" for label, text in train), encoding="utf-8")
    (folder / "test").write_text("".join(f"{text}\n" for text in test), encoding="utf-8")
    options = {
        "input": folder / "train", "output": folder / "model", "dim": dimensions, "lr": rate, "epoch": passes, "wordNgrams": 2,
        "minn": 2, "maxn": 5, "bucket": 2**18, "thread": 1, "verbose": 0, "seed": 1,
    }
    libraries = {str(path.parent) for path in program.parents[2].rglob("libfasttext.so*")}
    environment = {**os.environ, "LD_LIBRARY_PATH": ":".join(libraries)}
    command = [program, "supervised", *(str(part) for name, value in options.items() for part in (f"-{name}", value))]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    command = [program, "predict", folder / "model.bin", folder / "test"]
    found = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    return [line.removeprefix("__label__") for line in found.split("\n")][: len(test)]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program = pathlib.Path(sys.argv[1]).resolve()
    with open(sys.argv[2], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [folded(row["text"]) for row in rows]
    truth, sure = np.array([row["label"] for row in rows]), np.array([row["confidence"] == "2" for row in rows])
    folds = np.array([int(hashlib.sha256(row["text"].encode()).hexdigest()[:8], 16) % FOLDS for row in rows])
    for settings in SETTINGS:
        predicted = np.full(len(rows), "", dtype=truth.dtype)
        for fold in range(FOLDS):
            train = [(truth[at], texts[at]) for at in np.flatnonzero(folds != fold)]
            out = np.flatnonzero(folds == fold)
            with tempfile.TemporaryDirectory() as folder:
                predicted[out] = predict(program, pathlib.Path(folder), train, [texts[at] for at in out], *settings)
        print(*settings, f"{macro_f1(truth, predicted):.3f} {macro_f1(truth[sure], predicted[sure]):.3f}", flush=True)


if __name__ == "__main__":
    main()
