#!/usr/bin/env python3
"""Measures ghirbal beside tools that are no crates, on the same lines, one thread, and prints one table.

usage: benches/peers.py FOLDER [LINES]
       benches/peers.py FOLDER --correct      what they get right, as `cargo bench --bench correct` does for crates

FOLDER is made where needed, and everything is installed there and nowhere else: arabic-norm, camel-tools and
VowpalWabbit from PyPI, fastText from Debian (its package is unpacked, so no root is needed). LINES has a comment a line;
without it the texts of labels/comments.csv are taken. Long files are cut for the slow tools.

Speeds are in 10^6 bytes of input per second of CPU time, the best of three runs; of programs, what the same run takes on
an empty file is taken off, so that neither starting nor loading a model counts."""

import argparse
import csv
import json
import os
import pathlib
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PYPI = ["arabic-norm==0.1.0", "arabic-normalize==0.1.0", "vowpalwabbit==9.11.9", "regex", "emoji", "six", "docopt", "pyrsistent"]
# camel-tools asks for torch and more, which its tokeniser does without.
PYPI_WITHOUT_DEPENDENCIES = ["camel-tools==1.6.0"]
RUNS = 3


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="where to install the peers")
    parser.add_argument("lines", type=pathlib.Path, nargs="?", help="a file with a comment a line")
    parser.add_argument("--correct", action="store_true", help="measure what is right and not how fast")
    parser.add_argument("--installed", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    folder = args.folder.resolve()
    if not args.installed:
        again = [install(folder), __file__, "--installed", *sys.argv[1:]]
        os.execv(again[0], [str(part) for part in again])
    if args.correct:
        return correct()
    os.environ["RAYON_NUM_THREADS"] = "1"
    lines = args.lines.read_text(encoding="utf-8", errors="replace").split("\n") if args.lines else labelled()[0]
    lines = [line for line in lines if line.strip()]
    rows = [*ghirbal(folder, lines), *arabic_norm(lines), *camel(lines), *vowpal_wabbit(folder, lines)]
    print_table([*rows, *fasttext(folder, lines)], lines)


def install(folder):
    """Installs what is not there yet; returns the Python that has it."""
    python = folder / "python" / "bin" / "python"
    if not python.exists():
        run([sys.executable, "-m", "venv", folder / "python"])
    pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    run([*pip, *PYPI])
    run([*pip, "--no-deps", *PYPI_WITHOUT_DEPENDENCIES])
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


def labelled():
    """The texts and labels of the repository, in one line each."""
    with open(ROOT / "labels" / "comments.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [" ".join(row["text"].split()) for row in rows], [row["label"] for row in rows]


def size(lines):
    return sum(len(line.encode()) + 1 for line in lines)


def beginning(lines, megabytes):
    """As many lines as make so many megabytes."""
    rest = megabytes * 10**6
    for count, line in enumerate(lines):
        rest -= len(line.encode()) + 1
        if rest < 0:
            return lines[:count]
    return lines


def speed_of_call(lines, work):
    """MB a second of a function of all lines."""
    def once():
        begun = time.process_time()
        work(lines)
        return time.process_time() - begun
    return size(lines) / min(once() for _ in range(RUNS)) / 1e6


def speed_of_program(folder, lines, command, environment=None):
    """MB a second of a program that reads a file, which takes the place of FILE in the command."""
    def seconds(name, lines):
        file = folder / name
        file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        filled = [file if part == "FILE" else part for part in command]
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        run(filled, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        now = resource.getrusage(resource.RUSAGE_CHILDREN)
        return now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    start = min(seconds("empty.txt", lines[:1]) for _ in range(RUNS))
    return size(lines) / (min(seconds("lines.txt", lines) for _ in range(RUNS)) - start) / 1e6


def ghirbal(folder, lines):
    program = ROOT / "target" / "release" / "ghirbal"
    file, words = folder / "all.txt", folder / "words.ghirbal"
    file.write_text("\n".join(lines), encoding="utf-8")
    (folder / "words.json").write_text('{"features": {"stems": false, "characters": null}}')
    labels = ROOT / "labels" / "comments.csv"
    run([program, "train", labels, "--settings", folder / "words.json", "--out", words], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)

    def stages(*options):
        best = {}
        for _ in range(RUNS):
            bench = [program, "bench", file, "--json", "--threads", "1", "--seconds", "1", *options]
            for stage in json.loads(run(bench, stdout=subprocess.PIPE).stdout)["stages"]:
                key = stage["stage"], stage["machine"]
                best[key] = max(best.get(key, 0), stage["mb_per_second"])
        return best
    ours, by_words = stages(), stages("--model", words)
    yield "limit", "memcpy", ours["copy (memcpy)", None]
    yield "limit", "UTF-8 validation (std)", ours["validate UTF-8", None]
    # The fastest first: the others are compared with it.
    machines = [machine for stage, machine in ours if stage == "fold"][::-1]
    for work, speeds, stage in [
        ("fold + cut", ours, "fold + cut (tokenise)"),
        ("word 1-2, label", by_words, "label"),
        ("word 1-2, stems, char 2-5, label", ours, "label"),
    ]:
        for machine in machines:
            yield work, f"ghirbal, {machine}", speeds[stage, machine]


def arabic_norm(lines):
    import arabic_norm
    yield "fold + cut", "arabic-norm tokenize_batch_joined", speed_of_call(lines, arabic_norm.tokenize_batch_joined)


def camel_tokens():
    from camel_tools.tokenizers.word import simple_word_tokenize
    from camel_tools.utils.dediac import dediac_ar
    from camel_tools.utils import normalize

    def tokens(text):
        text = normalize.normalize_alef_ar(normalize.normalize_unicode(text))
        text = normalize.normalize_teh_marbuta_ar(normalize.normalize_alef_maksura_ar(text))
        return simple_word_tokenize(dediac_ar(text))
    return tokens


def camel(lines):
    tokens = camel_tokens()
    yield "fold + cut", "camel-tools", speed_of_call(beginning(lines, 2), lambda lines: [tokens(l) for l in lines])


def correct():
    """Prints a row a tool, in the columns of cases.tsv."""
    import arabic_norm
    import arabic_normalize
    tools = {
        "arabic-norm": arabic_norm.tokenize,
        "arabic-normalize": lambda text: arabic_normalize.normalize_for_search(text).split(),
        "camel-tools": camel_tokens(),
    }
    with open(ROOT / "benches" / "cases.tsv", encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file, delimiter="\t"))
    columns = list(dict.fromkeys(case["column"] for case in cases))
    for tool, tokens in tools.items():
        right = {column: [] for column in columns}
        for case in cases:
            found = set(tokens(case["text"]))
            right[case["column"]].append(set(tokens(case["plain"])) <= found)
        print(f"| {tool} |", " | ".join(f"{sum(right[c])}/{len(right[c])}" for c in columns), "|")


def vowpal_wabbit(folder, lines):
    def prepared(text):
        return "| " + text.replace("|", " ").replace(":", " ")
    texts, labels = labelled()
    numbers = {label: number for number, label in enumerate(sorted(set(labels)), start=1)}
    train, model = folder / "vw-train.txt", folder / "vw.model"
    train.write_text("".join(f"{numbers[l]} {prepared(t)}\n" for t, l in zip(texts, labels)), encoding="utf-8")
    vw = [sys.executable, "-m", "vowpalwabbit", "--quiet"]
    run([*vw, "--oaa", len(numbers), "--ngram", 2, "-b", 18, "-d", train, "-f", model])
    command = [*vw, "-t", "-i", model, "-d", "FILE"]
    yield "word 1-2, label", "VowpalWabbit (prepared, no folding)", speed_of_program(
        folder, [prepared(line) for line in lines], command)


def fasttext_program(folder):
    return folder / "debian" / "usr" / "bin" / "fasttext"


def fasttext(folder, lines):
    texts, labels = labelled()
    train = folder / "fasttext-train.txt"
    train.write_text("".join(f"__label__{l} {t}\n" for t, l in zip(texts, labels)), encoding="utf-8")
    environment = dict(os.environ, LD_LIBRARY_PATH=":".join(map(str, (folder / "debian" / "usr" / "lib").glob("*"))))
    for name, options in [("word 1-2, label", []), ("word 1-2, char 2-5, label", ["-minn", 2, "-maxn", 5])]:
        model = folder / f"fasttext{len(options)}"
        learn = [fasttext_program(folder), "supervised", "-input", train, "-output", model, "-wordNgrams", 2, "-dim", 100]
        run([*learn, "-bucket", 2**18, "-epoch", 1, "-thread", 1, *options], env=environment, stderr=subprocess.DEVNULL)
        command = [fasttext_program(folder), "predict", f"{model}.bin", "FILE"]
        yield name, "fastText (no folding)", speed_of_program(folder, beginning(lines, 10), command, environment)


def print_table(rows, lines):
    rows = list(rows)
    print(f"{len(lines)} lines, {size(lines) / 1e6:.1f} MB, one thread\n")
    ours = {}
    for work, tool, speed in rows:
        if tool.startswith("ghirbal"):
            ours.setdefault(work, speed)
    ours["word 1-2, char 2-5, label"] = ours["word 1-2, stems, char 2-5, label"]
    print("| work | tool | MB/s | ghirbal is faster by |\n| --- | --- | ---: | ---: |")
    for work, tool, speed in rows:
        ratio = f"{ours[work] / speed:.1f}" if work in ours and not tool.startswith("ghirbal") else ""
        print(f"| {work} | {tool} | {speed:.1f} | {ratio} |")


if __name__ == "__main__":
    main()
