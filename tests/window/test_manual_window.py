#!/usr/bin/python3
"""The manual in the window: F1 opens the place that belongs to what is looked at; links, search and the way back. Speaks TAP."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (BORDER, box_of, centre, click, click_on, label_with, main, main_window, node_named, program,  # noqa: E402
                     settle, start, start_demo, wait_for, walk, windows, xdotool)

END = "Manual of Vitrine"


def manual():
    return next((name for title, name in windows().items() if title.endswith(END)), None)


def title():
    return next((title for title in windows() if title.endswith(END)), "").partition(" –")[0]


def press_f1():
    xdotool("windowfocus", main_window())
    settle()
    xdotool("key", "F1")
    wait_for("the manual", manual)
    settle(0.3)


def close():
    xdotool("windowfocus", manual())
    xdotool("key", "ctrl+w")
    wait_for("its end", lambda: not manual())


def on_top(words):
    """A heading that is at the top of the page, or near it."""
    def found():
        for node in walk(program()):
            if node.role == "heading" and node.name == words:
                box = box_of(node)
                return 0 < box.y < 400
        return False
    return found


def test_before_a_study_it_is_the_first_session():
    start()
    wait_for("the window", main_window)
    settle(0.3)
    press_f1()
    wait_for("the page", lambda: title() == "First session")
    close()


def test_it_is_the_page_of_the_window():
    start_demo()
    xdotool("mousemove", 2, 2)
    for key, page in (("alt+6", "Model"), ("alt+3", "Chemistry")):
        xdotool("windowfocus", main_window())
        xdotool("key", key)
        settle(0.5)
        press_f1()
        wait_for(page, lambda: title() == page)
        close()


def test_it_is_the_view_that_was_clicked():
    xdotool("windowfocus", main_window())
    xdotool("key", "alt+1")
    settle(0.5)
    click_on(wait_for("the view", lambda: node_named("LA fraction", "label")))
    xdotool("mousemove", 2, 2)
    press_f1()
    wait_for("the section", on_top("Fraction of liquid-like atoms"))
    assert title() == "Motion", title()
    close()


def test_it_is_the_symbol_under_the_pointer():
    xdotool("windowfocus", main_window())
    node = wait_for("the view", lambda: node_named("LA fraction", "label"))
    wait_for("its place", lambda: centre(node)[1] > 100)
    xdotool("mousemove", *centre(node))
    settle()
    press_f1()
    wait_for("the glossary", lambda: title() == "Glossary")
    close()
    xdotool("mousemove", 2, 2)


def test_it_is_the_panel_with_the_keys():
    node = wait_for("the thickness", lambda: next((n for n in walk(program()) if n.name.startswith("Slice thickness")), None))
    click_on(node)
    xdotool("mousemove", 2, 2)
    press_f1()
    wait_for("the section", on_top("Inspector"))
    assert title() == "The window", title()


def test_it_is_searched_and_gone_back_in():
    xdotool("windowfocus", manual())
    xdotool("key", "ctrl+f")
    settle()
    xdotool("type", "--delay", 5, "icosahedron")
    settle(0.5, 3)
    wait_for("what was found", lambda: node_named("Quantities: Voronoi index", "label"))
    xdotool("key", "Return")
    wait_for("another page", lambda: title() != "The window")
    xdotool("key", "alt+Left")
    wait_for("the page before", lambda: title() == "The window")
    xdotool("key", "alt+Right")
    wait_for("the page after", lambda: title() != "The window")
    for words in ("qwxyzq", "zzyxv"):
        xdotool("key", "ctrl+f", "ctrl+a")
        xdotool("type", "--delay", 5, words)
        wait_for("that it has no such words", label_with("The manual does not have these words."))
    xdotool("key", "Escape", "alt+Home")
    wait_for("the contents", lambda: title() == END)


def test_a_link_is_followed():
    node = wait_for("the text with the link", lambda: next((n for n in walk(program()) if n.name.startswith("First session: from")), None))
    # The paragraph begins with the link.
    place = subprocess.run(["xdotool", "getwindowgeometry", "--shell", manual()], capture_output=True, text=True, check=True).stdout
    at = dict(line.split("=") for line in place.split())
    box = box_of(node)
    click(int(at["X"]) + BORDER + box.x + 12, int(at["Y"]) + BORDER + box.y + box.height // 2)
    wait_for("its page", lambda: title() == "First session")
    close()


def test_a_dialog_has_its_page():
    """Which can be read while the dialog waits."""
    xdotool("windowfocus", main_window())
    xdotool("key", "alt+1", "ctrl+shift+a")
    wait_for("the dialog", lambda: "Export Atoms" in windows())
    xdotool("windowfocus", windows()["Export Atoms"])
    settle(0.3)
    xdotool("key", "F1")
    wait_for("the page", lambda: title() == "Export")
    xdotool("windowfocus", manual())
    xdotool("key", "alt+Home")
    wait_for("the contents", lambda: title() == END)
    close()
    xdotool("windowfocus", windows()["Export Atoms"])
    xdotool("key", "Escape")
    wait_for("the end of the dialog", lambda: "Export Atoms" not in windows())


def test_keys_are_listed_elsewhere():
    xdotool("windowfocus", main_window())
    xdotool("key", "ctrl+question")
    wait_for("the list of keys", lambda: any("Shortcuts" in node.name for node in walk(program())))
    xdotool("key", "Escape")


main(globals())
