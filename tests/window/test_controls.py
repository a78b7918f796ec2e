#!/usr/bin/python3
"""Every control of every page and of every dialog does something. Speaks TAP.

Controls are found in the accessibility tree and pressed by their action, or by the pointer where GTK gives them none.
Afterwards the tree, the windows, or the study as it is saved must be different; an option must change more than itself. What is
not tried stands in EXCEPTIONS, with the reason; a control that could not be tried fails the test.

usage: test_controls.py PROGRAM [PAGE…]
"""
import pathlib
import sys
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from controls import (BUTTON, CHECK, COMBO, ITEM, OPTIONS, STUDY, TAB, TEXTS, Tree, controls, frames, has, saved, sensitive,  # noqa: E402
                      states_of, verbose)
from desktop import (Atspi, SAMPLES, description_with, main, main_window, program, start, wait_for, walk, windows,  # noqa: E402
                     xdotool)

EXCEPTIONS = {
    "Close": "ends the program; test_window.py closes it",
    "Minimize": "the window manager's",
    "Maximize": "the window manager's",
    "Stop computing": "is there while something is computed; test-train.c and test-vanished.c stop work",
}
ITEM_EXCEPTIONS = {
    "Read Files Again": "the files are as they were, so nothing is different; test_behaviour.py changes one",
    "Open the Demo Study": "gives up the study that the test saves; test_window.py starts with it",
    "Copy as Command": "its message is that of the picture before it, and the clipboard is read by tests/app/test-command.c",
}
# What is last, as it takes other controls along.
LAST = "Remove the run from the study"
STATE = {}


class Presser:
    def __init__(self):
        self.tree = self.study = self.page = None
        self.done, self.dead, self.menus, self.dialogs = set(), [], set(), set()

    def begin(self):
        self.tree = Tree()
        self.study = saved()

    # ---- What comes of it

    def study_changed(self):
        now = saved()
        changed, self.study = now != self.study, now
        return changed

    def option_changes(self, control):
        """The option itself, and the study or something else that is seen."""
        seen, before = self.tree.still_picture(), control.state()
        control.press()
        try:
            # A slider of our own has no value in GTK 4.8.
            if control.role != "slider" or control.node.get_value_iface():
                wait_for(f"{control} to change", lambda: control.state() != before, 6)
        except AssertionError:
            return self.is_chosen_of_several(control, before)
        return self.study_changed() or self.differs_elsewhere(seen, control, 10)

    def differs_elsewhere(self, seen, control, seconds):
        own = {node.path for node in walk(control.node)}
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            now = self.tree.picture()
            if any(now[0].get(path) != item for path, item in seen[0].items() if path not in own) or set(now[0]) - set(seen[0]) - own:
                return True
            time.sleep(0.05)
        return False

    def is_chosen_of_several(self, control, before):
        """The one of several that is on stays on; another takes it over, and it takes it back."""
        if control.role != CHECK or not has(control.node, Atspi.StateType.CHECKED):
            return False
        for other in self.reachable().values():
            if other.role == CHECK and other.region == control.region and other.name != control.name:
                other_before = other.state()
                other.press()
                wait_for(f"{other} to change", lambda other=other, was=other_before: other.state() != was, 6)
                taken = control.state() != before
                (control if taken else other).press()
                wait_for(f"{other} as it was", lambda other=other, was=other_before: other.state() == was, 6)
                if taken:
                    return True
        return False

    def button_does_something(self, control, frame_count):
        seen, before = self.tree.still_picture(), control.state()
        control.press()
        end = time.monotonic() + 10
        while time.monotonic() < end:
            if program().get_child_count() != frame_count or control.state() != before or self.tree.picture() != seen:
                return True
            time.sleep(0.05)
        return self.study_changed() if frame_count == 1 else False

    # ---- One after the other

    def reachable(self):
        """Controls of the main window that can be pressed now."""
        return {key: control for key, control in controls(frames()[0], self.page).items()
                if key[2] not in EXCEPTIONS and key[2] != LAST and sensitive(control.node)}

    def left(self):
        return {key: control for key, control in controls(frames()[0], self.page).items()
                if key not in self.done and key[2] not in EXCEPTIONS and key[2] != LAST}

    def try_control(self, key, control):
        began = time.monotonic()
        self.done.add(key)
        if control.role in OPTIONS:
            before, there = control.state(), set(self.reachable()) if control.role in (CHECK, COMBO) else None
            alive = self.option_changes(control)
            # What it makes possible is tried before it is put back.
            if there is not None:
                for new, other in self.reachable().items():
                    if new not in there and new not in self.done:
                        self.try_control(new, other)
            control.restore(before)
        elif control.role == TAB:
            if has(control.node, Atspi.StateType.SELECTED):
                xdotool("key", "alt+2" if self.page == "Motion" else "alt+1")
                wait_for("another page", lambda: not states_of(control.node).count(int(Atspi.StateType.SELECTED)), 10)
            alive = self.button_does_something(control, 1)
            self.show_page()
        else:
            alive = self.button_does_something(control, 1)
            self.after_button(control)
        if not alive:
            self.dead.append(str(control))
        verbose(f"{time.monotonic() - began:.2f} {control} {'' if alive else 'DEAD'}")

    def after_button(self, control):
        """Go into what has opened, and close it; switch off what was switched on."""
        if program().get_child_count() > 1:
            self.try_dialog(lambda: control.press())
            close_windows()
            return
        items = menu_items(control.node) if is_open(control.node) else []
        if items:
            xdotool("key", "Escape")
            wait_for("the menu to close", lambda: not is_open(control.node), 10)
            if control.name not in self.menus:
                self.menus.add(control.name)
                self.try_menu(control, [item.get_name() for item in items])
        elif control.node.get_name() != control.name or has(control.node, Atspi.StateType.PRESSED):
            control.node.get_action_iface().do_action(0)
        elif control.region == self.page:
            xdotool("key", "Escape")

    def show_page(self):
        xdotool("key", f"alt+{STATE['pages'].index(self.page) + 1}")
        wait_for(f"page {self.page}", lambda: any(node.get_name() == self.page and node.get_role_name() == "panel" for node in
                                                  walk(frames()[0])), 20)

    def try_page(self, page):
        self.page = page
        self.show_page()
        self.tree.still_picture()
        failures = {}
        while True:
            left = {key: control for key, control in self.left().items()
                    if sensitive(control.node) and failures.get(key, 0) < 3}
            if not left:
                break
            for key, control in left.items():
                if key in self.done:
                    continue
                try:
                    self.try_control(key, control)
                except Exception as error:  # the views were made anew: it is found again
                    self.done.discard(key)
                    failures[key] = failures.get(key, 0) + 1
                    verbose(f"{control}: {error}", traceback.format_exc().replace("\n", " "))
                    xdotool("key", "Escape")
                    close_windows()
                    # What libatspi remembers may be gone.
                    frames()[0].clear_cache()
                    break
        return [str(control) for control in self.left().values()]

    # ---- Menus

    def try_menu(self, button, names):
        for name in names:
            if name in ITEM_EXCEPTIONS:
                continue
            began = time.monotonic()
            if not self.try_item(button, name):
                self.dead.append(f"menu {button.name}: {name}")
            verbose(f"{time.monotonic() - began:.2f} menu {button.name}: {name}")

    def open_item(self, button, name):
        button.node.get_action_iface().do_action(0)
        return wait_for(f"{name} in the menu", lambda: next((item for item in menu_items(button.node) if item.get_name() == name), None), 10)

    def try_item(self, button, name):
        """A menu that opens and closes is no change: the window that is seen without it must be different."""
        def world():
            return self.tree.picture(), STUDY.stat().st_mtime_ns, cache_size(), self.tree.is_typing()
        self.tree.still_picture()
        before, study = world(), self.study
        item = self.open_item(button, name)
        if not has(item, Atspi.StateType.SENSITIVE):
            xdotool("key", "Escape")
            return False
        item.get_action_iface().do_action(0)
        wait_for("the menu to close", lambda: not is_open(button.node), 10)
        end, changed = time.monotonic() + 20, False
        while time.monotonic() < end and not changed:
            changed = world() != before
        if program().get_child_count() > 1 and name not in ITEM_AFTER:
            self.try_dialog(lambda: self.open_item(button, name).get_action_iface().do_action(0))
        if name in ITEM_AFTER:
            ITEM_AFTER[name]()
        close_windows()
        # A name may be being edited.
        xdotool("key", "Escape")
        self.study = saved()
        return changed or self.study != study

    # ---- Dialogs

    def try_dialog(self, opener):
        """Press what is in the newest window. What is of GTK is only opened."""
        dialog = newest()
        name = dialog.get_name()
        if name in self.dialogs or is_of_gtk(dialog):
            return
        self.dialogs.add(name)
        pressed = set()
        while True:
            if program().get_child_count() == 1:
                opener()
                wait_for(f"{name} again", lambda: program().get_child_count() == 2, 10)
            dialog = newest()
            wait_for("the keys", lambda: dialog.get_name() in windows(), 10)
            left = [(key, control) for key, control in controls(dialog, name).items()
                    if key not in pressed and key[2] not in EXCEPTIONS and sensitive(control.node)]
            if not left:
                return
            # Buttons that end it come last.
            key, control = min(left, key=lambda pair: pair[1].role == BUTTON)
            pressed.add(key)
            began = time.monotonic()
            if not self.dialog_control_works(control):
                self.dead.append(f"dialog {name}: {control.role} '{control.name}'")
            while program().get_child_count() > 2:
                close_newest()
            verbose(f"{time.monotonic() - began:.2f} dialog {name}: {control}")

    def dialog_control_works(self, control):
        before = control.state()
        if control.role not in OPTIONS:
            return self.button_does_something(control, 2)
        if control.role in TEXTS:  # Return would answer the dialog
            control.type("2" if before[4] == "1" else "1", end=None)
        else:
            control.press()
        try:
            wait_for(f"{control} to change", lambda: control.state() != before, 6)
        except AssertionError:
            return False
        if control.role not in TEXTS:
            control.restore(before)
        return True


def cache_size():
    folder = STUDY.parent.parent / "cache"
    return len(list(folder.rglob("*")))


def menu_items(button):
    return [node for node in walk(button.get_parent()) if node.get_role_name() == ITEM]


def is_open(button):
    states = states_of(button)
    return int(Atspi.StateType.PRESSED) in states or int(Atspi.StateType.EXPANDED) in states


def newest():
    """The window that lies on top: a dialog of a dialog comes after it."""
    return frames()[-1]


def is_of_gtk(dialog):
    names = {node.get_name() for node in walk(dialog)}
    return bool(names & {"GtkFileChooserWidget", "GtkShortcutsWindow", "GtkAboutDialog"}) or dialog.get_name() in (
        "About Vitrine", "Keyboard Shortcuts", "Shortcuts")


def close_newest():
    count = program().get_child_count()
    for _ in range(5):
        xdotool("key", "Escape")
        try:
            wait_for("a window to close", lambda: program().get_child_count() < count, 2)
            return
        except AssertionError:  # the first Escape may belong to a field
            continue
    raise AssertionError(f"{newest().get_name()} does not close")


def close_windows():
    while program().get_child_count() > 1:
        close_newest()
    wait_for("the keys in the window", lambda: any("Vitrine" in title for title in windows()), 10)


def close_new_window():
    wait_for("the new window", lambda: "Vitrine" in windows(), 10)
    xdotool("windowfocus", "--sync", windows()["Vitrine"], "key", "ctrl+w")
    wait_for("it to close", lambda: program().get_child_count() == 1, 10)
    xdotool("windowfocus", "--sync", main_window())


ITEM_AFTER = {
    "New Window": close_new_window,
    "Show Runs": lambda: xdotool("key", "F9"),
    "Show Inspector": lambda: xdotool("key", "shift+F9"),
    "Full Screen": lambda: xdotool("key", "F11"),
    "Larger": lambda: xdotool("key", "ctrl+0"),
}


def test_the_study_opens():
    STUDY.parent.mkdir()
    for file in SAMPLES.iterdir():
        if file.suffix == ".vitrine":
            (STUDY.parent / file.name).write_bytes(file.read_bytes())
        else:
            (STUDY.parent / file.name).symlink_to(file)
    STATE["text"] = STUDY.read_text(encoding="utf-8")
    open_study()
    STATE["pages"] = [node.get_name() for node in walk(frames()[0]) if node.get_role_name() == TAB]
    STATE["presser"] = Presser()


def open_study():
    start(STUDY)
    wait_for("the first map", description_with("liquid-like atoms"), 90)
    xdotool("windowfocus", main_window())
    # What is computed is there, so that nothing changes by itself.
    wait_for("the end of computing", lambda: not any("computing" in (node.get_name() or "") for node in walk(frames()[0])), 300)


def try_page(page):
    """In a program of its own: what was pressed before does not count."""
    presser = STATE["presser"]
    STUDY.write_text(STATE["text"], encoding="utf-8")
    open_study()
    presser.begin()
    before = len(presser.done)
    missed = presser.try_page(page)
    dead, presser.dead = presser.dead, []
    print(f"# {page}: {len(presser.done) - before} controls")
    assert not dead, "nothing happens: " + ", ".join(dead)
    assert not missed, "not tried: " + ", ".join(missed)


def test_pages():
    wrong = []
    for page in sys.argv[2:] or STATE["pages"]:
        try:
            try_page(page)
        except Exception as error:  # the other pages are tried all the same
            wrong.append(f"{page}: {error}")
    assert not wrong, "\n".join(wrong)


def test_regions_have_no_range():
    """They have colours of their own: what would change nothing cannot be pressed."""
    presser = STATE["presser"]
    STUDY.write_text(STATE["text"], encoding="utf-8")
    open_study()
    presser.begin()
    presser.page = STATE["pages"][0]
    found = {key[2]: control for key, control in controls(frames()[0], "Motion").items()}
    column, fit = found["Colour by"], found["Fit to what is shown"]
    before = column.state()
    assert sensitive(fit.node)
    column.choose("Down")
    wait_for("no range", lambda: not sensitive(fit.node), 10)
    column.restore(before)
    wait_for("a range", lambda: sensitive(fit.node), 10)


def test_a_run_is_removed():
    """Last: it takes its controls along."""
    presser = STATE["presser"]
    presser.study = saved()
    next(control for key, control in controls(frames()[0], "").items() if key[2] == LAST).press()
    wait_for("a run less in the study", presser.study_changed, 10)


if __name__ == "__main__":
    main(globals())
