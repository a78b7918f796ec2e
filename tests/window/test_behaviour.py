#!/usr/bin/python3
"""What the real window does where it once did wrong. Speaks TAP."""
import os
import pathlib
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (FOLDER, SAMPLES, centre, click, description_with, label_with, main, main_window, node_named,  # noqa: E402
                     start, wait_for, windows, xdotool)


def start_demo():
    start("--demo")
    wait_for("the first map", description_with("liquid-like atoms"), 90)
    xdotool("windowfocus", main_window())


def test_beyond_the_last_start_time():
    """The atoms are those of the frame under the playhead, grey, and the map says how much motion is missing."""
    start_demo()
    wait_for("the clock", label_with("80.0 ps"))
    xdotool("key", "End")
    wait_for("the frame", label_with("frame 175 of 175"))
    wait_for("its atoms", description_with("t = 330 ps"))
    wait_for("no liquid-like atoms", description_with(", 0 liquid-like atoms"))
    wait_for("what is missing", label_with("T_ML at 330 ps needs the motion up to 530 ps: 200 ps are missing"))
    xdotool("key", "Home")
    wait_for("the first map", description_with("t = 0 ps"))
    wait_for("no message", lambda: not label_with("are missing")())


def clock():
    """The time under the playhead, as its label shows it."""
    return label_with("frame ")()


def test_keys_of_an_open_list_stay_there():
    """A list that has popped up is gone through by keys that move the playhead elsewhere."""
    xdotool("key", "Right")
    wait_for("the second start time", label_with("5.0 ps"))
    before = clock()
    click(*centre(node_named("Colour map")))
    time.sleep(0.6)
    for key in ("End", "Left", "space"):
        xdotool("key", key)
        time.sleep(0.4)
    assert clock() == before, clock()
    xdotool("key", "Escape")


def test_escape_closes_the_problems():
    xdotool("key", "ctrl+p")
    wait_for("the list", lambda: "Problems in the files" in windows())
    xdotool("key", "Escape")
    wait_for("its end", lambda: "Problems in the files" not in windows())


def recent():
    path = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "recently-used.xbel"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_a_failed_open_leaves_nothing():
    """No run, no new study, nothing in the recent list; the window says why."""
    bad, study = FOLDER / "bad.dump", FOLDER / "bad.vitrine"
    bad.write_text("nothing here\n", encoding="utf-8")
    study.write_text("nothing here\n", encoding="utf-8")
    for path, words in ((bad, "no format that is known"), (study, "is not a Vitrine study")):
        start(path)
        wait_for("the reason", label_with(words))
        time.sleep(0.5)
        assert list(windows()) == ["Vitrine"], windows()
        assert not node_named(path.stem, "check box")
    time.sleep(1)
    assert "bad." not in recent(), recent()


def test_return_takes_the_proposed_answer():
    """Several files are runs of their own; those that open are in the recent list."""
    names = [FOLDER / f"{name}.lammpstrj.zst" for name in "ab"]
    for name in names:
        shutil.copy(SAMPLES / "creep-2.3.lammpstrj.zst", name)
    start(*names)
    wait_for("the question", lambda: "Several Files" in windows())
    xdotool("windowfocus", windows()["Several Files"])
    xdotool("key", "Return")
    for name in "ab":
        wait_for(f"run {name}", lambda: node_named(name, "check box"))
    wait_for("the recent list", lambda: all(f"{name}.lammpstrj.zst" in recent() for name in "ab"))
    wait_for("the change", lambda: any(title.startswith("•") for title in windows()))
    # A study that is saved by Return, too: the file dialog comes.
    xdotool("windowfocus", main_window())
    xdotool("key", "ctrl+w")
    wait_for("the question", lambda: "Save the Study?" in windows())
    xdotool("windowfocus", windows()["Save the Study?"])
    xdotool("key", "Return")
    wait_for("the file dialog", lambda: "Save the Study" in windows())
    xdotool("key", "Escape")


main(globals())
