#!/usr/bin/python3
"""The page that ranks indicators, in the real window: a click on a dot, the slider of ξ, stopping, training. Speaks TAP."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (FOLDER, act, choose, click, description_with, extents, label_with, main, main_window, node_named,  # noqa: E402
                     press, scroll_to, settle, start, texts, type_path, wait_for, walk, windows, program, xdotool)

RANKING = "How well each indicator tells the target"


def hits():
    """What the head of the third map says: how many events are found."""
    return next((name for _, name, _ in texts() if re.fullmatch(r"hits: \d+/\d+", name)), None)


def on_page(name):
    page = next((node for node in walk(program()) if node.role == "panel" and node.name == "Indicators"), None)
    return next((node for node in walk(page) if node.name == name), None) if page else None


def stop_of_ranking():
    """In the head of the first card, beside which nothing stands."""
    node = on_page("Stop computing")
    return node if node and extents(node)[1] < extents(on_page("Ranking of indicators"))[1] + 40 else None


def test_ranking_is_stopped_and_goes_on():
    start("--demo")
    wait_for("the first map", description_with("liquid-like atoms"), 120)
    xdotool("windowfocus", main_window())
    xdotool("key", "alt+7")
    act(wait_for("a button that stops", stop_of_ranking, 120))
    wait_for("what was stopped", label_with("Ranking indicators was stopped."), 30)
    act(wait_for("a button that goes on", lambda: on_page("Go on computing")))
    wait_for("the ranking", description_with(RANKING), 300)
    assert not label_with("was stopped")()


def card(name):
    return wait_for(name, lambda: node_named(name))


def test_a_dot_chooses_the_indicator():
    before = wait_for("the hits", hits, 60)
    x, y, width, height = extents(card("ranking"))
    click(x + width // 4, y + height // 5)
    wait_for("hits of another indicator", lambda: hits() not in (None, before), 60)


def test_slider_acts():
    choose("Indicator", "Home", "Down")
    wait_for("an averaged indicator", lambda: any("⟨" in name for _, name, _ in texts()), 30)
    settle(0.5, 5)
    before = wait_for("the hits", hits, 60)
    slider = node_named("Width of averages", "slider")
    slider.set_value(1.5)
    wait_for("another width", label_with("ξ = 1.5 Å"))
    wait_for("hits of another average", lambda: hits() not in (None, before), 60)


def test_one_is_trained():
    scroll_to("Train an Indicator…")
    press("Train an Indicator…")
    wait_for("the dialog", lambda: "Train an Indicator" in windows())
    for name in ("all indicators", "radial functions"):
        act(wait_for(name, lambda name=name: node_named(name, "check box")))
    press("Train and Save…")
    wait_for("the file dialog", lambda: "Save the Indicator" in windows())
    xdotool("windowfocus", windows()["Save the Indicator"])
    settle(0.3)
    path = FOLDER / "radial.vitindicator"
    type_path(path)
    wait_for("its score", label_with("of atoms that it has not seen"), 300)
    assert path.exists()
    xdotool("key", "Escape")
    wait_for("the end of the dialog", lambda: "Train an Indicator" not in windows())
    wait_for("its map", label_with("indicator: L"), 60)
    assert any(node.role == "panel" and node.name == "Indicators" for node in walk(program()))


if __name__ == "__main__":
    main(globals())
