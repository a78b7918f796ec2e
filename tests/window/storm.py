"""A storm of clicks, keys and drags on the real window: random, and the same for the same seed.

What is done follows from the seed and from where the controls stand at the beginning, never from time.
"""
import itertools
import os
import pathlib
import random
import re
import subprocess
import time

from desktop import (Atspi, FOLDER, SAID, STATUS, box_of, copy_samples, description_with, is_complaint, main_window,  # noqa: E402
                     program, start, wait_for, wait_until_idle, walk, windows, xdotool)

CONTROLS = {"push button", "toggle button", "check box", "radio button", "combo box", "spin button", "slider", "page tab", "text",
            "entry"}
# The border that GTK draws where there is no compositor, px.
BORDER = 5
SIZES = ((1270, 790), (1270, 790), (960, 720), (1100, 640), (1270, 700))
KEYS = (("Right", 6), ("Left", 4), ("Home", 1), ("End", 1), ("space", 4), ("Page_Up", 3), ("Page_Down", 3), ("ctrl+3", 2), ("plus", 2),
        ("minus", 2), ("Tab", 3), ("shift+Tab", 1), ("Up", 2), ("Down", 2), ("Return", 3), ("Escape", 2), ("F9", 1), ("shift+F9", 1),
        ("F11", 1), ("ctrl+plus", 1), ("ctrl+minus", 1), ("ctrl+0", 1), ("ctrl+z", 3), ("ctrl+shift+z", 2), ("ctrl+c", 1), ("ctrl+s", 1),
        ("ctrl+p", 1), ("ctrl+e", 1), ("ctrl+shift+e", 1), ("F1", 1), ("F5", 1), ("F10", 1), ("BackSpace", 1), ("7", 1), ("0", 1), ("x", 1),
        ("y", 1), ("z", 1))
TEXTS = ("700", "0", "-3", "1e9", "nan", "t_ml > 700", "d5 - mean(d5, element)", "element == Cu", "d5 &&", "c_s[1]")
RITUAL = 14
TURNTABLE = "Turntable"


class Place:
    """A control: on which page, and where in the window."""

    def __init__(self, page, role, name, box):
        self.page, self.role, self.name = page, role, name
        self.x, self.y, self.width, self.height = BORDER + box.x, BORDER + box.y, box.width, box.height


def count_pages():
    return max(1, sum(1 for node in walk(program()) if node.role == "page tab"))


def find_places(n_pages, width, height):
    """Controls that can be clicked, in the order of pages and of the tree."""
    found = []
    for page in range(1, n_pages + 1):
        xdotool("key", f"alt+{page}")
        wait_until_idle(60)
        for node in walk(program()):
            if node.role not in CONTROLS or node.name in ("Close", "Minimize", "Maximize"):
                continue
            box = box_of(node)
            if box.width > 3 and box.height > 3 and 0 <= box.x < width - box.width and 0 <= box.y < height - box.height:
                found.append(Place(page, node.role, node.name, box))
    return found


class Storm:
    def __init__(self, seed, n_pages, places, size):
        self.random, self.n_pages, self.places, self.size = random.Random(seed), n_pages, places, size

    def point(self):
        """Not the buttons that close the window."""
        width, height = self.size
        while True:
            x, y = self.random.randrange(8, width - 8), self.random.randrange(8, height - 8)
            if y > 60 or x < width - 150:
                return x, y

    def at(self, x, y):
        return ["mousemove", "--window", "WINDOW", x, y]

    def click_a_control(self):
        place = self.random.choice(self.places)
        x = place.x + (self.random.randrange(place.width) if place.role == "slider" else min(place.width, 16) // 2
                       if place.role == "check box" else place.width // 2)
        if place.role == "spin button":  # its text or one of its buttons
            x = place.x + self.random.choice((10, place.width - 40, place.width - 12))
        yield ["key", f"alt+{place.page}"]
        yield [*self.at(x, place.y + place.height // 2), "click", 1]
        if place.role == "combo box":
            yield ["key", *[self.random.choice(("Down", "Up", "Home", "End"))] * self.random.randrange(1, 4), "Return"]
        elif place.role in ("spin button", "text", "entry") and self.random.random() < 0.5:
            yield ["key", "ctrl+a", "type", self.random.choice(TEXTS)]
            yield ["key", "Return"]
        elif self.random.random() < 0.3:
            yield ["key", self.random.choice(("Down", "Tab")), "Return"]

    def click(self):
        repeat = 2 if self.random.random() < 0.2 else 1
        yield [*self.at(*self.point()), "click", "--repeat", repeat, "--delay", 60, 1]

    def drag(self):
        """Not of the bar that moves the window: GTK complains where a window lies off the screen."""
        (x, y), (u, v) = self.point(), self.point()
        y = max(y, 80)
        button, steps = self.random.choice((1, 1, 1, 2)), self.random.randrange(3, 12)
        held = self.random.choice((None, None, "shift", "ctrl"))
        words = ["keydown", held] if held else []
        words += [*self.at(x, y), "mousedown", button]
        for k in range(1, steps + 1):
            words += [*self.at(x + (u - x) * k // steps, y + (v - y) * k // steps), "sleep", 0.02]
        yield [*words, "mouseup", button, *(["keyup", held] if held else [])]

    def wheel(self):
        held = self.random.choice((None, None, "shift", "ctrl"))
        words = ["keydown", held] if held else []
        words += [*self.at(*self.point()), "click", "--repeat", self.random.randrange(1, 6), "--delay", 20,
                  self.random.choice((4, 5))]
        yield [*words, *(["keyup", held] if held else [])]

    def keys(self):
        names, weights = zip(*KEYS)
        yield ["key", *self.random.choices(names, weights, k=self.random.randrange(1, 4))]

    def page(self):
        yield ["key", f"alt+{self.random.randrange(1, self.n_pages + 1)}"]

    def resize(self):
        # All of it stays on the screen: GTK complains where a list would open beside it.
        yield ["windowsize", "WINDOW", *self.random.choice(SIZES), "windowmove", "WINDOW", 0, 0]

    @staticmethod
    def calm():
        yield ["keyup", "shift", "keyup", "ctrl", "key", "Escape"]
        yield ["key", "Escape"]
        yield ["windowfocus", "WINDOW"]

    def events(self):
        """Words of xdotool, without end."""
        kinds = ((self.click_a_control, 40), (self.click, 10), (self.drag, 10), (self.wheel, 8), (self.keys, 20), (self.page, 8),
                 (self.resize, 2))
        makers, weights = zip(*kinds)
        for number in itertools.count(1):
            yield from self.random.choices(makers, weights)[0]()
            if number % RITUAL == 0:
                yield from self.calm()

    def pause(self):
        return self.random.choice((0, 0, 0.02, 0.05, 0.15))


class Weather:
    """The storm over one window: what was done, and how the window bears it."""

    def __init__(self, seed, log):
        self.window = main_window()
        self.n_pages = count_pages()
        width, height = SIZES[0]
        xdotool("windowsize", self.window, width, height, "windowmove", self.window, 0, 0)
        places = find_places(self.n_pages, width - 2 * BORDER, height - 2 * BORDER)
        self.storm = Storm(seed, self.n_pages, places, (width, height))
        self.events, self.log, self.done = self.storm.events(), log, 0
        # Long turns: of how many ms, what took them, and the events before. The first are those of the start and of pages that
        # are opened for the first time.
        self.log_lines, self.slow, self.n_said = [], [(*turn, ["the opening"]) for turn in turns()], 0
        self.n_turns = len(self.slow)

    def blow(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            words = [self.window if word == "WINDOW" else str(word) for word in next(self.events)]
            self.done += 1
            self.log_lines.append(f"{self.done} {' '.join(words)[:100]}")
            self.log.write(f"{self.done} {' '.join(words)}\n")
            self.log.flush()
            subprocess.run(["xdotool", *words], check=False, stderr=subprocess.DEVNULL, timeout=60)
            time.sleep(self.storm.pause())
            self.note_turns()
            if STATUS["process"].poll() is not None:
                return
            if self.done % (4 * RITUAL) == 0:
                self.close_others()

    def note_turns(self):
        """Long turns and complaints, with the events that came before."""
        found = turns()
        said = [line for line in SAID.read_text(encoding="utf-8", errors="replace").splitlines() if is_complaint(line)]
        for turn in found[self.n_turns:]:
            self.slow.append((*turn, self.log_lines[-3:]))
        if len(said) > self.n_said:
            print(f"# {said[-1]} after {' | '.join(self.log_lines[-4:])}", flush=True)
        self.n_turns, self.n_said = len(found), len(said)

    def close_others(self):
        """Windows that were opened beside the first."""
        for name in windows().values():
            if name != self.window:
                subprocess.run(["xdotool", "windowfocus", name, "key", "ctrl+w"], check=False, stderr=subprocess.DEVNULL)
        subprocess.run(["xdotool", "windowfocus", self.window], check=False, stderr=subprocess.DEVNULL)

    @staticmethod
    def stop_motion():
        """What moves by itself: time, and the turntable. Fails where a node goes meanwhile."""
        for node in list(walk(program())):
            moves = node.name == "Pause" or (node.name == TURNTABLE and node.has(Atspi.StateType.PRESSED))
            if moves and node.count_actions() > 0:
                node.act()
        return True

    def settle(self):
        """As at the beginning: the first page at the first time, at rest."""
        for name in ("Escape", "Escape"):
            xdotool("keyup", "shift", "keyup", "ctrl", "key", name)
        self.close_others()
        xdotool("windowsize", self.window, *SIZES[0], "key", "alt+1")
        xdotool("key", "Home")
        wait_for("what moves to be stopped", self.stop_motion, 60)
        assert wait_until_idle(300), "the program does not come to rest"


def memory():
    """That no file stands behind, MB."""
    text = pathlib.Path(f"/proc/{STATUS['process'].pid}/smaps_rollup").read_text(encoding="utf-8")
    return int(re.search(r"Anonymous: +(\d+)", text)[1]) / 1024


def turns():
    """Turns of the main loop that took long, ms of its thread's own processor time, and what took it."""
    return [(float(found[1]), found[0]) for found in re.finditer(r"turn ([0-9.]+) ms.*", SAID.read_text(encoding="utf-8", errors="replace"))]


def without_drawing(ms, what):
    """What a turn took apart from the frames in it, ms."""
    return ms - sum(float(found[1]) for found in re.finditer(r"\bframe ([0-9.]+)", what))


def open_demo():
    """A copy that may be written, in a folder where the storm may leave files. What is freed goes back to the system, and what
    may be kept is full soon: what grows is a leak."""
    folder = copy_samples(FOLDER / "study")
    os.chdir(folder)
    start(folder / "demo.vitrine", HOME=str(folder), VITRINE_TRACE="turns", VITRINE_MEMORY="64MiB", MALLOC_ARENA_MAX="2",
          MALLOC_TRIM_THRESHOLD_="131072", MALLOC_MMAP_THRESHOLD_="131072", G_DEBUG="")
    wait_for("the first map", description_with("liquid-like atoms"), 90)
    xdotool("windowfocus", main_window())
