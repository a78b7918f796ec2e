#!/usr/bin/python3
"""Every page in small and large windows, light and dark, with usual and large text: drawn, and nothing cut. Speaks TAP.

usage: test_matrix.py PROGRAM [short]
"""
import os
import pathlib
import subprocess
import sys

os.environ.setdefault("VITRINE_TEST_SCREEN", "3840x2160")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (box_of, complaints, main, main_window, open_demo_as, program, wait_for,  # noqa: E402
                     wait_until_idle, walk, xdotool)

SIZES = ((1024, 768), (1280, 800), (1920, 1080), (3840, 2160))
CASES = [(size, text, dark) for size in SIZES for text in (1, 1.8) for dark in (False, True)]
SHORT = [((1024, 768), 1.8, True), ((1280, 800), 1, False), ((3840, 2160), 1, True)]
CONTROLS = {"push button", "spin button", "combo box", "check box", "slider", "page tab", "text"}


def placed(node, pane):
    """Controls that have room, with the pane that they scroll in."""
    role, box = node.role, box_of(node)
    if role == "scroll pane":
        pane = box
    if role in CONTROLS and box and box.width > 0 and box.height > 0:
        yield node, box, pane
    for child in node.children():
        yield from placed(child, pane)


def find_cuts(width, height):
    """Controls that reach out of the window, or sideways out of what they scroll in."""
    found, cut = 0, []
    for node, box, pane in placed(program(), None):
        found += 1
        left, right = (pane.x, pane.x + pane.width) if pane else (0, width)
        if box.x < left - 1 or box.x + box.width > right + 1:
            cut.append(f"{node.name} reaches from {box.x} to {box.x + box.width} of {left} to {right}")
        if not pane and box.y + box.height > height + 1:
            cut.append(f"{node.name} ends at {box.y + box.height} of {height}")
    assert found > 15, f"{found} controls"
    return cut


def picture():
    """Of the window, at a quarter of its size."""
    return subprocess.run(["import", "-window", main_window(), "-resize", "25%", "-depth", "8", "rgb:-"], capture_output=True,
                          check=True).stdout


def count_colours(pixels):
    return len({pixels[at:at + 3] for at in range(0, len(pixels), 3)})


def check_page(number, title, size, dark):
    """Returns: its picture, and what is wrong."""
    xdotool("key", f"alt+{number}")
    wait_for(f"the page {title}", lambda: any(node.name == title and node.role == "panel" for node in walk(program())))
    assert wait_until_idle(120), f"{title} does not come to rest"
    # Without a compositor GTK draws a border of 5 pixels.
    wrong = find_cuts(size[0] - 10, size[1] - 10)
    pixels = picture()
    colours, brightness = count_colours(pixels), sum(pixels) / len(pixels)
    if colours < 300:
        wrong.append(f"{colours} colours")
    if (brightness < 110) != dark:
        wrong.append(f"brightness {brightness:.0f}")
    return pixels, [f"{title}: {what}" for what in wrong]


def width_of_word():
    return next(box_of(node).width for node in walk(program()) if node.role == "label" and node.name == "Export")


def check(size, text, dark):
    open_demo_as(size, text, dark)
    assert (width_of_word() > 1.4 * USUAL["text"]) == (text > 1.4), f"Export has {width_of_word()} px"
    # Pages may be in a menu: their titles are those of the wide window.
    wrong, pictures = [], set()
    for number, title in enumerate(TITLES, 1):
        pixels, more = check_page(number, title, size, dark)
        pictures.add(pixels)
        wrong += more
    assert len(pictures) == len(TITLES), "two pages look the same"
    assert not wrong, "\n".join(wrong[:12])


TITLES, USUAL = [], {}


def test_titles():
    open_demo_as((1920, 1080), 1, False)
    TITLES.extend(node.name for node in walk(program()) if node.role == "page tab")
    assert len(TITLES) >= 6, TITLES
    USUAL["text"] = width_of_word()
    complaints()


def make_test(*case):
    return lambda: check(*case)


for a_size, a_text, is_dark in SHORT if "short" in sys.argv[2:] else CASES:
    name = f"test_{a_size[0]}x{a_size[1]}_{'dark' if is_dark else 'light'}_text_{a_text}"
    globals()[name] = make_test(a_size, a_text, is_dark)


if __name__ == "__main__":
    main(globals())
