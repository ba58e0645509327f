#!/usr/bin/env python3
"""Trains ghirbal and other learners on the same rows in one run: how long it takes, and how good the result is.

usage: benches/learners.py FOLDER DATA

FOLDER is made where needed, and everything is installed there and nowhere else: scikit-learn (with liblinear) and
VowpalWabbit from PyPI, fastText from Debian. DATA has the CSVs comments_unlabelled, alakrot_youtube,
aljazeera_deleted_train and dziriofn, not ours to publish; the task is to tell which of them a text is from, on the first
60,000 rows with an Arabic letter, since ghirbal judges no others.

Time is wall time on two threads where the tool has threads, of a whole training from a file of texts to a model, on all
rows, the best of two; macro-F1 is on every fifth row, by its digest, learned from the others. Of VowpalWabbit and fastText
the fewest passes are shown that reach ghirbal's macro-F1, and where none does, the best."""

import csv
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILES = ("comments_unlabelled", "alakrot_youtube", "aljazeera_deleted_train", "dziriofn")
ROWS = 60_000
PASSES = (5, 10, 20, 40)
ARABIC = re.compile("[\u0621-\u064a]")


def main():
    folder, data = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    folder.mkdir(exist_ok=True, parents=True)
    if "--installed" not in sys.argv:
        python = install(folder)
        os.execv(python, [str(python), __file__, str(folder), str(data), "--installed"])
    rows = task(data)
    held_out = [int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % 5 == 0 for text, _ in rows]
    parts = {
        "all": rows,
        "learned": [row for row, out in zip(rows, held_out) if not out],
        "held": [row for row, out in zip(rows, held_out) if out],
    }
    write(folder, parts)
    print(f"{len(rows)} rows, {sum(held_out)} held out\n\n| learner | seconds | macro-F1 |\n| --- | ---: | ---: |", flush=True)
    goal = ghirbal(folder)
    same_features(folder, parts)
    scikit_learn(parts)
    vowpal_wabbit(folder, parts, goal)
    fasttext(folder, parts, goal)


def install(folder):
    python = folder / "python" / "bin" / "python"
    if not python.exists():
        run([sys.executable, "-m", "venv", folder / "python"])
    run([python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "scikit-learn==1.9.1", "vowpalwabbit==9.11.9"])
    if not fasttext_program(folder).exists():
        debian = folder / "debian"
        debian.mkdir(exist_ok=True)
        run(["apt-get", "download", "fasttext", "libfasttext0"], cwd=debian)
        for package in debian.glob("*.deb"):
            run(["dpkg", "-x", package, debian])
    run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT)
    return python


def run(command, **options):
    return subprocess.run([str(part) for part in command], check=True, **options)


def quietly(command, **options):
    return run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)


def task(data):
    rows = []
    for name in FILES:
        with open(data / f"{name}.csv", encoding="utf-8", newline="") as file:
            rows += [(row["text"], name) for row in csv.DictReader(file) if ARABIC.search(row["text"])]
    # File after file, a learner that takes rows as they come would know the last file alone.
    return sorted(rows[:ROWS], key=lambda row: hashlib.sha256(row[0].encode()).digest()[4:])


def write(folder, parts):
    for name, rows in parts.items():
        with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["text", "label"])
            writer.writerows(rows)


def timed(work, runs=2):
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def line(name, seconds, f1):
    print(f"| {name} | {seconds:.1f} | {f1:.4f} |", flush=True)


def macro_f1(truth, predicted):
    from sklearn.metrics import f1_score

    return f1_score(truth, predicted, average="macro")


def ghirbal(folder):
    program = ROOT / "target" / "release" / "ghirbal"
    train = lambda name: quietly([program, "train", folder / f"{name}.csv", "--out", folder / "m.ghirbal", "--threads", "2"])
    seconds = timed(lambda: train("all"))
    train("learned")
    report = run([program, "evaluate", folder / "held.csv", "--model", folder / "m.ghirbal", "--json"], capture_output=True)
    import json

    f1 = json.loads(report.stdout)["macro avg"]["f1-score"]
    line("**ghirbal**, the whole program", seconds, f1)
    return f1


def same_features(folder, parts):
    """liblinear and scikit-learn's lbfgs on the very rows that ghirbal's learner sees; counting is not in their time."""
    from sklearn.datasets import load_svmlight_file
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    rows = folder / "rows.txt"
    quietly(["cargo", "bench", "--locked", "--bench", "rows", "--", folder / "all.csv", rows], cwd=ROOT)
    x, y = load_svmlight_file(str(rows))
    # liblinear takes no indices of 64 bits.
    x.indices, x.indptr = x.indices.astype("int32"), x.indptr.astype("int32")
    out = [int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % 5 == 0 for text, _ in parts["all"]]
    import numpy as np

    out = np.array(out)
    for name, learner in (
        ("liblinear, L2 hinge squared, C 0.5, on ghirbal's rows", LinearSVC(C=0.5, class_weight="balanced")),
        ("scikit-learn lbfgs, multinomial, C 5, on ghirbal's rows", LogisticRegression(C=5, class_weight="balanced", max_iter=100)),
    ):
        seconds = timed(lambda: learner.fit(x, y), runs=1)
        learner.fit(x[~out], y[~out])
        line(name, seconds, macro_f1(y[out], learner.predict(x[out])))


def scikit_learn(parts):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_union

    def fold(text):
        text = re.sub("[\u064b-\u0652\u0670\u0640]", "", text)
        text = re.sub("[أإآٱ]", "ا", text).replace("ى", "ي").replace("ة", "ه")
        return re.sub(r"(.)\1{2,}", r"\1\1", text)

    def fit(rows):
        vectoriser = make_union(
            TfidfVectorizer(preprocessor=fold, ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(preprocessor=fold, analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
        )
        x = vectoriser.fit_transform([text for text, _ in rows])
        return vectoriser, LogisticRegression(C=10, max_iter=100).fit(x, [label for _, label in rows])

    seconds = timed(lambda: fit(parts["all"]), runs=1)
    vectoriser, model = fit(parts["learned"])
    texts, truth = zip(*parts["held"])
    line("scikit-learn, TF-IDF and logistic regression", seconds, macro_f1(truth, model.predict(vectoriser.transform(texts))))


def one_line(text):
    return " ".join(text.split()).replace("|", " ").replace(":", " ")


def best_of(name, goal, attempts):
    """Prints the quickest attempt that reaches the goal, or else the best."""
    found = []
    for passes, attempt in attempts:
        found.append((passes, *attempt()))
        if found[-1][2] >= goal:
            break
    passes, seconds, f1 = max(found, key=lambda attempt: attempt[2])
    line(f"{name}, {passes} passes", seconds, f1)


def vowpal_wabbit(folder, parts, goal):
    vw = folder / "python" / "bin" / "vw"
    command = [vw] if vw.exists() else [folder / "python" / "bin" / "python", "-m", "vowpalwabbit"]
    numbers = {name: number + 1 for number, name in enumerate(FILES)}
    for name, rows in parts.items():
        with open(folder / f"{name}.vw", "w", encoding="utf-8") as file:
            for text, label in rows:
                words = one_line(text).split()
                runs = [f" {word} "[at : at + n] for word in words for n in range(2, 6) for at in range(len(word) + 3 - n)]
                file.write(f"{numbers[label]} |w {' '.join(words)} |c {' '.join(run.replace(' ', '_') for run in runs)}\n")
    options = ["--oaa", len(FILES), "-b", "18", "--loss_function", "logistic", "--ngram", "w2", "--quiet", "-k"]

    def attempt(passes):
        def learn(name):
            cache = folder / "vw.cache"
            quietly([*command, *options, "--passes", passes, "--cache_file", cache, "-d", folder / f"{name}.vw", "-f", folder / "m.vw"])

        seconds = timed(lambda: learn("all"), runs=1)
        learn("learned")
        out = folder / "vw.out"
        quietly([*command, "-t", "-i", folder / "m.vw", "-d", folder / "held.vw", "-p", out, "--quiet"])
        predicted = [int(float(value.split()[0])) for value in out.read_text().split("\n") if value]
        return seconds, macro_f1([numbers[label] for _, label in parts["held"]], predicted)

    best_of("VowpalWabbit, words 1–2, characters 2–5 (spelled out beforehand)", goal, [(p, lambda p=p: attempt(p)) for p in PASSES])


def fasttext_program(folder):
    return folder / "debian" / "usr" / "bin" / "fasttext"


def fasttext(folder, parts, goal):
    for name, rows in parts.items():
        with open(folder / f"{name}.ft", "w", encoding="utf-8") as file:
            file.writelines(f"__label__{label} {one_line(text)}\n" for text, label in rows)
    library = next((folder / "debian").glob("usr/lib/*/"))
    environment = {**os.environ, "LD_LIBRARY_PATH": str(library)}
    program = fasttext_program(folder)

    def attempt(passes):
        def learn(name):
            options = ["-wordNgrams", 2, "-minn", 2, "-maxn", 5, "-bucket", 262144, "-dim", 16, "-thread", 2, "-lr", 0.5, "-epoch", passes]
            quietly([program, "supervised", "-input", folder / f"{name}.ft", "-output", folder / "m", *options], env=environment)

        seconds = timed(lambda: learn("all"), runs=1)
        learn("learned")
        lines = "\n".join(one_line(text) for text, _ in parts["held"]) + "\n"
        out = run([program, "predict", folder / "m.bin", "-"], input=lines.encode(), capture_output=True, env=environment)
        predicted = [label.removeprefix("__label__") for label in out.stdout.decode().split("\n")]
        truth = [label for _, label in parts["held"]]
        return seconds, macro_f1(truth, predicted[: len(truth)])

    best_of("fastText, words 1–2, characters 2–5", goal, [(p, lambda p=p: attempt(p)) for p in PASSES])


if __name__ == "__main__":
    main()
