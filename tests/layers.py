#!/usr/bin/env python3
"""Checks every include of the project against the one table of who may include whom."""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()

# Folder -> what it may include besides itself; what those may include comes along.
LAYERS = {
    "core/base": [],
    "core/store": ["core/base"],
    "core/geometry": ["core/store"],
    "core/expression": ["core/base"],
    "core/stats": ["core/geometry"],
    "core/io": ["core/geometry"],
    "core/motion": ["core/io", "core/stats"],
    "core/tml": ["core/motion"],
    "core/structure": ["core/io", "core/stats"],
    "core/mechanics": ["core/io", "core/stats"],
    "core/indicator": ["core/stats"],
    "core/domain": ["core/structure", "core/mechanics", "core/motion"],
    "core/study": ["core/expression", "core/tml", "core/structure", "core/mechanics", "core/indicator"],
    "core/results": ["core/study"],
    "core/live": ["core/results"],
    "ui/style": ["core/study"],
    "ui/figure": ["ui/style"],
    "ui/scene": ["ui/style"],
    "ui/gallery": ["ui/figure", "ui/scene", "core/results"],
    "ui/journal": ["ui/gallery"],
    "ui/session": ["ui/style", "core/live"],
    "ui/text": [],
    "ui/manual": ["core/base", "ui/text"],
    "ui/story": ["ui/journal", "ui/text"],
    "ui/panels": ["ui/session", "ui/gallery", "ui/story", "ui/text"],
    "ui/views": ["ui/session", "ui/gallery", "ui/scene"],
    "app/cli": ["core/live", "ui/journal", "ui/story"],
    "app/mpi": ["core/domain", "core/results"],
    "app": ["ui/journal", "ui/manual", "ui/panels", "ui/views"],
}

# Libraries and the folders that may use them.
LIBRARIES = {
    "gtk/": ("ui/panels", "ui/views", "app"),
    "gdk/": ("ui/panels", "ui/views", "app"),
    "cairo": ("ui/figure", "ui/gallery", "ui/story", "ui/panels", "ui/views", "app"),
    "pango": ("ui/figure", "ui/story", "ui/panels", "ui/views", "app"),
    "cmark": ("ui/manual", "ui/story", "ui/text"),
    "zip": ("core/store",),
    "epoxy": ("ui/scene", "ui/views"),
    "mpi.h": ("app/mpi",),
}

# Headers of other folders that a folder may include besides: they include nothing of the project above it.
BESIDES = {
    "app/mpi": ["app/cli/exit.h", "app/cli/interrupt.h"],
}


def reachable(layer):
    seen, todo = {layer}, [layer]
    while todo:
        for below in LAYERS[todo.pop()]:
            if below not in seen:
                seen.add(below)
                todo.append(below)
    return seen


def main():
    wrong = []
    for path in sorted(p for top in ("core", "ui", "app") for p in (ROOT / top).rglob("*.[ch]")):
        name = path.relative_to(ROOT).as_posix()
        layer = name.rsplit("/", 1)[0]
        if layer not in LAYERS:
            wrong.append(f"{name}: the folder is not in the table")
            continue
        allowed = reachable(layer)
        for number, line in enumerate(path.read_text().splitlines(), 1):
            own = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            other = re.match(r"\s*#\s*include\s+<([^>]+)>", line)
            if own and own[1] != "config.h" and own[1].rsplit("/", 1)[0] not in allowed and own[1] not in BESIDES.get(layer, []):
                wrong.append(f"{name}:{number}: may not include {own[1]}")
            for library, users in LIBRARIES.items():
                if other and other[1].startswith(library) and layer not in users:
                    wrong.append(f"{name}:{number}: may not include <{other[1]}>")
    print("\n".join(wrong) or "every include points downwards")
    return bool(wrong)


sys.exit(main())
