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
    return find(lambda node: node.name == name and node.role not in ("label", "static"))


def write(name, text):
    node = wait_for(name, lambda: field(name))
    node.set_text(text)
    settle()


def open_section(title, inside):
    """By a click on its title."""
    def label():
        return find(lambda n: n.name.startswith(title) and n.role == "label" and 0 < extents(n)[0] < 320)

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
    # The form reads it back with its truth, and has the fields of what is computed alone.
    wait_for("it is read back", label_with("Right is the answer whose range has the number: atoms of the first frame, creep 2.0 GPa: "))
    assert field("Question: Fact") and field("Question: Right is the")
    assert not field("Question: Statistic") and not field("Question: with") and not field("Question: at")
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


def test_steps_of_the_study():
    """They stay when another scene is shown."""
    def last_run():
        return [n for n in walk(program()) if n.name == "Remove the run from the study"][-1]

    start(STORY / "story.json", **FAST)
    wait_for("the first map", description_with("liquid-like atoms"), 120)
    xdotool("windowsize", main_window(), 1280, 1000)
    xdotool("windowfocus", main_window())
    key("F9")
    act(wait_for("the runs", last_run))
    wait_for("what was removed", label_with("Removed from the study: unstressed"))
    xdotool("windowfocus", main_window())
    for number in (2, 3):
        key("alt+Next")
        wait_for("another scene", label_with(f"Scene {number} of 3"))
    assert not node_named("unstressed")
    key("ctrl+z")
    wait_for("what is undone", label_with("Undone: Remove unstressed"))
    wait_for("the run", lambda: node_named("unstressed"))
    assert label_with("Scene 3 of 3")()
    key("ctrl+shift+z")
    wait_for("no run again", lambda: not node_named("unstressed"))


def drag(begin, end):
    xdotool("mousemove", *begin)
    settle()
    xdotool("mousedown", 1)
    for step in range(1, 6):
        xdotool("mousemove", *(int(a + (b - a) * step / 5) for a, b in zip(begin, end)))
    settle()
    xdotool("mouseup", 1)
    settle(0.2)


def spot(node, across, down):
    x, y, width, height = extents(node)
    return x + int(across * width), y + int(down * height)


def picture(name):
    folder = os.environ.get("VITRINE_TEST_PARTS_PICTURES")
    if folder:
        settle(0.4, 4)
        take_picture(f"{folder}/{name}.png")


def near(a, b, within=0.012):
    assert all(abs(p - q) < within for p, q in zip(a, b)), (a, b)


def hint(piece):
    wait_for(f"the hint “{piece}”", label_with(piece))


def between(begin, end, part):
    return [a + (b - a) * part for a, b in zip(begin, end)]


def test_draw():
    """By pointer and by keys, on a map and on a plot."""
    folder = FOLDER / "drawn"
    shutil.copytree(STORY, folder)
    start(folder / "story.json", **FAST)
    wait_for("the first map", description_with("liquid-like atoms"), 120)
    xdotool("windowsize", main_window(), 1280, 1000)
    xdotool("windowfocus", main_window())
    settle(0.3, 5)
    before = saved(folder)
    key("ctrl+alt+e")
    settle(0.3, 5)
    the_map = wait_for("the map", lambda: find(lambda n: "atoms" in n.description and n.role == "image"))
    # The two ends of an arrow that is drawn are where the pointer was: the scale between them is that of the face.
    key("ctrl+alt+1")
    hint("Drag from where the arrow begins")
    begin, end = spot(the_map, 0.3, 0.55), spot(the_map, 0.5, 0.75)
    drag(begin, end)
    wait_for("the entry of its words", lambda: field("Words on the map or figure"))
    xdotool("type", "--delay", 5, "quick ones")
    settle()
    picture("arrow")
    key("Return")
    scene = saved(folder)
    assert len(scene["annotations"]) == 2 and scene["annotations"][0] == before["annotations"][0], scene
    drawn = scene["annotations"][1]
    assert drawn["kind"] == "arrow" and drawn["words"] == "quick ones" and "figure" not in drawn and "run" not in drawn, drawn
    assert 0 < drawn["from"][0] < drawn["to"][0] < 1 and 1 > drawn["from"][1] > drawn["to"][1] > 0, drawn
    assert len(json.dumps(drawn["from"])) < 20, drawn
    per_px = [(b - a) / (q - p) for a, b, p, q in zip(drawn["from"], drawn["to"], begin, end)]
    # It is dragged as a whole, then by its end; a click beside it leaves it.
    centre_of = between(begin, end, 0.5)
    drag(centre_of, [centre_of[0] + 40, centre_of[1] - 30])
    scene = saved(folder)
    moved = scene["annotations"][1]
    near(moved["from"], (drawn["from"][0] + 40 * per_px[0], drawn["from"][1] - 30 * per_px[1]))
    near(moved["to"], (drawn["to"][0] + 40 * per_px[0], drawn["to"][1] - 30 * per_px[1]))
    end = [end[0] + 40, end[1] - 30]
    drag(end, [end[0] + 30, end[1] + 10])
    scene = saved(folder)
    near(scene["annotations"][1]["from"], moved["from"], 1e-9)
    near(scene["annotations"][1]["to"], (moved["to"][0] + 30 * per_px[0], moved["to"][1] + 10 * per_px[1]))
    # By keys: its end alone, by five pixels and by one.
    moved = scene["annotations"][1]
    key("Escape")
    for _ in range(2):
        key("ctrl+alt+4")
    hint("Arrow “quick ones” · arrow keys")
    key("Tab")
    key("Tab")
    hint("Arrow “quick ones”, its end")
    picture("selected")
    for name in ("Right", "Right", "shift+Right"):
        key(name)
    scene = saved(folder)
    near(scene["annotations"][1]["from"], moved["from"], 1e-9)
    near(scene["annotations"][1]["to"], (moved["to"][0] + 11 * per_px[0], moved["to"][1]), 0.003)
    assert label_with("40.0 ps")()
    key("Delete")
    assert saved(folder)["annotations"] == before["annotations"]
    # Each is a step.
    key("ctrl+alt+z")
    again = saved(folder)["annotations"]
    assert again == scene["annotations"], (again, scene["annotations"])
    key("Escape")
    picture("back")
    # Words by a click: they are asked for there, and Escape takes them back.
    key("ctrl+alt+2")
    hint("Click where the words stand")
    click_until("the entry of the words", lambda: field("Words on the map or figure"), lambda: click(*spot(the_map, 0.5, 0.4)))
    x, y, width, height = extents(field("Words on the map or figure"))
    near((x + width / 2, y), spot(the_map, 0.5, 0.4), 60)
    key("Escape")
    assert saved(folder)["annotations"] == scene["annotations"], saved(folder)["annotations"]
    # Emptied ones go.
    key("ctrl+alt+2")
    hint("Click where the words stand")
    click_until("the entry of the words", lambda: field("Words on the map or figure"), lambda: click(*spot(the_map, 0.5, 0.4)))
    key("ctrl+a")
    xdotool("type", "--delay", 5, "a void")
    key("Return")
    words = saved(folder)["annotations"][2]
    assert words["kind"] == "words" and words["words"] == "a void" and "from" not in words, words
    near(words["to"], (drawn["from"][0] + (spot(the_map, 0.5, 0.4)[0] - begin[0]) * per_px[0],
                       drawn["from"][1] + (spot(the_map, 0.5, 0.4)[1] - begin[1]) * per_px[1]), 0.03)
    key("Return")
    wait_for("the entry again", lambda: field("Words on the map or figure"))
    xdotool("type", "--delay", 5, " of course")
    key("Escape")
    assert saved(folder)["annotations"][2]["words"] == "a void", "words that were there are as before"
    key("Return")
    wait_for("the entry again", lambda: field("Words on the map or figure"))
    key("ctrl+a")
    key("BackSpace")
    key("Return")
    assert len(saved(folder)["annotations"]) == 2
    # By keys alone: in the middle of the figure of the scene.
    key("ctrl+alt+1")
    key("Return")
    made = saved(folder)["annotations"][2]
    near(made["to"], (0.5, 0.5), 0.15)
    key("Delete")
    assert len(saved(folder)["annotations"]) == 2
    # What it points at: a card by a click, a region by a drag, a widget by keys.
    key("ctrl+alt+3")
    hint("Click what the scene points at")
    xdotool("mousemove", *spot(the_map, 0.5, 0.5))
    hint("slice · Click what")
    picture("point")
    click_until("what it points at", label_with("The scene points at “slice”"), lambda: click(*spot(the_map, 0.5, 0.5)))
    assert saved(folder)["highlight"] == {"widget": "slice"}, saved(folder)["highlight"]
    key("ctrl+alt+3")
    drag(spot(the_map, 0.4, 0.3), spot(the_map, 0.55, 0.6))
    highlight = saved(folder)["highlight"]
    left, lower, right, upper = highlight["region"]
    assert highlight["widget"] == "slice" and 0 < left < right < 1 and 0 < lower < upper < 1, highlight
    near([right - left], [(spot(the_map, 0.55, 0)[0] - spot(the_map, 0.4, 0)[0]) * per_px[0]])
    hint("Region · arrow keys")
    picture("region")
    for name in ("Up", "Up"):
        key(name)
    near(saved(folder)["highlight"]["region"], (left, lower - 10 * per_px[1], right, upper - 10 * per_px[1]), 0.003)
    key("Delete")
    assert saved(folder)["highlight"] == {"widget": "slice"}
    key("ctrl+alt+3")
    key("Tab")
    key("Tab")
    key("Return")
    assert saved(folder)["highlight"]["widget"] not in ("slice", "time-scrubber"), saved(folder)["highlight"]
    # On a plot, in its data; the figure is named, as it is not that of the scene. The playhead stays where it is.
    key("ctrl+alt+1")
    chart = wait_for("the chart", lambda: find(lambda n: n.name == "distribution" and n.role == "image"))
    drag(spot(chart, 0.4, 0.4), spot(chart, 0.6, 0.6))
    wait_for("the entry of its words", lambda: field("Words on the map or figure"))
    key("Escape")
    arrow = saved(folder)["annotations"][2]
    assert arrow["figure"] == "distribution" and 200 < arrow["from"][0] < arrow["to"][0] < 900, arrow
    assert "words" not in arrow, arrow
    picture("plot")
    # The empty space of the page has none, and says so.
    key("ctrl+alt+1")
    drag((spot(the_map, 0.5, 0)[0], spot(the_map, 0, 0)[1] - 25), spot(the_map, 0.5, 0.1))
    wait_for("why there is none", label_with("Arrows and words stand on a map"))
    key("Escape")
    wait_for("the end of the hint", lambda: not label_with("Drag from where")())
    # All back.
    for _ in range(30):
        key("ctrl+alt+z")
    assert saved(folder) == before, saved(folder)


main(globals())
