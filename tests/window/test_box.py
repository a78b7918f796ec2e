#!/usr/bin/python3
"""The whole box in the real window: where it is seen from, what is cut away, the turntable. Speaks TAP."""
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (FOLDER, STATUS, description_with, label_with, main, main_window, node_named, start,  # noqa: E402
                     wait_for, windows, xdotool)

PATH = FOLDER / "box.vitrine"


def view():
    """Options of the view, as the study on disk has them now."""
    before = PATH.stat().st_mtime_ns if PATH.exists() else 0
    xdotool("key", "ctrl+s")
    wait_for("the file", lambda: PATH.stat().st_mtime_ns != before)
    text = PATH.read_text(encoding="utf-8").partition("[view]")[2].partition("\n[")[0]
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def processor_time():
    fields = pathlib.Path(f"/proc/{STATUS['process'].pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_keys_show_the_box():
    """From a slice, too; what they show is saved, and the options of the box come with it."""
    start("--demo")
    wait_for("the first map", description_with("liquid-like atoms"), 90)
    xdotool("windowfocus", main_window())
    xdotool("key", "alt+x")
    wait_for("the options of the box", lambda: node_named("Perspective", "check box"))
    wait_for("no slice", lambda: not description_with("slice ⊥")())
    xdotool("key", "ctrl+shift+s")
    wait_for("the file dialog", lambda: "Save the Study" in windows())
    xdotool("windowfocus", windows()["Save the Study"])
    time.sleep(0.5)
    xdotool("key", "ctrl+a")
    xdotool("type", str(PATH))
    time.sleep(0.3)
    xdotool("key", "Return")
    wait_for("the file", PATH.exists)
    text = PATH.read_text(encoding="utf-8")
    assert "\ncamera=x\n" in text and "\nwhole-box=1\n" in text, text
    xdotool("key", "alt+shift+z", "alt+p")
    time.sleep(0.5)
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
    time.sleep(5)
    before = processor_time()
    time.sleep(3)
    assert processor_time() - before < 1, processor_time() - before
    still = view()["camera"]
    xdotool("key", "alt+1")
    wait_for("that it goes on", lambda: view()["camera"] != still)
    xdotool("key", "alt+t")
    time.sleep(1)
    stopped = view()["camera"]
    time.sleep(1)
    assert view()["camera"] == stopped


if __name__ == "__main__":
    main(globals())
