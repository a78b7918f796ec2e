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


def in_sight(title):
    """Whether the head of a card is between the head of the window and the time."""
    for node in walk(program()):
        if node.get_name() == title and role_of(node) in ("label", "static", "heading"):
            _, y, _, height = extents(node)
            if height > 0 and 40 < y < 700:
                return True
    return False


def walk_story(name):
    story = json.loads((STORIES / name / "story.json").read_text(encoding="utf-8"))
    start(STORIES / name / "story.json", VITRINE_STORY_SPEED="100")
    xdotool("windowsize", main_window(), 1280, 800)
    xdotool("windowfocus", main_window())
    scenes = story["scenes"]
    for number, scene in enumerate(scenes, 1):
        wait_for(f"scene {number} of {name}", label_with(f"Scene {number} of {len(scenes)}"), 60)
        wait_for(scene["header"], label_with(scene["header"]))
        if scene["figure"] in CARDS:
            wait_for(f"{scene['id']}: {scene['figure']} in sight", lambda card=CARDS[scene["figure"]]: in_sight(card))
        if "question" in scene:
            wait_for(scene["question"]["prompt"], label_with(scene["question"]["prompt"]))
        xdotool("key", "alt+Next")


def is_shown(title):
    """Whether a card is there."""
    return any(node.get_name() == title and role_of(node) in ("label", "static", "heading") and
               not node.get_state_set().contains(Atspi.StateType.DEFUNCT) for node in walk(program()))


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
    for name in ("200 ps: the longest of the model", "Lock the Answer", "Show the Truth"):
        click_on(wait_for(name, lambda name=name: node_named(name)))
    wait_for("the truth", label_with("Right"))
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


main(globals())
