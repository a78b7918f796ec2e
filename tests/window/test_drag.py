#!/usr/bin/python3
"""Drags between the real window and another program: a figure out of it, files into it. Speaks TAP.

usage: test_drag.py PROGRAM PARTNER
"""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (FOLDER, STATUS, extents, label_with, main, main_window, node_named,  # noqa: E402
                     settle, start_demo, wait_for, xdotool)

PARTNER = sys.argv[2]
SAID = FOLDER / "partner"
RUN = FOLDER / "dropped.dump"
WIDTH, SIDE = 1000, 120


def partner_window():
    return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "^Partner$"], capture_output=True, text=True,
                          check=False).stdout.split()


def place_of_partner():
    said = subprocess.run(["xdotool", "getwindowgeometry", "--shell", partner_window()[0]], capture_output=True, text=True, check=True).stdout
    at = dict(line.split("=") for line in said.split())
    return int(at["X"]) + int(at["WIDTH"]) // 2, int(at["Y"]) + int(at["HEIGHT"]) - SIDE // 2


def drag(start, end):
    """In steps, as a hand does: a drag begins once the pointer has left its place."""
    xdotool("mousemove", *start)
    settle(0.3)
    xdotool("mousedown", 1)
    for step in range(1, 11):
        xdotool("mousemove", *(round(a + (b - a) * step / 10) for a, b in zip(start, end)))
        settle()
    xdotool("mousemove", end[0] + 1, end[1])
    settle(0.3)
    xdotool("mouseup", 1)
    settle()


def said():
    return SAID.read_text(encoding="utf-8")


def head_of(name):
    """The title of a view, which it is dragged by."""
    x, y, _, _ = extents(node_named(name, "label"))
    return x + 4, y + 6


def test_a_figure_is_dragged_out():
    start_demo()
    xdotool("windowsize", main_window(), WIDTH, 700, "windowmove", main_window(), 0, 0)
    # One frame of a bundled run.
    RUN.write_text("ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS pp pp pp\n0 9\n0 9\n0 9\n"
                   "ITEM: ATOMS id type x y z\n1 1 1 1 1\n2 2 5 5 5\n", encoding="utf-8")
    with open(SAID, "w", encoding="utf-8") as out:
        STATUS["partner"] = subprocess.Popen([PARTNER, str(RUN)], stdout=out)
    wait_for("the other window", partner_window)
    xdotool("windowmove", partner_window()[0], WIDTH + 10, 300)
    settle(0.5, 5)
    x, y = place_of_partner()
    drag(head_of("Evolution"), (x + SIDE // 2, y))
    file = pathlib.Path(wait_for("a file", lambda: said().partition("took ")[2].strip()))
    assert "image/png" in said() and "image/svg+xml" in said(), said()
    assert file.suffix == ".png" and file.read_bytes().startswith(b"\x89PNG"), file


def test_files_are_dropped():
    x, y = place_of_partner()
    drag((x - SIDE // 2, y), (WIDTH // 2, 350))
    wait_for("the run", label_with("dropped"))


if __name__ == "__main__":
    main(globals())
