#!/usr/bin/python3
"""Every control of every page, menu and dialog does something. Speaks TAP.

Controls are found in the accessibility tree and pressed by their action, or by the pointer where GTK gives them none.
Afterwards the tree, the windows, the study as it is saved, or a file must be different; an option must change more than itself.
What is not tried stands in EXCEPTIONS, with the reason; a control or an item that could not be tried fails the test.

usage: test_controls.py PROGRAM [PART…], where a part is a page by its title, "window": what stands around the pages, or "story":
the panel of a story of three scenes
"""
import pathlib
import re
import sys
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from controls import (BUTTON, CHECK, COMBO, ITEM, OPTIONS, STATE, STUDY, TAB, controls, saved, verbose, wait)  # noqa: E402
from desktop import (Atspi, NAME, PICTURES, copy_samples, description_with, label_with, main, main_window, start, take_picture,  # noqa: E402
                     texts, wait_for, windows, xdotool)
from tree import TEXTS, Tree  # noqa: E402

EXCEPTIONS = {
    "Close": "ends the program; test_window.py closes it",
    "Minimize": "the window manager's",
    "Maximize": "the window manager's",
    "Stop computing": "is there while something is computed; test-train.c and test-vanished.c stop work",
}
ITEM_EXCEPTIONS = {
    "Read Files Again": "the files are as they were, so nothing is different; test_behaviour.py changes one",
    "Open the Demo Study": "gives up the study that the test saves; test_window.py starts with it",
    "Take the Tour: Which Atoms Flow?": "gives up the study; test_story.py takes the tour",
    "Copy as Command": "its message is that of the picture before it, and the clipboard is read by tests/app/test-command.c",
}
# Submenus whose items are not tried here.
SUBMENU_EXCEPTIONS = {
    "Story": "the part \"story\" has the same items in the menu of its panel",
    "Stories That Come Along": "they give up the study; test_story_walk.py walks each of them",
}
# They are the same on every page: what is in them is pressed on the first.
DIALOGS_OF_FIRST_PAGE = {"Export Figure", "Export Movie", "Export Numbers"}
DIALOG_EXCEPTIONS = {
    "Save the Story?": "its buttons take the story away; test_story.py presses them",
}
# One makes the other possible: nothing comes between them.
UNDO = ("Undo", "Redo")
# What is last, as it takes other controls along.
LAST = "Remove the run from the study"
AROUND = "window"
STORY = "story"
# Of what a page has of its own; the rest is pressed as "window".
OF_PAGE = {"inspector"}
# Entries of a drop-down are chosen for what they make possible, until so many make nothing possible: on the first page that has it.
BARREN = 1


class Presser:
    def __init__(self):
        self.tree = self.study = self.page = None
        self.done, self.dead, self.popovers, self.dialogs = set(), [], set(), set()
        self.items, self.items_missed = set(), set()
        self.common = set()  # what the inspector shows on the first page, too

    def begin(self, page):
        self.tree, self.page, self.study = Tree(), page, saved()
        self.page_part = STATE["part"] if STATE["part"] in STATE["pages"] else None

    # ---- What comes of it

    def study_changed(self):
        now = saved()
        changed, self.study = now != self.study, now
        return changed

    def differs_elsewhere(self, seen, control, seconds):
        """The tree, beside the control itself."""
        own = set(self.tree.below(control.path)) if control.path in self.tree.items else {control.path}
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            now = self.tree.picture()
            if any(now.get(path) != item for path, item in seen.items() if path not in own) or set(now) - set(seen) - own:
                return True
            time.sleep(0.05)
        return False

    def option_changes(self, control):
        """The option itself, and the study or something else that is seen."""
        seen, before = self.tree.still_picture(), control.state()
        others = self.checks_beside(control)
        control.press()
        try:
            if control.role != "slider" or control.has_value():
                one_of_several = control.role == CHECK and control.is_on()
                wait(f"{control} to change", lambda: control.state() != before, 2 if one_of_several else 6)
        except AssertionError:
            return self.is_chosen_of_several(control, before)
        control.partner = next((other for other in others if other.is_there() and not other.is_on()), None)
        return self.differs_elsewhere(seen, control, 0.4) or self.study_changed() or self.differs_elsewhere(seen, control, 5)

    def checks_beside(self, control):
        """Those that are on."""
        if control.role != CHECK:
            return []
        return [other for other in self.found().values() if other.role == CHECK and other.region == control.region and
                other.path != control.path and other.is_on()]

    def is_chosen_of_several(self, control, before):
        """The one of several that is on stays on; another takes it over, and it takes it back."""
        if control.role != CHECK or not control.is_on():
            return False
        for other in self.reachable().values():
            if other.role == CHECK and other.region == control.region and other.name != control.name and not other.is_on():
                other.press()
                wait(f"{other} to change", other.is_on, 6)
                taken = control.state() != before
                (control if taken else other).press()
                wait(f"{other} as it was", lambda other=other: not other.is_on(), 6)
                if taken:
                    return True
        return False

    def button_does_something(self, control):
        seen, before = self.tree.still_picture(), control.state()
        n_frames, typed = len(self.tree.frames()), self.tree.typed(self.tree.frames()[-1])
        control.press()
        end, asks = time.monotonic() + 6, n_frames == 1
        while time.monotonic() < end:
            if self.tree.picture() != seen or len(self.tree.frames()) != n_frames or control.state() != before:
                return True
            if n_frames > 1 and self.tree.typed(self.tree.frames()[-1]) != typed:
                return True
            if asks and time.monotonic() > end - 5.2:  # what is not seen may be in the study
                asks = False
                if self.study_changed():
                    return True
            time.sleep(0.05)
        return False

    # ---- One after the other

    def found(self):
        """Controls of the main window that belong to this part."""
        self.tree.refresh()
        all_of_them = controls(self.tree, self.tree.frames()[0], self.page)
        return {key: control for key, control in all_of_them.items()
                if key[2] not in EXCEPTIONS and key[2] != LAST and self.part_of(key[0]) == STATE["part"]}

    def part_of(self, region):
        if region == STORY:
            return STORY
        return self.page_part if region in OF_PAGE | {self.page} else AROUND

    def reachable(self):
        return {key: control for key, control in self.found().items() if self.tree.is_sensitive(control.path)}

    def try_control(self, key, control):
        began = time.monotonic()
        self.done.add(key)
        if len(self.tree.refresh().frames()) > 1:
            self.close_windows()
        if control.role in OPTIONS:
            alive = self.try_option(control)
        elif control.role == TAB:
            alive = self.try_tab(control)
        else:
            alive = self.button_does_something(control)
            self.after_button(control)
        if not alive:
            self.dead.append(str(control))
        verbose(f"{time.monotonic() - began:.2f} {control} {'' if alive else 'DEAD'}")

    def try_option(self, control):
        before, there = control.state(), set(self.reachable()) if control.role in (CHECK, COMBO) else None
        alive = self.option_changes(control)
        # What it makes possible is tried before it is put back.
        self.try_new(there)
        if control.role == COMBO:
            pressed = control.chosen + 1 if control.chosen + 1 < control.count else control.chosen - 1
            barren = 0
            entries = set() if control.name in self.common else set(range(control.count)) - {control.chosen, pressed}
            for entry in sorted(entries):
                if barren == BARREN or not control.is_there():
                    break
                control.choose(lambda *_, entry=entry: entry)
                self.tree.still_picture(20)
                barren = 0 if self.try_new(there) else barren + 1
        control.restore(before)
        return alive

    def try_new(self, there):
        """What can be pressed now, and could not before. Returns: how much that is."""
        new = {key: control for key, control in self.reachable().items() if key not in there} if there is not None else {}
        for key, control in new.items():
            if key not in self.done:
                self.try_control(key, control)
        return len(new)

    def try_tab(self, control):
        if control.states() & 1 << Atspi.StateType.SELECTED:
            other = next(number for number, title in enumerate(STATE["pages"], 1) if title != control.name)
            xdotool("key", f"alt+{other}")
            wait("another page", lambda: not control.states() & 1 << Atspi.StateType.SELECTED)
        alive = self.button_does_something(control)
        self.show_page()
        return alive

    def after_button(self, control):
        """Go into what has opened, and close it; switch off what was switched on."""
        if control.opens_popover():
            wait(f"the popover of {control}", self.has_opened)
        # A dialog comes a moment after its button.
        self.tree.still_picture(12)
        if len(self.tree.frames()) > 1:
            self.try_dialog(control.press)
            self.close_windows()
        elif self.tree.popovers():
            self.try_popover(control)
            self.close_popovers()
        elif control.is_there() and (self.tree.name_of(control.path) != control.name or control.is_pressed()):
            self.tree.act(control.path)
        elif control.region == self.page:
            xdotool("key", "Escape")

    def has_opened(self):
        return self.tree.refresh().popovers() or len(self.tree.frames()) > 1

    def show_page(self, page=None):
        page = page or self.page
        xdotool("key", f"alt+{STATE['pages'].index(page) + 1}")

        def is_shown():
            self.tree.ask_all()
            # The panel that has the name is no child of its stack: what is in it is.
            named = [path for path in self.tree.items if self.tree.name_of(path) == page and self.tree.role_of(path) == "panel"]
            seen = set(self.tree.below(self.tree.frames()[0]))
            return any(child in seen for path in named for child in self.tree.children_of(path))
        wait(f"page {page}", is_shown, 60)

    def try_part(self):
        """Returns: what could not be tried."""
        if self.page != STATE["pages"][0]:
            self.show_page(STATE["pages"][0])
            self.tree.still_picture()
            self.common = {key[2] for key in self.found()}
        self.show_page()
        self.tree.still_picture()
        failures = {}
        while True:
            left = {key: control for key, control in self.reachable().items()
                    if key not in self.done and failures.get(key, 0) < 3}
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
                    take_picture(PICTURES / f"vitrine-{NAME}-{len(failures)}-{failures[key]}.png")
                    self.close_popovers()
                    self.close_windows()
                    break
        missed = [str(control) for key, control in self.found().items() if key not in self.done]
        return missed + [f"menu {kind}: {name}" for kind, name in sorted(self.items_missed)]

    # ---- Popovers

    def kind_of(self, control):
        """Of what is there once for each run."""
        labels = "|".join(re.escape(label) for label in sorted(STATE["runs"], key=len, reverse=True))
        return re.sub(labels, "…", control.name)

    def try_popover(self, control):
        kind, popover = self.kind_of(control), self.tree.popovers()[-1]
        items = [path for path in self.tree.below(popover) if self.tree.role_of(path) == ITEM]
        if items:
            self.try_menu(control, kind, items)
        elif kind not in self.popovers:
            self.popovers.add(kind)
            self.try_controls_of_popover(control, kind)

    def open_popover(self, control):
        """Returns: what is open then."""
        if not self.tree.refresh().popovers():
            control.press()
            wait(f"the popover of {control}", lambda: self.tree.refresh().popovers())
        return self.tree.popovers()[-1]

    def close_popovers(self):
        for _ in range(6):
            if not self.tree.refresh().popovers():
                return
            xdotool("key", "Escape")
            time.sleep(0.15)
        raise AssertionError("a popover does not close")

    def try_controls_of_popover(self, control, kind):
        pressed = set()
        while True:
            left = [(key, other) for key, other in controls(self.tree, self.open_popover(control), kind).items()
                    if key not in pressed and self.tree.is_sensitive(other.path)]
            if not left:
                return
            key, other = left[0]
            pressed.add(key)
            began = time.monotonic()
            if other.role in OPTIONS:
                before = other.state()
                alive = self.option_changes(other)
                if other.is_there():
                    other.restore(before)
            else:
                alive = self.button_does_something(other)
            if len(self.tree.refresh().frames()) > 1:
                self.try_dialog(None)
                self.close_windows()
            if not alive:
                self.dead.append(f"popover {kind}: {other.role} '{other.name}'")
            verbose(f"{time.monotonic() - began:.2f} popover {kind}: {other} {'' if alive else 'DEAD'}")

    # ---- Menus

    def items_of(self, popover):
        """Items by their name and the title of the submenu that they are in, if any: GTK lists those of submenus that are not shown.
        Each submenu begins with an item that has its title and goes back."""
        found, submenu = {}, None
        titles = [self.tree.name_of(path) for path in self.tree.below(popover) if self.tree.role_of(path) == ITEM]
        for path in self.tree.below(popover):
            name = self.tree.name_of(path)
            if name == "GtkStackPage":
                submenu = None
            elif self.tree.role_of(path) == ITEM and titles.count(name) > 1 and (None, name) in found:
                submenu = name
            elif self.tree.role_of(path) == ITEM:
                found[submenu, name] = path
        return found

    def try_menu(self, control, kind, items):
        """An item that can do nothing is insensitive, and is tried after the others, or in the menu of another run."""
        own = self.items_of(self.tree.popovers()[-1])
        submenus = {submenu for submenu, _ in own if submenu}
        able = {key: self.tree.is_sensitive(path) for key, path in own.items()}
        self.close_popovers()
        for (submenu, name), is_able in sorted(able.items(), key=lambda pair: not pair[1] and pair[0][1] not in UNDO):
            if submenu in SUBMENU_EXCEPTIONS or name in ITEM_EXCEPTIONS or (kind, name) in self.items:
                continue
            if name in submenus:
                self.items.add((kind, name))
                if not self.submenu_opens(control, name):
                    self.dead.append(f"menu {kind}: {name}")
                continue
            if name in ITEM_BEFORE:
                ITEM_BEFORE[name](self)
                is_able = False
            if not is_able and not self.is_able_now(control, name):
                self.items_missed.add((kind, name))
                continue
            began = time.monotonic()
            self.items.add((kind, name))
            self.items_missed.discard((kind, name))
            alive = self.try_item(control, name)
            if not alive:
                self.dead.append(f"menu {kind}: {name}")
            verbose(f"{time.monotonic() - began:.2f} menu {kind}: {name} {'' if alive else 'DEAD'}")

    def submenu_opens(self, control, name):
        """Its items have room then."""
        self.press_item(control, name)
        inside = [path for (submenu, _), path in self.items_of(self.tree.refresh().popovers()[-1]).items() if submenu == name]
        try:
            wait(f"the submenu {name}", lambda: inside and all(min(self.tree.extents(path)[2:]) > 0 for path in inside))
        except AssertionError:
            return False
        finally:
            self.close_popovers()
        return True

    def is_able_now(self, control, name):
        popover = self.open_popover(control)
        able = any(self.tree.name_of(path) == name and self.tree.role_of(path) == ITEM and self.tree.is_sensitive(path)
                   for path in self.tree.below(popover))
        self.close_popovers()
        return able

    def press_item(self, control, name):
        popover = self.open_popover(control)
        item = next((path for path in self.tree.below(popover)
                     if self.tree.role_of(path) == ITEM and self.tree.name_of(path) == name), None)
        assert item, f"{name} is not in the menu {control}"
        self.tree.act(item)

    def try_item(self, control, name):
        """A menu that opens and closes is no change: the window that is seen without it must be different."""
        def world():
            return self.tree.picture(), self.tree.is_typing(), len(self.tree.frames()), STUDY.stat().st_mtime_ns, count_cache()
        self.tree.still_picture()
        before, study = world(), self.study
        self.press_item(control, name)
        wait("the menu to close", lambda: name in OPENS_POPOVER or not self.tree.refresh().popovers())
        end, changed, asks = time.monotonic() + 6, False, True
        while time.monotonic() < end and not changed:
            changed = world() != before
            # GTK 4.8 does not say that a panel is folded away: the study does.
            if not changed and asks and time.monotonic() > end - 5 and len(self.tree.frames()) == 1:
                asks, changed = False, self.study_changed()
            time.sleep(0.03)
        if name in ITEM_AFTER:
            ITEM_AFTER[name](self)
        elif len(self.tree.refresh().frames()) > 1:
            self.try_dialog(lambda: self.press_item(control, name))
        self.close_popovers()
        self.close_windows()
        if self.tree.refresh().is_typing():  # a name is being edited
            xdotool("key", "Escape")
        self.study = saved()
        return changed or self.study != study

    # ---- Dialogs

    def newest(self):
        """The window that lies on top: a dialog of a dialog comes after it."""
        return self.tree.refresh().frames()[-1]

    def is_of_gtk(self, dialog):
        names = {self.tree.name_of(path) for path in self.tree.below(dialog)}
        return bool(names & {"GtkFileChooserWidget", "GtkShortcutsWindow", "GtkAboutDialog", "GtkColorChooserWidget"}) or \
            self.tree.name_of(dialog) in ("About Vitrine", "Keyboard Shortcuts", "Shortcuts")

    def close_newest(self):
        count = len(self.tree.refresh().frames())
        for _ in range(5):
            xdotool("key", "Escape")
            try:
                wait("a window to close", lambda: len(self.tree.refresh().frames()) < count, 2)
                return
            except AssertionError:  # the first Escape may belong to a field
                continue
        raise AssertionError("a dialog does not close")

    def close_windows(self):
        while len(self.tree.refresh().frames()) > 1:
            self.close_newest()
        xdotool("windowfocus", "--sync", main_window())

    def try_dialog(self, opener):
        """Press what is in the newest window. What is of GTK is only opened."""
        dialog = self.newest()
        name = self.tree.name_of(dialog)
        elsewhere = name in DIALOGS_OF_FIRST_PAGE and STATE["part"] != STATE["pages"][0]
        if name in self.dialogs or name in DIALOG_EXCEPTIONS or elsewhere or self.is_of_gtk(dialog):
            return
        self.dialogs.add(name)
        pressed = set()
        while True:
            if len(self.tree.refresh().frames()) == 1:
                if not opener:
                    return
                opener()
                wait(f"{name} again", lambda: len(self.tree.refresh().frames()) == 2, 10)
            dialog = self.newest()
            wait("the keys", lambda: name in windows(), 10)
            left = [(key, control) for key, control in controls(self.tree, dialog, name).items()
                    if key not in pressed and key[2] not in EXCEPTIONS and self.tree.is_sensitive(control.path)]
            if not left:
                return
            # Buttons that end it come last.
            key, control = min(left, key=lambda pair: pair[1].role == BUTTON)
            pressed.add(key)
            began = time.monotonic()
            alive = self.dialog_control_works(control)
            if not alive:
                self.dead.append(f"dialog {name}: {control.role} '{control.name}'")
            while len(self.tree.refresh().frames()) > 2:
                self.close_newest()
            verbose(f"{time.monotonic() - began:.2f} dialog {name}: {control} {'' if alive else 'DEAD'}")

    def dialog_control_works(self, control):
        if control.role not in OPTIONS:
            return self.button_does_something(control)
        before = control.state()
        if control.role in TEXTS:  # Return would answer the dialog
            control.type("2" if before[4] == "1" else "1", end=None)
        else:
            control.press()
        try:
            wait(f"{control} to change", lambda: control.state() != before, 6)
        except AssertionError:
            return False
        if control.role in TEXTS:
            control.type(before[4], end=None)
        else:
            control.restore(before)
        return True


def count_cache():
    return len(list((STUDY.parent.parent / "cache").rglob("*")))


def close_new_window(presser):
    wait_for("the new window", lambda: "Vitrine" in windows(), 10)
    xdotool("windowfocus", "--sync", windows()["Vitrine"], "key", "ctrl+w")
    wait("it to close", lambda: len(presser.tree.refresh().frames()) == 1, 10)
    xdotool("windowfocus", "--sync", main_window())


def show_another_page(presser):
    presser.show_page(STATE["pages"][1])


def change_the_study(presser):
    """Something to take back. The rule of what is liquid-like is a step at once."""
    presser.tree.refresh()
    rule = next(control for key, control in controls(presser.tree, presser.tree.frames()[0], "").items()
                if key[2] == "within each species")
    rule.press()
    wait("a change of the study", presser.study_changed, 10)


def go_to_a_middle_scene(presser):
    """There are scenes before and behind it."""
    presser.close_windows()
    xdotool("key", "ctrl+alt+a", "ctrl+alt+a", "alt+Prior")
    presser.tree.still_picture()


ITEM_BEFORE = {
    "Undo": change_the_study,
    "Next Scene": go_to_a_middle_scene,
    "Previous Scene": go_to_a_middle_scene,
    "Move the Scene Up": go_to_a_middle_scene,
    "Move the Scene Down": go_to_a_middle_scene,
    "Show the Scene Again": show_another_page,
}
ITEM_AFTER = {
    "New Window": close_new_window,
    "Show Runs": lambda _: xdotool("key", "F9"),
    "Show Inspector": lambda _: xdotool("key", "shift+F9"),
    "Full Screen": lambda _: xdotool("key", "F11"),
    "Larger": lambda _: xdotool("key", "ctrl+0"),
    "Show Text of the Story": lambda _: xdotool("key", "ctrl+F9"),
    "Present": lambda _: xdotool("key", "Escape"),
    # The last of them: buttons come after it.
    "Close Story": go_to_a_middle_scene,
}
OPENS_POPOVER = {"Colour…", "Group…"}


def open_study():
    STUDY.write_text(STATE["text"], encoding="utf-8")
    start(STUDY)
    wait_for("the first map", description_with("liquid-like atoms"), 90)
    xdotool("windowfocus", main_window())
    # What is computed is there, so that nothing changes by itself.
    wait_for("the end of computing", lambda: not any("computing" in name for _, name, _ in texts()), 300)


def test_the_study_opens():
    copy_samples(STUDY.parent)
    STATE["text"] = STUDY.read_text(encoding="utf-8")
    STATE["runs"] = re.findall(r"^label=(.*)$", STATE["text"], re.MULTILINE)
    open_study()
    STATE["pages"] = [name for role, name, _ in texts() if role == TAB]
    assert len(STATE["runs"]) > 1 and len(STATE["pages"]) > 5, f"{STATE['runs']} {STATE['pages']}"


def begin_story():
    for n in range(1, 4):
        xdotool("key", "ctrl+alt+a")
        wait_for(f"scene {n}", label_with(f"Scene {n} of {n}"))


def try_part(part):
    """In a program of its own: what was pressed before does not count."""
    STATE["part"] = part
    open_study()
    presser = STATE["presser"] = Presser()
    if part == STORY:
        begin_story()
    presser.begin(part if part in STATE["pages"] else STATE["pages"][0])
    missed = presser.try_part()
    print(f"# {part}: {len(presser.done)} controls, {len(presser.items)} items of menus, {len(presser.dialogs)} dialogs")
    assert not presser.dead, "nothing happens: " + ", ".join(presser.dead)
    assert not missed, "not tried: " + ", ".join(missed)
    assert len(presser.done) > 4, f"{len(presser.done)} controls"


def test_parts():
    wrong = []
    for part in sys.argv[2:] or [AROUND, STORY, *STATE["pages"]]:
        began = time.monotonic()
        try:
            try_part(part)
        except Exception as error:  # the other parts are tried all the same
            wrong.append(f"{part}: {error}")
            verbose(traceback.format_exc().replace("\n", " "))
        print(f"# {part}: {time.monotonic() - began:.0f} s", flush=True)
    assert not wrong, "\n".join(wrong)


def test_regions_have_no_range():
    """They have colours of their own: what would change nothing cannot be pressed."""
    STATE["part"] = STATE["pages"][0]
    open_study()
    presser = Presser()
    presser.begin(STATE["pages"][0])

    def control(name):
        return next(control for key, control in presser.found().items() if key[2] == name)
    column, before = control("Colour by"), control("Colour by").state()
    assert presser.tree.is_sensitive(control("Fit to what is shown").path)
    column.choose_named("region")
    wait("no range", lambda: not presser.tree.is_sensitive(control("Fit to what is shown").path), 10)
    column.restore(before)
    wait("a range", lambda: presser.tree.is_sensitive(control("Fit to what is shown").path), 10)


def test_a_run_is_removed():
    """Last: it takes its controls along."""
    presser = Presser()
    presser.begin(STATE["pages"][0])
    presser.tree.refresh()
    next(control for key, control in controls(presser.tree, presser.tree.frames()[0], "").items() if key[2] == LAST).press()
    wait("a run less in the study", presser.study_changed, 10)


if __name__ == "__main__":
    main(globals())
