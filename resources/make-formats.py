#!/usr/bin/env python3
"""Writes the table of options of docs/formats.md from the program itself.

    resources/make-formats.py build/app/cli/vitrine-cli docs/formats.md [--check]
"""
import csv
import pathlib
import re
import subprocess
import sys

BEGIN, END = "<!-- options -->", "<!-- end options -->"


def describe(row):
    """Type, limits or words, and unit of one option."""
    values = row["values"].replace("|", ", ")
    low, dots, high = values.partition("..")
    if dots:
        # A limit that nobody meets is none.
        far = [abs(float(limit)) >= 1e12 for limit in (low, high)]
        values = "" if all(far) else f"from {low}" if far[1] else f"{low} … {high}"
    return ", ".join([row["type"] + (f": {values}" if values else "")] + [row["unit"]] * bool(row["unit"]))


def make_table(program):
    done = subprocess.run([program, "options"], capture_output=True, text=True, check=True)
    lines = ["| group | key | type | default | what |", "|---|---|---|---|---|"]
    group = None
    for row in csv.DictReader(done.stdout.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        name = f"`{row['group']}`" if row["group"] != group else " "
        group = row["group"]
        default = f"`{row['default']}`" if row["default"] not in ("", "nan") else "–"
        what = row["what"].replace("|", "\\|")
        lines.append(f"| {name} | `{row['key']}` | {describe(row)} | {default} | {what} |")
    return "\n".join(lines)


def main():
    words = [word for word in sys.argv[1:] if word != "--check"]
    if len(words) != 2 or any(word.startswith("-") for word in words):
        print("usage: make-formats.py PROGRAM PAGE [--check]", file=sys.stderr)
        return 2
    program, page = words[0], pathlib.Path(words[1])
    old = page.read_text(encoding="utf-8")
    if BEGIN not in old or END not in old:
        print(f"{page}: the marks {BEGIN} and {END} are missing")
        return 1
    table = make_table(program)
    new = re.sub(f"{BEGIN}.*?{END}", lambda _: f"{BEGIN}\n\n{table}\n\n{END}", old, flags=re.S)
    if "--check" in sys.argv:
        if new != old:
            print(f"{page}: the options have changed: run resources/make-formats.py")
        return new != old
    page.write_text(new, encoding="utf-8")
    return 0


sys.exit(main())
