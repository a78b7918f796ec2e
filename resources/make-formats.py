#!/usr/bin/env python3
"""Writes the tables of options and premises of docs/formats.md from the program itself.

    resources/make-formats.py build/app/cli/vitrine-cli docs/formats.md [--check]
"""
import csv
import pathlib
import re
import subprocess
import sys



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


def make_premises(program):
    done = subprocess.run([program, "premises"], capture_output=True, text=True, check=True)
    lines = ["| key | values | what |", "|---|---|---|"]
    for row in csv.DictReader(done.stdout.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        values = row["values"].replace("|", ", ") + (f", {row['unit']}" if row["unit"] else "")
        lines.append(f"| `{row['name']}` | {values} | {row['what']} |")
    return "\n".join(lines)


def main():
    words = [word for word in sys.argv[1:] if word != "--check"]
    if len(words) != 2 or any(word.startswith("-") for word in words):
        print("usage: make-formats.py PROGRAM PAGE [--check]", file=sys.stderr)
        return 2
    program, page = words[0], pathlib.Path(words[1])
    old = new = page.read_text(encoding="utf-8")
    for name, table in (("options", make_table(program)), ("premises", make_premises(program))):
        begin, end = f"<!-- {name} -->", f"<!-- end {name} -->"
        if begin not in old or end not in old:
            print(f"{page}: the marks {begin} and {end} are missing")
            return 1
        new = re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n\n{table}\n\n{end}", new, flags=re.S)
    if "--check" in sys.argv:
        if new != old:
            print(f"{page}: the options have changed: run resources/make-formats.py")
        return new != old
    page.write_text(new, encoding="utf-8")
    return 0


sys.exit(main())
