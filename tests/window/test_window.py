#!/usr/bin/python3
"""The real window: opened, scrubbed, picked, exported from. Speaks TAP."""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (FOLDER, STATUS, centre, click, description_with, export_page, extents, label_with, main, main_window,  # noqa: E402
                     node_named, press, program, settle, start_demo, texts, wait_for, walk, xdotool)


def test_opens_and_computes():
    began = time.monotonic()
    start_demo()
    print(f"# first map after {time.monotonic() - began:.1f} s")
    wait_for("the run's label", label_with("creep 2.3 GPa"))
    wait_for("the clock", label_with("80.0 ps"))


def test_steps_through_time():
    settle()
    xdotool("windowfocus", main_window())
    xdotool("key", "Right")
    wait_for("the next start time", label_with("85.0 ps"))
    xdotool("key", "Home")
    clock = wait_for("the first time", lambda: node_named("0.0 ps"))
    wait_for("the slice at that time", description_with("t = 0 ps"))
    xdotool("key", "space")
    # That one label: a look at all of them takes long while every frame is drawn anew.
    wait_for("playing", lambda: clock.get_name() != "0.0 ps", 10)
    xdotool("key", "space")


def test_slice_controls():
    before = wait_for("the description", description_with("slice ⊥ y"))
    xdotool("key", "Page_Up")
    wait_for("another slice", lambda: (description_with("slice ⊥ y")() or before) != before)
    xdotool("key", "ctrl+3")
    wait_for("the whole box", description_with("5324 atoms"))
    xdotool("key", "ctrl+3")
    wait_for("the slice again", description_with("slice ⊥ y"))


def test_pick_follows_an_atom():
    view = wait_for("the map", lambda: next((n for n in walk(program()) if "liquid-like atoms" in n.description), None))
    x, y = centre(view)
    for dx, dy in ((0, 0), (9, 4), (-12, 7), (5, -14)):
        click(x + dx, y + dy)
        if label_with("Atom ")():
            break
    wait_for("the picked atom", lambda: next((n for _, n, _ in texts() if n.startswith("Atom ") and "·" in n), None))


def test_exports_the_page():
    out = FOLDER / "page.svg"
    export_page(out)
    wait_for("the file", lambda: out.exists() and "<text" in out.read_text(encoding="utf-8"))
    wait_for("the dialog's end", lambda: not node_named("Choose Name…"))


def test_spin_buttons_take_keys():
    spin = wait_for("the T_g entry", lambda: node_named("Glass transition temperature (K)"))
    spin.set_value(700)
    wait_for("its value", lambda: abs(node_named("Glass transition temperature (K)").get_value() - 700) < 0.5)


def shows(name, title):
    """A chart of that name has its figure, not a message."""
    node = wait_for(f"the chart {name}", lambda: next((n for n in walk(program()) if n.name == name and n.description), None))
    wait_for(f"the figure {name}", lambda: title in node.get_description(), 40)
    return node


def slices():
    return {text for _, _, text in texts() if "slice ⊥ y" in text}


def wheel_over_a_map():
    """It scrolls the page; with Shift it moves the slice."""
    x, y, _, _ = extents(node_named("correlation"))
    xdotool("mousemove", x + 80, y - 160)
    before = slices()
    xdotool("keydown", "shift", "click", 5, "keyup", "shift")
    wait_for("another slice", lambda: slices() != before)
    before = slices()
    xdotool("click", 5)
    wait_for("the page to scroll", lambda: extents(node_named("correlation"))[1] < y - 20)
    assert slices() == before, "the wheel moved the slice"


def test_pages():
    xdotool("key", "alt+2")
    maps = shows("q6-w6", "Joint density")
    shows("polyhedra", "Most frequent")
    shows("sij", "similarity")
    shows("gr", "Radial")
    # A region drawn around the middle of the first map picks atoms.
    left, top, _, _ = extents(maps)
    left, top = left + 85, top + 75
    xdotool("mousemove", left, top)
    xdotool("mousedown", 1)
    for dx, dy in ((60, 0), (70, 60), (40, 110), (0, 90), (-10, 30)):
        xdotool("mousemove", left + dx, top + dy)
        time.sleep(0.1)
        if dx == 70:  # the figure is made anew under the hand that draws
            xdotool("key", "Right")
            settle(0.3)
    xdotool("mouseup", 1)
    shows("selection", "picked atoms")
    xdotool("key", "alt+3")
    for name, title in (("composition", "Composition"), ("alpha", "Warren"), ("eta", "Cargill"), ("cn-table", "Table")):
        shows(name, title)
    xdotool("key", "alt+4")
    shows("correlation", "Correlation")
    shows("plasticity-density", "Joint density")
    shows("clusters", "Liquid-like regions")
    wheel_over_a_map()
    xdotool("key", "alt+5")
    for name, title in (("strain", "Strain"), ("stress-strain", "yield"), ("volume-temperature", "glass"), ("msd", "Mean-square")):
        shows(name, title)
    xdotool("key", "alt+6")
    for name, title in (("predicted-actual", "Cross-validation"), ("dendrogram", "temperatures"), ("relieff", "intervals"),
                        ("learning-curve", "Quality"), ("distances", "Distance")):
        shows(name, title)
    # The threshold is dragged: what is drawn changes while it is held.
    x, y = centre(node_named("relieff"))
    xdotool("mousemove", x, y)
    xdotool("mousedown", 1)
    for dy in (-10, -20, -30, -40, -50):
        xdotool("mousemove", x, y + dy)
        settle(0.05)
    xdotool("mouseup", 1)
    assert STATUS["process"].poll() is None, "dragging the threshold ended the program"
    shows("relieff", "intervals")
    xdotool("key", "alt+1")


def test_ends_by_itself():
    process = STATUS["process"]
    xdotool("key", "ctrl+q")
    # T_g was changed, so it asks.
    wait_for("the question", lambda: node_named("Discard"))
    press("Discard")
    assert process.wait(10) == 0, process.returncode


main(globals())
