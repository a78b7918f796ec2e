#!/usr/bin/env python3
"""Packs of studies: one opens with its runs, its store and every cache gone, computes nothing and gives the same bytes;
what a stranger may send as a pack is refused, and nothing is written outside.

    test_pack.py PROGRAM
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

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))
from hostile_packs import hostile, lies, write  # noqa: E402

PROGRAM, = sys.argv[1:]
SAMPLES = ROOT / "resources" / "samples"
count = failed = 0
FOLDER = tempfile.mkdtemp(prefix="vitrine-test-")

# Each kind of results of `run` is in one of them; of a log and of the model, too.
FIGURES = ["slice", "distribution", "la-fraction", "strain", "gr", "polyhedra", "q6-w6", "clusters", "msd", "correlation",
           "stress-strain"]
SCORES = ["ranking", "roc", "indicator-deciles", "precision-recall", "score-interval", "score-average", "indicator-matrix",
          "indicator-map"]
STUDY = """[study]
version=1
title=A study to take along
[model]
file=CuZr.vitmodel
[run 1]
files=creep-2.0.lammpstrj.zst;
label=creep
temperature=100
log=log.creep-2.0.gz
species=Cu;Zr;
[run 2]
files=glass-100K.lammpstrj.zst;
label=unstressed
temperature=100
species=Cu;Zr;
shown=false
[structure]
baseline=unstressed
[mechanics]
stress-strain-log=log.compress.gz
[view]
time=20
"""


def report(ok, what):
    global count, failed
    count += 1
    failed += not ok
    print(f"{'ok' if ok else 'not ok'} {count} {what}")


def path(*names):
    return os.path.join(FOLDER, *names)


def run(*words, cache="cache", expected=0, **variables):
    environment = {**os.environ, "VITRINE_CACHE_DIR": path(cache), **variables}
    environment.pop("VITRINE_STORE", None)
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, env=environment, check=False, timeout=200)
    if expected is not None and done.returncode != expected:
        print(f"# {words}: {done.returncode}: {done.stderr}")
        report(False, f"{words[0]} returned {done.returncode}")
    return done


def read(name):
    return pathlib.Path(name).read_bytes()


def computed(done):
    return sorted({line.split()[1] for line in done.stderr.splitlines() if line.startswith("result ") and line.split()[3] == "computed"})


def left_over(cache):
    return os.path.exists(path(cache, "scratch")) and os.listdir(path(cache, "scratch"))


def show(study, folder, **variables):
    """Figures and the values of atoms; returns what was traced."""
    os.makedirs(path(folder), exist_ok=True)
    traced = []
    for figure in FIGURES + SCORES:
        traced.append(run("figure", study, figure, "-o", path(folder, figure + ".svg"), VITRINE_TRACE="results", **variables))
    traced.append(run("atoms", study, "--run=creep", "--time=20", "--property=t_ml,volume,q6,d2min,mises", "-o",
                      path(folder, "atoms.csv"), VITRINE_TRACE="results", **variables))
    return traced


def test_elsewhere():
    os.makedirs(path("origin"))
    for name in ["CuZr.vitmodel", "creep-2.0.lammpstrj.zst", "log.creep-2.0.gz", "glass-100K.lammpstrj.zst", "log.compress.gz"]:
        shutil.copy(SAMPLES / name, path("origin"))
    study = path("origin", "s.vitrine")
    pathlib.Path(study).write_text(STUDY)
    done = run("pack", study, "-o", path("none.vitpack"), expected=75)
    report("vitrine-cli run" in done.stderr and not os.path.exists(path("none.vitpack")), "without results there is no pack")
    run("run", study, "--results=t_ml")
    done = run("pack", study, "-o", path("none.vitpack"), "--results=all", expected=75)
    report("are missing" in done.stderr and not os.path.exists(path("none.vitpack")), "what is missing is said")
    run("pack", study, "-o", path("part.vitpack"), "--results=all", "--partial")
    run("pack", study, "-o", path("few.vitpack"))
    run("run", study, "--results=all")
    done = run("pack", study, "-o", path("none.vitpack"), "--results=all,scores", expected=75)
    report("of whole runs is missing" in done.stderr, "scores are no part of all")
    run("run", study, "--results=scores")
    show(study, "before")
    done = run("pack", study, "-o", path("s.vitpack"), "--results=all,scores", VITRINE_TRACE="results")
    words = done.stdout.split()
    report(int(words[-6]) < int(words[-4]) / 2 and int(words[-2]) > 100, done.stdout.strip().split(": ")[1])
    report(not computed(done), "nothing is computed for a pack")
    run("pack", study, "-o", path("t.vitpack"), "--results=all,scores")
    report(read(path("s.vitpack")) == read(path("t.vitpack")), "the same study is the same pack")
    report(os.path.getsize(path("part.vitpack")) < os.path.getsize(path("s.vitpack")) / 2, "a pack of a part has that part")
    os.rename(path("origin", "creep-2.0.lammpstrj.zst"), path("away"))
    done = run("pack", study, "-o", path("none.vitpack"), expected=1)
    report("cannot be packed: --partial" in done.stderr and not os.path.exists(path("none.vitpack")), "a run that is not there is no pack")
    done = run("pack", study, "-o", path("less.vitpack"), "--partial")
    report("cannot be packed (warning)" in done.stderr, "or the rest alone")
    shutil.rmtree(path("origin"))
    shutil.rmtree(path("cache"))
    os.makedirs(path("else"))
    os.makedirs(path("tmp"))
    for figure in ("clusters", "q6-w6"):
        done = run("figure", path("few.vitpack"), figure, "-o", path("few.svg"), cache="few")
        report("r_c" not in done.stderr and "not in the pack" not in done.stderr, f"{figure} of a pack of T_ML alone has its r_c")
    pack = shutil.move(path("s.vitpack"), path("else", "u.vitpack"))
    names = sorted({name for done in show(pack, "after") for name in computed(done)})
    report(not names, f"nothing is computed: {names}")
    same = [f for f in os.listdir(path("before")) if read(path("before", f)) == read(path("after", f))]
    n = len(FIGURES) + len(SCORES) + 1
    report(len(same) == n, f"{len(same)} of {n} files are the same to the byte")
    done = run("figure", pack, "slice", "-o", path("bare.svg"), VITRINE_CACHE_DIR="", TMPDIR=path("tmp"), VITRINE_TRACE="results")
    report(not computed(done) and read(path("bare.svg")) == read(path("before", "slice.svg")), "without a cache, too")
    report(not os.listdir(path("tmp")), "and nothing is left of it")
    report(not left_over("cache"), "what was unpacked is gone")
    return pack


def test_use(pack):
    """What can be done with a pack, and what needs the run itself."""
    done = run("info", pack)
    report("creep" in done.stdout, "info tells of it")
    status = json.loads(run("status", pack, "--results=all", "--json").stdout)
    report(status["complete"] and status["units"] == 28, "its results are all there")
    done = run("atoms", pack, "--run=creep", "--time=180", "--property=volume", "-o", path("a.csv"), expected=1)
    report("is not in the pack" in done.stderr and path("cache") not in done.stderr, "a frame that is not there is said")
    done = run("run", pack, expected=2)
    report("is a pack" in done.stderr, "no results are added to a pack")
    run("study", "-o", pack, "--title=Another title", "--thickness=5")
    run("figure", pack, "slice", "-o", path("slice.svg"))
    report(read(path("slice.svg")) != read(path("before", "slice.svg")) and b"study.vitrine" in read(pack),
           "a pack is changed, and saved as one")
    shutil.copy(SAMPLES / "creep-2.3.lammpstrj.zst", path("x.zst"))
    done = run("study", path("x.zst"), "-o", pack, expected=1)
    report("outside the folder of the pack" in done.stderr, "what lies outside does not get in by saving")
    done = run("study", path("x.zst"), "-o", path("new.vitpack"), expected=2)
    report("vitrine-cli pack" in done.stderr and not os.path.exists(path("new.vitpack")), "a study is not saved as a pack")
    run("pack", pack, "-o", path("again.vitpack"), "--results=all", expected=0)
    run("figure", path("again.vitpack"), "slice", "-o", path("again.svg"))
    report(read(path("again.svg")) == read(path("slice.svg")), "a pack can be packed again")


def test_another_name(pack):
    for name in ("renamed.zip", "renamed.dump"):
        shutil.copy(pack, path(name))
        done = run("figure" if name.endswith("zip") else "info", path(name), *["slice", "-o", path("no.svg")][:3 * name.endswith("zip")],
                   expected=1)
        report("as packs of Vitrine are" in done.stderr and ".vitpack" in done.stderr, f"a pack that is called {name}")


def refuse(pack, said, what):
    begin = time.monotonic()
    done = run("figure", pack, "slice", "-o", path("no.svg"), cache="hostile", expected=1)
    took = time.monotonic() - begin
    ok = any(s in done.stderr for s in said) and took < 20 and len(done.stderr) < 4000
    if not ok:
        print(f"# {took:.1f} s: {done.stderr[:400]}")
    report(ok and not os.path.exists(path("slip")) and not left_over("hostile") and not os.path.exists(path("no.svg")), f"refused: {what}")


def test_hostile(good):
    pack, text = path("h.vitpack"), "[study]\nversion=1\n"
    for said, what in hostile(pack, "study.vitrine", text, 100000):
        refuse(pack, said, what)
    for said, what in lies(pack, "study.vitrine", text):
        refuse(pack, said, what)
    outside = {"a run": "[run 1]\nfiles=/etc/passwd;\n", "a run above": "[run 1]\nfiles=../x.zst;\n", "a pattern": "[run 1]\nfiles=/etc/*;\n",
               "a log": "[run 1]\nfiles=a;\nlog=/etc/passwd\n", "a model": "[model]\nfile=/etc/passwd\n",
               "a log of the study": "[mechanics]\nquench-log=/etc/passwd\n", "rules of a journal": "[figure slice]\njournal=/etc/x.journal\n"}
    for what, lines in outside.items():
        refuse(write(pack, [("study.vitrine", text + lines)]), ["outside", "is no file"], f"{what} outside")
    refuse(write(pack, [("study.vitrine", text), ("story.json", "{}")]), ["of a story"], "a pack of a story")
    pathlib.Path(pack).write_bytes(b"text")
    refuse(pack, ["no pack"], "another file")
    # Damage in the frames that were taken along, wherever it is, ends no program and is no number.
    with zipfile.ZipFile(good) as old:
        entries = [(name, old.read(name)) for name in old.namelist()]
    frames = next(i for i, (name, _) in enumerate(entries) if name.endswith("creep-2.0.lammpstrj.frames"))
    whole = entries[frames][1]
    for place in [0, 9, 17, 25, 33, 60, len(whole) // 3, len(whole) - 3000, len(whole) - 9]:
        data = bytearray(whole)
        data[place] ^= 0x41
        write(pack, entries[:frames] + [(entries[frames][0], bytes(data))] + entries[frames + 1:])
        done = run("atoms", pack, "--run=creep", "--time=20", "--property=volume", "-o", path("d.csv"), cache="hostile", expected=None)
        fine = not os.path.exists(path("d.csv")) or read(path("d.csv")) == read(path("x.csv"))
        report(done.returncode in (0, 1) and fine, f"damage at {place}: {(done.stderr.strip().splitlines() or ['not read'])[-1][-60:]}")
        if os.path.exists(path("d.csv")):
            os.remove(path("d.csv"))
    for n in [0, 8, 40, 1000, len(whole) // 2, len(whole) - 1]:
        write(pack, entries[:frames] + [(entries[frames][0], whole[:n])] + entries[frames + 1:])
        done = run("atoms", pack, "--run=creep", "--time=20", "--property=volume", "-o", path("d.csv"), cache="hostile", expected=1)
        report(not os.path.exists(path("d.csv")), f"cut to {n} bytes: {(done.stderr.strip().splitlines() or [''])[-1][-60:]}")


PACK = test_elsewhere()
run("atoms", PACK, "--run=creep", "--time=20", "--property=volume", "-o", path("x.csv"))
test_another_name(PACK)
test_use(PACK)
test_hostile(PACK)
shutil.rmtree(FOLDER)
print(f"1..{count}")
sys.exit(failed > 0)
