#!/usr/bin/env python3
"""Stories against docs/story.schema.json, by python3-jsonschema: those of the tests and of the program, and what the
program writes itself. What the schema refuses, the program refuses, and the other way round.

    test_schema.py PROGRAM SCHEMA FOLDER…
"""
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    print("1..0 # SKIP python3-jsonschema is not installed")
    sys.exit(0)

PROGRAM, SCHEMA, *FOLDERS = sys.argv[1:]
SCHEMA = json.loads(pathlib.Path(SCHEMA).read_text(encoding="utf-8"))
jsonschema.Draft7Validator.check_schema(SCHEMA)
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
count = failed = 0


def report(ok, what):
    global count, failed
    count += 1
    failed += not ok
    print(f"{'ok' if ok else 'not ok'} {count} {what}")


def reads(story):
    """Whether the program can read a story: what it says then is not of story.json."""
    with tempfile.TemporaryDirectory() as folder:
        scenes = pathlib.Path(folder, "scenes")
        scenes.mkdir()
        for number in range(1, 10):
            (scenes / f"{number:02}.md").write_text("Text.\n")
        pathlib.Path(folder, "story.json").write_text(json.dumps(story))
        done = subprocess.run([PROGRAM, "story", "check", folder], capture_output=True, text=True,
                              env={**os.environ, "VITRINE_CACHE_DIR": folder + "/cache"}, check=False)
        return f"{folder}/story.json: " not in done.stderr


def change(story, place, value):
    """A copy with the member at a place set, or taken away."""
    story = copy.deepcopy(story)
    at = story
    for part in place[:-1]:
        at = at[part]
    if value is None:
        del at[place[-1]]
    else:
        at[place[-1]] = value
    return story


for folder in FOLDERS:
    for path in sorted(pathlib.Path(folder).rglob("story.json")):
        errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message}"
                  for e in VALIDATOR.iter_errors(json.loads(path.read_text(encoding="utf-8")))]
        for error in errors:
            print("#", error)
        report(not errors, path.parent.name)

with tempfile.TemporaryDirectory() as folder:
    subprocess.run([PROGRAM, "story", "new", folder + "/s", "--title", "New"], check=True, capture_output=True)
    made = json.loads(pathlib.Path(folder, "s", "story.json").read_text(encoding="utf-8"))
    report(VALIDATOR.is_valid(made), "story new")

good = json.loads(pathlib.Path(FOLDERS[0], "story", "story.json").read_text(encoding="utf-8"))
first, claim, question = ["scenes", 0], ["scenes", 0, "claims", 0], ["scenes", 1, "question"]
CHANGES = [
    (["version"], 2), (["version"], "1"), (["version"], None), (["title"], None), (["title"], ""), (["title"], 3),
    (["authors"], "me"), (["language"], "en\" x=\""), (["scenes"], None), (["scenes"], {}), (["study"], "../s.vitrine"), (["study"], "/s.vitrine"),
    (first + ["id"], None), (first + ["id"], "a b"), (first + ["id"], "é"), (first + ["header"], None),
    (first + ["text"], "../a.md"), (first + ["text"], "a//b.md"), (first + ["linger"], -1), (first + ["linger"], "5"),
    (first + ["state"], []), (first + ["state", "runs", "shown"], "a"), (first + ["state", "view"], 4),
    (first + ["motion", "kind"], "fly"), (first + ["motion", "from"], None), (first + ["motion", "seconds"], 0),
    (first + ["annotations", 0, "from"], None), (first + ["annotations", 0, "to"], [1]),
    (first + ["annotations", 0, "kind"], "circle"), (first + ["transition"], {"kind": "fade"}),
    (claim + ["name"], None), (claim + ["stated"], None), (claim + ["stated"], "1"), (claim + ["tolerance"], -1),
    (claim + ["digits"], 30), (claim + ["value"], None), (claim + ["value"], {}),
    (claim + ["value", "statistic"], "mode"), (claim + ["value", "slice"], 1),
    (question + ["kind"], "guess"), (question + ["prompt"], None), (question + ["value"], None),
    (question + ["share"], 80), (question + ["clicks"], 0), (question + ["pick"], "best"),
]
GOOD = [
    (["later"], {"x": 1}), (["authors"], []), (["language"], "de"), (first + ["linger"], 5),
    (first + ["transition"], {"kind": "cut", "seconds": 0}), (first + ["highlight"], {"region": [0, 0, 1, 0.5]}),
    (claim + ["value"], {"fact": "atoms"}), (question + ["pick"], "least"), (claim + ["note"], "kept"),
]
for place, value in CHANGES:
    story = change(good, place, value)
    wrong = not VALIDATOR.is_valid(story)
    # A path of a study is judged when the study is opened.
    refused = place == ["study"] or not reads(story)
    report(wrong and refused, f"refused: {'.'.join(map(str, place))} = {value}: schema {wrong}, program {refused}")
for place, value in GOOD:
    story = change(good, place, value)
    fine, taken = VALIDATOR.is_valid(story), reads(story)
    report(fine and taken, f"taken: {'.'.join(map(str, place))} = {value}: schema {fine}, program {taken}")
print(f"1..{count}")
sys.exit(failed > 0)
