#!/usr/bin/env python3
"""The measures that are aimed at, from what models that had not seen a row said of it.

usage: benches/goals.py HELD_OUT.csv [OTHER.csv]

HELD_OUT.csv is what `ghirbal train … --held-out HELD_OUT.csv` writes; OTHER.csv, of the same rows, is compared with it. For
each file macro-F1, the same on rows of confidence 2, and the precision of hostile where half of what is hostile is found, on
rows of confidence 1 and 2 and on all, by the score of hostile as softmax has it. In brackets 95% intervals by the bootstrap over rows, paired
for differences. Needs NumPy."""

import csv
import sys

import numpy as np

SAMPLES = 1000
LABEL = "hostile"


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def columns(rows):
    labels = [name.removeprefix("score_") for name in rows[0] if name.startswith("score_")]
    index = {label: number for number, label in enumerate(labels)}
    scores = np.array([[float(row[f"score_{label}"] or 0) for label in labels] for row in rows])
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return {
        "truth": np.array([index[row["label"]] for row in rows]),
        "predicted": np.array([index[row["predicted"]] for row in rows]),
        "confidence": np.array([int(row["confidence"] or 1) for row in rows]),
        "share": shares[:, index[LABEL]] / shares.sum(axis=1),
        "label": np.full(len(rows), index[LABEL]),
    }


def macro_f1(found):
    truth, predicted = found["truth"], found["predicted"]
    f1 = []
    for label in np.unique(truth):
        both = np.sum((truth == label) & (predicted == label))
        f1.append(2 * both / (np.sum(truth == label) + np.sum(predicted == label)))
    return np.mean(f1)


def precision_at_half(found):
    is_label = (found["truth"] == found["label"])[np.argsort(-found["share"], kind="stable")]
    caught = np.cumsum(is_label)
    place = np.argmax(caught >= caught[-1] / 2)
    return caught[place] / (place + 1)


def measures(found):
    rows_of = lambda least: {name: values[found["confidence"] >= least] for name, values in found.items()}
    return np.array([macro_f1(found), macro_f1(rows_of(2)), precision_at_half(rows_of(1)), precision_at_half(found)])


NAMES = [
    "macro-F1",
    "macro-F1, confidence 2",
    f"precision of {LABEL} at half its recall, confidence 1 and 2",
    f"precision of {LABEL} at half its recall",
]


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    files = [read(path) for path in sys.argv[1:]]
    if any([(row["file"], row["row"]) for row in rows] != [(row["file"], row["row"]) for row in files[0]] for rows in files):
        sys.exit("the files are not of the same rows")
    for name in dict.fromkeys(row["file"] for row in files[0]):
        all_found = [columns([row for row in rows if row["file"] == name]) for rows in files]
        random = np.random.default_rng(1)
        count = len(all_found[0]["truth"])
        samples = [random.integers(0, count, count) for _ in range(SAMPLES)]
        drawn = [[measures({key: values[sample] for key, values in found.items()}) for sample in samples] for found in all_found]
        drawn = [np.array(of_file) for of_file in drawn]
        print(f"{name}, {count} rows")
        for number, measure in enumerate(NAMES):
            parts = []
            for found, of_file in zip(all_found, drawn):
                low, high = np.quantile(of_file[:, number], [0.025, 0.975])
                parts.append(f"{measures(found)[number]:.3f} [{low:.3f}, {high:.3f}]")
            if len(files) == 2:
                gains = drawn[1][:, number] - drawn[0][:, number]
                gain = measures(all_found[1])[number] - measures(all_found[0])[number]
                low, high = np.quantile(gains, [0.025, 0.975])
                parts.append(f"difference {gain:+.3f} [{low:+.3f}, {high:+.3f}]")
            print(f"  {measure}: {', '.join(parts)}")


if __name__ == "__main__":
    main()
