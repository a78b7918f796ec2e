#!/usr/bin/env python3
"""Packs of stories: one opens elsewhere, without the data and the cache it was made from, computes nothing and has the
same pictures; what a stranger may send as a pack is refused, and nothing is written outside.

    test_pack.py PROGRAM STORY SAMPLES
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from hostile_packs import hostile, lies, write  # noqa: E402

PROGRAM, STORY, SAMPLES = sys.argv[1:]
count = failed = 0
FOLDER = tempfile.mkdtemp(prefix="vitrine-test-")


def report(ok, what):
    global count, failed
    count += 1
    failed += not ok
    print(f"{'ok' if ok else 'not ok'} {count} {what}")


def run(*words, cache="cache", expected=0, **variables):
    environment = {**os.environ, "VITRINE_CACHE_DIR": path(cache), "TMPDIR": path("tmp"), **variables}
    os.makedirs(path("tmp"), exist_ok=True)
    done = subprocess.run([PROGRAM, "story", *words], capture_output=True, text=True, env=environment, check=False,
                          timeout=120)
    if done.returncode != expected:
        print(f"# {words}: {done.returncode}: {done.stderr}")
        report(False, f"{words[0]} returned {done.returncode}")
    return done


def path(*names):
    return os.path.join(FOLDER, *names)


def left_over(cache):
    """What programs have left behind."""
    return os.listdir(path("tmp")) + (os.listdir(path(cache, "scratch")) if os.path.exists(path(cache, "scratch")) else [])


def read(*names):
    return pathlib.Path(path(*names)).read_bytes()


def results(done):
    return [line.split() for line in done.stderr.splitlines() if line.startswith("result ")]


def test_elsewhere():
    """The story's study is in its folder; both are gone when the pack is opened."""
    shutil.copytree(STORY, path("origin"))
    shutil.copytree(SAMPLES, path("origin", "data"), ignore=shutil.ignore_patterns("thin.py", "README.md"))
    story = json.loads(read("origin", "story.json"))
    story["study"] = "data/demo.vitrine"
    pathlib.Path(path("origin", "story.json")).write_text(json.dumps(story))
    run("render", path("origin"), "-o", path("original.html"))
    done = run("pack", path("origin"), "-o", path("s.vitstory"))
    words = done.stdout.split()
    kept, of, found = int(words[-6]), int(words[-4]), int(words[-2])
    size = os.path.getsize(path("s.vitstory"))
    report(size < 50 << 20 and kept < of / 2 and found > 0, done.stdout.strip().split(": ")[1])
    report("warning" not in done.stderr, "pictures and premises are those of the whole runs")
    run("pack", path("origin"), "-o", path("t.vitstory"))
    report(read("s.vitstory") == read("t.vitstory"), "the same story is the same pack")
    shutil.rmtree(path("origin"))
    shutil.rmtree(path("cache"))
    os.makedirs(path("else", "where"))
    shutil.move(path("s.vitstory"), path("else", "where", "u.vitstory"))
    pack = path("else", "where", "u.vitstory")
    nowhere = {"VITRINE_DATADIR": path("nowhere"), "VITRINE_TRACE": "results"}
    done = run("check", pack, cache="empty", **nowhere)
    origins = {line[3] for line in results(done)}
    report(origins and origins <= {"disk", "memory"}, f"results come from {origins}")
    report("15.9 %" in done.stdout and "creep 2.3 GPa" in done.stdout, "claims and questions hold")
    done = run("render", pack, "-o", path("packed.html"), cache="empty", **nowhere)
    report(results(done) and all(line[3] != "computed" for line in results(done)), "nothing is computed for pictures")
    report(read("original.html") == read("packed.html"), "pictures are the same to the byte")
    report(not os.listdir(path("empty", "results")), "nothing was stored in the cache")
    report(not left_over("empty"), "what was unpacked is gone")
    run("pack", pack, "-o", path("again.vitstory"), cache="empty")
    run("render", path("again.vitstory"), "-o", path("again.html"), cache="empty")
    report(read("again.html") == read("packed.html"), "a pack can be packed again")
    names = zipfile.ZipFile(pack).namelist()
    report(all(not n.startswith("/") and ".." not in n for n in names) and "story.json" in names, "names are relative")
    done = run("pack", pack, "-o", path("small.vitstory"), "--most", "1MiB", cache="empty", expected=1)
    report(("have more than 1 MiB" in done.stderr or "at most 1.0" in done.stderr) and not os.path.exists(path("small.vitstory")), "a pack that is too large is refused")
    return pack


def change_time(folder, scene, time):
    """The state of a scene has another time."""
    story = json.loads(pathlib.Path(folder, "story.json").read_text())
    for s in story["scenes"]:
        if s["id"] == scene:
            s["state"]["view"]["time"] = time
            s.pop("motion", None)
    pathlib.Path(folder, "story.json").write_text(json.dumps(story))


def test_links():
    """What links of texts lead to, and the ends of what is played, is in the pack: the same maps are made of it."""
    shutil.copytree(STORY, path("linked"))
    story = json.loads(read("linked", "story.json"))
    scene, other = story["scenes"][0], story["scenes"][1]
    scene["state"]["view"]["time"] = 40
    scene["motion"] = {"kind": "play", "from": 68.9, "to": 71.1, "seconds": 5}
    other["question"]["explanation"] = "At [the end](time:110) all is done, see [there](https://example.org/time:90)."
    other["state"]["view"].pop("colour-column")
    story["scenes"] = [scene, other]
    pathlib.Path(path("linked", "story.json")).write_text(json.dumps(story))
    text = "# Map\n\nLater: [here](time:100), {{liquid}}, {{mean}}, [then](time:0).\n"
    pathlib.Path(path("linked", "scenes", "01.md")).write_text(text)
    run("pack", path("linked"), "-o", path("linked.vitstory"), cache="linked-cache")
    with zipfile.ZipFile(path("linked.vitstory")) as file:
        file.extractall(path("unpacked"))
    for name, times, same in [("map", [100, 0, 68.9, 71.1], True), ("where", [110], True), ("map", [20], False)]:
        for at in times:
            pictures = []
            for folder in "linked", "unpacked":
                change_time(path(folder), name, at)
                picture = path(f"{folder}-{name}-{at}.svg")
                run("render", path(folder), "--scene", name, "-o", picture, cache=folder + "-cache")
                pictures.append(pathlib.Path(picture).read_bytes())
            report((pictures[0] == pictures[1]) == same, f"{name} at {at} ps is {'' if same else 'not '}in the pack")


def test_damaged_results(pack):
    """A result that was changed is computed again."""
    changed = path("changed.vitstory")
    with zipfile.ZipFile(pack) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = bytearray(old.read(name))
            if name.startswith("results/"):
                data[len(data) // 2] ^= 0x40
            new.writestr(name, bytes(data))
    done = run("check", changed, cache="fresh", VITRINE_TRACE="results")
    report(any(line[3] == "computed" for line in results(done)), "damaged results are made again")
    report("15.9 %" in done.stdout, "and are the same")


GOOD = json.dumps({"version": 1, "title": "T", "scenes": [{"id": "a", "header": "H"}]})


def refuse(pack, said, what):
    begin = time.monotonic()
    done = run("check", pack, expected=1)
    took = time.monotonic() - begin
    ok = any(s in done.stderr for s in said) and took < 20 and len(done.stderr) < 4000
    if not ok:
        print(f"# {took:.1f} s: {done.stderr[:400]}")
    report(ok, f"refused: {what}")
    report(not os.path.exists(path("slip")) and not left_over("cache"), "and left nothing")


def test_hostile():
    pack = path("h.vitstory")
    for said, what in hostile(pack, "story.json", GOOD, 20000):
        refuse(pack, said, what)
    refuse(write(pack, [("story.json", "[" * 100000)]), ["deeper than"], "deep JSON")
    refuse(write(pack, [("story.json", GOOD.replace('"T"', '"T", "study": "s.vitrine"')),
                        ("s.vitrine", "[study]\nversion=1\n[run 1]\nfiles=/etc/passwd;\n")]), ["outside"],
           "a study that names a file outside")
    pathlib.Path(pack).write_bytes(b"text")
    refuse(pack, ["no story"], "another file")
    for said, what in lies(pack, "story.json", GOOD):
        refuse(pack, said, what)


PACK = test_elsewhere()
test_links()
test_damaged_results(PACK)
test_hostile()
shutil.rmtree(FOLDER)
print(f"1..{count}")
sys.exit(failed > 0)
