#!/usr/bin/env python3
"""Compares what ghirbal says of labels with the tools that others use for the same, and fails where they differ.

usage: benches/label_peers.py FOLDER [--rows N]

FOLDER is made where needed, and everything is installed there and nowhere else: label-studio-sdk, scikit-learn,
krippendorff and pandas from PyPI. Builds the program, then
  - Label Studio's own converter reads what ghirbal exports, and ghirbal reads what the converter writes;
  - Cohen's kappa and Krippendorff's alpha are those of scikit-learn and krippendorff on the same random labels;
  - `labels check` goes through N rows (1,000,000) within 2 GB, beside pandas looking for exact duplicates alone."""

import argparse
import csv
import io
import json
import operator
import os
import pathlib
import random
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PYPI = ["label-studio-sdk==2.1.2", "scikit-learn", "krippendorff", "pandas", "numpy"]
PROGRAM = ROOT / "target" / "release" / "ghirbal"
LABELS = ["hostile", "neutral", "partisan"]
MEMORY = 2_000_000_000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="where to install the peers, and to write")
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many rows to check")
    parser.add_argument("--installed", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    folder = args.folder.resolve()
    if not args.installed:
        python = folder / "python" / "bin" / "python"
        if not python.exists():
            run([sys.executable, "-m", "venv", folder / "python"])
        run([python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", *PYPI])
        run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT)
        os.execv(python, [str(python), __file__, "--installed", *sys.argv[1:]])
    label_studio(folder)
    agreement(folder)
    check(folder, args.rows)


def run(command, **more):
    return subprocess.run([str(part) for part in command], check=True, **more)


def ghirbal(*arguments):
    return run([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout.decode()


def expect(is_so, what):
    if not is_so:
        sys.exit(f"failed: {what}")


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def label_studio(folder):
    from label_studio_sdk.converter import Converter

    texts = ["قال: \"نعم\", ثم; مضى", "سطر أول\nسطر ثان", "=1+1", "<b>وسم</b> & علامة", "عائلة 👩‍👩‍👧"]
    labels = folder / "ours.csv"
    with open(labels, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "label", "annotator", "source"])
        for number, text in enumerate(texts):
            writer.writerow([f"c{number}", text, LABELS[number % 3], "salma@example.org", f"s{number}"])
    tasks = folder / "tasks.json"
    said = run([PROGRAM, "labels", "export", labels, "--out", tasks], stderr=subprocess.PIPE).stderr.decode()
    interface = said[said.index("<View>"):said.index("</View>") + len("</View>")]
    # Label Studio stamps what it keeps, and its converter sorts by the stamp.
    content = json.loads(tasks.read_text(encoding="utf-8"))
    for task in content:
        for annotation in task["annotations"]:
            annotation |= {"created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z", "lead_time": 1.5}
    tasks.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    converter = Converter(config=interface, project_dir=str(folder))
    known = operator.itemgetter("id", "text", "label", "annotator")
    ours = [known(row) for row in rows_of(labels.read_text(encoding="utf-8"))]
    as_csv = {"header": True, "sep": ","}
    for name, convert, how in [("csv", converter.convert_to_csv, as_csv), ("json_min", converter.convert_to_json_min, {})]:
        out = folder / name
        convert(str(tasks), str(out), is_dir=False, **how)
        written = next(out.glob("result.*"))
        back = rows_of(ghirbal("labels", "import", written))
        theirs = [known(row) for row in back]
        expect(theirs == ours, f"Label Studio's {name}: {theirs} is not {ours}")
    print(f"Label Studio's converter read {len(content)} tasks of ours, and its CSV and JSON_MIN came back whole")


def agreement(folder):
    import krippendorff
    import numpy
    from sklearn.metrics import cohen_kappa_score

    draw = random.Random(1)
    compared = 0
    for trial in range(20):
        annotators = ["a", "b", "c"][: 2 + trial % 2]
        table = numpy.full((len(annotators), 200), numpy.nan)
        path = folder / "votes.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "text", "label", "annotator"])
            for text in range(200):
                truth = draw.choices(range(3), [5, 3, 1])[0]
                for place, annotator in enumerate(annotators):
                    if draw.random() < 0.9:
                        vote = truth if draw.random() < 0.3 + 0.03 * trial else draw.randrange(3)
                        table[place, text] = vote
                        writer.writerow([f"t{text}", f"نص {text}", LABELS[vote], annotator])
        found = json.loads(ghirbal("labels", "agree", path, "--format", "jsonl"))
        alpha = krippendorff.alpha(reliability_data=table, level_of_measurement="nominal")
        expect(abs(found["alpha"] - alpha) < 1e-9, f"alpha {found['alpha']} is not {alpha}")
        for pair in found["pairs"]:
            first, second = (table[annotators.index(name)] for name in pair["annotators"])
            both = ~numpy.isnan(first) & ~numpy.isnan(second)
            kappa = cohen_kappa_score(first[both], second[both])
            expect(abs(pair["kappa"] - kappa) < 1e-9, f"kappa {pair['kappa']} is not {kappa}")
            compared += 1
    print(f"20 alphas are krippendorff's and {compared} kappas scikit-learn's, to nine digits")


def million(path, count):
    """Rows with the words of our comments drawn anew; one in ten a repeat, of which one in five has its label drawn
    anew; one in twenty nearly a repeat, with a word changed."""
    draw = random.Random(1)
    with open(ROOT / "labels" / "comments.csv", encoding="utf-8", newline="") as file:
        ours = [row["text"].split() for row in csv.DictReader(file)]
    words = [word for text in ours for word in text]
    lengths = [len(text) for text in ours]
    before = []
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "label", "source"])
        for number in range(count):
            if before and draw.random() < 0.1:
                text, label = draw.choice(before)
                label = draw.choice(LABELS) if draw.random() < 0.2 else label
            elif before and draw.random() < 0.05:
                text, label = draw.choice(before)
                text = text.split()
                text[draw.randrange(len(text))] = draw.choice(words)
                text = " ".join(text)
            else:
                text = " ".join(draw.choices(words, k=draw.choice(lengths)))
                label = draw.choice(LABELS)
                if len(before) < 50_000:
                    before.append((text, label))
            writer.writerow([number, text, label, f"s{number % 7}"])


def timed(command):
    begun = time.monotonic()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    expect(status == 0, f"{command}: {said}")
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, said.strip().split("\n")[-1]


PANDAS = """
import sys, pandas
rows = pandas.read_csv(sys.argv[1])
print(int(rows["text"].duplicated().sum()), "exact duplicates", file=sys.stderr)
"""


def check(folder, count):
    path = folder / "million.csv"
    million(path, count)
    size = path.stat().st_size / 1e6
    print(f"\n{count} rows, {size:.0f} MB\n")
    print("| work | tool | seconds | CPU seconds | memory, MB | found |")
    print("| --- | --- | ---: | ---: | ---: | --- |")
    works = [
        ("exact duplicates alone", "pandas", [sys.executable, "-c", PANDAS, path]),
        ("exact duplicates and the rest", "ghirbal", [PROGRAM, "labels", "check", path, *ignored("near-duplicate", "near-conflict", "near-leak")]),
        ("near duplicates too", "ghirbal", [PROGRAM, "labels", "check", path]),
    ]
    for work, tool, command in works:
        seconds, cpu, memory, found = timed(command)
        print(f"| {work} | {tool} | {seconds:.1f} | {cpu:.1f} | {memory / 1e6:.0f} | {found} |")
        expect(tool != "ghirbal" or memory < MEMORY, f"{memory} bytes of memory")


def ignored(*kinds):
    return [part for kind in kinds for part in ("--ignore", kind)]


if __name__ == "__main__":
    main()
