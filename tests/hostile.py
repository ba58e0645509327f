#!/usr/bin/env python3
"""Gives `ghirbal split` pages that are forged to take long or much memory, and holds it to its limits.

usage: tests/hostile.py [PROGRAM]       (target/release/ghirbal)

Each page may take SECONDS of CPU time and MEGABYTES of memory, must be answered, and the program ends well."""

import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECONDS = 30
MEGABYTES = 1000
MANY = 1_000_000
COMMENT = "<div class=comment><span class=author>n</span><time>1/1/2020</time><p>x</p>"

PAGES = {
    "fonts that are opened again": lambda: "<p>x" + "".join(f"<p><font size={i}></b>" for i in range(300_000)),
    "nested": lambda: "<div>" * MANY + "x" + "</div>" * MANY,
    "attributes": lambda: "<div " + " ".join(f"a{i}=1" for i in range(MANY)) + ">x</div>",
    "attributes below the limit": lambda: f"<p {' '.join(f'a{i}=1' for i in range(100))}>x" * (MANY // 100),
    "tables": lambda: "<table><tr>" * MANY,
    "cells": lambda: "<table>" + "<tr><td>x" * MANY,
    "links": lambda: "<a href=x>y" * MANY,
    "formatting across blocks": lambda: "<b><p></b>" * (MANY // 3),
    "formatting inside each other": lambda: "<a><b><i><p>" * (MANY // 4),
    "lists": lambda: "<ul><li>x" * MANY,
    "breaks": lambda: "<br>" * (4 * MANY),
    "articles inside each other": lambda: "<article><p>a paragraph of some words for the weight of it" * (MANY // 20),
    "comments inside each other": lambda: COMMENT * (MANY // 8),
    "comments beside each other": lambda: (COMMENT + "</div>") * (MANY // 8),
    "headings": lambda: "<h3>3 comments</h3>" * (MANY // 4),
    "forms": lambda: "<form><div></form>" * (MANY // 3),
    "classes": lambda: "<p class='" + "u-comment " * MANY + "'>x" + "<p class='" + "u-comment " * 100 + "'>x" * 10_000,
    "kinds of children": lambda: "<div id=comments>" + "".join(f"<p class=comment-x{i}y>{i} x</p>" for i in range(200_000)),
    "references": lambda: "&lt;&amp;&#x41;&nLtv;" * (MANY // 2),
    "entities of XML": lambda: "<!DOCTYPE html [" + "".join(f'<!ENTITY b{i} "{"&a;" * 10}">' for i in range(MANY // 50)) + "]>&b1;",
    "200 MB": lambda: "<p>x</p>" * 25_000_000,
}

DUMPS = {
    "numbers and a letter in a line": lambda: ("6" * 57 + "ا\n") * (MANY // 5),
    "tools and a letter in a line": lambda: ("رد" * 14 + "ض\n") * (MANY // 5),
    "tools in a line": lambda: ("رد" * 15 + "\n") * (MANY // 5),
    "blank lines": lambda: "\n" * (10 * MANY),
    "an address in many lines": lambda: "http://a.example/\n" + "/b\n" * (2 * MANY),
    "a word in many lines": lambda: ("x" * 50 + "-\n") * (MANY // 5),
    "buttons between names": lambda: "سمير 1/1/2020\nرد · إبلاغ\n" * (MANY // 5),
    "names and dates": lambda: "سمير 1/1/2020\n" * (MANY // 2),
}


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/ghirbal"
    failed = []
    pages = [(name, ".html", lambda page=page: "<html><body>" + page()) for name, page in PAGES.items()]
    for name, suffix, page in [*pages, *((name, ".txt", page) for name, page in DUMPS.items())]:
        with tempfile.NamedTemporaryFile("w", suffix=suffix) as file:
            file.write(page())
            file.flush()
            size = os.path.getsize(file.name) / 1e6
            command = ["prlimit", f"--cpu={10 * SECONDS}", program, "split", "--threads", "1", "--format", "jsonl", file.name]
            child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            _, status, used = os.wait4(child.pid, 0)
        seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        kept = status == 0 and seconds <= SECONDS and megabytes <= MEGABYTES
        failed += [] if kept else [name]
        print(f"{'ok  ' if kept else 'FAIL'} {size:6.1f} MB {seconds:6.2f} s {megabytes:5.0f} MB of memory  {name}", flush=True)
    sys.exit(f"beyond {SECONDS} s or {MEGABYTES} MB: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
