#!/usr/bin/env python3
"""What further views of a comment would bring: each is put beside the columns that ghirbal counts, and learned with them.

usage: benches/views.py LABELS.csv ROWS.txt

ROWS.txt is what `cargo bench --bench rows -- LABELS.csv ROWS.txt` writes. Needs scikit-learn (that of benches/learners.py
will do). The learner is liblinear's (one hinge a label, squared), so the first row is not the program's figure; differences
are to the first row, by a paired bootstrap over rows, 95%. The views stand here and not in the program because none of
them has earned its place there; see models/README.md."""

import csv
import hashlib
import re
import sys
import unicodedata
from collections import Counter

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.datasets import load_svmlight_file
from sklearn.feature_extraction import DictVectorizer
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

FOLDS = 5
SAMPLES = 1000
SIZE = 0.3

ADDRESSING = {"انت", "انتي", "انتم", "انتو", "انتوا", "إنت", "أنت", "أنتم", "حضرتك", "كلامك", "كلامكم", "لكم", "عليكم", "فيكم", "منكم"}
OWN = {"انا", "أنا", "احنا", "نحن", "إحنا"}
OTHERS = {"هم", "هؤلاء", "هذول", "دول", "فيهم", "منهم", "عليهم", "كلهم"}

ARABIZI = str.maketrans({
    "2": "ا", "3": "ع", "5": "خ", "6": "ط", "7": "ح", "8": "ق", "9": "ص", "a": "ا", "b": "ب", "t": "ت", "j": "ج", "d": "د",
    "r": "ر", "z": "ز", "s": "س", "f": "ف", "q": "ق", "k": "ك", "l": "ل", "m": "م", "n": "ن", "h": "ه", "w": "و", "y": "ي",
    "g": "ق", "i": "ي", "o": "و", "u": "و", "e": None, "p": "ب", "v": "ف", "c": "ك", "x": "كس",
})


def shape(text):
    letters = max(len(text), 1)
    signs = Counter(sign for sign in text if sign in "!?؟،,.:;؛\"«»()…#@\n")
    found = {f"length {int(np.log2(letters))}": 1.0}
    found |= {f"sign {sign} {min(count, 3)}": 1.0 for sign, count in signs.items()}
    for name, pattern in (("digits", r"\d"), ("latin", "[A-Za-z]"), ("signs", r"[^\w\s]")):
        found[f"share of {name} {int(10 * len(re.findall(pattern, text)) / letters)}"] = 1.0
    return found


def position(text):
    words = text.split()
    first, last = words[:3], words[-3:]
    return {f"first {word}": 1.0 for word in first} | {f"last {word}": 1.0 for word in last}


def addressed(text):
    words = text.split()
    found = Counter(f"to {after}" for before, after in zip(words, words[1:]) if before == "يا")
    found["vocative"] = words.count("يا")
    for name, listed in (("you", ADDRESSING), ("me", OWN), ("them", OTHERS)):
        found[name] = sum(word in listed for word in words)
    found["your"] = sum(word.endswith(("كم", "كو")) for word in words)
    found["their"] = sum(word.endswith("هم") for word in words)
    return {name: float(count > 0) for name, count in found.items() if count}


def emoji(text):
    names = (unicodedata.name(sign, "") for sign in text if unicodedata.category(sign) == "So")
    return {f"emoji {word}": 1.0 for name in names for word in name.split() if word not in ("FACE", "WITH", "AND", "OF")}


def arabizi(text):
    words = [word.lower() for word in re.findall(r"[A-Za-z2-9']+", text) if re.search("[A-Za-z]", word)]
    read = [f" {word.translate(ARABIZI)} " for word in words]
    return {run[at : at + n]: 1.0 for run in read for n in range(2, 6) for at in range(len(run) - n + 1)}


def beside(x, texts, view):
    extra = DictVectorizer().fit_transform([view(text) for text in texts])
    return hstack([x, SIZE * normalize(extra)]).tocsr()


def learner():
    return LinearSVC(C=0.3, class_weight="balanced")


def cross_validated(x, y, folds, reweigh=None):
    predicted = np.empty(len(y), dtype=int)
    for fold in range(FOLDS):
        out = folds == fold
        if reweigh is None:
            predicted[out] = learner().fit(x[~out], y[~out]).predict(x[out])
        else:
            predicted[out] = reweigh(x[~out], y[~out], x[out])
    return predicted


def naive_bayes_weighted(x, y, held_out):
    """One hinge a label, each on columns times their log-count ratios (Wang and Manning 2012)."""
    scores = []
    for label in np.unique(y):
        is_label = y == label
        p = 1 + np.asarray(abs(x[is_label]).sum(axis=0)).ravel()
        q = 1 + np.asarray(abs(x[~is_label]).sum(axis=0)).ravel()
        ratio = diags(np.log((p / p.sum()) / (q / q.sum())))
        scores.append(learner().fit(x @ ratio, is_label).decision_function(held_out @ ratio))
    return np.unique(y)[np.argmax(scores, axis=0)]


def macro_f1(truth, predicted):
    labels = np.unique(truth)
    both = np.array([np.sum((truth == label) & (predicted == label)) for label in labels])
    either = np.array([np.sum(truth == label) + np.sum(predicted == label) for label in labels])
    return np.mean(2 * both / either)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    x, y = load_svmlight_file(sys.argv[2])
    x, y = csr_matrix(x), y.astype(int)
    x.indices, x.indptr = x.indices.astype("int32"), x.indptr.astype("int32")
    texts = [row["text"] for row in rows]
    folds = np.array([int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % FOLDS for text in texts])
    start = cross_validated(x, y, folds)
    random = np.random.default_rng(1)
    samples = [random.integers(0, len(y), len(y)) for _ in range(SAMPLES)]
    f1 = lambda predicted, rows=slice(None): macro_f1(y[rows], predicted[rows])
    print(f"| columns as ghirbal counts them | {f1(start):.3f} | |", flush=True)

    def line(name, predicted):
        gains = [f1(predicted, sample) - f1(start, sample) for sample in samples]
        low, high = np.quantile(gains, [0.025, 0.975])
        print(f"| {name} | {f1(predicted):.3f} | {f1(predicted) - f1(start):+.3f} [{low:+.3f}, {high:+.3f}] |", flush=True)

    views = {
        "and length, signs, shares of digits and Latin": shape,
        "and the first and last three words as such": position,
        "and who is addressed": addressed,
        "and emoji by the words of their names": emoji,
        "and Latin letters read as Arabic": arabizi,
    }
    for name, view in views.items():
        line(name, cross_validated(beside(x, texts, view), y, folds))
    line("times log-count ratios (naive Bayes weights)", cross_validated(x, y, folds, naive_bayes_weighted))


if __name__ == "__main__":
    main()
