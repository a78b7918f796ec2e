#!/usr/bin/env python3
"""Each story that comes along is walked with keys alone: every scene is shown, on its page, and what its figure shows is in sight.

    test_story_walk.py PROGRAM
"""
import json

from desktop import *

STORIES = SAMPLES.parent / "stories"
# Titles of cards on pages that scroll.
CARDS = {"strain": "Strain", "stress-strain": "Stress and strain", "strain-rate": "Strain rate", "loops": "Loops", "cycles": "Cycles",
         "polyhedra": "Polyhedra", "quantity": "Distribution of a quantity", "q6-w6": "Bond order", "joint": "Quantity against quantity",
         "correlation": "Correlation", "clusters": "Liquid-like regions", "features": "Features", "relieff": "Intervals",
         "predicted-actual": "Predicted and actual", "confusion": "Confusion", "learning-curve": "Learning curve",
         "distances": "Distance from the training set"}
# Asking for all of the tree would take most of the time of a walk.
LEAVES = ("push button", "toggle button", "check box", "combo box", "spin button", "scroll bar", "label", "static", "heading", "text")
# Processor time of the program for all five, s: that of the wall is the machine's.
MOST = 60
TOOK = []


def part(name):
    """That of the window which is a widget of this class; the whole window where classes are no names."""
    return node_named(name) or program()


def find_label(node, test):
    """The first label below a node that passes."""
    role = node.role
    if role in ("label", "static", "heading") and test(node.name):
        return node
    for child in () if role in LEAVES else node.children():
        found = find_label(child, test)
        if found:
            return found
    return None


def says(node, *pieces):
    """Whether each piece stands in a label below a node."""
    return all(find_label(node, lambda name, piece=piece: piece in name) for piece in pieces)


def in_sight(title):
    """Whether the head of a card is between the head of the window and the time."""
    label = find_label(part("VitPage"), lambda name: name == title)
    if not label:
        return False
    _, y, _, height = extents(label)
    return height > 0 and 40 < y < 700


def walk_story(name):
    story = json.loads((STORIES / name / "story.json").read_text(encoding="utf-8"))
    began = time.monotonic()
    start(STORIES / name / "story.json", VITRINE_STORY_SPEED="100")
    xdotool("windowsize", main_window(), 1280, 800)
    xdotool("windowfocus", main_window())
    scenes = story["scenes"]
    place = wait_for(f"the first scene of {name}",
                     lambda: find_label(program(), lambda said: said == f"Scene 1 of {len(scenes)}"), 60)
    panel = part("VitStoryPanel")
    for number, scene in enumerate(scenes, 1):
        wait_for(f"scene {number} of {name}", lambda number=number: place.get_name() == f"Scene {number} of {len(scenes)}", 60)
        said = [scene["header"]] + ([scene["question"]["prompt"]] if "question" in scene else [])
        wait_for(" and ".join(said), lambda said=said: says(panel, *said))
        if scene["figure"] in CARDS:
            wait_for(f"{scene['id']}: {scene['figure']} in sight", lambda card=CARDS[scene["figure"]]: in_sight(card))
        xdotool("key", "alt+Next")
    TOOK.append(processor_time())
    print(f"# {name}: {time.monotonic() - began:.1f} s, {TOOK[-1]:.1f} s of processors", flush=True)


def is_shown(title):
    """Whether a card is there."""
    return find_label(part("VitPage"), lambda name: name == title) is not None


def test_questions_stand_alone():
    """The bars of all intervals would tell which is the best: they come with the truth."""
    start(STORIES / "how-a-machine-learns" / "story.json")
    xdotool("windowsize", main_window(), 1280, 800)
    xdotool("windowfocus", main_window())
    wait_for("the first scene", label_with("Scene 1 of"), 60)
    wait_for("all views", lambda: is_shown("Features") and is_shown("Intervals"), 60)
    xdotool("key", "alt+Next")
    wait_for("the second scene", label_with("Scene 2 of"))
    wait_for("the view that is asked about, alone", lambda: is_shown("Features") and not is_shown("Intervals"))
    click_on(wait_for("the answer", lambda: node_named("200 ps: the longest of the model")))
    for name, comes in (("Lock the Answer", lambda: node_named("Show the Truth")), ("Show the Truth", label_with("Right"))):
        wait_for(name, lambda name=name: node_named(name))
        click_until(f"what comes of {name}", comes, lambda name=name: click_on(node_named(name)))
    wait_for("all views with it", lambda: is_shown("Intervals"))


def test_tour():
    walk_story("which-atoms-flow")


def test_creep():
    walk_story("creep-that-holds")


def test_ultrasound():
    walk_story("ultrasound-softens")


def test_learning():
    walk_story("how-a-machine-learns")


def test_structure():
    walk_story("is-it-in-the-structure")


def test_took():
    assert len(TOOK) == 5 and sum(TOOK) < MOST, TOOK


main(globals())
