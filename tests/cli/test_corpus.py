#!/usr/bin/env python3
"""Files that others have written give what an independent inspection of them says: `tests/data/corpus/INDEX.tsv`, and the
larger corpus of VITRINE_TEST_DATA where it is there. Dumps, data files and XYZ are read; damaged ones are refused; every
other file is recognised by name, without a byte of it on the terminal."""
import ast
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

CLI = sys.argv[1]
DATA = pathlib.Path(__file__).resolve().parent.parent / "data" / "corpus"
FOREIGN = {"netCDF": "a netCDF file", "GSD": "a GSD trajectory", "DCD": "a DCD trajectory", "other": "this is a"}


def run(cache, command, path):
    env = {**os.environ, "VITRINE_CACHE_DIR": str(cache)}
    done = subprocess.run([CLI, command, "--json", path], capture_output=True, env=env, timeout=120)
    raw = done.stdout + done.stderr
    strange = [byte for byte in raw if byte < 32 and byte not in b"\n\t\r"]
    text = done.stderr.decode("utf-8", "replace")
    try:
        report = json.loads(done.stdout)
    except ValueError:
        report = None
    return done.returncode, report, text, strange


def check_frames(report, says):
    """What a correct reader reports of a dump or an XYZ file."""
    wrong = []
    frames = re.search(r"frames=(\d+)", says)
    atoms = re.search(r"atoms=(\[[^\]]*\]|\d+)", says)
    steps = re.search(r"steps=(-?\d+)\.\.(-?\d+)", says)
    types = re.search(r"types0=(\{[^}]*\})", says)
    if frames and report["frames"] != int(frames.group(1)):
        wrong.append(f"{report['frames']} frames, not {frames.group(1)}")
    if atoms:
        value = ast.literal_eval(atoms.group(1))
        if report["atoms"] not in (value if isinstance(value, list) else [value]):
            wrong.append(f"{report['atoms']} atoms, not {value}")
    if steps and report["steps"]:
        wanted = [int(steps.group(1)), int(steps.group(2))]
        if [report["steps"][0], report["steps"][-1]] != wanted:
            wrong.append(f"steps {report['steps'][0]} to {report['steps'][-1]}, not {wanted}")
    if types:
        counts = sorted(ast.literal_eval(types.group(1)).values())
        if sorted(n for n in report["species"].values() if n > 0) != counts:
            wrong.append(f"species {report['species']}, not {counts}")
    return wrong


def check(cache, path, what, says, quirks):
    code, report, text, strange = run(cache, "info", path)
    wrong = ["bytes of the file are printed"] if strange else []
    bad = "BAD" in what or "/bad/" in str(path) or "DAMAGE" in says
    is_dump = what.startswith("LAMMPS text dump") or "version=ITEM:" in says
    if "loads with one warning" in quirks:
        if code != 0 or len(report["problems"]) != 1:
            wrong.append(f"exit code {code}, {len(report['problems'])} problems")
    elif path.name == "items-after-atoms.lammpstrj":
        # The last lines are how LAMMPS begins a frame: the file may still be written.
        if code != 0 or not report["unfinished"]:
            wrong.append(f"exit code {code}")
    elif bad:
        kept = report["frames"] if report else 0
        if code != 1 or (kept > 0 and "partly" not in quirks) or not text:
            wrong.append(f"exit code {code}, {kept} frames kept")
    elif is_dump or what.startswith("XYZ"):
        wrong += [f"exit code {code}: {text[:200]}"] if code != 0 or not report else check_frames(report, says)
    elif what.startswith("LAMMPS data"):
        atoms = re.search(r"'atoms': '(\d+)'", says)
        if code != 0 or not report or (atoms and report["atoms"] != int(atoms.group(1))):
            wrong.append(f"exit code {code}: {text[:200]}")
    elif what.startswith("LAMMPS log"):
        if code != 1 or "a log of LAMMPS: vitrine-cli mechanics" not in text:
            wrong.append(f"exit code {code}: {text[:200]}")
        code, report, text, strange = run(cache, "mechanics", path)
        if code not in (0, 1) or (code == 1 and not text) or strange:
            wrong.append(f"mechanics: exit code {code}: {text[:200]}")
    else:
        name = next((FOREIGN[word] for word in FOREIGN if what.startswith(word)), None)
        if code != 1 or not name or name not in text:
            wrong.append(f"exit code {code}: {text[:200]}")
    return wrong


def main():
    shared = pathlib.Path(os.environ.get("VITRINE_TEST_DATA", "none")) / "corpus"
    cases = []
    for folder in (DATA, shared):
        index = folder / "INDEX.tsv"
        lines = index.read_text(encoding="utf-8").splitlines()[1:] if index.exists() else []
        for line in lines:
            path, _, _, _, what, says, quirks = (line.split("\t") + [""] * 7)[:7]
            if "companion" not in what and (folder / path).exists() and (folder is DATA or not (DATA / path).exists()):
                cases.append((folder / path, what, says, quirks))
    print(f"1..{len(cases)}")
    good = True
    with tempfile.TemporaryDirectory() as cache:
        for number, case in enumerate(cases, 1):
            wrong = check(cache, *case)
            good = good and not wrong
            print(f"{'not ok' if wrong else 'ok'} {number} - {'/'.join(case[0].parts[-2:])}")
            for line in wrong:
                print(f"# {line}")
    return 0 if good else 1


sys.exit(main())
