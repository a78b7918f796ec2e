#!/usr/bin/python3
"""Every page looks as it did when somebody looked at it: whole windows, compared with stored pictures. Speaks TAP.

usage: test_goldens.py PROGRAM [renew]

Pictures are half as large as the window and have few colours, which the comparison allows for. With "renew" they are stored
anew: look at each before it is committed.
"""
import os
import pathlib
import re
import subprocess
import sys

os.environ.setdefault("VITRINE_TEST_SCREEN", "1920x1080")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (PICTURES, STATUS, main, main_window, open_demo_as, program, wait_for, wait_until_idle,  # noqa: E402
                     walk, xdotool)

GOLDEN = pathlib.Path(__file__).resolve().parent / "golden"
RENEW = "renew" in sys.argv[2:]
SIZES = ((1280, 800), (1920, 1080))
# Greatest difference of a channel that counts as the same, and the share of pixels that may differ by more.
SAME, SHARE = 48, 0.01
# Windows of other versions look otherwise in every button.
VERSION = "libgtk-4.so.1.800."


def take_picture():
    """Of the window, in half its size: width, height, and bytes of red, green, blue."""
    return read_picture(["import", "-window", main_window(), "-resize", "50%", "-depth", "8", "ppm:-"])


def read_picture(command):
    data = subprocess.run(command, capture_output=True, check=True).stdout
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
    return int(head[1]), int(head[2]), data[head.end():]


def difference(a, b):
    """Share of the pixels that differ."""
    if a[:2] != b[:2]:
        return 1
    n = a[0] * a[1]
    return sum(any(abs(a[2][3 * k + c] - b[2][3 * k + c]) > SAME for c in range(3)) for k in range(n)) / n


def store(picture, path):
    width, height, pixels = picture
    path.parent.mkdir(exist_ok=True)
    subprocess.run(["convert", "-size", f"{width}x{height}", "-depth", "8", "rgb:-", "+dither", "-colors", "96", "-strip",
                    "-define", "png:compression-level=9", f"png8:{path}"], input=pixels, check=True)


def is_computing():
    return any("computing" in node.name for node in walk(program()))


def check_page(number, title, name):
    """Returns: what is wrong."""
    xdotool("key", f"alt+{number}")
    wait_for(f"the page {title}", lambda: any(node.name == title and node.role == "panel" for node in walk(program())))
    assert wait_until_idle(120), f"{title} does not come to rest"
    picture, golden = take_picture(), GOLDEN / f"{title.lower()}-{name}.png"
    if RENEW:
        store(picture, golden)
        return []
    if not golden.exists():
        return [f"there is no {golden.name}"]
    share = difference(picture, read_picture(["convert", str(golden), "-depth", "8", "ppm:-"]))
    print(f"# {golden.name}: {100 * share:.2f} % of the pixels differ")
    if share <= SHARE:
        return []
    store(picture, PICTURES / golden.name)
    return [f"{golden.name}: {100 * share:.1f} % of the pixels differ"]


def check(size, dark):
    open_demo_as(size, 1, dark)
    maps = pathlib.Path(f"/proc/{STATUS['process'].pid}/maps").read_text(encoding="utf-8")
    if VERSION not in maps:
        print("# GTK is not 4.8: windows are not compared")
        return
    wait_for("the end of computing", lambda: not is_computing(), 300)
    # Nothing lies under the pointer.
    xdotool("mousemove", *(edge - 1 for edge in map(int, os.environ["VITRINE_TEST_SCREEN"].split("x"))))
    titles = TITLES or [node.name for node in walk(program()) if node.role == "page tab"]
    TITLES[:] = titles
    name, wrong = f"{size[0]}x{size[1]}-{'dark' if dark else 'light'}", []
    for number, title in enumerate(titles, 1):
        wrong += check_page(number, title, name)
    assert not wrong, "\n".join(wrong)


def test_no_golden_is_left_over():
    known = {f"{title.lower()}-{w}x{h}-{theme}.png" for title in TITLES for w, h in SIZES for theme in ("light", "dark")}
    left = {path.name for path in GOLDEN.glob("*.png")} - known
    assert not TITLES or not left, left


TITLES = []
for a_size in reversed(SIZES):
    for is_dark in (False, True):
        globals()[f"test_{a_size[0]}_{'dark' if is_dark else 'light'}"] = lambda size=a_size, dark=is_dark: check(size, dark)


if __name__ == "__main__":
    # That nothing is left over is known last.
    tests = dict(globals())
    tests["test_no_golden_is_left_over"] = tests.pop("test_no_golden_is_left_over")
    main(tests)
