#!/usr/bin/python3
"""The page that compares runs and times, in the real window. Speaks TAP."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (click_on, choose, click, extents, label_with, main, main_window, node_named, scroll_to,  # noqa: E402
                     settle, start, texts, type_over, wait_for, xdotool)

FIRST, SECOND = "creep 2.0 GPa", "creep 2.3 GPa"


def test_two_runs():
    start("--demo")
    wait_for("T_ML", label_with("LA 14.0 %"), 90)
    xdotool("windowfocus", main_window())
    settle()
    xdotool("key", "alt+8")
    wait_for("the difference", label_with(f"{FIRST} − {SECOND}"), 60)
    wait_for("its mean", label_with("mean −340 K, rms 411 K · 5324 of 5324 atoms matched by id"), 60)
    for name in ("profile", "profile-time"):
        wait_for(name, lambda name=name: node_named(name))


def value(name):
    return node_named(name, "spin button").get_value()


def test_colours_are_those_of_the_difference():
    """The inspector sets map and range of what the page shows, and leaves those of the other maps alone."""
    wait_for("a symmetric range", lambda: value("Colour scale from") == -value("Colour scale to") < 0)
    end = value("Colour scale to")
    scroll_to("Range of the colour scale")
    choose("Range of the colour scale", "Home", "Down")
    wait_for("percentiles", lambda: node_named("Percentile at the lower end of the colour scale (%)"))
    assert value("Colour scale from") == -value("Colour scale to")
    scroll_to("Colour map")
    choose("Colour map", "Home")
    wait_for("a range that is not symmetric", lambda: value("Colour scale from") != -value("Colour scale to"))
    xdotool("key", "alt+1")
    wait_for("those of T_ML", lambda: (value("Colour scale from"), value("Colour scale to")) == (150, 1100))
    xdotool("key", "alt+8")
    for _ in range(2):
        xdotool("key", "ctrl+z")
        settle()
    wait_for("the symmetric range again", lambda: value("Colour scale from") == -end)


def test_the_other_way_round():
    choose("Difference of", "End", "Up", "Up")
    choose("minus", "Home", "Down")
    wait_for("the difference", label_with(f"{SECOND} − {FIRST}"), 30)
    wait_for("its mean", label_with("mean 340 K"), 30)


def test_two_times_of_one_run():
    choose("Difference of", "Home", "Down")
    wait_for("both times", label_with("t = 80 ps − 0 ps"), 30)
    assert not label_with(f"{SECOND} − {FIRST}")()


def test_an_expression():
    choose("Quantity", "End")
    field = wait_for("its field", label_with("expression that is compared"))
    entry = node_named(field)
    click_on(entry)
    type_over("d5 - mean(d5, element)")
    wait_for("what c is", label_with("c = d5 - mean(d5, element)"), 60)


def test_a_click_on_the_profile_moves_the_playhead():
    x, y, width, height = extents(wait_for("the profile", lambda: node_named("profile-time")))
    for place, low, high in ((0.25, 100, 330), (0.12, 0, 100)):
        click(x + int(place * width), y + height // 3)
        wait_for(f"a time of {low} … {high} ps", lambda low=low, high=high: low < playhead() < high, 20)


def playhead():
    """What the status line says, ps."""
    return next(float(found[1]) for _, name, _ in texts() if (found := re.fullmatch(r"([0-9.]+) ps", name)))


if __name__ == "__main__":
    main(globals())
