"""Controls of a window, found in the accessibility tree: what they are, how they are pressed, and what comes of it."""
import os
import subprocess
import time

from desktop import Atspi, FOLDER, click, program, wait_for, walk, xdotool
from gi.repository import Gio

BUTTON, CHECK, COMBO, ITEM, TAB = "push button", "check box", "combo box", "menu item", "page tab"
NUMBERS, TEXTS = {"spin button", "slider"}, {"text", "entry"}
OPTIONS = {CHECK, COMBO} | NUMBERS | TEXTS
# What belongs to the window, not to the page that it shows.
REGIONS = {"VitStudyPanel": "runs", "VitInspector": "inspector", "VitTimeScrubber": "time", "VitProblemBar": "problems",
           "VitToast": "message", "VitPage": "page"}
STUDY = FOLDER / "study" / "demo.vitrine"
# The border that GTK draws where there is no compositor, px.
BORDER = 5


# ---- What there is to be seen

def a11y_bus():
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1,
                                None).unpack()[0]
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    return Gio.DBusConnection.new_for_address_sync(address, flags, None, None)


class Tree:
    """All nodes that anybody has looked at, in one call."""

    def __init__(self):
        self.bus = a11y_bus()
        children = self.bus.call_sync("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root", "org.a11y.atspi.Accessible",
                                      "GetChildren", None, None, 0, -1, None).unpack()[0]
        self.name = children[-1][0]

    def items(self):
        return self.bus.call_sync(self.name, "/org/a11y/atspi/cache", "org.a11y.atspi.Cache", "GetItems", None, None, 0, -1,
                                  None).unpack()[0]

    def is_typing(self):
        """Whether a text has the keys."""
        return any(item[7] == Atspi.Role.TEXT and item[9][0] & 1 << Atspi.StateType.FOCUSED for item in self.items())

    def picture(self):
        items = self.items()
        focus = 1 << Atspi.StateType.FOCUSED | 1 << Atspi.StateType.ACTIVE
        return {item[0][1]: (item[4], item[6], item[8], item[9][0] & ~focus) for item in items}, program().get_child_count()

    def still_picture(self):
        """Once nothing changes by itself."""
        last = self.picture()
        for _ in range(60):
            time.sleep(0.1)
            now = self.picture()
            if now == last:
                break
            last = now
        return last


def saved():
    """The study, after it has been saved."""
    before = STUDY.stat().st_mtime_ns
    for _ in range(6):  # a list that is closing takes the keys
        xdotool("key", "ctrl+s")
        end = time.monotonic() + 2
        while time.monotonic() < end and STUDY.stat().st_mtime_ns == before:
            time.sleep(0.02)
        if STUDY.stat().st_mtime_ns != before:
            return STUDY.read_text(encoding="utf-8")
    raise AssertionError("the study is not saved")


def frames():
    """Windows of the program, the main one first."""
    top = program()
    found = [top.get_child_at_index(i) for i in range(top.get_child_count())]
    return sorted((frame for frame in found if frame), key=lambda frame: not frame.get_name().endswith("– Vitrine"))


def has(node, state):
    return node.get_state_set().contains(state)


def sensitive(node):
    node.clear_cache()
    return has(node, Atspi.StateType.SENSITIVE)


def is_control(node, role):
    if role not in OPTIONS | {BUTTON, TAB} or node.get_name() == "GtkToggleButton":
        return False
    if role == BUTTON:  # a menu button is two nodes, and the inner one has the action
        actions = node.get_action_iface()
        return actions is not None and actions.get_n_actions() > 0
    # The text inside of a number is part of it.
    return role not in TEXTS or node.get_parent().get_role_name() not in NUMBERS | {COMBO}


def has_room(node):
    """GTK 4.8 lists what a stack hides, and does not say that it is not shown."""
    component = node.get_component_iface()
    box = component.get_extents(Atspi.CoordType.WINDOW) if component else None
    return box is not None and box.width > 0 and box.height > 0


class Control:
    """A node with the place that it has: its region, and what it scrolls in."""

    def __init__(self, node, role, region, scroller):
        self.node, self.role, self.name, self.region, self.scroller = node, role, node.get_name(), region, scroller

    def __str__(self):
        return f"{self.region}: {self.role} '{self.name}'"

    # ---- Place

    def extents(self):
        box = self.node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        return box.x, box.y, box.width, box.height

    def is_in_view(self):
        x, y, width, height = self.extents()
        if width <= 0 or height <= 0:
            return False
        if not self.scroller:
            return x > -BORDER and y > -BORDER
        box = self.scroller.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        return box.y <= y and y + height <= box.y + box.height + 1

    def bring_into_view(self):
        if self.is_in_view():
            return
        if self.scroller:  # with the wheel, at its edge, where no number takes it
            box = self.scroller.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
            xdotool("mousemove", "--window", active_window(), BORDER + box.x + 3, BORDER + box.y + box.height // 2)
            for _ in range(80):
                if self.is_in_view():
                    return
                xdotool("click", 4 if self.extents()[1] < box.y else 5)
                time.sleep(0.03)
        wait_for(f"{self} to be seen", self.is_in_view, 5)

    def click(self, from_left):
        self.bring_into_view()
        x, y, width, height = self.extents()
        xdotool("mousemove", "--window", active_window(), BORDER + x + min(from_left, width - 1), BORDER + y + height // 2)
        time.sleep(0.05)
        xdotool("click", 1)

    # ---- State

    def state(self):
        """What it says itself: name, value, chosen entry, states."""
        node = self.node
        node.clear_cache()
        focus = {Atspi.StateType.FOCUSED, Atspi.StateType.FOCUSABLE}
        states = tuple(sorted(int(state) for state in node.get_state_set().get_states() if state not in focus))
        inside = self.entry() if self.role == COMBO else None
        value = node.get_value_iface() if self.role in NUMBERS else None
        text = node.get_text_iface() if self.role in TEXTS else None
        return (node.get_name(), states, inside, value.get_current_value() if value else None,
                text.get_text(0, text.get_character_count()) if text else None)

    def entry(self):
        """Of a drop-down: what is chosen."""
        return " ".join(child.get_name() for child in walk(self.node) if child.get_role_name() == "label" and child.get_name() != "(None)")

    # ---- Pressing

    def open_list(self):
        self.bring_into_view()
        button = next(child for child in walk(self.node) if child.get_name() == "GtkToggleButton")
        closed = states_of(button)
        button.get_action_iface().do_action(0)
        wait_for(f"the list of {self}", lambda: states_of(button) != closed, 10)
        return lambda: states_of(button) == closed

    def choose(self, *keys):
        closed = self.open_list()
        time.sleep(0.1)
        xdotool("key", *keys, "Return")
        wait_for(f"the list of {self} to close", closed, 10)

    def change_number(self):
        value = self.node.get_value_iface()
        if value is None:  # the ruler of times
            self.click(self.extents()[2] // 3)
            return
        now, low, high = value.get_current_value(), value.get_minimum_value(), value.get_maximum_value()
        step = (high - low) / 10 if self.role == "slider" else max(value.get_minimum_increment(), (high - low) / 1000)
        value.set_current_value(now + step if now + step <= high else now - step)

    def type(self, text, end="Return"):
        self.click(12)
        wait_for(f"the focus in {self}", lambda: any(has(node, Atspi.StateType.FOCUSED) for node in refreshed(self.node)), 10)
        xdotool("key", "ctrl+a")
        xdotool("type", "--delay", 5, text)
        if end:
            xdotool("key", end)

    def press(self):
        if self.role in NUMBERS:
            self.bring_into_view()
            self.change_number()
        elif self.role == COMBO:
            before = self.entry()
            self.choose("Down")
            if self.entry() == before:
                self.choose("Up")
        elif self.role == CHECK:
            self.click(8)
        elif self.role in TEXTS:
            self.type("1")
        else:
            self.bring_into_view()
            self.node.get_action_iface().do_action(0)

    def restore(self, before):
        """As it was, by hand."""
        if self.state() == before:
            return
        if self.role == COMBO:
            self.choose("Home")
            for _ in range(60):
                if self.entry() == before[2]:
                    return
                self.choose("Down")
        elif self.role in NUMBERS and self.node.get_value_iface():
            self.node.get_value_iface().set_current_value(before[3])
        elif self.role in TEXTS:
            self.type(before[4])
        elif self.role == CHECK:
            self.click(8)


def states_of(node):
    node.clear_cache()
    return sorted(int(state) for state in node.get_state_set().get_states() if state != Atspi.StateType.FOCUSED)


def refreshed(node):
    for child in walk(node):
        child.clear_cache()
        yield child


def active_window():
    return subprocess.run(["xdotool", "getactivewindow"], capture_output=True, text=True, check=True).stdout.strip()


def controls(frame, page):
    """Of a window: by region, role, name and number where several have the same."""
    found = {}

    def look(node, region, scroller, depth):
        role, name = node.get_role_name(), node.get_name()
        region = REGIONS.get(name, region)
        if role == "scroll pane":
            scroller = node
        if is_control(node, role) and has_room(node):
            here = page if region == "page" else region
            count = 0
            while (here, role, name, count) in found:
                count += 1
            found[here, role, name, count] = Control(node, role, here, scroller)
        for i in range(node.get_child_count() if depth < 40 and role != COMBO else 0):
            child = node.get_child_at_index(i)
            if child:
                look(child, region, scroller, depth + 1)
    look(frame, "window", None, 0)
    return found


def verbose(*words):
    if os.environ.get("VITRINE_TEST_VERBOSE"):
        print("#", *words, flush=True)


__all__ = ["BUTTON", "CHECK", "COMBO", "ITEM", "NUMBERS", "OPTIONS", "STUDY", "TAB", "TEXTS", "Tree", "click", "controls", "frames",
           "has", "saved", "sensitive", "states_of", "verbose"]
