#!/usr/bin/env python3
"""What `story check` says, and returns: each statement of a story that does not hold is found, and no other.

    test_check.py PROGRAM STORY SAMPLES
"""
import copy
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PROGRAM, STORY, SAMPLES = sys.argv[1:]
count = failed = 0
FOLDER = tempfile.mkdtemp(prefix="vitrine-test-")
GOOD = json.loads(pathlib.Path(STORY, "story.json").read_text())


def report(ok, what):
    global count, failed
    count += 1
    failed += not ok
    print(f"{'ok' if ok else 'not ok'} {count} {what}")


def run(*words):
    return subprocess.run([PROGRAM, "story", *words], capture_output=True, text=True, check=False,
                          env={**os.environ, "VITRINE_CACHE_DIR": FOLDER + "/cache"})


def check(story, *words, text=None):
    folder = os.path.join(FOLDER, "story")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(STORY, folder)
    pathlib.Path(folder, "story.json").write_text(json.dumps(story))
    if text:
        pathlib.Path(folder, "scenes", "01.md").write_text(text)
    return run("check", folder, *words)


def change(change_it):
    story = copy.deepcopy(GOOD)
    change_it(story["scenes"])
    return story


done = check(GOOD)
report(done.returncode == 0 and not done.stderr.strip(), "a story that holds")
report("15.9279" in done.stdout and "creep 2.3 GPa" in done.stdout, "what was computed is told")
report("is no claim" in done.stdout and '"40 ps"' in done.stdout, "a number that is no claim is told")

WRONG = [
    ("the data say 15.9279", lambda s: s[0]["claims"][0].update(stated=16.1)),
    ("the data say 414.311", lambda s: s[0]["claims"][1].update(stated=415, tolerance=0.1)),
    ("cannot be computed", lambda s: s[0]["claims"][1]["value"].update(quantity="c_none")),
    ("there is no run", lambda s: s[0]["claims"][1]["value"].update(run="creep 9")),
    ("the data say 242.477", lambda s: s[0]["claims"][1].update(value={"fact": "class-mean", "at": 100})),
    ("no class of 150", lambda s: s[0]["claims"][1].update(value={"fact": "class-mean", "at": 150})),
    ("quality at k = 7", lambda s: s[0]["claims"][1].update(value={"fact": "right-share", "at": 7})),
    ("the data say 1.65289", lambda s: s[0]["claims"][1].update(value={"fact": "far-share", "time": 80})),
    ("the data say 0.0889837", lambda s: s[0]["claims"][1].update(value={"fact": "interval-weight", "at": 200})),
    ("state: there is no option view.tine", lambda s: s[0]["state"]["view"].update(tine=4)),
    ("state: view.slice-position", lambda s: s[0]["state"]["view"].update({"slice-position": 4})),
    ("state: \"loud\"", lambda s: s[0]["state"]["view"].update(time="loud")),
    ("state: there is no run", lambda s: s[0]["state"]["runs"].update(shown=["creep 2.0 GPa", "creep 9"])),
    ("state: view.colour-column: there is no column \"c_none\"", lambda s: s[0]["state"]["view"].update({"colour-column": "c_none"})),
    ("state: view.colour-column: ", lambda s: s[0]["state"]["view"].update({"colour-column": "t_ml +"})),
    ("state: view.page: there is no page \"motions\"", lambda s: s[0]["state"]["view"].update(page="motions")),
    ("state: view.filter: ", lambda s: s[0]["state"]["view"].update(filter="t_mll > 600")),
    ("state: view.filter: t_ml is no condition", lambda s: s[0]["state"]["view"].update(filter="t_ml")),
    ("state: view.camera: ", lambda s: s[0]["state"]["view"].update(camera="from behind")),
    ("state: structure.quantity: ", lambda s: s[0]["state"].update(structure={"quantity": "volumes"})),
    ("state: joint.y: ", lambda s: s[0]["state"].update(joint={"y": "none"})),
    ("state: compare.quantity: ", lambda s: s[0]["state"].update(compare={"quantity": "none"})),
    ("state: ranking.target: ", lambda s: s[0]["state"].update(ranking={"target": "laa"})),
    ("state: ranking.indicator: ", lambda s: s[0]["state"].update(ranking={"indicator": "s3"})),
    ("state: ranking.species: no run has the species Xx", lambda s: s[0]["state"].update(ranking={"species": "Xx"})),
    ("there is no figure \"mop\"", lambda s: s[0].update(figure="mop")),
    ("plays from 0 to 4000 ps", lambda s: s[0]["motion"].update(to=4000)),
    ("highlight: there is no widget", lambda s: s[0].update(highlight={"widget": "slise"})),
    ("highlight: there is no run", lambda s: s[0].update(highlight={"run": "x", "region": [0, 0, 1, 1]})),
    ("annotation: there is no run", lambda s: s[0]["annotations"][0].update(run="x")),
    ("the same value", lambda s: s[2]["question"].update(value={"fact": "temperature"}, pick="greatest")),
    ("it is true of none", lambda s: s[2]["question"].update(choices=[{"words": "creep 2.0 GPa"}])),
    ("too few atoms", lambda s: s[1]["question"]["value"].update(where="id == 17")),
]
for said, how in WRONG:
    done = check(change(how))
    ok = done.returncode == 1 and said in done.stderr and "do not hold" in done.stderr
    if not ok:
        print("#", done.stderr)
    report(ok, said)

# A number that names no run is of the first that is shown; one of the study, or of its model, is of none.
BOTH = {"runs": {"shown": ["creep 2.0 GPa", "creep 2.3 GPa"]}, "view": {"time": 40}}
for value, whose in [({"fact": "strain"}, True), ({"fact": "time"}, True), ({"quantity": "t_ml"}, True),
                     ({"fact": "strain", "run": "creep 2.0 GPa"}, False), ({"fact": "classes"}, False),
                     ({"fact": "yield-strain"}, False), ({"fact": "cutoff"}, False)]:
    def change_claim(s, value=value):
        s[0]["claims"][1].update(value=value, tolerance=1e6)
        s[0]["claims"][0]["value"]["run"] = "creep 2.0 GPa"
        s[0]["state"] = BOTH
    done = check(change(change_claim))
    told = "the claim mean names no run, so that it is of creep 2.0 GPa, the first of 2 that are shown" in done.stdout
    report(done.returncode == 0 and told == whose and done.stdout.count("(premise)") == whose, f"whose {value} is")

    def point_at(s, value=value):
        change_claim(s, value)
        s[0]["annotations"][0]["run"] = "creep 2.3 GPa"
    done = check(change(point_at))
    report((done.returncode == 1 and "the scene points at creep 2.3 GPa" in done.stderr) == whose, "and of which run it speaks")


def ask_strain(s):
    s[2]["question"] = {"kind": "choice", "prompt": "How much?", "value": {"fact": "strain"},
                        "choices": [{"words": "little", "to": 50}, {"words": "much", "from": 50}]}


done = check(change(ask_strain))
report("yields: the question names no run" in done.stdout, "a question that names no run")


def ask_own(s):
    ask_strain(s)
    del s[2]["question"]["value"]
    s[2]["question"]["choices"] = [{"words": "a", "value": {"fact": "strain"}}, {"words": "b", "value": {"fact": "stress"}}]


done = check(change(ask_own))
report("the answer \"a\" names no run" in done.stdout and "the answer \"b\"" in done.stdout, "answers that name none")
done = check(GOOD)
report("names no run" not in done.stdout, "where one run is shown, and where runs are asked for, all is clear")

# What the editor begins with is no question yet.
NEW = {"kind": "choice", "prompt": "?", "value": {"fact": "atoms"},
       "choices": [{"words": "fewer", "to": 5000}, {"words": "more", "from": 5000}]}
done = check(change(lambda s: s[2].update(question=NEW)))
report(done.returncode == 1 and "the question is still the placeholder" in done.stderr, "a question that asks nothing")
report("are still those that a new question has" in done.stdout, "and the answers of a new one")
done = check(change(lambda s: s[2].update(question={**NEW, "prompt": "How many atoms?"})))
report(done.returncode == 0 and "are still those that a new question has" in done.stdout, "with a prompt the answers alone are told")
done = check(change(lambda s: s[2].update(question={**NEW, "prompt": "How many atoms?", "choices": [
    {"words": "few", "to": 5000}, {"words": "many", "from": 5000}]})))
report(done.returncode == 0 and "a new question" not in done.stdout, "and with answers nothing is")

# Members that are not known are kept, and named, as they may be slips.
for said, how in [
        ("map: \"heading\" means nothing here", lambda s: s[0].update(heading="x")),
        ("map: \"figur\" means nothing here", lambda s: (s[0].pop("figure"), s[0].update(figur="slice"))),
        ("the nearest is \"figure\"", lambda s: (s[0].pop("figure"), s[0].update(figur="slice"))),
        ("map: highlight: \"widgt\" means nothing here; the nearest is", lambda s: s[0]["highlight"].update(widgt="x")),
        ("map: annotations[0]: \"colour\" means nothing", lambda s: s[0]["annotations"][0].update(colour="red")),
        ("map: motion: \"second\" means nothing", lambda s: s[0]["motion"].update(second=4)),
        ("map: claims[1]: \"digit\" means nothing here; the nearest is \"digits\"", lambda s: s[0]["claims"][1].update(digit=2)),
        ("map: claims[0].value: \"tyme\" means nothing here; the nearest is \"time\"", lambda s: s[0]["claims"][0]["value"].update(tyme=2)),
        ("yields: transition: \"secnds\" means nothing here; the nearest is \"seconds\"", lambda s: s[2]["transition"].update(secnds=2)),
        ("where: question: \"click\" means nothing", lambda s: s[1]["question"].update(click=2)),
        ("yields: question.choices[0]: \"valu\" means nothing", lambda s: s[2]["question"].update(choices=[
            {"words": "creep 2.0 GPa", "valu": 1}, {"words": "creep 2.3 GPa"}]))]:
    done = check(change(how))
    ok = done.returncode == 0 and said in done.stdout and done.stdout.count("means nothing") == 1
    if not ok:
        print("#", done.stdout, done.stderr)
    report(ok, said)
done = check({**{k: v for k, v in GOOD.items() if k != "authors"}, "autors": ["x"]})
report("\"autors\" means nothing here; the nearest is \"authors\"" in done.stdout, "of the story itself")
done = check(change(lambda s: s[0].update({f"k{i}": i for i in range(5000)})))
report(done.stdout.count("means nothing") == 100 and done.returncode == 0, "of very many the first are named")
report("means nothing" not in check(GOOD).stdout, "what is known is not named")

done = check(GOOD, text="[x](scene:none) {{mean}} {{liquid}} {{what}} <b>x</b>")
report(done.returncode == 1 and done.stderr.count("\n") == 5, "each link, name and tag of a text")

# What no window can lay out is told, and laid out within limits all the same.
deep = "{{mean}} {{liquid}}\n\n" + "- " * 3000 + "deep\n\n" + "> " * 3000 + "cited\n\n" + "*a **b " * 2000
done = check(GOOD, text=deep)
report(done.returncode == 1 and "3000 deep" in done.stderr, "lists in lists")
done = check(GOOD, text="{{mean}} {{liquid}}\n\n" + "x\n\n" * 5000)
report(done.returncode == 1 and "5001 paragraphs" in done.stderr, "a text of many paragraphs")
pathlib.Path(FOLDER, "story", "scenes", "01.md").write_text(deep)
done = run("render", os.path.join(FOLDER, "story"), "-o", os.path.join(FOLDER, "deep.pdf"))
report(done.returncode == 0 and "CRITICAL" not in done.stderr and "WARNING" not in done.stderr, "a page of it")

# Pages and parts of the window are those that it has; all are known, and no other.
SOURCE = pathlib.Path(__file__).resolve().parents[2]
pages = re.findall(r'\{ \.name = "([a-z]+)",\s*\.title', (SOURCE / "app" / "pages.c").read_text(encoding="utf-8"))
links = " ".join(f"[x](page:{name})" for name in pages)
numbers = "{{mean}} {{liquid}} "
done = check(GOOD, text=numbers + links)
report(len(pages) == 8 and done.returncode == 0 and not done.stderr, f"links to {pages}")
done = check(GOOD, text=numbers + "[x](page:strucure) [y](https://example.org/a?b=c) [z](https://me@example.org/)")
report("the page \"strucure\"" in done.stderr and done.stderr.count("\n") == 3 and "me@" in done.stderr, "pages that are not there, addresses that deceive")
parts = re.findall(r'<property name="name">([a-z-]+)</property>', (SOURCE / "resources" / "window.ui").read_text(encoding="utf-8"))
for name in [*(set(parts) - {"welcome"}), "story", "strain", "view.time"]:
    done = check(change(lambda s, name=name: s[0].update(highlight={"widget": name})))
    report(done.returncode == 0, f"the widget {name}")

# A study that is named by the user may lie anywhere; one that is missing is told.
done = check(GOOD, "--study", os.path.join(SAMPLES, "demo.vitrine"))
report(done.returncode == 0, "a study of the user's")
lone = copy.deepcopy(GOOD)
del lone["study"]
report("names no study" in check(lone).stderr, "no study")
report(check(lone, "--study", os.path.join(SAMPLES, "demo.vitrine")).returncode == 0, "a story for any study")

# Where data are missing the scene says so, and the story goes on.
folder = os.path.join(FOLDER, "lost")
shutil.copytree(STORY, folder)
shutil.copytree(SAMPLES, folder + "/data")
os.remove(folder + "/data/creep-2.0.lammpstrj.zst")
pathlib.Path(folder, "story.json").write_text(json.dumps({**GOOD, "study": "data/demo.vitrine"}))
done = run("render", folder, "-o", FOLDER + "/lost.html")
page = pathlib.Path(FOLDER, "lost.html").read_text()
report(done.returncode == 1 and page.count("<img") == 2 and 'class="missing"' in page, "missing data")
report("map: " in done.stderr, "and it is told")

done = run("new", FOLDER + "/made", "--study", "bundled:demo.vitrine", "--title", "Made")
report(done.returncode == 0 and run("check", FOLDER + "/made").returncode == 0, "a new story holds")
report(run("new", FOLDER + "/made").returncode == 2, "and is not written over")
shutil.rmtree(FOLDER)
print(f"1..{count}")
sys.exit(failed > 0)
