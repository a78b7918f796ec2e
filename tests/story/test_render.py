#!/usr/bin/env python3
"""Pages of stories: a scene's picture is that of the command figure, to the byte; a handout has a page for each scene; an
HTML page needs nothing else and holds no script but its own.

    test_render.py PROGRAM STORY DEMO
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

PROGRAM, STORY, DEMO = sys.argv[1:]
count = failed = 0
FOLDER = tempfile.mkdtemp(prefix="vitrine-test-")
ENVIRONMENT = {**os.environ, "VITRINE_CACHE_DIR": FOLDER + "/cache"}


def report(ok, what):
    global count, failed
    count += 1
    failed += not ok
    print(f"{'ok' if ok else 'not ok'} {count} {what}")


def run(*words, expected=0):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, env=ENVIRONMENT, check=False)
    if done.returncode != expected:
        print(f"# {words}: {done.returncode}: {done.stderr}")
        report(False, f"{words[0]} returned {done.returncode}")
    return done


def path(name):
    return os.path.join(FOLDER, name)


def read(name):
    return pathlib.Path(path(name)).read_bytes()


def test_pictures():
    commands = {
        "map": ["slice", "--time", "40", "--position", "0.25", "--run", "creep 2.0 GPa"],
        "where": ["slice", "--time", "40", "--colour", "element", "--set", "view.outline-regions=no",
                  "--run", "creep 2.3 GPa"],
        "yields": ["strain", "--time", "40", "--run", "creep 2.0 GPa", "--run", "creep 2.3 GPa"],
    }
    for scene, words in commands.items():
        for ending in ("png", "svg"):
            run("story", "render", STORY, "--scene", scene, "--plain", "-o", path(f"a.{ending}"), "--dpi", "100")
            run("figure", DEMO, *words, "-o", path(f"b.{ending}"), "--dpi", "100")
            report(read(f"a.{ending}") == read(f"b.{ending}"), f"picture of {scene} as {ending}")
            run("story", "render", STORY, "--scene", scene, "-o", path(f"c.{ending}"), "--dpi", "100")
            report((read(f"c.{ending}") == read(f"b.{ending}")) == (scene != "map"), f"arrow of {scene} as {ending}")
        report((b">a region<" in read("c.svg")) == (scene == "map"), f"words of the arrow of {scene}")


def parse(name):
    page = Page()
    page.feed(read(name).decode())
    return page


def is_closed(page):
    """Whether nothing is loaded or run but the page's own script."""
    policy = [a["content"] for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy"]
    own = base64.b64encode(hashlib.sha256(page.scripts[0].encode()).digest()).decode() if page.scripts else ""
    ok = len(page.scripts) == 1 and len(policy) == 1 and f"'sha256-{own}'" in policy[0] and \
        "default-src 'none'" in policy[0]
    for tag, attributes in page.tags:
        for name, value in attributes.items():
            ok = ok and not name.startswith("on")
            if name in ("src", "href", "action", "data", "srcset", "poster"):
                ok = ok and (value.startswith("data:image/") or value.startswith("#"))
        ok = ok and tag not in ("iframe", "object", "embed", "link", "base")
    return ok


def test_html():
    run("story", "render", STORY, "-o", path("s.html"))
    page = parse("s.html")
    report(is_closed(page), "the page loads nothing and runs its own script alone")
    sections = [a["id"] for t, a in page.tags if t == "section"]
    report(sections == ["scene-map", "scene-where", "scene-yields"], "a section for each scene")
    links = {a["href"] for t, a in page.tags if t == "a"}
    report(links <= {"#" + s for s in sections} and links, "links lead to sections")
    pictures = [a["src"] for t, a in page.tags if t == "img"]
    data = [base64.b64decode(p.split(",")[1]) for p in pictures]
    run("story", "render", STORY, "--scene", "map", "-o", path("map.png"), "--dpi", "150")
    report(len(pictures) == 3 and data[0] == read("map.png"), "pictures are in it")
    circles = [a for t, a in page.tags if t == "circle"]
    form = next(a for t, a in page.tags if t == "form" and a["data-kind"] == "where")
    hits = sum(a.get("data-h") == "1" for a in circles)
    n = len(circles)
    report(400 < n < 500 and hits == round(n / 10), f"{n} atoms of the slice, {hits} hits")
    report(form["data-clicks"] == "5" and form["data-low"] == "0" and form["data-high"] == "2", "the band of chance")
    right = [a for t, a in page.tags if t == "input" and a.get("data-r") == "1"]
    report(len(right) == 1, "one answer is right")
    report("15.9 %" in read("s.html").decode() and "{{" not in read("s.html").decode(), "numbers of claims are in the text")
    run("story", "render", STORY, "-o", path("t.html"))
    report(read("s.html") == read("t.html"), "the same story is the same page")


def test_hostile_html():
    """Everything that a stranger can write is text."""
    evil = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    story = json.loads(pathlib.Path(STORY, "story.json").read_text())
    story["title"] = story["authors"][0] = evil
    for scene in story["scenes"]:
        scene["header"] = evil
        if "question" in scene:
            scene["question"]["prompt"] = scene["question"]["explanation"] = evil
    story["scenes"][2]["question"] = {
        "kind": "number", "prompt": evil, "unit": evil[:60], "tolerance": 1, "value": {"fact": "atoms"}}
    story["scenes"][0]["claims"][0]["unit"] = evil[:60]
    story["scenes"][0]["figure"] = evil[:40]
    folder = path("evil")
    shutil.copytree(STORY, folder)
    pathlib.Path(folder, "story.json").write_text(json.dumps(story))
    pathlib.Path(folder, "scenes", "02.md").write_text(evil + "\n\n[x](javascript:alert(1)) ![y](http://a.b/c.png)\n")
    done = run("story", "render", folder, "-o", path("evil.html"), expected=1)
    report("there is no figure" in done.stderr, "a picture that cannot be made is told")
    page = parse("evil.html")
    report(is_closed(page), "nothing of it runs")
    report(not any("alert" in v for t, a in page.tags for k, v in a.items() if k != "alt"), "nor is in an attribute")
    run("story", "render", folder, "-o", path("evil.pdf"), expected=1)


def test_pdf():
    run("story", "render", STORY, "-o", path("s.pdf"))
    run("story", "render", STORY, "-o", path("t.pdf"))
    report(read("s.pdf") == read("t.pdf"), "the same story is the same handout")
    if not shutil.which("pdftotext"):
        report(True, "text of the handout # SKIP pdftotext is not installed")
        return
    text = subprocess.run(["pdftotext", "-layout", path("s.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    pages = text.rstrip("\f").split("\f")
    wanted = [["Which atoms move?", "15.9 %", "a region", "414 K", "2. Then"], ["Where will it flow?", "Click five atoms"],
              ["Which run yields?", "○ creep 2.3 GPa"], ["Answers", "of the slice count", "creep 2.3 GPa"]]
    report(len(pages) == 4, f"{len(pages)} pages")
    for page, words in zip(pages, wanted):
        missing = [w for w in words if w not in re.sub(r" +", " ", page)]
        report(not missing, f"page of {words[0]}: {missing or 'all'}")


def test_movie():
    if not shutil.which("ffmpeg"):
        run("story", "render", STORY, "-o", path("s.mp4"), expected=1)
        report(True, "movie # SKIP ffmpeg is not installed")
        return
    story = json.loads(pathlib.Path(STORY, "story.json").read_text())
    for scene in story["scenes"]:
        scene["linger"] = 0.5  # and the map glides for 1 s
        scene.pop("motion", None)
    story["scenes"][0]["motion"] = {"kind": "sweep", "from": 0.2, "to": 0.6, "seconds": 0.4}
    folder = path("short")
    shutil.copytree(STORY, folder)
    pathlib.Path(folder, "story.json").write_text(json.dumps(story))
    run("story", "render", folder, "-o", path("s.mp4"))
    probe = subprocess.run(["ffprobe", "-v", "error", "-count_frames", "-show_entries",
                            "stream=width,height,nb_read_frames", "-of", "csv=p=0", path("s.mp4")],
                           capture_output=True, text=True, check=True).stdout.strip()
    report(probe == "1280,720,25", f"movie of {probe}")


def test_usage():
    for words in (["render", STORY], ["render", STORY, "-o", path("s.txt")],
                  ["render", STORY, "--scene", "mop", "-o", path("s.png")],
                  ["render", STORY, "--scene", "map", "-o", path("s.html")], ["play", STORY], ["check"]):
        run("story", *words, expected=2)
    done = run("story", "render", STORY, "--scene", "mop", "-o", path("s.png"), expected=2)
    report('nearest is "map"' in done.stderr or "nearest is map" in done.stderr, "the nearest scene is named")


for test in (test_pictures, test_html, test_hostile_html, test_pdf, test_movie, test_usage):
    test()
shutil.rmtree(FOLDER)
print(f"1..{count}")
sys.exit(failed > 0)
