#!/usr/bin/env python3
"""Writes the soft labels of the teachers without the texts, for `ghirbal train` to look up by digest.

usage: write_soft.py PREPARED.npz SOFT.npz OUT.csv FILE.csv...

PREPARED.npz is what prepare.py writes, SOFT.npz what train.py writes. OUT.csv has a row for each text of the FILEs that the
teachers judged: the first 12 hexadecimal digits of its SHA-256, no fold, and of each of the five teachers how probable
hostile and partisan are, in percent; neutral has the rest. By the leak rule of prepare.py no text is among them that has
the letters of a measured one. Then it has a row for each measured text: its digest, and the fold whose teacher did not
learn from it, so that who measures with soft labels cuts the same folds.

The soft labels committed in the repository were written by an earlier version of these scripts; see train.py."""

import csv
import hashlib
import sys

import numpy as np

FOLDS = 5
# Shorter texts could be guessed from their digests.
SHORTEST = 16
PARTISAN, HOSTILE = 1, 2


def digest(text):
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def wanted(paths):
    csv.field_size_limit(10**8)
    found = set()
    for path in paths:
        with open(path, encoding="utf-8", newline="") as file:
            texts = (row["text"] for row in csv.DictReader(file))
            found |= {digest(text) for text in texts if len(" ".join(text.split())) >= SHORTEST}
    return found


def percent(probabilities):
    """Hostile and partisan of each fold, never more than 100 together."""
    found = []
    for fold in probabilities:
        hostile = round(100 * float(fold[HOSTILE]))
        found += [hostile, min(round(100 * float(fold[PARTISAN])), 100 - hostile)]
    return found


def main():
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    prepared, judged = np.load(sys.argv[1]), np.load(sys.argv[2])
    soft, places = judged["soft"], {text: place for place, text in enumerate(judged["texts"].tolist())}
    texts = dict(zip(prepared["digests"].tolist(), prepared["digest_texts"].tolist()))
    keys = sorted(key for key in wanted(sys.argv[4:]) if texts.get(key) in places)
    folds = dict(zip(prepared["row_digests"].tolist(), prepared["folds"].tolist()))
    measured = sorted(item for item in folds.items() if item[1] >= 0)
    with open(sys.argv[3], "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["key", "fold", *(f"{name}.{fold}" for fold in range(FOLDS) for name in ("hostile", "partisan"))])
        writer.writerows([key, "", *percent(soft[:, places[texts[key]]])] for key in keys)
        writer.writerows([key, fold, *[""] * 2 * FOLDS] for key, fold in measured)
    print(f"{len(keys)} soft labels, {len(measured)} measured texts")


if __name__ == "__main__":
    main()
