#!/usr/bin/python3
"""Surfaces around liquid-like regions and the polyhedron of the picked atom in the real window. Speaks TAP."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import desktop  # noqa: E402
from desktop import (centre, click, click_until, control, description_with, extents, main, program, scroll_to, settle, start_demo, texts,  # noqa: E402
                     wait_for, walk, xdotool)


def choose(drop_down, *keys):
    """Of the inspector, where it may have to be scrolled to."""
    wait_for(drop_down, lambda: control(drop_down) and centre(control(drop_down))[0] > 0)
    scroll_to(drop_down)
    desktop.choose(drop_down, *keys)


def described(pattern):
    """The first match in the descriptions of maps."""
    for _, _, text in texts():
        found = re.search(pattern, text)
        if found:
            return found
    return None


SURFACES = r"surfaces: ([0-9.]+) % of the box, ([0-9.]+) Å²"


def test_surfaces_are_shown_in_the_whole_box():
    start_demo()
    assert not described(SURFACES)
    choose("What the map shows", "End")
    choose("Surfaces", "Home", "Down")
    first = wait_for("a surface", lambda: described(SURFACES), 60)
    assert 0 < float(first[1]) < 100 and float(first[2]) > 0, first[0]
    assert "5324 atoms" in description_with("surfaces: ")()


def test_a_surface_follows_its_options():
    before = described(SURFACES)[0]
    control("Level").set_value(0.8)
    wait_for("another surface", lambda: described(SURFACES) and described(SURFACES)[0] != before)
    control("Level").set_value(0.5)
    wait_for("the first one again", lambda: described(SURFACES) and described(SURFACES)[0] == before)


def test_surfaces_alone():
    choose("Surfaces", "End")
    wait_for("no atoms", lambda: "5324 atoms" not in description_with("surfaces: ")())


def test_surfaces_go():
    choose("Surfaces", "Home")
    wait_for("no surface", lambda: not described(SURFACES))
    xdotool("key", "ctrl+3")
    wait_for("the slice", lambda: described(r"slice ⊥"))


def test_the_picked_atom_has_a_polyhedron():
    maps = next(node for node in walk(program()) if "liquid-like atoms" in node.description)
    x, y, width, height = extents(maps)
    choose("Polyhedron", "Home", "Down")
    hull = click_until("a hull", lambda: described(r"polyhedron of (\d+): (\d+) neighbours, ([0-9.]+) Å³"),
                       lambda: click(x + width // 3, y + height // 2))
    assert 4 <= int(hull[2]) <= 25 and 20 < float(hull[3]) < 200, hull[0]
    # The inspector has gone down to the picked atom.
    settle()
    choose("Polyhedron", "End")
    cell = wait_for("a cell", lambda: described(r"Voronoi cell of (\d+): (\d+) faces, ([0-9.]+) Å³"), 60)
    assert cell[1] == hull[1] and 5 < float(cell[3]) < 40, cell[0]
    choose("Polyhedron", "Home")
    wait_for("none", lambda: not described(r"Voronoi cell of \d"))


if __name__ == "__main__":
    main(globals())
