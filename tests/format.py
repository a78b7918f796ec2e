#!/usr/bin/env python3
"""Checks how the sources and documents are written.

    tests/format.py [ROOT [format|documents]]

Sources are as clang-format of the version used here leaves them; links in documents lead somewhere;
sections of docs/science.md that comments refer to exist; nothing is left to be done later. Exit
code 77: the version is not installed.
"""
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()

# Other versions of clang-format break some lines elsewhere.
CLANG_FORMAT = 14

SOURCES = (".c", ".h")
TEXTS = (".c", ".h", ".cpp", ".py", ".sh", ".md", ".build", ".css", ".ui", ".xml", ".frag", ".vert", ".cff", ".1")

# Spelt so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")


class Skip(Exception):
    pass


def list_files():
    """The files of the project, as git knows them; of a copy without git all but build folders."""
    try:
        names = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                               capture_output=True, check=True).stdout.decode().split("\0")
        found = [ROOT / name for name in names if name]
    except (OSError, subprocess.CalledProcessError):
        found = []
        for folder, folders, names in os.walk(ROOT):
            folders[:] = [name for name in folders if not name.startswith((".", "_", "build"))]
            found += [pathlib.Path(folder) / name for name in names]
    return sorted(path for path in found if path.is_file())


FILES = list_files()


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def lines_of(suffixes):
    for path in FILES:
        if path.suffix in suffixes or path.name == "meson_options.txt":
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                yield path, number, line


def check_sources():
    """sources are formatted"""
    program = os.environ.get("CLANG_FORMAT", "clang-format")
    try:
        version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        raise Skip("clang-format is not installed") from None
    found = re.search(r"version (\d+)", version)
    if not found or int(found[1]) != CLANG_FORMAT:
        raise Skip(f"clang-format is not of version {CLANG_FORMAT}: {version.strip()}")
    sources = [name_of(path) for path in FILES if path.suffix in SOURCES]
    assert len(sources) > 100, sources
    done = subprocess.run([program, "--dry-run", "-Werror", *sources], cwd=ROOT, capture_output=True, text=True)
    wrong = sorted({line.split(": error:")[0] for line in done.stderr.splitlines() if ": error:" in line})
    return wrong or ([done.stderr.strip()] if done.returncode else [])


def make_anchor(heading):
    """As code forges do: lower case, punctuation goes, blanks become hyphens."""
    text = re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text))


def strip_code(text):
    text = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    return re.sub(r"`[^`\n]*`", "", text)


def anchors_of(path):
    text = path.read_text(encoding="utf-8")
    return {make_anchor(line.lstrip("#")) for line in text.splitlines() if line.startswith("#")} | \
        set(re.findall(r'<a id="([^"]+)"></a>', text))


def check_links():
    """links in documents lead somewhere"""
    wrong, n_links = [], 0
    for path in (path for path in FILES if path.suffix == ".md"):
        for target in re.findall(r"\]\(([^)\s]+)\)", strip_code(path.read_text(encoding="utf-8"))):
            n_links += 1
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = urllib.parse.unquote(target).partition("#")
            to = (path.parent / file).resolve() if file else path
            if not to.exists() or ROOT not in (to, *to.parents):
                wrong.append(f"{name_of(path)}: there is no {target}")
            elif anchor and anchor not in anchors_of(to):
                wrong.append(f"{name_of(path)}: there is no heading {target}")
    assert n_links > 10, n_links
    return wrong


def check_paths():
    """files that documents name in code exist"""
    wrong = []
    for path in (path for path in FILES if path.suffix == ".md"):
        for name in re.findall(r"`((?:app|core|docs|resources|shaders|tests|ui)/[\w./*-]+)`",
                               path.read_text(encoding="utf-8")):
            if re.search(r"[A-Z]{3}", pathlib.PurePath(name).stem) and not (ROOT / name).exists():
                continue  # a name to be put in, as in reader-NAME.c
            if not list(ROOT.glob(name.rstrip("/"))):
                wrong.append(f"{name_of(path)}: there is no {name}")
    return wrong


def check_sections():
    """sections that comments refer to exist"""
    headings = (ROOT / "docs" / "science.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^## (\d+)\. ", headings, re.M))
    wrong, n_references = [], 0
    for path in (path for path in FILES if path.suffix in SOURCES + (".py",)):
        # A reference may go on in the next line of a comment.
        text = re.sub(r"\n\s*[*#]?\s*", " ", path.read_text(encoding="utf-8"))
        for rest in re.findall(r"docs/science\.md((?: (?:and )?§\d+)+)", text):
            for section in re.findall(r"§(\d+)", rest):
                n_references += 1
                if section not in sections:
                    wrong.append(f"{name_of(path)}: docs/science.md has no §{section}")
    assert n_references > 20, n_references
    return wrong


def check_unfinished():
    """nothing is left to be done later"""
    return [f"{name_of(path)}:{number}: {line.strip()}" for path, number, line in lines_of(TEXTS)
            if UNFINISHED.search(line)]


CHECKS = {
    "format": [check_sources],
    "documents": [check_links, check_paths, check_sections, check_unfinished],
}


def main():
    checks = CHECKS[sys.argv[2]] if len(sys.argv) > 2 else [check for some in CHECKS.values() for check in some]
    failed = skipped = 0
    for check in checks:
        try:
            wrong = check()
        except Skip as why:
            skipped += 1
            print(f"skipped: {check.__doc__}: {why}")
            continue
        failed += bool(wrong)
        print(f"{'wrong' if wrong else 'right'}: {check.__doc__}")
        for line in wrong:
            print(f"  {line}")
    return 1 if failed else 77 if skipped == len(checks) else 0


sys.exit(main())
