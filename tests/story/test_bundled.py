#!/usr/bin/env python3
"""The stories that come along: all that they say holds, each asks, their pictures are those of the command figure to the byte,
and their pages need nothing else.

    test_bundled.py PROGRAM STORIES DEMO
"""
import base64
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from page import Page

PROGRAM, STORIES, DEMO = sys.argv[1:]
NAMES = ["creep-that-holds", "how-a-machine-learns", "is-it-in-the-structure", "ultrasound-softens", "which-atoms-flow"]
count = failed = 0
FOLDER = tempfile.mkdtemp(prefix="vitrine-test-")
ENVIRONMENT = {**os.environ, "VITRINE_CACHE_DIR": FOLDER + "/cache"}


def report(ok, what):
    global count, failed
    count += 1
    failed += not ok
    print(f"{'ok' if ok else 'not ok'} {count} {what}")


def run(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, env=ENVIRONMENT, check=False)


def read(name):
    return pathlib.Path(FOLDER, name).read_bytes()


def test_check(folder, story):
    done = run("story", "check", folder)
    for line in done.stderr.splitlines():
        print("#", line)
    report(done.returncode == 0 and not done.stderr.strip(), f"{story['title']}: all statements hold")
    loose = [line for line in done.stdout.splitlines() if "is no claim" in line or "does not say" in line]
    for line in loose:
        print("#", line)
    report(not loose, "every number is a claim, and every claim is said")
    doubts = [line for line in done.stdout.splitlines() if "(premise)" in line or "means nothing" in line]
    for line in doubts:
        print("#", line)
    report(not doubts, "every number names its run, and every member is known")


def test_shape(story):
    scenes = story["scenes"]
    report(6 <= len(scenes) <= 12 and all(s.get("notes") for s in scenes), f"{len(scenes)} scenes with notes")
    questions = [s["question"] for s in scenes if "question" in s]
    report(len(questions) >= 2 and all(q.get("explanation") for q in questions), f"{len(questions)} questions")
    # What is asked is not said before: its claims are in the explanation alone.
    for scene in scenes:
        if "question" not in scene:
            continue
        asked = scene["question"].get("value")
        text = pathlib.Path(STORIES, story["name"], scene["text"]).read_text(encoding="utf-8")
        told = [c["name"] for c in scene.get("claims", []) if c["value"] == asked and "{{" + c["name"] + "}}" in text]
        report(not told, f"{scene['id']}: the text does not tell the answer {told}")


def write_state(group, key, value):
    text = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    return ["--set", f"{group}.{key}={text}"]


def test_pictures(folder, story):
    """Of two scenes: the first, and the one that sets most."""
    scenes = story["scenes"]
    most = max(scenes, key=lambda s: sum(len(keys) for group, keys in s["state"].items() if group != "runs"))
    for scene in {s["id"]: s for s in (scenes[0], most)}.values():
        words = [w for group, keys in scene["state"].items() if group != "runs"
                 for key, value in keys.items() for w in write_state(group, key, value)]
        words += [w for label in scene["state"]["runs"]["shown"] for w in ("--run", label)]
        for ending in ("png", "svg"):
            a, b = (os.path.join(FOLDER, f"{x}.{ending}") for x in "ab")
            one = run("story", "render", folder, "--scene", scene["id"], "--plain", "-o", a, "--dpi", "80")
            two = run("figure", DEMO, scene["figure"], *words, "-o", b, "--dpi", "80")
            if one.returncode or two.returncode:
                print("#", one.stderr, two.stderr)
            report(one.returncode == two.returncode == 0 and read("a." + ending) == read("b." + ending),
                   f"{scene['id']}: {scene['figure']} as {ending}")


def test_pages(folder, story):
    done = run("story", "render", folder, "-o", FOLDER + "/s.html")
    report(done.returncode == 0, "page")
    text = read("s.html").decode()
    page = Page()
    page.feed(text)
    own = base64.b64encode(hashlib.sha256(page.scripts[0].encode()).digest()).decode()
    report(len(page.scripts) == 1 and f"'sha256-{own}'" in text, "a script of its own, and no other")
    foreign = [(t, k, v[:40]) for t, a in page.tags for k, v in a.items() if k.startswith("on") or
               k in ("src", "href", "action", "data", "srcset") and not v.startswith(("data:image/", "#"))]
    report(not foreign, f"nothing is loaded {foreign}")
    kinds = [t for t, a in page.tags if t in ("section", "form", "img")]
    scenes = story["scenes"]
    report(kinds.count("section") == kinds.count("img") == len(scenes) and "{{" not in text and
           kinds.count("form") == sum("question" in s for s in scenes), "scenes with pictures, questions")
    done = run("story", "render", folder, "-o", FOLDER + "/s.pdf")
    report(done.returncode == 0, "handout")
    if shutil.which("pdfinfo"):
        info = subprocess.run(["pdfinfo", FOLDER + "/s.pdf"], capture_output=True, text=True, check=True).stdout
        pages = int(re.search(r"Pages:\s+(\d+)", info)[1])
        report(pages > len(scenes), f"{pages} pages")


report(sorted(p.name for p in pathlib.Path(STORIES).iterdir()) == NAMES, "five stories")
for name in NAMES:
    path = os.path.join(STORIES, name)
    loaded = {**json.loads(pathlib.Path(path, "story.json").read_text(encoding="utf-8")), "name": name}
    test_check(path, loaded)
    test_shape(loaded)
    test_pictures(path, loaded)
    test_pages(path, loaded)
shutil.rmtree(FOLDER)
print(f"1..{count}")
sys.exit(failed > 0)
