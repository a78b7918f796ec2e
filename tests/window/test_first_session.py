#!/usr/bin/python3
"""The first session of the manual, walked in the real window as the page says it. Speaks TAP.

usage: test_first_session.py PROGRAM [renew]

With "renew" the pictures of the manual and the screenshots of README.md are made anew: look at each before it is committed.
"""
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (FOLDER, SAMPLES, description_with, label_with, main, main_window, node_named, open_demo_as, press, program,  # noqa: E402
                     settle, start, type_path, wait_for, wait_until_idle, walk, windows, xdotool)

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "manual" / "first-session.md").read_text(encoding="utf-8")
PICTURES = ROOT / "docs" / "manual" / "pictures"
RENEW = "renew" in sys.argv[2:]
DATA = FOLDER / "my data"


def says(words):
    """What is pressed and looked for is what the page names."""
    assert words in PAGE, f"the page does not say {words}"
    return words


def take(name, window=None):
    """A picture of a window for the manual, in few colours."""
    if not RENEW:
        return
    xdotool("mousemove", 1279, 799)
    settle(0.3)
    PICTURES.mkdir(exist_ok=True)
    subprocess.run(["import", "-window", window or main_window(), "-resize", "62%", "-depth", "8", "+dither", "-colors", "80", "-strip",
                    "-define", "png:compression-level=9", f"png8:{PICTURES / name}.png"], check=True)


def choose_file(title, path):
    wait_for(f"the file chooser {title}", lambda: title in windows())
    for _ in range(4):
        xdotool("windowfocus", windows()[title])
        settle(0.3)
        xdotool("key", "ctrl+l")
        settle(0.3)
        type_path(path)
        for _ in range(4):
            settle(0.5)
            if title not in windows():
                return
            # Newer versions of GTK select the file first.
            xdotool("key", "Return")
    raise AssertionError(f"{title} stays open")


def fill(name, text):
    """A field of the window of a run, as if it were typed."""
    node = wait_for(name, lambda: next((node for node in walk(program()) if node.role == "text" and
                                        node.name.startswith(name)), None))
    node.set_text(str(text))


def is_computing():
    return any("computing" in node.name for node in walk(program()))


def test_the_window_is_empty():
    DATA.mkdir()
    for name in ("creep-2.3.lammpstrj.zst", "creep-2.0.lammpstrj.zst", "log.creep-2.3.gz", "CuZr.vitmodel"):
        shutil.copy(SAMPLES / name, DATA / name)
    start()
    says("Open…")
    wait_for("the first page", label_with("See which atoms flow"))
    xdotool("windowsize", main_window(), 1280, 800)
    settle(0.3)
    take("welcome")


def test_the_file_is_opened():
    xdotool("windowfocus", main_window())
    says("Ctrl+O")
    xdotool("key", "ctrl+o")
    choose_file("Open", DATA / "creep-2.3.lammpstrj.zst")
    wait_for("the run", label_with("creep-2.3"))
    settle(0.5)
    take("ask")


def test_a_model_is_chosen():
    wait_for("the question for a model", lambda: node_named(says("Choose a model…")))
    press("Choose a model…")
    choose_file("Choose a T_ML Model", DATA / "CuZr.vitmodel")
    wait_for("the next question", lambda: node_named(says("Give it…")))
    settle(0.5)


def test_what_the_file_does_not_say_is_given():
    press("Give it…")
    wait_for("the window of the run", lambda: says("Conditions of the run") in windows())
    settle(0.5)
    fill(says("Bath temperature (K)"), "100")
    fill(says("Species"), "Cu,Zr")
    fill(says("Log file"), DATA / "log.creep-2.3.gz")
    take("conditions", windows()["Conditions of the run"])
    press(says("Apply"))
    wait_for("the colours", description_with("liquid-like atoms"), 120)


def test_it_is_watched():
    xdotool("windowfocus", main_window())
    says("Space")
    wait_for("the end of computing", lambda: not is_computing(), 300)
    xdotool("key", "Right", "Right")
    settle(0.5)
    wait_for("the fraction", label_with("LA "), 30)
    assert wait_until_idle(60)
    take("motion")
    # From 51 % at the beginning to 98 % at 130 ps.
    xdotool("key", "Home")
    wait_for("the first fraction", label_with("LA 50.6 %"))
    says("51 % at the beginning to 98 % at 130 ps")
    for _ in range(30):
        xdotool("key", "Right")
        settle()
        if label_with("LA 98.3 %")():
            return
    raise AssertionError("the last fraction is not 98.3 %")


def test_other_pages_are_opened():
    for key, page in (("alt+2", "Structure"), ("alt+4", "Plasticity"), ("alt+5", "Mechanics")):
        says(f"**{page}** (Alt+{key[-1]})")
        xdotool("key", key)
        wait_for(page, lambda: any(node.name == page and node.role == "panel" for node in walk(program())))
    says("F1")
    xdotool("key", "F1")
    wait_for("the manual", lambda: any(title.endswith("Manual of Vitrine") for title in windows()))
    xdotool("key", "Escape")
    wait_for("its end", lambda: not any(title.endswith("Manual of Vitrine") for title in windows()))


def test_another_run_is_added():
    says("Ctrl+Shift+O")
    xdotool("windowfocus", main_window())
    xdotool("key", "alt+1", "ctrl+shift+o")
    choose_file("Add a Run", DATA / "creep-2.0.lammpstrj.zst")
    wait_for("the other run", label_with("creep-2.0"))
    press("Give it…")
    wait_for("the window of the run", lambda: "Conditions of the run" in windows())
    settle(0.3)
    fill("Bath temperature (K)", "100")
    fill("Species", "Cu,Zr")
    press("Apply")
    wait_for("both maps", lambda: len([node for node in walk(program()) if "liquid-like atoms" in node.description]) > 1, 120)
    wait_for("the end of computing", lambda: not is_computing(), 300)
    xdotool("windowfocus", main_window())
    assert wait_until_idle(60)
    take("two-runs")


def test_readme_has_screenshots():
    """Those that it names, of the demo in a window of usual size."""
    folder = ROOT / "resources" / "screenshots"
    named = set(re.findall(r"\(resources/screenshots/([\w-]+)\.png\)", (ROOT / "README.md").read_text(encoding="utf-8")))
    keys = {"motion": "alt+1", "structure": "alt+2"}
    assert named == set(keys) == {path.stem for path in folder.glob("*.png")}, named
    if not RENEW:
        return
    open_demo_as((1280, 800), 1, False)
    for name, key in keys.items():
        xdotool("windowfocus", main_window())
        xdotool("key", key)
        assert wait_until_idle(120)
        xdotool("mousemove", 1279, 799)
        settle(0.5)
        subprocess.run(["import", "-window", main_window(), "-depth", "8", "-strip", "-define", "png:compression-level=9",
                        f"{folder / name}.png"], check=True)


main(globals())
