#!/usr/bin/env python3
"""Stories in the real window: walked with keys alone, a question answered, presented, and made and saved."""
import json
import os
import sys

# Scenes glide.
os.environ.setdefault("VITRINE_TEST_ANIMATIONS", "1")
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
os.environ["VITRINE_TEST_SCREEN"] = "1280x800"
from desktop import *

STORY = pathlib.Path(__file__).resolve().parent.parent / "data" / "story"
# What moves in a story ends at once.
FAST = {"VITRINE_STORY_SPEED": "100"}


def key(name):
    xdotool("key", name)
    settle()


def open_story(path):
    start(path, **FAST)
    wait_for("the first scene", label_with("Which atoms move?"), 60)
    wait_for("the first map", description_with("liquid-like atoms"), 120)
    xdotool("windowfocus", main_window())
    settle(0.3, 5)


def has_header(text):
    wait_for(f"the scene {text}", label_with(text))


def test_walk():
    open_story(STORY / "story.json")
    # The number of a claim is in the text.
    wait_for("the claim", label_with("15.9"))
    wait_for("the motion to end at 40 ps", label_with("40.0 ps"))
    key("alt+Next")
    has_header("Where will it flow?")
    wait_for("the other run", label_with("creep 2.3 GPa"))
    key("alt+Next")
    has_header("Which run yields?")
    # Views that would tell the answer are not there.
    wait_for("the other page", lambda: label_with("Strain")() and not label_with("Stress and strain")())
    assert label_with("Scene 3 of 3")()
    # There is no fourth.
    key("alt+Next")
    assert label_with("Scene 3 of 3")()
    key("alt+Prior")
    key("alt+Prior")
    has_header("Which atoms move?")


def test_present():
    key("shift+F5")
    wait_for("the clock of the presentation", label_with("0:0"))
    key("Next")
    has_header("Where will it flow?")
    key("b")
    key("b")
    key("Next")
    has_header("Which run yields?")
    # The figure of the scene alone, then all views.
    wait_for("the figure alone", lambda: label_with("Strain")() and not label_with("Stress and strain")())
    key("f")
    wait_for("all views", label_with("Stress and strain"))
    key("f")
    # No truth before an answer is locked.
    key("Return")
    wait_for("what is missing", label_with("Choose an answer first."))
    key("2")
    key("Return")
    wait_for("that it is locked", label_with("The answer is locked."))
    assert not label_with("Right:")()
    key("Return")
    wait_for("the truth", label_with("Right: creep 2.3 GPa"))
    # Another window with the notes of the scene before.
    key("Prior")
    key("Prior")
    key("n")
    wait_for("the notes", label_with("Let the class guess first."))
    wait_for("the next scene", label_with("Next: Where will it flow?"))
    wait_for("its picture", lambda: (lambda node: node and extents(node)[3] > 50)(node_named("Picture of the next scene")), 60)
    xdotool("key", "n")
    wait_for("the end of the notes", lambda: not label_with("Let the class guess first.")())
    xdotool("windowfocus", main_window())
    settle()
    key("Escape")
    wait_for("the window as it was", lambda: node_named("Export"))


def test_class():
    """Two answers, counted."""
    key("alt+Next")
    has_header("Where will it flow?")
    press("Lock the Answer")
    wait_for("what is missing", label_with("Click 5 more atoms first."))
    x, y, width, height = extents(wait_for("the map", lambda: next(
        (node for node in walk(program()) if "atoms" in node.description and node.role == "image"), None)))
    for turn in range(2):
        spots = [(across, down) for down in (0.3, 0.45, 0.6, 0.7) for across in (0.35, 0.42, 0.49, 0.56)]
        for across, down in spots:
            clicked = label_with("of 5 atoms clicked")()
            if clicked == "5 of 5 atoms clicked":
                break
            click(x + int((across + 0.01 * turn) * width), y + int(down * height))
            # Between atoms nothing is hit.
            end = time.monotonic() + 2
            while label_with("of 5 atoms clicked")() == clicked and time.monotonic() < end:
                time.sleep(0.05)
        wait_for("five clicks", label_with("5 of 5 atoms clicked"))
        press("Lock the Answer")
        wait_for("that it is locked", label_with("2 answers are locked." if turn else "The answer is locked."))
        if turn == 0:
            press("Another Answer")
            wait_for("no click", label_with("0 of 5 atoms clicked"))
    press("Show the Truth")
    wait_for("the score", label_with("Chance has"))
    wait_for("all answers", label_with("All 2 answers"))


def field(name):
    return next(node for node in walk(program()) if node.name == name and node.role != "label")


def new_story():
    settle(0.3)
    click_until("the menu", lambda: node_named("Story", "menu item"), lambda: key("F10"))
    for name in ("Story", "New Story of This View"):
        act(wait_for(name, lambda name=name: node_named(name, "menu item")))
        settle()


def test_make():
    folder = FOLDER / "made"
    start("--demo", **FAST)
    wait_for("the first map", description_with("liquid-like atoms"), 120)
    xdotool("windowfocus", main_window())
    settle(0.3, 5)
    key("ctrl+alt+a")
    has_header("Scene 1")
    key("alt+5")
    key("ctrl+alt+a")
    has_header("Scene 2")
    click_on(field("Header of the scene"))
    key("ctrl+a")
    xdotool("type", "--delay", 5, "What the log says")
    settle()
    has_header("What the log says")
    click_on(field("Text (CommonMark)"))
    key("ctrl+a")
    xdotool("type", "--delay", 5, "The *strain* grows.")
    wait_for("the text", label_with("The strain grows."))
    # It is put before the other one, deleted and brought back.
    key("ctrl+alt+Prior")
    wait_for("the first place", label_with("Scene 1 of 2"))
    press("Delete the scene")
    wait_for("one scene", label_with("Scene 1 of 1"))
    press("Undo")
    wait_for("both scenes", label_with("Scene 1 of 2"))
    key("ctrl+alt+s")
    wait_for("the file dialog", lambda: "Save the Story to a Folder" in windows())
    xdotool("windowfocus", windows()["Save the Story to a Folder"])
    settle(0.3)
    type_path(folder)
    wait_for("the story", lambda: (folder / "story.json").exists())
    story = json.loads((folder / "story.json").read_text(encoding="utf-8"))
    assert story["study"] == "bundled:demo.vitrine", story
    assert [scene["header"] for scene in story["scenes"]] == ["What the log says", "Scene 1"], story
    assert story["scenes"][0]["state"]["view"]["page"] == "mechanics", story
    assert (folder / story["scenes"][0]["text"]).read_text(encoding="utf-8") == "The *strain* grows."
    # Another one does not take what is not saved away.
    key("ctrl+alt+a")
    wait_for("a third scene", label_with("of 3"))
    new_story()
    wait_for("the question", lambda: node_named("Discard"))
    key("Escape")
    wait_for("the end of the question", lambda: not node_named("Discard"))
    assert label_with("of 3")()
    new_story()
    press("Discard")
    wait_for("the new story", label_with("Scene 1 of 1"))
    open_again(folder)


def open_again(folder):
    start(folder, **FAST)
    has_header("What the log says")
    wait_for("its page", label_with("Stress and strain"), 60)
    xdotool("windowfocus", main_window())
    settle(0.3, 5)
    key("alt+Next")
    wait_for("the first view", description_with("liquid-like atoms"), 120)


def test_damaged():
    """A story that cannot be read is said, and the window stays."""
    folder = FOLDER / "damaged"
    folder.mkdir()
    (folder / "story.json").write_text('{"version": 1, "scenes": 5}', encoding="utf-8")
    start(folder / "story.json")
    wait_for("what is wrong", label_with("story.json"))
    # Data that are not there: the texts go on.
    story = json.loads((STORY / "story.json").read_text(encoding="utf-8"))
    story["study"] = "nowhere.vitrine"
    for scene in story["scenes"]:
        del scene["text"]
    (folder / "story.json").write_text(json.dumps(story), encoding="utf-8")
    start(folder / "story.json", **FAST)
    has_header("Which atoms move?")
    wait_for("what is missing", label_with("nowhere.vitrine"))
    xdotool("windowfocus", main_window())
    settle(0.3)
    key("alt+Next")
    has_header("Where will it flow?")


def test_tour():
    """It is offered once, and stands in the menu."""
    config = FOLDER / "newcomer"
    config.mkdir()
    start(XDG_CONFIG_HOME=str(config))
    wait_for("the offer", lambda: node_named("Take the Tour"))
    press("Not Now")
    wait_for("the end of the offer", lambda: not node_named("Take the Tour"))
    start(XDG_CONFIG_HOME=str(config), **FAST)
    wait_for("the page that a window begins with", lambda: node_named("Open the Demo Study"))
    settle(0.3)
    assert not node_named("Take the Tour")
    xdotool("windowfocus", main_window())
    settle(0.3)
    xdotool("key", "F10")
    press("Take the Tour: Which Atoms Flow?")
    wait_for("the tour", label_with("Scene 1 of"), 60)


main(globals())
