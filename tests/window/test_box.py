#!/usr/bin/python3
"""The whole box in the real window: where it is seen from, what is cut away, the turntable. Speaks TAP."""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (FOLDER, description_with, label_with, main, node_named, processor_time, save_as, settle, start_demo, wait_for,  # noqa: E402
                     wait_until_idle, xdotool)

PATH = FOLDER / "box.vitrine"


def view():
    """Options of the view, as the study on disk has them now."""
    before = PATH.stat().st_mtime_ns if PATH.exists() else 0
    xdotool("key", "ctrl+s")
    wait_for("the file", lambda: PATH.stat().st_mtime_ns != before)
    text = PATH.read_text(encoding="utf-8").partition("[view]")[2].partition("\n[")[0]
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def test_keys_show_the_box():
    """From a slice, too; what they show is saved, and the options of the box come with it."""
    start_demo()
    xdotool("key", "alt+x")
    wait_for("the options of the box", lambda: node_named("Perspective", "check box"))
    wait_for("no slice", lambda: not description_with("slice ⊥")())
    save_as(PATH)
    text = PATH.read_text(encoding="utf-8")
    assert "\ncamera=x\n" in text and "\nwhole-box=1\n" in text, text
    xdotool("key", "alt+shift+z", "alt+p")
    settle()
    now = view()
    assert now["camera"] == "-z" and now["perspective"] == "0", now


def test_the_turntable_turns_what_is_seen():
    """It moves the camera; on a page without maps it takes no processor time."""
    xdotool("key", "alt+f", "alt+t")
    wait_for("the turn", lambda: view().get("camera", "").startswith("box "))
    first = view()["camera"]
    wait_for("more of it", lambda: view()["camera"] != first)
    xdotool("key", "alt+6")
    wait_for("the page", label_with("Confusion"), 60)
    wait_until_idle(60)
    before = processor_time()
    time.sleep(3)
    assert processor_time() - before < 1, processor_time() - before
    still = view()["camera"]
    xdotool("key", "alt+1")
    wait_for("that it goes on", lambda: view()["camera"] != still)
    xdotool("key", "alt+t")
    settle()
    stopped = view()["camera"]
    time.sleep(1)
    assert view()["camera"] == stopped


if __name__ == "__main__":
    main(globals())
