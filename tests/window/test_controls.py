#!/usr/bin/python3
"""Every control of every page does something. Speaks TAP.

Controls are found in the accessibility tree and pressed by their action, or by the pointer where GTK gives them none.
Afterwards the tree, the windows, the study as it is saved, or the clipboard must be different. What is not tried stands in
EXCEPTIONS, with the reason; a control that could not be tried fails the test.
"""
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (Atspi, FOLDER, SAMPLES, click, description_with, label_with, main, main_window,  # noqa: E402
                     program, start, wait_for, walk, windows, xdotool)
from gi.repository import Gio  # noqa: E402

PAGES = ("Motion", "Structure", "Chemistry", "Plasticity", "Mechanics", "Model")
STUDY = FOLDER / "study" / "demo.vitrine"
BUTTON, CHECK, COMBO, ITEM = "push button", "check box", "combo box", "menu item"
NUMBERS = {"spin button", "slider"}
OPTIONS = {CHECK, COMBO} | NUMBERS
ROLES = {BUTTON, "page tab"} | OPTIONS

EXCEPTIONS = {
    "Close": "ends the program; test_window.py closes it",
    "Minimize": "the window manager's",
    "Maximize": "the window manager's",
    "Open": "the file chooser of GTK; test_behaviour.py opens files",
}


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

    def picture(self):
        items = self.bus.call_sync(self.name, "/org/a11y/atspi/cache", "org.a11y.atspi.Cache", "GetItems", None, None, 0, -1,
                                   None).unpack()[0]
        focus = 1 << Atspi.StateType.FOCUSED | 1 << Atspi.StateType.ACTIVE
        return {item[0][1]: (item[4], item[6], item[8], item[9][0] & ~focus) for item in items}, program().get_child_count()


def saved():
    """The study, after it has been saved."""
    before = STUDY.stat().st_mtime_ns
    for _ in range(4):  # a list that is closing takes the keys
        xdotool("key", "ctrl+s")
        end = time.monotonic() + 1
        while time.monotonic() < end and STUDY.stat().st_mtime_ns == before:
            time.sleep(0.02)
        if STUDY.stat().st_mtime_ns != before:
            break
    else:
        raise AssertionError("the study is not saved")
    return STUDY.read_text(encoding="utf-8")


def frame():
    top = program()
    return next(child for child in (top.get_child_at_index(i) for i in range(top.get_child_count()))
                if child.get_name().endswith("Vitrine"))


def has(node, state):
    return node.get_state_set().contains(state)


def is_control(node):
    role = node.get_role_name()
    if role not in ROLES or node.get_name() == "GtkToggleButton":
        return False
    actions = node.get_action_iface()
    # A menu button is two nodes, and the inner one has the action.
    return role != BUTTON or (actions is not None and actions.get_n_actions() > 0)


def controls():
    """Of the window: role and name, with a number where several have the same, and the node."""
    found = {}
    for node in walk(frame()):
        if is_control(node):
            name, count = (node.get_role_name(), node.get_name()), 0
            while (*name, count) in found:
                count += 1
            found[(*name, count)] = node
    return found


# ---- Pressing

def press_at(node):
    box = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    # The border that GTK draws without a compositor.
    click(5 + box.x + min(box.width, 16) // 2, 5 + box.y + box.height // 2)


def change_number(node):
    value = node.get_value_iface()
    if value is None:  # the ruler of times
        box = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        click(5 + box.x + box.width // 3, 5 + box.y + box.height // 2)
        return
    now, low, high = value.get_current_value(), value.get_minimum_value(), value.get_maximum_value()
    step = (high - low) / 10 if node.get_role_name() == "slider" else max(value.get_minimum_increment(), (high - low) / 1000)
    value.set_current_value(now + step if now + step <= high else now - step)


def choose(node, key):
    """The entry before or behind the one that is chosen."""
    button = next(child for child in walk(node) if child.get_name() == "GtkToggleButton")
    closed = own_picture(button)
    button.get_action_iface().do_action(0)
    wait_for("the list to open", lambda: own_picture(button) != closed, 3)
    time.sleep(0.15)
    xdotool("key", key, "Return")
    time.sleep(0.15)


def own_picture(node):
    node.clear_cache()
    return node.get_name(), sorted(state for state in node.get_state_set().get_states() if state != Atspi.StateType.FOCUSED)


def press(node):
    role = node.get_role_name()
    if role in NUMBERS:
        change_number(node)
    elif role == COMBO:
        choose(node, "Down")
    elif role == CHECK:
        press_at(node)
    else:
        node.get_action_iface().do_action(0)


def differs(before, picture, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if picture() != before:
            return True
    return False


class Presser:
    def __init__(self):
        self.tree = Tree()
        self.study = saved()
        self.done, self.nodes, self.dead = set(), set(), []

    def study_changed(self):
        now = saved()
        changed, self.study = now != self.study, now
        return changed

    def does_something(self, node):
        if node.get_name() in NOT_IN_STUDY:
            before = self.tree.picture()
            press(node)
            return differs(before, self.tree.picture, 3)
        if node.get_role_name() == COMBO:
            choose(node, "Down")
            if self.study_changed():
                return True
            choose(node, "Up")
        elif node.get_role_name() in NUMBERS | {CHECK}:
            press(node)
        # Its own name or state, or a dialog, say that something happens: other nodes need not be looked at.
        else:
            def picture():
                return own_picture(node), program().get_child_count()
            before = picture()
            press(node)
            return differs(before, picture, 0.7) or self.study_changed() or differs(before, picture, 3)
        return self.study_changed()

    def calm_down(self, node):
        """Close what has opened, and stop what has begun."""
        if node.get_name() == "Pause":
            press(node)
        if node.get_name() in AFTER:
            AFTER[node.get_name()](node)
        if node.get_role_name() == "page tab":
            xdotool("key", f"alt+{1 + PAGES.index(self.page)}")
        elif program().get_child_count() > 1 or node.get_role_name() == BUTTON:
            time.sleep(0.05)
            xdotool("key", "Escape")
            wait_for("the window to close", lambda: program().get_child_count() == 1, 5)

    def try_control(self, key, node):
        # Motion has no bar of options: what was tried there belongs to the panels, which may have been made anew.
        if key[0] in OPTIONS and ("Motion", key) in self.done:
            self.nodes.add(node)
            return
        if not has(node, Atspi.StateType.SENSITIVE):
            return
        # A button of a group that is on stays on.
        if key[0] == CHECK and has(node, Atspi.StateType.CHECKED) and key[1] in RADIO:
            return
        began = time.monotonic()
        if key[0] == "page tab" and has(node, Atspi.StateType.SELECTED):
            xdotool("key", f"alt+{1 + (PAGES.index(self.page) + 1) % len(PAGES)}")
            time.sleep(0.5)
        self.done.add((self.page, key))
        self.nodes.add(node)
        if not self.does_something(node):
            self.dead.append(f"{self.page}: {key[0]} '{key[1]}'")
        self.calm_down(node)
        if os.environ.get("VITRINE_TEST_VERBOSE"):
            print(f"# {time.monotonic() - began:.2f} {self.page} {key} {self.dead[-1:]}", flush=True)

    def left(self):
        return {key: node for key, node in controls().items() if key[1] not in EXCEPTIONS and key[1] not in LAST and
                (self.page, key) not in self.done and node not in self.nodes}

    def try_page(self, page):
        self.page = page
        for _ in range(4):
            left = self.left()
            if not left:
                return []
            for key, node in left.items():
                try:
                    self.try_control(key, node)
                except Exception as error:  # the views were made anew
                    print(f"# {key}: {error}")
                    break
        return [f"{page}: {key[0]} '{key[1]}'" for key in self.left()]


# What it chooses is not saved.
NOT_IN_STUDY = {"Run of Density of T_ML against start time"}
# What makes other controls insensitive is put back.
AFTER = {"What the map shows": lambda node: xdotool("key", "ctrl+3"), "Colour by": lambda node: choose(node, "Up")}
RADIO = {"T_ML above T_g", "most mobile %"}
LAST = {"Remove the run from the study"}
STATE = {}


def test_the_study_opens():
    STUDY.parent.mkdir()
    for file in SAMPLES.iterdir():
        if file.suffix == ".vitrine":
            (STUDY.parent / file.name).write_bytes(file.read_bytes())
        else:
            (STUDY.parent / file.name).symlink_to(file)
    start(STUDY)
    wait_for("the first map", description_with("liquid-like atoms"), 90)
    xdotool("windowfocus", main_window())
    STATE["presser"] = Presser()


def page_test(number, page):
    def test():
        presser = STATE["presser"]
        xdotool("key", f"alt+{number}")
        time.sleep(1)
        before = len(presser.nodes)
        missed = presser.try_page(page)
        dead, presser.dead = presser.dead, []
        print(f"# {page}: {len(presser.nodes) - before} controls")
        assert not dead, "nothing happens: " + ", ".join(dead)
        assert not missed, "not tried: " + ", ".join(missed)
    return test


# ---- Menus

def menu_button(name):
    return next(node for node in walk(frame()) if node.get_name() == name and node.get_role_name() == BUTTON and is_control(node))


def open_menu(button):
    """The items of the menu of a button."""
    button.get_action_iface().do_action(0)
    return wait_for("the menu", lambda: [node for node in walk(button.get_parent()) if node.get_role_name() == ITEM], 5)


def close_new_window():
    xdotool("windowfocus", "--sync", windows()["Vitrine"], "key", "ctrl+w")


ITEM_EXCEPTIONS = {
    "Read Files Again": "the files are as they were, so nothing is different; test_behaviour.py changes one",
    "Open the Demo Study": "gives up the study that the test saves; test_window.py starts with it",
    "Copy as Command": "its message is that of the picture before it, and the clipboard is read by tests/app/test-command.c",
}
SEEN_IN_STUDY = {"Show Runs", "Show Inspector"}
ITEM_AFTER = {
    "New Window": close_new_window,
    "Show Runs": lambda: xdotool("key", "F9"),
    "Show Inspector": lambda: xdotool("key", "shift+F9"),
    "Full Screen": lambda: xdotool("key", "F11"),
    "Larger": lambda: xdotool("key", "ctrl+0"),
}


def try_item(presser, button, name):
    """A menu that opens and closes is no change."""
    def world():
        seen = saved() if name in SEEN_IN_STUDY else STUDY.stat().st_mtime_ns
        return presser.tree.picture(), len(list((FOLDER / "cache").rglob("*"))), seen
    before = world()
    item = next(node for node in open_menu(button) if node.get_name() == name)
    done = has(item, Atspi.StateType.SENSITIVE)
    if done:
        item.get_action_iface().do_action(0)
        wait_for("the menu to close", lambda: not has(item, Atspi.StateType.SENSITIVE) or not is_open(button), 3)
        done = differs(before, world, 2)
    else:
        xdotool("key", "Escape")
    if name in ITEM_AFTER:
        ITEM_AFTER[name]()
    time.sleep(0.2)
    if program().get_child_count() > 1:
        xdotool("key", "Escape")
    wait_for(f"the window of {name} to close", lambda: program().get_child_count() == 1, 5)
    return done


def is_open(button):
    button.clear_cache()
    return has(button, Atspi.StateType.PRESSED) or has(button, Atspi.StateType.EXPANDED)


def test_menus():
    presser, dead = STATE["presser"], []
    # There is something to undo.
    change_number(next(node for node in walk(frame()) if node.get_name() == "Glass transition temperature (K)"))
    for menu in ("Export this view", "More ways to open", "Export", "Menu"):
        button = menu_button(menu)
        names = [item.get_name() for item in open_menu(button)]
        xdotool("key", "Escape")
        for name in names:
            if name not in ITEM_EXCEPTIONS and not try_item(presser, button, name):
                dead.append(f"{menu}: {name}")
    assert not dead, "nothing happens: " + ", ".join(dead)


def test_regions_have_no_range():
    """They have colours of their own: what would change nothing cannot be pressed."""
    def can_fit():
        fit = next(node for node in walk(frame()) if node.get_name() == "Fit to what is shown")
        fit.clear_cache()
        return has(fit, Atspi.StateType.SENSITIVE)
    column = next(node for node in walk(frame()) if node.get_name() == "Colour by")
    assert can_fit()
    choose(column, "Down")
    wait_for("no range", lambda: not can_fit(), 5)
    choose(column, "Up")
    wait_for("a range", can_fit, 5)


for count, title in enumerate(PAGES, 1):
    globals()[f"test_{title.lower()}"] = page_test(count, title)
del count, title


def test_a_run_is_removed():
    """Last: it takes its controls along."""
    presser = STATE["presser"]
    presser.study = saved()
    press(next(node for node in walk(frame()) if node.get_name() in LAST))
    wait_for("a run less in the study", presser.study_changed, 5)


if __name__ == "__main__":
    main(globals())
