#!/usr/bin/env python3
"""Prints the figures of labels/README.md as Markdown. Standard library only.

  python3 labels/describe.py
"""
import collections, csv, math, os, re, statistics

ROWS = list(csv.DictReader(open(os.path.join(os.path.dirname(__file__), "comments.csv"), encoding="utf-8", newline="")))
LABELS = ["hostile", "partisan", "neutral"]


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("| --- |" + " ---: |" * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def by(column, most=None):
    counts = collections.Counter((row[column], row["label"]) for row in ROWS)
    totals = collections.Counter(row[column] for row in ROWS)
    rows = [[value, *(counts[value, label] for label in LABELS), total] for value, total in totals.most_common(most)]
    table([column, *LABELS, "all"], rows)


def folded(text):
    text = re.sub("[\u064b-\u0652\u0670\u0640]", "", text)
    return re.sub("[أإآٱ]", "ا", text).replace("ى", "ي").replace("ة", "ه")


def words(text):
    return re.findall(r"[^\W\d_]+", folded(text).lower())


def lengths():
    rows = []
    for label in LABELS:
        sizes = sorted(len(row["text"]) for row in ROWS if row["label"] == label)
        rows.append([label, sizes[0], round(statistics.median(sizes)), round(statistics.mean(sizes)), sizes[-1]])
    table(["label", "shortest", "median", "mean", "longest"], rows)


def surface():
    cues = {
        "exclamation mark": "!", "question mark": "[؟?]", "comma": "[،,]", "digit": "[0-9٠-٩]",
        "emoji": "[\u2600-\u27bf\U0001f300-\U0001faff]", "Latin letter": "[A-Za-z]",
        "a letter three times or more": r"([^\W\d_])\1\1", "laughter (ههه, خخخ)": "ههه|خخخ", "begins with يا": r"^يا\b",
    }
    rows = []
    for name, pattern in cues.items():
        share = lambda label: [bool(re.search(pattern, r["text"])) for r in ROWS if r["label"] == label]
        rows.append([name, *(f"{100 * statistics.mean(share(label)):.1f}%" for label in LABELS)])
    table(["share of rows with", *LABELS], rows)


def telling_words(label, most=12):
    """Words by how many more rows of the label have them than of the others: signed root of the log-likelihood."""
    inside, outside = collections.Counter(), collections.Counter()
    for row in ROWS:
        (inside if row["label"] == label else outside).update(set(words(row["text"])))
    n_in = sum(row["label"] == label for row in ROWS)
    n_out = len(ROWS) - n_in

    def score(word):
        a, b = inside[word], outside[word]
        expected_a, expected_b = n_in * (a + b) / len(ROWS), n_out * (a + b) / len(ROWS)
        term = lambda seen, expected: seen * math.log(seen / expected) if seen else 0.0
        return term(a, expected_a) + term(b, expected_b) if a > expected_a else 0.0

    best = sorted(inside, key=lambda word: (-score(word), word))[:most]
    return ", ".join(f"{word} ({inside[word]}/{inside[word] + outside[word]})" for word in best)


def near_duplicates():
    """Pairs of rows whose sets of words overlap by four fifths or more (Jaccard)."""
    sets = [frozenset(words(row["text"])) for row in ROWS]
    of_word = collections.defaultdict(list)
    for index, found in enumerate(sets):
        for word in found:
            of_word[word].append(index)
    pairs = set()
    for index, found in enumerate(sets):
        shared = collections.Counter(other for word in found for other in of_word[word] if other > index)
        pairs |= {(index, other) for other, n in shared.items() if n / len(found | sets[other]) >= 0.8}
    clashing = sum(ROWS[a]["label"] != ROWS[b]["label"] for a, b in pairs)
    print(f"Exact duplicates after folding: {len(ROWS) - len({folded(r['text']) for r in ROWS})}. "
          f"Pairs that share four fifths of their words: {len(pairs)}, of which {clashing} have different labels.\n")


print(f"{len(ROWS)} rows.\n")
for column, most in (("kind", None), ("dialect", None), ("topic", 20)):
    by(column, most)
print("Characters a row:\n")
lengths()
surface()
print("Words most tied to a label (rows of the label with the word / all rows with it):\n")
for label in LABELS:
    print(f"- {label}: {telling_words(label)}")
print()
near_duplicates()
