#!/usr/bin/python3
"""What the real window does where it once did wrong. Speaks TAP."""
import os
import pathlib
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (Atspi, FOLDER, SAMPLES, STATUS, centre, click, control, description_with, extents, label_with, main,  # noqa: E402
                     main_window, node_named, open_list, press, program, save_as, settle, start, start_demo, texts, wait_for, walk, windows, xdotool)


def test_beyond_the_last_start_time():
    """The atoms are those of the frame under the playhead, grey, and the map says how much motion is missing."""
    start_demo()
    wait_for("the clock", label_with("80.0 ps"))
    xdotool("key", "End")
    wait_for("the frame", label_with("frame 175 of 175"))
    wait_for("its atoms", description_with("t = 330 ps"))
    wait_for("no liquid-like atoms", description_with(", 0 liquid-like atoms"))
    wait_for("what is missing", label_with("T_ML at 330 ps needs the motion up to 530 ps: 200 ps are missing"))
    xdotool("key", "Home")
    wait_for("the first map", description_with("t = 0 ps"))
    wait_for("no message", lambda: not label_with("are missing")())


def clock():
    """The time under the playhead, as its label shows it."""
    return label_with("frame ")()


def test_the_wheel_changes_no_number_of_a_panel():
    """It scrolls the panel on, whatever comes under the pointer on the way."""
    top = extents(control("Colour map"))[1]
    for name in ("Slice position (%)", "Slice thickness (Å)"):
        node = control(name)
        value, place = node.get_value(), centre(node)
        xdotool("mousemove", *place)
        settle()
        xdotool("click", 5)
        wait_for("the panel to scroll", lambda: extents(control("Colour map"))[1] < top - 10)
        assert control(name).get_value() == value, f"the wheel changed {name}"
        xdotool("mousemove", place[0], place[1] + 1, "click", "--repeat", 5, "--delay", 10, 4)
        wait_for("the panel to be back", lambda: extents(control("Colour map"))[1] == top)
        assert control(name).get_value() == value, f"the wheel changed {name} back"


def test_keys_of_an_open_list_stay_there():
    """A list that has popped up is gone through by keys that move the playhead elsewhere."""
    xdotool("key", "Right")
    wait_for("the second start time", label_with("5.0 ps"))
    before = clock()
    open_list("Colour map")
    for key in ("End", "Left", "space"):
        xdotool("key", key)
        settle()
    assert clock() == before, clock()
    xdotool("key", "Escape")


def focused():
    """Names from the window down to what has the keys."""
    for node in walk(program()):
        if node.has(Atspi.StateType.FOCUSED):
            names = []
            while node:
                names.append(node.name)
                node = node.get_parent()
            return names[::-1]
    return []


def test_keys_go_round_the_panes():
    """A map takes one key, and not forty."""
    xdotool("windowfocus", main_window())
    xdotool("key", "Escape", "F6")
    seen = []
    for _ in range(8):
        settle()
        seen.append(" / ".join(wait_for("what has the keys", focused)))
        xdotool("key", "F6")
    maps = [i for i, names in enumerate(seen) if "Atoms of creep 2.0 GPa" in names]
    assert len(maps) == 2 and len(set(seen)) >= 4, seen
    assert seen[maps[0] + 1] != seen[maps[0] - 1] and maps[1] - maps[0] == 4, seen
    xdotool("key", "shift+F6")
    settle()
    assert " / ".join(focused()) == seen[-1], (focused(), seen)
    xdotool("key", "Escape")


def test_a_time_is_typed():
    xdotool("key", "ctrl+l")
    wait_for("the entry", lambda: node_named("Time to go to (ps)", "text"))
    xdotool("type", "--delay", 5, "900")
    xdotool("key", "Return")
    wait_for("what times there are", label_with("A time from 0 to 330 ps"))
    xdotool("key", "ctrl+a")
    xdotool("type", "--delay", 5, "0.1 ns")
    xdotool("key", "Return")
    wait_for("the time", label_with("100.0 ps"))
    xdotool("key", "Right")
    wait_for("the keys of the playhead", label_with("105.0 ps"))


def test_quantities_are_searched():
    """Anywhere in name, symbol and description; Return takes the first. What is wrong is typed on."""
    open_list("Colour by")
    xdotool("type", "--delay", 20, "bond order")
    # At once: the entry itself waits for more to come before it searches.
    xdotool("key", "Return")
    wait_for("its range", label_with("all now"))
    assert node_named("q4", "label"), [name for role, name, _ in texts() if role == "label"]
    open_list("Colour by")
    xdotool("type", "--delay", 20, "expression")
    settle()
    xdotool("key", "Return")
    settle()
    for typed in (" *", " 1e-9"):
        xdotool("key", "End")
        xdotool("type", "--delay", 5, typed)
        xdotool("key", "Return")
        settle()
        assert "Expression that colours the atoms" in focused() or "1e-9" in typed, focused()
    wait_for("a range of small numbers", lambda: 0 < control("Colour scale to").get_value() < 1e-6)
    open_list("Colour by")
    xdotool("key", "Home", "Return")
    wait_for("the locked range", label_with("locked"))
    # What no entry has is offered as an expression; Return takes it.
    open_list("Colour by")
    xdotool("type", "--delay", 20, "t_ml / 1e9")
    wait_for("the offer", lambda: node_named("Expression… t_ml / 1e9"))
    xdotool("key", "Return")
    wait_for("a range of small numbers", lambda: 0 < control("Colour scale to").get_value() < 1e-5)
    open_list("Colour by")
    xdotool("type", "--delay", 20, "t_ml +")
    xdotool("key", "Return")
    wait_for("what is wrong is typed on", lambda: "Expression that colours the atoms" in focused())
    xdotool("key", "BackSpace", "BackSpace", "Return")
    open_list("Colour by")
    xdotool("key", "Home", "Return")
    wait_for("the locked range", label_with("locked"))


def test_escape_closes_the_problems():
    xdotool("key", "ctrl+p")
    wait_for("the list", lambda: "Problems in the files" in windows())
    xdotool("key", "Escape")
    wait_for("its end", lambda: "Problems in the files" not in windows())


def recent():
    path = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "recently-used.xbel"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_a_failed_open_leaves_nothing():
    """No run, no new study, nothing in the recent list; the window says why."""
    bad, study = FOLDER / "bad.dump", FOLDER / "bad.vitrine"
    bad.write_text("nothing here\n", encoding="utf-8")
    study.write_text("nothing here\n", encoding="utf-8")
    for path, words in ((bad, "no format that is known"), (study, "is not a Vitrine study")):
        start(path)
        wait_for("the reason", label_with(words))
        settle(0.3)
        assert list(windows()) == ["Vitrine"], windows()
        assert not node_named(path.stem, "check box")
    time.sleep(1)
    assert "bad." not in recent(), recent()


def test_return_takes_the_proposed_answer():
    """Several files are runs of their own; those that open are in the recent list."""
    names = [FOLDER / f"{name}.lammpstrj.zst" for name in "ab"]
    for name in names:
        shutil.copy(SAMPLES / "creep-2.3.lammpstrj.zst", name)
    start(*names)
    wait_for("the question", lambda: "Several Files" in windows())
    xdotool("windowfocus", windows()["Several Files"])
    xdotool("key", "Return")
    for name in "ab":
        wait_for(f"run {name}", lambda: node_named(name, "check box"))
    wait_for("the recent list", lambda: all(f"{name}.lammpstrj.zst" in recent() for name in "ab"))
    wait_for("the change", lambda: any(title.startswith("•") for title in windows()))
    # A study that is saved by Return, too: the file dialog comes.
    xdotool("windowfocus", main_window())
    xdotool("key", "ctrl+w")
    wait_for("the question", lambda: "Save the Study?" in windows())
    xdotool("windowfocus", windows()["Save the Study?"])
    xdotool("key", "Return")
    wait_for("the file dialog", lambda: "Save the Study" in windows())
    xdotool("key", "Escape")


def saved(path):
    """Options of the view in a study file."""
    text = path.read_text(encoding="utf-8").partition("[view]")[2].partition("\n[")[0]
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def a_map():
    return next(node for node in walk(program()) if "liquid-like atoms" in node.description)


def zoom_into_a_map():
    """A click picks an atom, and gives the map the keys."""
    x, y = centre(a_map())
    for dx, dy in ((0, 0), (9, 4), (-12, 7), (5, -14)):
        click(x + dx, y + dy)
        if label_with("Atom ")():
            break
    xdotool("key", "plus")
    settle()


def size():
    done = subprocess.run(["xdotool", "getwindowgeometry", "--shell", main_window()], capture_output=True, text=True, check=True)
    return [int(line.split("=")[1]) for line in done.stdout.split() if line.startswith(("WIDTH", "HEIGHT"))]


def test_the_view_comes_back():
    """Page, slice, camera, atom and panels with the study, which they do not modify; the size of the window by itself."""
    path = FOLDER / "view.vitrine"
    start_demo()
    xdotool("key", "Page_Up")
    zoom_into_a_map()
    picked = wait_for("the atom", lambda: next(name for _, name, _ in texts() if name.startswith("Atom ") and "·" in name))
    xdotool("key", "F9", "alt+5")
    wait_for("the page", lambda: node_named("strain").description)
    assert not any(title.startswith("•") for title in windows()), windows()
    save_as(path)
    view = saved(path)
    assert view["page"] == "mechanics" and view["runs-panel"] == "0" and "inspector" not in view, view
    assert picked.startswith(f"Atom {view['atom']} ") and view["atom-run"].startswith("creep"), (picked, view)
    assert view["slice-position"] == "0.52", view
    zoom = float(view["camera"].split()[1])
    assert view["camera"].startswith("y ") and zoom > 1.05, view
    xdotool("windowsize", main_window(), 1100, 740)
    settle(0.3)
    before = size()
    xdotool("key", "ctrl+q")
    STATUS["process"].wait(10)

    start(path)
    wait_for("the page", lambda: node_named("strain").description, 60)
    assert all(abs(a - b) <= 2 for a, b in zip(size(), before)), (size(), before)
    xdotool("windowfocus", main_window())
    xdotool("key", "alt+1")
    wait_for("the map", description_with("liquid-like atoms"), 60)
    wait_for("the atom", label_with(picked))
    assert not any(title.startswith("•") for title in windows()), windows()
    # One step back from the camera that was saved is where it began.
    x, y = centre(a_map())
    for k in range(10):
        click(x + 7 * k, y + 3 * k)
        xdotool("key", "minus")
        settle()
        xdotool("key", "ctrl+s")
        settle(0.3)
        if saved(path)["camera"] != view["camera"]:
            break
    after = float(saved(path)["camera"].split()[1])
    assert abs(after - 1) < 0.03, (zoom, after)
    assert "page" not in saved(path), saved(path)


def test_a_study_that_changed_on_disk_is_asked_for():
    """Escape leaves the file as the other program wrote it."""
    path = FOLDER / "view.vitrine"
    changed = path.read_text(encoding="utf-8") + "\n# by another program\n"
    path.write_text(changed, encoding="utf-8")
    xdotool("windowfocus", main_window())
    xdotool("key", "ctrl+s")
    wait_for("the question", lambda: "Replace the Changed File?" in windows())
    xdotool("windowfocus", windows()["Replace the Changed File?"])
    xdotool("key", "Escape")
    wait_for("its end", lambda: "Replace the Changed File?" not in windows())
    assert path.read_text(encoding="utf-8") == changed


def test_more_runs_than_maps():
    """The page says which runs its maps show, and turns to the others in the order of the list."""
    names = [FOLDER / f"run-{k}.lammpstrj.zst" for k in range(6)]
    for name in names:
        shutil.copy(SAMPLES / "glass-100K.lammpstrj.zst", name)
    path = FOLDER / "many.vitrine"
    path.write_text("[study]\nversion=1\n" + "".join(f"[run {k}]\nfiles={name.name}\ntemperature=100\n"
                                                   for k, name in enumerate(names, 1)), encoding="utf-8")
    start(path)
    wait_for("the first four", label_with("Runs 1 – 4 of 6"))
    press("The runs after")
    wait_for("the last two", label_with("Runs 5 – 6 of 6"))
    press("The runs before")
    wait_for("the first four", label_with("Runs 1 – 4 of 6"))


def test_a_long_name_does_not_widen_the_window():
    """Not even one that has no place to break."""
    path, name = FOLDER / "long.vitrine", "x" * 200
    path.write_text(f"[study]\nversion=1\n[run 1]\nfiles=run-0.lammpstrj.zst\ntemperature=100\nlabel={name}\n", encoding="utf-8")
    start(path)
    wait_for("its map", lambda: any(name in text for _, text, _ in texts()))
    settle(0.5)
    assert int(size()[0]) <= 1280, size()


main(globals())
