#!/usr/bin/python3
"""The dialog of montages: panels are added, moved and made wider; the study keeps them. Speaks TAP."""
import pathlib
import subprocess
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (act, FOLDER, box_of, label_with, main, node_named, press, program, save_as, settle, start_demo,  # noqa: E402
                     take_picture, wait_for, walk, windows, xdotool)

PICTURES = None


def picture(name):
    if PICTURES:
        take_picture(pathlib.Path(PICTURES) / f"{name}.png")


def panels():
    return [node.get_name() for node in walk(program()) if (node.get_name() or "").startswith("Panel ")]


def test_opens():
    start_demo()
    press("Export")
    settle(0.5)
    item = wait_for("the item", lambda: node_named("Compose Figure…", "menu item"))
    act(item)
    wait_for("the dialog", lambda: "Compose Figure" in windows())
    xdotool("windowfocus", windows()["Compose Figure"])
    settle()


def test_panels_are_added():
    for n in range(1, 4):
        press("Add Panel")
        wait_for(f"panel {n}", lambda k=n: len(panels()) == k)
    wait_for("the preview", label_with("True size:"))
    settle(0.5, 5)
    picture("montage-three")


def place_of(name):
    """The middle of a node of the dialog, on the screen."""
    node = next(n for n in walk(program()) if n.get_name() == name)
    box = box_of(node)
    text = subprocess.run(["xdotool", "getwindowgeometry", "--shell", str(windows()["Compose Figure"])],
                          capture_output=True, text=True, check=True).stdout
    at = dict(line.split("=") for line in text.split())
    return int(at["X"]) + box.x + box.width // 2, int(at["Y"]) + box.y + box.height // 3, box.width, box.height


def test_dragged_to_an_empty_cell():
    """From the second column of the first row to that of the second."""
    x, y, width, height = place_of("Panel b: distribution")
    xdotool("mousemove", x, y, "mousedown", 1)
    for step in range(1, 12):
        xdotool("mousemove", x, y + step * (height + 6) // 11)
        settle(0.05)
    xdotool("mouseup", 1)
    settle(0.5, 5)
    picture("montage-dragged")
    assert abs(place_of("Panel b: distribution")[1] - y - height - 6) < 20, (y, place_of("Panel b: distribution"))
    # And back.
    x, y, width, height = place_of("Panel b: distribution")
    xdotool("mousemove", x, y, "mousedown", 1)
    for step in range(1, 12):
        xdotool("mousemove", x, y - step * (height + 6) // 11)
        settle(0.05)
    xdotool("mouseup", 1)
    settle(0.5, 5)


def test_wider_where_there_is_room():
    buttons = [node for node in walk(program()) if node.get_name() == "Wider"]
    before = len(buttons)
    act(buttons[-1])
    settle(0.5, 5)
    assert before == 3 and len(panels()) == 3
    picture("montage-wide")


def test_kept_in_the_study():
    xdotool("key", "Escape")
    wait_for("the dialog's end", lambda: "Compose Figure" not in windows())
    path = FOLDER / "montage.vitrine"
    save_as(path)
    text = path.read_text(encoding="utf-8")
    assert "[montage fig-1]" in text and "grid=2;2;" in text and "place-c=2;1;1;2;" in text, text


if len(sys.argv) > 2:
    PICTURES = sys.argv.pop()
main(globals())
