#!/usr/bin/python3
"""The dialog of montages: panels are added, moved and made wider; the study keeps them. Speaks TAP."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (act, FOLDER, box_of, label_with, main, node_named, press, program, save_as, settle, start_demo, type_over,  # noqa: E402
                     take_picture, wait_for, walk, windows, xdotool)

PICTURES = None


def picture(name):
    if PICTURES:
        take_picture(pathlib.Path(PICTURES) / f"{name}.png")


def panels():
    return [node.name for node in walk(program()) if node.name.startswith("Panel ")]


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
    """Of a node of the dialog, in its window: the middle of it, near its upper edge, and its size."""
    box = box_of(next(n for n in walk(program()) if n.name == name))
    return box.x + box.width // 2, box.y + min(box.height // 2, 16), box.width, box.height


def move_to(x, y):
    xdotool("mousemove", "--window", windows()["Compose Figure"], x, y)
    settle(0.05)


def click_in(name):
    """What has the keys then."""
    move_to(*place_of(name)[:2])
    xdotool("click", 1)
    settle(0.3)


def drag_panel(name, down):
    """By so many cells."""
    x, y, _, height = place_of(name)
    move_to(x, y)
    xdotool("mousedown", 1)
    for step in range(1, 12):
        move_to(x, y + down * step * (height + 6) // 11)
    xdotool("mouseup", 1)
    wait_for("its place", lambda: abs(place_of(name)[1] - y - down * (height + 6)) < 20)


def test_dragged_to_an_empty_cell():
    """From the second column of the first row to that of the second, and back."""
    drag_panel("Panel b: Distribution of T_ML at a start time over those of other times", 1)
    picture("montage-dragged")
    drag_panel("Panel b: Distribution of T_ML at a start time over those of other times", -1)


def test_wider_where_there_is_room():
    buttons = [node for node in walk(program()) if node.name == "Wider"]
    before = len(buttons)
    act(buttons[-1])
    settle(0.5, 5)
    assert before == 3 and len(panels()) == 3
    picture("montage-wide")


def test_time_of_a_panel():
    """Typed on its card; what is no number is marked and not taken."""
    wait_for("the entry", lambda: node_named("Time of panel a (ps)"))
    click_in("Time of panel a (ps)")
    type_over("40")
    type_over("soon")
    settle(0.5, 5)
    picture("montage-time")


def test_renamed():
    """Names of figures are refused."""
    click_in("Rename the montage")
    wait_for("the name", lambda: node_named("Name of the montage"))
    settle(0.5)
    type_over("slice")
    wait_for("why not", label_with("There is a figure of that name."))
    picture("montage-name")
    type_over("figure 2")
    wait_for("the end of the name", lambda: not node_named("Name of the montage"))


def test_kept_in_the_study():
    xdotool("key", "Escape")
    wait_for("the dialog's end", lambda: "Compose Figure" not in windows())
    path = FOLDER / "montage.vitrine"
    save_as(path)
    text = path.read_text(encoding="utf-8")
    assert "[montage figure 2]" in text and "fig-1" not in text, text
    assert "grid=2;2;" in text and "place-c=2;1;1;2;" in text and "time-a=40\n" in text, text


def test_a_view_is_added():
    """With the time of the playhead, to the montage that was shown last."""
    menu = wait_for("the menu of a view", lambda: node_named("Export this view"))
    act(menu)
    act(wait_for("the item", lambda: node_named("Add to Montage…", "menu item")))
    wait_for("the dialog", lambda: "Compose Figure" in windows())
    wait_for("the fourth panel", lambda: len(panels()) == 4)
    picture("montage-added")
    xdotool("windowfocus", windows()["Compose Figure"])
    settle()
    press("Copy as Command")
    wait_for("that the study is to be saved", label_with("save it first"))
    for _ in range(2):
        xdotool("key", "Escape")
        settle(0.3)
    wait_for("the dialog's end", lambda: "Compose Figure" not in windows())
    path = FOLDER / "more.vitrine"
    save_as(path)
    text = path.read_text(encoding="utf-8")
    assert "place-d=" in text and "time-d=" in text, text


if len(sys.argv) > 2:
    PICTURES = sys.argv.pop()
main(globals())
