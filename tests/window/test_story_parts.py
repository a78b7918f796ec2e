#!/usr/bin/env python3
"""All of a scene is edited in the window: what it points at, arrows, motion, numbers, question; each step is taken back."""
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
os.environ["VITRINE_TEST_SCREEN"] = "1280x1900"
from gi.repository import GLib

from desktop import *

STORY = pathlib.Path(__file__).resolve().parent.parent / "data" / "story"
FAST = {"VITRINE_STORY_SPEED": "100"}


def key(name):
    xdotool("key", name)
    settle()


def find(test):
    """Forms are made anew while they are looked through."""
    for node in walk(program()):
        try:
            if test(node):
                return node
        except (GLib.Error, AttributeError):
            continue
    return None


def field(name):
    return find(lambda node: node.get_name() == name and node.get_role_name() not in ("label", "static"))


def write(name, text):
    node = wait_for(name, lambda: field(name))
    node.get_editable_text_iface().set_text_contents(text)
    settle()


def open_section(title, inside):
    """By a click on its title."""
    def label():
        return find(lambda n: n.get_name().startswith(title) and role_of(n) == "label" and 0 < extents(n)[0] < 320)

    wait_for(title, label)
    settle(0.3, 5)
    click_until(inside, lambda: field(inside), lambda: click_on(label()))


def saved(folder):
    key("ctrl+alt+s")
    return json.loads((folder / "story.json").read_text(encoding="utf-8"))["scenes"][0]


def test_parts():
    folder = FOLDER / "edited"
    shutil.copytree(STORY, folder)
    start(folder / "story.json", **FAST)
    wait_for("the first map", description_with("liquid-like atoms"), 120)
    xdotool("windowsize", main_window(), 1280, 1900)
    xdotool("windowfocus", main_window())
    settle(0.3, 5)
    before = saved(folder)
    key("ctrl+alt+e")
    open_section("Arrows and words", "Arrow 1: Words")
    write("Arrow 1: Words", "these flow")
    write("Arrow 1: To", "0.45, 0.5")
    open_section("Motion", "Motion: To")
    write("Motion: To", "fourty")
    wait_for("what is wrong", label_with("is no number"))
    write("Motion: To", "30")
    wait_for("that it is right", lambda: not label_with("is no number")())
    open_section("Numbers in the text", "Remove Number 2")
    press("Remove Number 2")
    open_section("Question", "Add: Question")
    press("Add: Question")
    write("Question: Question", "How many atoms?")
    wait_for("the question", label_with("How many atoms?"))
    picture = os.environ.get("VITRINE_TEST_PARTS_PICTURE")
    if picture:
        take_picture(picture)
    scene = saved(folder)
    assert scene["annotations"] == [{"kind": "arrow", "from": [0.2, 0.8], "to": [0.45, 0.5], "words": "these flow"}], scene
    assert scene["motion"] == {"kind": "play", "from": 0, "to": 30, "seconds": 5}, scene
    assert [claim["name"] for claim in scene["claims"]] == ["liquid"], scene
    assert scene["question"]["prompt"] == "How many atoms?" and len(scene["question"]["choices"]) == 2, scene
    # All of it is taken back, step by step, and done again.
    for _ in range(12):
        key("ctrl+alt+z")
    assert saved(folder) == before, saved(folder)
    for _ in range(12):
        key("ctrl+alt+shift+z")
    assert saved(folder) == scene, saved(folder)


main(globals())
