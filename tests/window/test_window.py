#!/usr/bin/python3
"""The real window: opened, scrubbed, picked, exported from. Speaks TAP.

Starts an X server and a session bus of its own, and runs itself again inside.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

PROGRAM = sys.argv[1]
SAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "resources" / "samples"


def outside():
    folder = tempfile.mkdtemp(prefix="vitrine-window-")
    os.makedirs(f"{folder}/run", mode=0o700)
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
                              pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        display = pipe.readline().strip()
    environment = dict(os.environ, DISPLAY=f":{display}", XDG_RUNTIME_DIR=f"{folder}/run", GDK_BACKEND="x11",
                       GSK_RENDERER="cairo", VITRINE_CACHE_DIR=f"{folder}/cache", XDG_DATA_HOME=f"{folder}/data",
                       VITRINE_WINDOW_TEST=folder, NO_AT_BRIDGE="0")
    environment.pop("WAYLAND_DISPLAY", None)
    # GTK's file chooser leaks two strings of libcloudproviders, with a stack that no suppression can name.
    environment["ASAN_OPTIONS"] = environment.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
    try:
        inside = subprocess.Popen(["dbus-run-session", "--", sys.executable, *sys.argv], env=environment, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        # Services of the session bus write to the same pipe.
        for line in inside.stdout:
            if line.startswith(("1..", "ok", "not ok", "#")):
                print(line, end="", flush=True)
        return inside.wait()
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def skip(why):
    print(f"1..0 # SKIP {why}")
    sys.exit(0)


if "VITRINE_WINDOW_TEST" not in os.environ:
    sys.exit(outside())

try:
    import gi
    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi
except (ImportError, ValueError):
    skip("gir1.2-atspi-2.0 is not installed")
if not shutil.which("xdotool"):
    skip("xdotool is not installed")

FOLDER = pathlib.Path(os.environ["VITRINE_WINDOW_TEST"])
STATUS = {}


def walk(node, depth=0):
    if node is None or depth > 40:
        return
    yield node
    for i in range(node.get_child_count()):
        yield from walk(node.get_child_at_index(i), depth + 1)


def program():
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(i)
        if child and child.get_name() == "vitrine":
            return child
    return None


def texts():
    found = []
    for node in walk(program()):
        try:
            found.append((node.get_role_name(), node.get_name() or "", node.get_description() or ""))
        except Exception:  # a node that has just gone
            continue
    return found


def wait_for(what, test, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            value = test()
        except Exception:
            value = None
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"{what}: waited {seconds} s in vain")


def label_with(piece):
    return lambda: next((name for _, name, _ in texts() if piece in name), None)


def description_with(piece):
    return lambda: next((text for _, _, text in texts() if piece in text), None)


def node_named(name, role=None):
    for node in walk(program()):
        if node.get_name() == name and (role is None or node.get_role_name() == role):
            return node
    return None


def xdotool(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True, stderr=subprocess.DEVNULL)


def click(x, y):
    xdotool("mousemove", x, y)
    time.sleep(0.15)
    xdotool("click", 1)


def centre(node):
    box = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    return box.x + 5 + box.width // 2, box.y + 5 + box.height // 2


def press(name):
    node = wait_for(name, lambda: node_named(name))
    node.get_action_iface().do_action(0)


def test_opens_and_computes():
    began = time.monotonic()
    STATUS["process"] = subprocess.Popen([PROGRAM, "--demo"])
    wait_for("the window", program, 90)
    wait_for("the first T_ML map", description_with("liquid-like atoms"), 90)
    print(f"# first map after {time.monotonic() - began:.1f} s")
    wait_for("the run's label", label_with("creep 2.3 GPa"))
    wait_for("the clock", label_with("80.0 ps"))


def test_steps_through_time():
    time.sleep(0.5)
    window = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Vitrine"], capture_output=True, text=True,
                            check=True).stdout.split()[0]
    xdotool("windowfocus", window)
    xdotool("key", "Right")
    wait_for("the next start time", label_with("85.0 ps"))
    xdotool("key", "Home")
    clock = wait_for("the first time", lambda: node_named("0.0 ps"))
    wait_for("the slice at that time", description_with("t = 0 ps"))
    xdotool("key", "space")
    # That one label: a look at all of them takes long while every frame is drawn anew.
    wait_for("playing", lambda: clock.get_name() != "0.0 ps", 10)
    xdotool("key", "space")


def test_slice_controls():
    before = wait_for("the description", description_with("slice ⊥ y"))
    xdotool("key", "Page_Up")
    wait_for("another slice", lambda: (description_with("slice ⊥ y")() or before) != before)
    xdotool("key", "ctrl+3")
    wait_for("the whole box", description_with("5324 atoms"))
    xdotool("key", "ctrl+3")
    wait_for("the slice again", description_with("slice ⊥ y"))


def test_pick_follows_an_atom():
    view = wait_for("the map", lambda: next((n for n in walk(program()) if "liquid-like atoms" in (n.get_description() or "")), None))
    x, y = centre(view)
    for dx, dy in ((0, 0), (9, 4), (-12, 7), (5, -14)):
        click(x + dx, y + dy)
        time.sleep(0.6)
        if label_with("Atom ")():
            break
    wait_for("the picked atom", lambda: next((n for _, n, _ in texts() if n.startswith("Atom ") and "·" in n), None))


def test_exports_the_page():
    out = FOLDER / "page.svg"
    xdotool("key", "ctrl+e")
    press("Choose Name…")
    wait_for("the file chooser", lambda: node_named("Save"))
    time.sleep(0.5)
    xdotool("key", "ctrl+a")
    xdotool("type", str(out))
    time.sleep(0.3)
    xdotool("key", "Return")
    wait_for("the file", lambda: out.exists() and "<text" in out.read_text(encoding="utf-8"))
    wait_for("the dialog's end", lambda: not node_named("Choose Name…"))


def test_spin_buttons_take_keys():
    spin = wait_for("the T_g entry", lambda: node_named("Glass transition temperature (K)"))
    spin.get_value_iface().set_current_value(700)
    wait_for("its value", lambda: abs(node_named("Glass transition temperature (K)").get_value_iface().get_current_value() - 700) < 0.5)


def shows(name, title):
    """A chart of that name has its figure, not a message."""
    node = wait_for(f"the chart {name}", lambda: next((n for n in walk(program()) if n.get_name() == name and n.get_description()), None))
    wait_for(f"the figure {name}", lambda: title in (node.get_description() or ""), 40)
    return node


def slices():
    return {text for _, _, text in texts() if "slice ⊥ y" in text}


def wheel_over_a_map():
    """It scrolls the page; with Shift it moves the slice."""
    box = node_named("correlation").get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    xdotool("mousemove", box.x + 5 + 80, box.y + 5 - 160)
    before = slices()
    xdotool("keydown", "shift", "click", 5, "keyup", "shift")
    wait_for("another slice", lambda: slices() != before)
    before = slices()
    xdotool("click", 5)
    wait_for("the page to scroll", lambda: node_named("correlation").get_component_iface().get_extents(
        Atspi.CoordType.WINDOW).y < box.y - 20)
    assert slices() == before, "the wheel moved the slice"


def test_pages():
    xdotool("key", "alt+2")
    maps = shows("q6-w6", "Joint density")
    shows("polyhedra", "Most frequent")
    shows("sij", "similarity")
    shows("gr", "Radial")
    # A region drawn around the middle of the first map picks atoms.
    box = maps.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    left, top = box.x + 5 + 85, box.y + 5 + 75
    xdotool("mousemove", left, top)
    xdotool("mousedown", 1)
    for dx, dy in ((60, 0), (70, 60), (40, 110), (0, 90), (-10, 30)):
        xdotool("mousemove", left + dx, top + dy)
        time.sleep(0.1)
        if dx == 70:  # the figure is made anew under the hand that draws
            xdotool("key", "Right")
            time.sleep(1)
    xdotool("mouseup", 1)
    shows("selection", "picked atoms")
    xdotool("key", "alt+3")
    for name, title in (("composition", "Composition"), ("alpha", "Warren"), ("eta", "Cargill"), ("cn-table", "Table")):
        shows(name, title)
    xdotool("key", "alt+4")
    shows("correlation", "Correlation")
    shows("plasticity-density", "Joint density")
    shows("clusters", "Liquid-like regions")
    wheel_over_a_map()
    xdotool("key", "alt+5")
    for name, title in (("strain", "Strain"), ("stress-strain", "yield"), ("volume-temperature", "glass"), ("msd", "Mean-square")):
        shows(name, title)
    xdotool("key", "alt+6")
    for name, title in (("predicted-actual", "Cross-validation"), ("dendrogram", "temperatures"), ("relieff", "intervals"),
                        ("learning-curve", "Quality"), ("distances", "Distance")):
        shows(name, title)
    # The threshold is dragged: what is drawn changes while it is held.
    box = node_named("relieff").get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    xdotool("mousemove", box.x + 5 + box.width // 2, box.y + 5 + box.height // 2)
    xdotool("mousedown", 1)
    for dy in (-10, -20, -30, -40, -50):
        xdotool("mousemove", box.x + 5 + box.width // 2, box.y + 5 + box.height // 2 + dy)
        time.sleep(0.3)
    xdotool("mouseup", 1)
    assert STATUS["process"].poll() is None, "dragging the threshold ended the program"
    shows("relieff", "intervals")
    xdotool("key", "alt+1")


def test_ends_by_itself():
    process = STATUS["process"]
    xdotool("key", "ctrl+q")
    time.sleep(1)
    # T_g was changed, so it asks.
    wait_for("the question", lambda: node_named("Discard"))
    press("Discard")
    assert process.wait(10) == 0, process.returncode


def main():
    tests = [(name, value) for name, value in globals().items() if name.startswith("test_")]
    print(f"1..{len(tests)}", flush=True)
    failed = False
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
            print(f"ok {number} {name}", flush=True)
        except Exception as error:  # any: the window must be closed all the same
            failed = True
            print(f"not ok {number} {name}\n# {error}", flush=True)
            subprocess.run(["import", "-window", "root", f"/tmp/vitrine-window-{number}.png"], check=False)
    process = STATUS.get("process")
    if process and process.poll() is None:
        process.kill()
    sys.exit(failed)


main()
