"""Controls of a window, found in the accessibility tree: what they are, how they are pressed, and what comes of it."""
import os
import subprocess
import time

from desktop import Atspi, FOLDER, xdotool
from gi.repository import GLib
from tree import FOCUS, POPOVERS, TEXTS

BUTTON, CHECK, COMBO, ITEM, TAB = "push button", "check box", "combo box", "menu item", "page tab"
NUMBERS = {"spin button", "slider"}
OPTIONS = {CHECK, COMBO} | NUMBERS | TEXTS
# What belongs to the window, not to the page that it shows.
REGIONS = {"VitStudyPanel": "runs", "VitInspector": "inspector", "VitTimeScrubber": "time", "VitProblemBar": "problems",
           "VitToast": "message", "VitPage": "page", "VitStoryPanel": "story"}
STUDY = FOLDER / "study" / "demo.vitrine"
# The border that GTK draws where there is no compositor, px.
BORDER = 5
STATE = {}


def wait(what, test, seconds=8):
    """As wait_for(), for what takes milliseconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = test()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"{what}: waited {seconds} s in vain")


def saved():
    """The study, after it has been saved."""
    before = STUDY.stat().st_mtime_ns
    for _ in range(6):  # a list that is closing takes the keys
        xdotool("key", "ctrl+s")
        end = time.monotonic() + 2
        while time.monotonic() < end and STUDY.stat().st_mtime_ns == before:
            time.sleep(0.01)
        if STUDY.stat().st_mtime_ns != before:
            return STUDY.read_text(encoding="utf-8")
    raise AssertionError("the study is not saved")


def active_window():
    return subprocess.run(["xdotool", "getactivewindow"], capture_output=True, text=True, check=True).stdout.strip()


def is_control(tree, path, role):
    if role not in OPTIONS | {BUTTON, TAB} or tree.name_of(path) == "GtkToggleButton":
        return False
    parent = tree.items[path][2][1]
    parent_role = tree.role_of(parent) if parent in tree.items else ""
    if role == BUTTON:  # a menu button is two nodes, and the inner one has the action
        return tree.count_actions(path) > 0
    # The text inside of a number is part of it, and what cannot be typed into is read.
    return role not in TEXTS or (parent_role not in NUMBERS | {COMBO} and tree.has(path, Atspi.StateType.EDITABLE))


class Control:
    """A node with the place that it has: its region, and what it scrolls in."""

    def __init__(self, tree, path, region, scroller):
        self.tree, self.path, self.role, self.name = tree, path, tree.role_of(path), tree.name_of(path)
        self.region, self.scroller = region, scroller
        self.chosen, self.count = 0, 1  # of a drop-down, before it was pressed
        self.partner = None  # of one of several: the one that was on

    def __str__(self):
        return f"{self.region}: {self.role} '{self.name}'"

    # ---- Place

    def extents(self):
        return self.tree.extents(self.path)

    def is_in_view(self):
        x, y, width, height = self.extents()
        if width <= 0 or height <= 0:
            return False
        if not self.scroller:
            return x > -BORDER and y > -BORDER
        _, top, _, room = self.tree.extents(self.scroller)
        return top <= y and y + height <= top + room + 1

    def bring_into_view(self):
        if self.is_in_view():
            return
        if self.scroller:  # with the wheel, at its edge
            left, top, _, room = self.tree.extents(self.scroller)
            xdotool("mousemove", "--window", active_window(), BORDER + left + 3, BORDER + top + room // 2)
            for _ in range(80):
                if self.is_in_view():
                    break
                xdotool("click", 4 if self.extents()[1] < top else 5)
                time.sleep(0.03)
        wait(f"{self} to be seen", self.is_in_view, 5)

    def settled_extents(self):
        """Where it stays."""
        last = self.extents()
        for _ in range(40):
            time.sleep(0.03)
            now = self.extents()
            if now == last:
                break
            last = now
        return last

    def click(self, from_left):
        self.bring_into_view()
        x, y, width, height = self.settled_extents()
        xdotool("mousemove", "--window", active_window(), BORDER + x + min(from_left, width - 1) + 1, BORDER + y + height // 2)
        xdotool("mousemove", "--window", active_window(), BORDER + x + min(from_left, width - 1), BORDER + y + height // 2)
        time.sleep(0.04)
        xdotool("click", 1)

    # ---- State

    def states(self):
        low = self.tree.call(self.path, "Accessible", "GetState")[0]
        return low & ~FOCUS & ~(1 << Atspi.StateType.FOCUSABLE)

    def state(self):
        """What it says itself: name, states, chosen entry, value, text."""
        value = text = None
        if self.role in NUMBERS and self.has_value():
            value = self.tree.get(self.path, "Value", "CurrentValue")
        if self.role in TEXTS:
            text = self.tree.text_of(self.path)
        name, entry = self.tree.get(self.path, "Accessible", "Name"), self.entry() if self.role == COMBO else None
        return name, self.states(), entry, value, text

    def opens_popover(self):
        """A menu button is two nodes of one name."""
        parent = self.tree.items[self.path][2][1] if self.is_there() else None
        return parent in self.tree.items and self.tree.role_of(parent) == BUTTON and self.tree.name_of(parent) == self.name

    def is_there(self):
        return self.path in self.tree.refresh().items

    def has_value(self):
        """A slider of our own has none in GTK 4.8."""
        return "org.a11y.atspi.Value" in self.tree.items[self.path][5]

    def is_on(self):
        return bool(self.states() & 1 << Atspi.StateType.CHECKED)

    def is_pressed(self):
        return bool(self.states() & (1 << Atspi.StateType.PRESSED))

    def entry(self):
        """Of a drop-down: what is chosen."""
        self.tree.refresh()
        return " ".join(self.tree.name_of(path) for path in self.tree.below(self.path)
                        if self.tree.role_of(path) == "label" and self.tree.name_of(path) != "(None)")

    # ---- Pressing

    def open_list(self):
        """Returns: what says whether it is open, and its entries."""
        self.bring_into_view()
        self.tree.refresh()
        button = next(path for path in self.tree.below(self.path) if self.tree.name_of(path) == "GtkToggleButton")
        on = 1 << Atspi.StateType.PRESSED | 1 << Atspi.StateType.CHECKED

        def is_open():
            return bool(self.tree.call(button, "Accessible", "GetState")[0] & on)

        def entries():
            self.tree.refresh()
            return [path for path in self.tree.below(self.path) if self.tree.role_of(path) == "list item"]
        self.tree.act(button)
        wait(f"the list of {self}", is_open)
        return is_open, wait(f"entries in the list of {self}", entries)

    def find_entry(self, entries, state):
        return next((k for k, path in enumerate(entries) if self.tree.has(path, state)), -1)

    def choose_named(self, words):
        """The first entry that has @words. Returns: how many there are."""
        def find(_, count):
            labels = [" ".join(self.tree.name_of(path) for path in self.tree.below(entry) if self.tree.role_of(path) == "label")
                      for entry in self.tree.below(self.path) if self.tree.role_of(entry) == "list item"]
            return next(k for k, label in enumerate(labels) if words in label)
        self.chosen, self.count = self.choose(find)

    def choose(self, pick):
        """The entry whose number @pick says, given that of the one that is chosen and how many there are. Returns: these."""
        is_open, entries = self.open_list()

        def find_focus():
            self.tree.refresh()
            return self.find_entry(entries, Atspi.StateType.FOCUSED)
        wait(f"the keys in the list of {self}", lambda: find_focus() >= 0)
        now = self.find_entry(entries, Atspi.StateType.SELECTED)
        wanted = pick(now, len(entries))
        # In GTK 4.8 the first entry has the keys when a list opens, and a little later the chosen one.
        for _ in range(5):
            xdotool("key", "Home", *["Down"] * wanted)
            time.sleep(0.08)
            if find_focus() == wanted:
                break
        xdotool("key", "Return")
        wait(f"the list of {self} to close", lambda: not is_open())
        return now, len(entries)

    def change_number(self):
        if not self.has_value():  # the ruler of times
            self.click(self.extents()[2] // 3)
            return
        now, low, high, step = (self.tree.get(self.path, "Value", name)
                                for name in ("CurrentValue", "MinimumValue", "MaximumValue", "MinimumIncrement"))
        step = max(step, min((high - low) / 20, 10))  # in GTK 4.8 the increment of a field is 0
        self.set_number(now + step if now + step <= high else now - step)

    def set_number(self, value):
        self.tree.set(self.path, "Value", "CurrentValue", GLib.Variant("d", value))

    def type(self, text, end="Return"):
        self.click(12)
        wait(f"the focus in {self}", lambda: self.tree.call(self.path, "Accessible", "GetState")[0] & 1 << Atspi.StateType.FOCUSED)
        xdotool("key", "ctrl+a")
        if text:
            xdotool("type", "--delay", 5, text)
        else:
            xdotool("key", "BackSpace")
        if end:
            xdotool("key", end)

    def press(self):
        if self.role in NUMBERS:
            self.bring_into_view()
            self.change_number()
        elif self.role == COMBO:  # the next one, or the one before
            self.chosen, self.count = self.choose(lambda now, n: now + 1 if now + 1 < n else now - 1)
        elif self.role == CHECK:
            self.click(8)
        elif self.role in TEXTS:
            self.type("1")
        else:
            self.bring_into_view()
            self.tree.act(self.path)

    def restore(self, before):
        """As it was, by hand."""
        if self.state() == before:
            return
        if self.role == COMBO:
            self.choose(lambda *_: self.chosen)
            wait(f"{self} as it was", lambda: self.entry() == before[2])
        elif self.role in NUMBERS and self.has_value():
            self.set_number(before[3])
        elif self.role in TEXTS:
            self.type(before[4])
        elif self.role == CHECK:  # one of several is put back by the one that it took over from
            (self.partner or self).click(8)
            wait(f"{self} as it was", lambda: self.state() == before)


def controls(tree, top, page):
    """Of a window or popover: by region, role, name and number where several have the same."""
    found = {}

    def look(path, region, scroller):
        role, name = tree.role_of(path), tree.name_of(path)
        region = REGIONS.get(name, region)
        if role == "scroll pane":
            scroller = path
        # GTK 4.8 lists what a stack hides, and does not say that it is not shown: it has no room.
        if is_control(tree, path, role) and min(tree.extents(path)[2:]) > 0:
            here = page if region == "page" else region
            count = 0
            while (here, role, name, count) in found:
                count += 1
            found[here, role, name, count] = Control(tree, path, here, scroller)
        for _, child in sorted(tree.children.get(path, ())) if role != COMBO else ():
            if tree.name_of(child) not in POPOVERS:
                look(child, region, scroller)
    look(top, "window", None)
    return found


def verbose(*words):
    if os.environ.get("VITRINE_TEST_VERBOSE"):
        print("#", *words, flush=True)
