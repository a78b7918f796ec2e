#!/usr/bin/env python3
"""Situations of other people's files, row by row of tests/data/cases.tsv: what the command line prints and returns.
Speaks TAP.

Columns: files, command, exit, must, must-not. `files` are names in tests/data/cases, separated by blanks; `command`
may be several, joined by ` && `, with {0}, {1} … for the files and {out} for an empty folder; `cat FILE` prints a file.
Exit code and texts are those of the last command. `must` and `must-not` are parts of standard output or error,
separated by ` ; `, in which a blank stands for any blanks; `name=1.5(0.1)` is a number behind that name at the begin of
a line, or of that path in JSON (`premises.2.value`), within a tolerance."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

CLI = sys.argv[1]
DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
NUMBER = re.compile(r"^([^=;]+)=([-+0-9.e]+)\(([-+0-9.e]+)\)$")


def read_rows():
    lines = (DATA / "cases.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:] if line]
    for row in rows:
        assert len(row) in (4, 5), row
    return [row + [""] * (5 - len(row)) for row in rows]


def run(command, files, out):
    """The exit code, and what was printed."""
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    env["VITRINE_CACHE_DIR"] = str(out / "cache")
    env["VITRINE_STORE"] = ""
    code, stdout, stderr = 0, "", ""
    for part in command.split(" && "):
        words = [word.format(*files, out=out) for word in part.split()]
        if words[0] == "cat":
            code, stdout, stderr = 0, pathlib.Path(words[1]).read_text(encoding="utf-8"), ""
            continue
        done = subprocess.run([CLI, *words], capture_output=True, text=True, env=env, timeout=60)
        code, stdout, stderr = done.returncode, done.stdout, done.stderr
    return code, stdout, stderr


def find_number(name, stdout):
    if stdout.lstrip().startswith("{"):
        value = json.loads(stdout)
        for key in name.split("."):
            value = value[int(key) if isinstance(value, list) else key]
        return float(value)
    found = re.search(rf"^\s*{re.escape(name)}\s+([-+0-9.e]+)", stdout, re.M)
    return float(found.group(1)) if found else None


def holds(item, stdout, stderr):
    number = NUMBER.match(item)
    if number:
        value = find_number(number.group(1), stdout)
        return value is not None and abs(value - float(number.group(2))) <= float(number.group(3))
    return " ".join(item.split()) in " ".join((stdout + " " + stderr).split())


def check(row):
    names, command, code, must, must_not = row
    files = [str(DATA / "cases" / name) for name in names.split()]
    with tempfile.TemporaryDirectory(prefix="vitrine-case-") as out:
        got, stdout, stderr = run(command, files, pathlib.Path(out))
    wrong = [] if got == int(code) else [f"exit code {got}, not {code}"]
    wrong += [f"lacks {item}" for item in must.split(" ; ") if item and not holds(item, stdout, stderr)]
    wrong += [f"has {item}" for item in must_not.split(" ; ") if item and holds(item, stdout, stderr)]
    if wrong:
        print(f"# {command}\n# " + "\n# ".join(wrong + (stdout + stderr).splitlines()[:40]))
    return not wrong


def list_files(folder):
    """Names under @folder; none where there is no such folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def check_all_have_rows(rows):
    """Every file here and in the shared folder has a row."""
    named = {name for row in rows for name in row[0].split()}
    here = list_files(DATA / "cases")
    shared = pathlib.Path(os.environ.get("VITRINE_TEST_DATA", "none")) / "cases"
    there = {name for name in list_files(shared) if not name.endswith(".c")}
    missing = (here | there) - named - {"INDEX.tsv", "README.md"}
    for text, names in (("no row", missing), ("no file", named - here)):
        if names:
            print(f"# {text}: {' '.join(sorted(names))}")
    return not missing and named <= here


def main():
    rows = read_rows()
    print(f"1..{len(rows) + 1}")
    good = True
    for i, row in enumerate(rows):
        right = check(row)
        good = good and right
        print(f"{'ok' if right else 'not ok'} {i + 1} {row[0]}: {row[1][:60]}")
    right = check_all_have_rows(rows)
    print(f"{'ok' if right else 'not ok'} {len(rows) + 1} every case has a row")
    return 0 if good and right else 1


sys.exit(main())
