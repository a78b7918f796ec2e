"""A desktop of its own for tests of the real window: X server, window manager, session bus, accessibility tree.

A test module imports all of this and calls main(globals()) at its end. It is run again inside of that desktop. The
functions whose names begin with test_ run in their order, and speak TAP.
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
                       XDG_CONFIG_HOME=f"{folder}/config",
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
# It must not hold the pipe that the outside reads.
MANAGER = subprocess.Popen(["openbox"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) if shutil.which("openbox") else None


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


def windows():
    """Ids of the program's windows that have a title, by title."""
    found = {}
    for name in subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "vitrine"], capture_output=True, text=True,
                               check=False).stdout.split():
        title = subprocess.run(["xdotool", "getwindowname", name], capture_output=True, text=True, check=False).stdout.strip()
        if title and title != "vitrine":
            found[title] = name
    return found


def main_window():
    return next(name for title, name in windows().items() if title.endswith("Vitrine"))


def extents(node):
    """Of a node of the main window, on the screen: x, y, width, height."""
    box = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    place = subprocess.run(["xdotool", "getwindowgeometry", "--shell", main_window()], capture_output=True, text=True,
                           check=True).stdout
    at = dict(line.split("=") for line in place.split())
    # Without a compositor GTK draws a border of 5 pixels.
    return int(at["X"]) + 5 + box.x, int(at["Y"]) + 5 + box.y, box.width, box.height


def centre(node):
    x, y, width, height = extents(node)
    return x + width // 2, y + height // 2


def start(*words, **environment):
    """Start the program in place of the one before, and wait for its window."""
    stop()
    STATUS["process"] = subprocess.Popen([PROGRAM, *map(str, words)], env=dict(os.environ, **environment))
    wait_for("the window", program, 90)
    wait_for("its title", lambda: windows() and main_window())


def stop():
    process = STATUS.pop("process", None)
    if process:
        process.kill()
        process.wait()
        wait_for("the end of the window", lambda: not program())


def press(name):
    node = wait_for(name, lambda: node_named(name))
    node.get_action_iface().do_action(0)


def export_page(path):
    """Export the page that is seen by Ctrl+E and the file chooser, and wait for the file."""
    xdotool("key", "ctrl+e")
    press("Choose Name…")
    wait_for("the file chooser", lambda: node_named("Save"))
    time.sleep(0.5)
    xdotool("key", "ctrl+a")
    xdotool("type", str(path))
    time.sleep(0.3)
    xdotool("key", "Return")
    wait_for("the file", path.exists)


def main(module):
    tests = [(name, value) for name, value in module.items() if name.startswith("test_")]
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
    stop()
    if MANAGER:
        MANAGER.terminate()
    sys.exit(failed)
