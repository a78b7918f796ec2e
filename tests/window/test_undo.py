#!/usr/bin/python3
"""Steps back and forward in the real window, and the messages that name them. Speaks TAP."""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (Atspi, FOLDER, act, click_on, export_page, extents, label_with, main, main_window, node_named, press,  # noqa: E402
                     program, settle, start_demo, wait_for, walk, windows, xdotool)

GLASS = "Glass transition temperature (K)"


def glass():
    return node_named(GLASS)


def title_has_mark():
    return any(title.startswith("•") for title in windows())


def test_an_untouched_study_has_no_steps():
    start_demo()
    xdotool("key", "Right")
    xdotool("key", "Page_Up")
    settle()
    xdotool("key", "ctrl+z")
    settle()
    assert not label_with("Undone")(), label_with("Undone")()
    assert not title_has_mark()


def test_an_option_goes_back_and_forward():
    glass().set_value(700)
    time.sleep(1.2)
    xdotool("windowfocus", main_window())
    xdotool("key", "ctrl+z")
    wait_for("the message", label_with("Undone: Change"))
    wait_for("the old value", lambda: abs(glass().get_value() - 685) < 0.5)
    xdotool("key", "ctrl+shift+z")
    wait_for("the message", label_with("Done again: Change"))
    wait_for("the new value", lambda: abs(glass().get_value() - 700) < 0.5)
    press("Undo")
    wait_for("the old value", lambda: abs(glass().get_value() - 685) < 0.5)


def test_a_drag_is_one_step():
    x, y, width, height = extents(node_named(GLASS))
    x, y = x + width - 14, y + height // 2  # its button that adds
    xdotool("mousemove", x, y, "mousedown", 1)
    time.sleep(1.5)
    xdotool("mouseup", 1)
    wait_for("a larger value", lambda: glass().get_value() > 690)
    time.sleep(1)
    xdotool("windowfocus", main_window())
    xdotool("key", "ctrl+z")
    wait_for("the old value", lambda: abs(glass().get_value() - 685) < 0.5)


def test_a_run_comes_back():
    run = wait_for("its button", lambda: node_named("Remove the run from the study"))
    act(run)
    wait_for("what was removed", label_with("Removed from the study: creep 2.0 GPa"))
    wait_for("no run", lambda: not node_named("creep 2.0 GPa"))
    press("Undo")
    wait_for("the message", label_with("Undone: Remove creep 2.0 GPa"))
    wait_for("the run again", lambda: node_named("creep 2.0 GPa"))
    act(wait_for("its button", lambda: node_named("Remove the run from the study")))
    wait_for("no run", lambda: not node_named("creep 2.0 GPa"))
    time.sleep(1)
    xdotool("windowfocus", main_window())
    xdotool("key", "ctrl+z")
    wait_for("the message", label_with("Undone: Remove creep 2.0 GPa"))
    wait_for("the run again", lambda: node_named("creep 2.0 GPa"))


def test_a_run_is_renamed_from_its_menu():
    """The menu that closes does not end the edit that it has begun."""
    more = [node for node in walk(program()) if node.name == "More for creep 2.0 GPa"][-1]
    act(more)
    item = wait_for("the menu", lambda: node_named("Rename", "menu item"))
    act(item)
    wait_for("the field", lambda: any(node.name == "Name of the run" and node.has(Atspi.StateType.FOCUSED)
                                      for node in walk(program())))
    time.sleep(0.5)
    xdotool("type", "Kriechen")
    xdotool("key", "Return")
    wait_for("the name", lambda: node_named("Kriechen", "check box"))
    time.sleep(1)
    xdotool("key", "ctrl+z")
    wait_for("the old name", lambda: node_named("creep 2.0 GPa", "check box"))


def test_the_keys_stay_with_a_grouped_run():
    """Its row is another one, in another place."""
    row = wait_for("the row", lambda: next((node for node in walk(program()) if node.role == "list item" and
                                            node.name.startswith("creep 2.3 GPa")), None))
    click_on(row)
    xdotool("key", "ctrl+g")
    wait_for("the name of a group", lambda: node_named("Name of a group"))
    settle()
    xdotool("type", "Other")
    xdotool("key", "Return")
    wait_for("the group", label_with("Other"))
    settle(0.3)
    xdotool("key", "F2")
    wait_for("the field", lambda: any(node.name == "Name of the run" and node.has(Atspi.StateType.FOCUSED)
                                      for node in walk(program())))
    xdotool("key", "Escape")
    settle()
    xdotool("key", "ctrl+z")
    wait_for("no group", lambda: not label_with("Other")())


def test_export_says_where():
    out = FOLDER / "page.svg"
    export_page(out)
    wait_for("the message", label_with("page.svg is written"))
    wait_for("its button", lambda: node_named("Open Folder"))


if __name__ == "__main__":
    main(globals())
