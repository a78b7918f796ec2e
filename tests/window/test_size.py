#!/usr/bin/python3
"""The real window at other sizes: of text, and of itself. Speaks TAP."""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import description_with, extents, label_with, main, main_window, node_named, start, wait_for, xdotool  # noqa: E402


def start_demo():
    start("--demo")
    wait_for("the first map", description_with("liquid-like atoms"), 90)
    xdotool("windowfocus", main_window())


def height_of_text():
    return extents(node_named("Glass transition temperature (K)"))[3]


def test_everything_grows_and_shrinks():
    start_demo()
    usual = wait_for("a label", height_of_text)
    for _ in range(3):
        xdotool("key", "ctrl+plus")
        time.sleep(0.3)
    wait_for("the message", label_with("Text and figures at 152 %"))
    wait_for("larger text", lambda: height_of_text() > usual)
    xdotool("key", "ctrl+minus")
    wait_for("the message", label_with("Text and figures at 132 %"))


def test_the_size_is_the_users():
    start_demo()
    larger = wait_for("a label", height_of_text)
    xdotool("key", "ctrl+0")
    wait_for("the message", label_with("Text and figures at 100 %"))
    wait_for("usual text", lambda: height_of_text() < larger)


if __name__ == "__main__":
    main(globals())
