#!/usr/bin/python3
"""Colours and filters by expressions in the real window. Speaks TAP."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (click_on, centre, choose, description_with, label_with, main, node_named, start_demo, texts, type_over, wait_for)  # noqa: E402

FILTER, COLOUR = "Condition of atoms that maps show", "Expression that colours the atoms"
CHOICE, COLUMN = "Atoms that maps show", "Colour by"
RUN = "creep 2.0 GPa"


def field(name):
    return wait_for(name, lambda: node_named(name))


def type_into(name, text):
    node = field(name)
    wait_for("its place", lambda: centre(node)[0] > 0)
    click_on(node)
    type_over(text)


def counts(run=RUN):
    """Atoms that are shown, of how many, as the inspector says of a run."""
    for _, name, _ in texts():
        found = re.search(rf"{re.escape(run)}: (\d+) of (\d+) atoms", name)
        if found:
            return int(found[1]), int(found[2])
    return None


def test_a_condition_shows_counts():
    start_demo()
    choose(CHOICE, "End")
    type_into(FILTER, "element == Cu")
    shown, n = wait_for("the counts", counts)
    assert n == 5324 and 0 < shown < n, (shown, n)
    type_into(FILTER, "element != Cu")
    wait_for("the other atoms", lambda: counts() == (n - shown, n))
    wait_for("those of the slice", lambda: re.search(r"\d+ of \d+ atoms", description_with("slice")() or ""))


def test_an_error_shows_and_the_picture_stays():
    before, described = counts(), description_with("slice")()
    type_into(FILTER, "element == Cu &&")
    wait_for("the place of the error", label_with("At character"))
    type_into(FILTER, "vorticity > 1")
    wait_for("the name", label_with("vorticity"))
    type_into(FILTER, "d5")
    wait_for("what a condition is", label_with("no condition"))
    assert counts() == before and description_with("slice")() == described
    type_into(FILTER, "element != Cu")
    wait_for("no error", lambda: not label_with("At character")() and not label_with("no condition")())


def marked():
    """Liquid-like atoms of the runs, as the description of the maps says."""
    return [int(n) for n in re.findall(r"(\d+) liquid-like atoms", " ".join(text for _, _, text in texts()))]


def test_liquid_like_atoms_are_as_many_as_the_map_says():
    choose(CHOICE, "Home", "Down")
    shown, n = wait_for("the counts", lambda: counts() if counts() and counts()[0] in marked() else None)
    wait_for("the share of the status line", label_with(f"LA {100 * shown / n:.1f}"))


def test_all_atoms_again():
    choose(CHOICE, "Home")
    wait_for("no counts", lambda: counts() is None)
    wait_for("the slice", lambda: not re.search(r"\d+ of \d+ atoms", description_with("slice")() or "1 of 1 atoms"))


def test_colours_by_an_expression():
    choose(COLUMN, "End")
    type_into(COLOUR, "d5 - mean(d5, element)")
    wait_for("what c is", label_with("d5 - mean(d5, element)"), 60)
    low = node_named("Colour scale from")
    wait_for("its own range", lambda: -1 < low.get_value() < 0)


def test_an_error_of_colours_keeps_them():
    type_into(COLOUR, "d5 - mean(")
    wait_for("the place of the error", label_with("At character"))
    assert label_with("c = d5 - mean(d5, element)")()
    assert -1 < node_named("Colour scale from").get_value() < 0


if __name__ == "__main__":
    main(globals())
