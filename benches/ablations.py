#!/usr/bin/env python3
"""Prints how good and how big a model gets under other settings: tables for models/README.md.

usage: benches/ablations.py TABLE LABELS.csv [PROGRAM]

TABLE is one of those below. Every row is one call of `ghirbal train LABELS.csv --folds 5 --settings S`, learned from
that file alone; macro-F1 with its 95% interval over rows. `curve` learns from more and more of the rows instead, drawn
by the digest of their text, and measures on every fifth, which no draw holds."""

import csv
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def learner(**settings):
    return {"learner": settings}


def features(**settings):
    return {"features": settings}


TORN = {"0": {"weight": 1.0, "share": 0.7}}

TABLES = {
    "objectives": [
        ("multinomial logistic regression (softmax), **the default**", {}),
        ("the same, l2 0.2", learner(l2=0.2)),
        ("the same, l2 2", learner(l2=2.0)),
        ("the same, no class weights", learner(balance=0.0)),
        ("the same, torn rows (confidence 0) believed to 70%", learner(trust=TORN)),
        ("the same, 6 epochs", learner(epochs=6)),
        ("the same, 24 epochs", learner(epochs=24)),
        ("logistic regressions one-vs-rest", learner(loss="logistic")),
        ("the same, no class weights", learner(loss="logistic", balance=0.0)),
        ("hinge one-vs-rest (linear SVM), l2 0.6", learner(loss="hinge")),
        ("the same, l2 2", learner(loss="hinge", l2=2.0)),
        ("the same, l2 6", learner(loss="hinge", l2=6.0)),
    ],
    "views": [
        ("words, stems, pairs of stems, characters 2–5, **the default**", {}),
        ("no stems, pairs of words", features(stems=False)),
        ("no pairs", features(pairs=False)),
        ("no characters", features(characters=None)),
        ("words alone", features(stems=False, pairs=False, characters=None)),
        ("what a disguise is read as in place of its pieces", features(undisguised=True)),
        ("no disguise is read", {"evasion": dict.fromkeys(("spelled", "hinged", "masked", "substituted"), False)}),
        ("letters three times and more stay", {"fold": {"elongation": False, "laughter": False}}),
    ],
    "sizes": [(f"2^{bits} columns", features(column_bits=bits)) for bits in range(14, 21)]
    + [(f"2^18 columns, seen in {rows} rows or more", features(min_rows=rows)) for rows in (1, 3, 5, 10)],
}


def train(program, labels, settings, folder, *how):
    file = folder / "settings.json"
    file.write_text(json.dumps(settings))
    command = [program, "train", labels, "--settings", file, "--out", folder / "m.ghirbal", *how]
    begun = time.perf_counter()
    printed = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout
    return printed, time.perf_counter() - begun, (folder / "m.ghirbal").stat().st_size


def macro_f1(printed):
    return re.search(r"^macro-F1 (.*?) \(95%\)", printed, re.M)[1]


def sure(printed):
    found = re.search(r"^  2: ([0-9.]+)", printed, re.M)
    return found[1] if found else "–"


def table(program, labels, rows, folder):
    print("| settings | macro-F1 | sure rows | seconds | bytes |\n| --- | --- | ---: | ---: | ---: |")
    for name, settings in rows:
        printed, seconds, size = train(program, labels, settings, folder, "--folds", "5")
        print(f"| {name} | {macro_f1(printed)} | {sure(printed)} | {seconds:.0f} | {size:,} |", flush=True)


def curve(program, labels, folder):
    with open(labels, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    digest = lambda row: int(hashlib.sha256(row["text"].encode()).hexdigest()[:8], 16)
    held_out = [row for row in rows if digest(row) % 5 == 0]
    rest = sorted((row for row in rows if digest(row) % 5), key=digest)
    write(folder / "held.csv", held_out)
    print("| rows learned from | macro-F1 | sure rows |\n| ---: | --- | ---: |")
    for share in (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1):
        write(folder / "some.csv", rest[: round(len(rest) * share)])
        printed, _, _ = train(program, folder / "some.csv", {}, folder, "--valid", folder / "held.csv")
        print(f"| {round(len(rest) * share):,} | {macro_f1(printed)} | {sure(printed)} |", flush=True)


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def main():
    if not 3 <= len(sys.argv) <= 4 or sys.argv[1] not in [*TABLES, "curve"]:
        sys.exit(__doc__)
    name, labels = sys.argv[1:3]
    program = sys.argv[3] if len(sys.argv) == 4 else ROOT / "target" / "release" / "ghirbal"
    with tempfile.TemporaryDirectory() as folder:
        if name == "curve":
            curve(program, labels, pathlib.Path(folder))
        else:
            table(program, labels, TABLES[name], pathlib.Path(folder))


if __name__ == "__main__":
    main()
