#!/usr/bin/python3
"""A region drawn on a map of the real window: it can be undone, is saved with the study, and comes back with it. Speaks TAP."""
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (FOLDER, SAMPLES, description_with, extents, label_with, main, main_window, start, wait_for, walk,  # noqa: E402
                     program, windows, xdotool)

STUDY = FOLDER / "study" / "picked.vitrine"
REGION = "In the region:"


def open_study():
    start(STUDY)
    wait_for("the first map", description_with("liquid-like atoms"), 90)
    xdotool("windowfocus", main_window())
    xdotool("key", "alt+2")
    wait_for("maps of bond order", description_with("Joint density of q6"), 120)


def picked():
    """The group of the study on disk, as it is now."""
    before = STUDY.stat().st_mtime_ns
    xdotool("key", "ctrl+s")
    wait_for("the file", lambda: STUDY.stat().st_mtime_ns != before)
    text = STUDY.read_text(encoding="utf-8").partition("[picked]")[2].partition("\n[")[0]
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def maps():
    return next(node for node in walk(program()) if "Joint density of q6" in node.description)


def test_a_region_is_drawn():
    STUDY.parent.mkdir()
    for file in SAMPLES.iterdir():
        (STUDY.parent / file.name).symlink_to(file)
    STUDY.write_bytes((SAMPLES / "demo.vitrine").read_bytes())
    open_study()
    time.sleep(1)
    assert not picked()
    x, y, width, height = extents(maps())
    # The middle of the first of four maps in its first row, in several steps as by a hand.
    left, top = x + width // 10, y + height // 12
    xdotool("keydown", "shift", "mousemove", left, top, "mousedown", 1)
    for step in range(1, 9):
        xdotool("mousemove", left + step * width // 80, top + step * height // 60)
        time.sleep(0.03)
    xdotool("mouseup", 1, "keyup", "shift")
    wait_for("the region", description_with(REGION))
    wait_for("the mark of a change", lambda: any(title.startswith("•") for title in windows()))


def test_it_is_one_step():
    time.sleep(1)
    xdotool("key", "ctrl+z")
    wait_for("the message", label_with("Undone: Pick a region of"))
    wait_for("no region", lambda: not description_with(REGION)())
    xdotool("key", "ctrl+shift+z")
    wait_for("the message", label_with("Done again: Pick a region of"))
    wait_for("the region", description_with(REGION))


def test_escape_lets_go_and_can_be_undone():
    xdotool("key", "Escape")
    wait_for("no region", lambda: not description_with(REGION)())
    time.sleep(1)
    xdotool("key", "ctrl+z")
    wait_for("the message", label_with("Undone: Let go of the picked atoms"))
    wait_for("the region", description_with(REGION))


def test_it_is_saved_and_comes_back():
    saved = picked()
    assert {"run", "atoms", "what", "time", "map", "corners"} <= set(saved), saved
    count = int(re.search(REGION + r" (\d+) atoms", description_with(REGION)()).group(1))
    ids = [piece.split(":") for piece in saved["atoms"].split(";")]
    assert count == sum(int(piece[-1]) - int(piece[0]) + 1 for piece in ids) > 0, f"{count} {saved}"
    open_study()
    wait_for("the region", description_with(f"{REGION} {count} atoms"))
    assert not any(title.startswith("•") for title in windows()), windows()


if __name__ == "__main__":
    main(globals())
