#!/usr/bin/env python3
"""Measures `ghirbal split` beside trafilatura on a folder of HTML pages, one thread each, and prints one table.

usage: benches/split_peers.py FOLDER PAGES [--program target/release/ghirbal]

FOLDER is made where needed, and trafilatura is installed there from PyPI and nowhere else. PAGES has pages in *.html.
Speeds are in 10^6 bytes of HTML per second of CPU time, the best of three runs, without the start of the program."""

import argparse
import os
import pathlib
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PYPI = ["trafilatura==2.3.1", "lxml_html_clean"]
RUNS = 3


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="where to install the peer")
    parser.add_argument("pages", type=pathlib.Path, help="a folder of pages")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/release/ghirbal", help="the ghirbal to measure")
    parser.add_argument("--installed", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if not args.installed:
        again = [install(args.folder.resolve()), __file__, "--installed", *sys.argv[1:]]
        os.execv(again[0], [str(part) for part in again])
    pages = sorted(args.pages.glob("*.html"))
    megabytes = sum(page.stat().st_size for page in pages) / 1e6
    rows = [("ghirbal split", ghirbal(args.program, pages)), ("trafilatura", trafilatura(pages)), ("lxml, bare parse", lxml(pages))]
    print(f"{len(pages)} pages, {megabytes:.1f} MB\n")
    print("| tool | MB/s | ghirbal is faster by |\n| --- | ---: | ---: |")
    for name, seconds in rows:
        print(f"| {name} | {megabytes / seconds:.1f} | {seconds / rows[0][1]:.1f} |")


def install(folder):
    """Installs what is not there yet; returns the Python that has it."""
    python = folder / "python" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "python"], check=True)
    subprocess.run([python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", *PYPI], check=True)
    return python


def best(work):
    """The least CPU seconds of a few runs of `work`, in this process and in those it starts."""
    def spent():
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + children.ru_utime + children.ru_stime

    times = []
    for _ in range(RUNS):
        begun = spent()
        work()
        times.append(spent() - begun)
    return min(times)


def ghirbal(program, pages):
    def run(*arguments):
        subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL)

    whole = best(lambda: run("split", "--threads", "1", "--format", "jsonl", *pages))
    return whole - best(lambda: run("--version"))


def trafilatura(pages):
    from trafilatura import bare_extraction

    sources = [page.read_bytes() for page in pages]
    return best(lambda: [bare_extraction(source, include_comments=True) for source in sources])


def lxml(pages):
    from lxml import html

    sources = [page.read_bytes() for page in pages]
    return best(lambda: [html.fromstring(source) for source in sources])


if __name__ == "__main__":
    main()
