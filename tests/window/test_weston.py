#!/usr/bin/python3
"""The window under Wayland, on a weston without a screen: opens, shows its pages, exports, complains of nothing. Speaks TAP."""
import os
import pathlib
import sys

os.environ["VITRINE_TEST_SERVER"] = "weston"
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (FOLDER, STATUS, act, description_with, main, node_named, press, program, start,  # noqa: E402
                     wait_for, wait_until_idle, walk)


def nodes(role):
    return [node for node in walk(program()) if node.role == role]


def test_opens():
    os.chdir(FOLDER)
    start("--demo", HOME=str(FOLDER))
    wait_for("the first map", description_with("liquid-like atoms"), 90)


def test_shows_its_pages():
    titles = [node.name for node in nodes("page tab")]
    assert len(titles) >= 6, titles
    for title in titles:
        act(node_named(title, "page tab"))
        wait_for(f"the page {title}", lambda title=title: node_named(title, "panel"))
        wait_for("its pictures", lambda: [node for node in nodes("image") if node.description])
        assert wait_until_idle(120), title


def test_exports():
    act(nodes("page tab")[0])
    wait_for("the page", lambda: node_named("Motion", "panel"))
    act([node for node in nodes("push button") if node.name == "Export"][-1])
    press("Export Page as Figure…")
    press("Choose Name…")
    # The name is proposed; the folder is the home, as nothing was opened or saved before.
    # The button is named after its label and its mnemonic.
    act(wait_for("the file chooser", lambda: node_named("Save", "label").get_parent()))
    out = FOLDER / "motion.svg"
    wait_for("the file", lambda: out.exists() and "<text" in out.read_text(encoding="utf-8"), 60)


def test_is_alive():
    assert STATUS["process"].poll() is None


if __name__ == "__main__":
    main(globals())
