#!/usr/bin/python3
"""A study whose results other processes compute: the window Cluster, and a pack of it. Speaks TAP."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (PROGRAM, SAID, SAMPLES, label_with, main, node_named, start, wait_for, wait_until_idle, xdotool)  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-test-"))
STUDY, PACK = FOLDER / "s.vitrine", FOLDER / "s.vitpack"
CLI = pathlib.Path(PROGRAM).parent / "cli" / "vitrine-cli"
# The store lies beside the study.
os.environ.pop("VITRINE_STORE", None)
ENVIRONMENT = {**os.environ, "VITRINE_CACHE_DIR": str(FOLDER / "cache")}


def cli(*words):
    return subprocess.run([CLI, *words], check=True, capture_output=True, text=True, env=ENVIRONMENT).stdout


def make_study():
    shutil.copy(SAMPLES / "creep-2.0.lammpstrj.zst", FOLDER)
    shutil.copy(SAMPLES / "CuZr.vitmodel", FOLDER)
    cli("study", FOLDER / "creep-2.0.lammpstrj.zst", "-o", STUDY, "--model", FOLDER / "CuZr.vitmodel", "--temperature", "100",
        "--species", "Cu,Zr", "--set", "view.time=20")


def script():
    view = node_named("Job script")
    return view.get_text() if view else None


def test_the_script_and_the_store():
    """The script is that of `submit`; what is done is shown as the store fills."""
    make_study()
    start(STUDY, VITRINE_CACHE_DIR=str(FOLDER / "own-cache"))
    wait_for("the run", lambda: node_named("creep-2.0"))
    xdotool("key", "ctrl+shift+j")
    wait_for("that there is nothing yet", label_with("There is no store of results yet"), 60)
    cli("run", STUDY, "--shard=0/3", "--results=all")
    wait_for("what is done", label_with("9 of 27 done, 18 missing"), 60)
    text = wait_for("the script", script)
    assert text == cli("submit", STUDY, "--slurm"), text
    cli("run", STUDY, "--shard=1/3", "--results=all")
    wait_for("what others have done", label_with("18 of 27 done, 9 missing"))
    xdotool("key", "Escape")
    wait_for("its end", lambda: not label_with("18 of 27 done")())


def test_a_pack_is_opened():
    """Without the run, its store and the cache, nothing is computed."""
    cli("run", STUDY, "--results=all")
    cli("pack", STUDY, "-o", PACK, "--results=all")
    for path in FOLDER.iterdir():
        if path != PACK:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    start(PACK, VITRINE_CACHE_DIR=str(FOLDER / "cache"), VITRINE_TRACE="results")
    wait_for("the run", lambda: node_named("creep-2.0"))
    wait_for("its place", label_with("frame "))
    wait_until_idle(30)
    lines = [line.split() for line in pathlib.Path(SAID).read_text(encoding="utf-8").splitlines() if line.startswith("result ")]
    kinds = {line[1] for line in lines if line[3] == "computed"}
    assert lines and not kinds & {"t_ml", "cells", "plasticity", "regions", "cutoff"}, kinds
    xdotool("key", "ctrl+shift+j")
    wait_for("that it is a pack", label_with("This study is in a pack"))


main(globals())
