#!/usr/bin/python3
"""Followed atoms in the real window: picked with Ctrl, listed, measured, let go. Speaks TAP."""
import math
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (PROGRAM, SAMPLES, extents, label_with, main, press, program, settle, start_demo, texts,  # noqa: E402
                     wait_for, wait_until_idle, walk, xdotool)

CLI = pathlib.Path(PROGRAM).parent / "cli" / "vitrine-cli"
TRAJECTORY = SAMPLES / "creep-2.0.lammpstrj.zst"


def frame(at):
    """The box edges and the positions by id, as `atoms` writes them."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "frame.dump"
        subprocess.run([CLI, "atoms", TRAJECTORY, "--time", str(at), "-o", path], check=True, capture_output=True)
        lines = path.read_text(encoding="utf-8").splitlines()
    box = next(k for k, line in enumerate(lines) if line.startswith("ITEM: BOX BOUNDS"))
    assert lines[box].split()[3:] == ["pp", "pp", "pp"], lines[box]
    edges = [float(high) - float(low) for low, high in (line.split()[:2] for line in lines[box + 1 : box + 4])]
    names = lines[box + 4].split()[2:]
    rows = [dict(zip(names, line.split())) for line in lines[box + 5 :]]
    axes = next(axes for axes in (("x", "y", "z"), ("xu", "yu", "zu")) if axes[0] in names)
    return edges, {int(row["id"]): [float(row[axis]) for axis in axes] for row in rows}


def way(edges, a, b):
    return [d - edge * round(d / edge) for d, edge in zip((q - p for p, q in zip(a, b)), edges)]


def ids():
    """The followed atoms, by the buttons that let them go."""
    found = [re.fullmatch(r"Let go of atom (\d+)", name) for _, name, _ in texts()]
    return list(dict.fromkeys(int(match[1]) for match in found if match))


def numbers(unit):
    """What is measured, of one run after the other."""
    digits = {" Å": 3, "°": 2}[unit]
    return [float(match[1]) for match in (re.fullmatch(rf"(\d+\.\d{{{digits}}}){unit}", name) for _, name, _ in texts()) if match]


def first_map():
    return next(node for node in walk(program()) if "liquid-like atoms" in node.description)


def pick(x, y, key=None):
    """A click at a part of the first map."""
    left, top, width, height = extents(first_map())
    xdotool("mousemove", left + round(x * width), top + round(y * height))
    settle()
    if key:
        xdotool("keydown", key)
        settle()
    xdotool("click", 1)
    settle()
    if key:
        xdotool("keyup", key)
        settle()


def test_two_atoms_and_their_distance():
    start_demo()
    # A click while pages are still being laid out meets another atom, or none.
    assert wait_until_idle(60)
    pick(0.35, 0.4)
    wait_for("the picked atom", label_with("Its history"))
    assert ids() == []
    pick(0.6, 0.6, "ctrl")
    wait_for("two atoms", lambda: len(ids()) == 2)
    edges, places = frame(80)
    first, second = ids()
    wanted = math.dist((0, 0, 0), way(edges, places[first], places[second]))
    wait_for("the distance", lambda: numbers(" Å"))
    assert abs(numbers(" Å")[0] - wanted) < 0.0006, (numbers(" Å"), wanted, first, second)


def test_it_follows_time():
    first, second = ids()
    edges, places = frame(85)
    wanted = math.dist((0, 0, 0), way(edges, places[first], places[second]))
    xdotool("key", "Right")
    wait_for("the distance at 85 ps", lambda: abs(numbers(" Å")[0] - wanted) < 0.0006)
    xdotool("key", "Left")


def test_three_atoms_and_their_angle():
    pick(0.5, 0.3, "shift")
    wait_for("three atoms", lambda: len(ids()) == 3)
    edges, places = frame(80)
    a, b, c = (places[atom] for atom in ids())
    first, second = way(edges, b, a), way(edges, b, c)
    cosine = sum(p * q for p, q in zip(first, second)) / math.hypot(*first) / math.hypot(*second)
    wait_for("the angle", lambda: numbers("°") and abs(numbers("°")[0] - math.degrees(math.acos(cosine))) < 0.006)


def test_atoms_are_let_go():
    first, second, third = ids()
    press(f"Let go of atom {second}")
    wait_for("the other two", lambda: ids() == [first, third])
    pick(0.5, 0.3, "ctrl")
    wait_for("the first alone", label_with("Its history"))
    xdotool("key", "Escape")
    wait_for("no atom", label_with("Click an atom"))


if __name__ == "__main__":
    main(globals())
