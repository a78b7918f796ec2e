#!/usr/bin/python3
"""What the real window does where it once did wrong. Speaks TAP."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import description_with, label_with, main, main_window, start, wait_for, xdotool  # noqa: E402


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


main(globals())
