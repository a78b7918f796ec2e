#!/usr/bin/python3
"""A start and the pages' first opening in short turns: the longest is about what GTK needs for a window with a label, and
what is not drawing is shorter. Processor time of the main thread, in ratios. Speaks TAP.

usage: test_start.py PROGRAM EMPTY-WINDOW
"""
import os
import pathlib
import subprocess
import sys

os.environ.setdefault("VITRINE_TEST_ANIMATIONS", "1")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import *  # noqa: F401,F403,E402
from desktop import main  # noqa: E402
from storm import count_pages, open_demo, turns, without_drawing  # noqa: E402

EMPTY = sys.argv[2]
# The fewest of several starts: other programs share the processor's caches.
STARTS = 3
FOUND = {"empty": [], "start": [], "pages": [], "other": []}


def longest(found):
    return max([ms for ms, _ in found] or [0])


def start_empty():
    said = subprocess.run([EMPTY], env=dict(os.environ, VITRINE_TRACE="turns"), capture_output=True, text=True, check=True, timeout=60)
    return max(float(found[1]) for found in re.finditer(r"turn ([0-9.]+) ms", said.stderr))


def look_at_all_pages():
    for page in range(2, count_pages() + 1):
        xdotool("key", f"alt+{page}")
        assert wait_until_idle(120), f"page {page} does not come to rest"


def test_opens():
    for _ in range(STARTS):
        FOUND["empty"].append(start_empty())
        before = len(turns())
        subprocess.run(["rm", "-rf", str(FOLDER / "study")], check=True)
        open_demo()
        assert wait_until_idle(120), "the start does not come to rest"
        opened = len(turns())
        look_at_all_pages()
        start, pages = turns()[before:opened], turns()[opened:]
        FOUND["start"].append(longest(start))
        FOUND["pages"].append(longest(pages))
        # The first turn is GTK's own.
        FOUND["other"].append(max(without_drawing(*turn) for turn in start[1:] + pages))
        stop()
    for name, values in FOUND.items():
        print(f"# {name}: {' '.join(f'{value:.1f}' for value in values)} ms")


def test_starts_like_an_empty_window():
    assert min(FOUND["start"]) < 1.5 * min(FOUND["empty"]), FOUND


def test_pages_open_in_short_turns():
    assert min(FOUND["pages"]) < 1.5 * min(FOUND["empty"]), FOUND


def test_only_drawing_takes_long():
    assert min(FOUND["other"]) < 0.55 * min(FOUND["empty"]), FOUND


if __name__ == "__main__":
    main(globals())
