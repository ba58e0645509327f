#!/usr/bin/env python3
"""What narrower weights cost: a linear model's weights rounded to several types, and the labels that they then give.

usage: benches/weight_types.py LABELS.csv ROWS.txt

ROWS.txt is what `cargo bench --bench rows -- LABELS.csv ROWS.txt` writes. Needs scikit-learn, as views.py does, whose
folds, learner and measure these are. Weights of whole numbers are in units of the scale that loses least, one a label, as
the program chooses it. Bytes are of a table of 2^18 columns, three labels and a place for the column's frequency, as it lies
in memory. Differences are to the first row, by a paired bootstrap over rows, 95%."""

import csv
import hashlib
import sys

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.datasets import load_svmlight_file

from views import FOLDS, SAMPLES, learner, macro_f1

COLUMNS = 2**18
LANES = 4
STEP, STEPS = 0.75, 16


def whole_numbers(weights, shares, bits):
    """Weights in whole units, at most 2^(bits - 1) - 1 of them: the scale with the least squared error, by shares."""
    most = 2 ** (bits - 1) - 1
    rounded = np.empty_like(weights)
    for label, row in enumerate(weights):
        tried = []
        for step in range(STEPS):
            scale = np.abs(row).max() / most * STEP**step
            units = np.clip(np.round(row / scale), -most, most) * scale
            tried.append((np.sum(shares * (units - row) ** 2), step, units))
        rounded[label] = min(tried, key=lambda found: found[:2])[2]
    return rounded


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    x, y = load_svmlight_file(sys.argv[2])
    x, y = csr_matrix(x), y.astype(int)
    x.indices, x.indptr = x.indices.astype("int32"), x.indptr.astype("int32")
    folds = np.array([int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % FOLDS for text in texts])
    types = {"f32": (4, lambda w, s: w.astype("float32")), "f16": (2, lambda w, s: w.astype("float16").astype("float32"))}
    for bits in (8, 6, 4, 3, 2):
        types[f"i{bits}"] = (bits / 8, lambda w, s, bits=bits: whole_numbers(w, s, bits))
    predicted = {name: np.empty(len(y), dtype=int) for name in types}
    labels = np.unique(y)
    for fold in range(FOLDS):
        out = folds == fold
        model = learner().fit(x[~out], y[~out])
        shares = np.asarray((x[~out] != 0).mean(axis=0)).ravel()
        for name, (_, narrowed) in types.items():
            scores = x[out] @ narrowed(model.coef_, shares).T + model.intercept_
            predicted[name][out] = labels[np.argmax(scores, axis=1)]
    random = np.random.default_rng(1)
    samples = [random.integers(0, len(y), len(y)) for _ in range(SAMPLES)]
    first = predicted["f32"]
    print("| type | bytes | macro-F1 | difference | labels that change |\n| --- | ---: | ---: | --- | ---: |")
    for name, (width, _) in types.items():
        found = predicted[name]
        gains = [macro_f1(y[sample], found[sample]) - macro_f1(y[sample], first[sample]) for sample in samples]
        low, high = np.quantile(gains, [0.025, 0.975])
        gain, changed = macro_f1(y, found) - macro_f1(y, first), np.mean(found != first)
        size = int(COLUMNS * LANES * width)
        print(f"| {name} | {size:,} | {macro_f1(y, found):.3f} | {gain:+.3f} [{low:+.3f}, {high:+.3f}] | {changed:.1%} |", flush=True)


if __name__ == "__main__":
    main()
