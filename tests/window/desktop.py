"""A desktop of its own for tests of the real window: X server, window manager, session bus, accessibility tree.

A test module imports all of this and calls main(globals()) at its end. It is run again inside of that desktop. The
functions whose names begin with test_ run in their order, and speak TAP. A test also fails if the program complains while it
runs. Whatever the desktop has started ends with it, also services of its buses that outlive these.
"""
import ctypes
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM = sys.argv[1]
NAME = pathlib.Path(sys.argv[0]).stem
SAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "resources" / "samples"
# A module that needs a larger screen says so before it imports this one.
SCREEN = os.environ.get("VITRINE_TEST_SCREEN", "1280x800")
# Or "weston", where nothing can be clicked or typed.
SERVER = os.environ.get("VITRINE_TEST_SERVER", "Xvfb")
# What fades and slides keeps the program at work for a second after each click. A module that wants it all the same says so.
STILL = "" if "VITRINE_TEST_ANIMATIONS" in os.environ else "gtk-cursor-blink=false\ngtk-enable-animations=false\n"


# ---- Outside of the desktop

def bail_out(why):
    print(f"Bail out! {why}", flush=True)
    sys.exit(1)


def control_process(option, value):
    """prctl() of Linux."""
    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def adopt_orphans():
    """Processes that lose their parent become children of this one."""
    set_child_subreaper = 36
    control_process(set_child_subreaper, 1)


def end_with_parent():
    set_parent_death_signal = 1
    control_process(set_parent_death_signal, signal.SIGTERM)


def children():
    found = []
    for name in os.listdir("/proc") if os.path.isdir("/proc") else []:
        try:
            if name.isdigit() and int(pathlib.Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[1]) == os.getpid():
                found.append(int(name))
        except (OSError, IndexError):  # one that has just ended
            continue
    return found


def end_children():
    """All of them, and those that they leave behind."""
    for how, seconds in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        end, told = time.monotonic() + seconds, set()
        while time.monotonic() < end:
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                return
            for child in set(children()) - told:
                os.kill(child, how)
                told.add(child)
            time.sleep(0.02)


def start_server(folder):
    """Xvfb on a display that is free. Returns its number."""
    read, write = os.pipe()
    with open(f"{folder}/server", "w", encoding="utf-8") as said:
        server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", f"{SCREEN}x24", "-nolisten", "tcp"],
                                  pass_fds=[write], stdout=said, stderr=said, preexec_fn=end_with_parent)
    os.close(write)
    with os.fdopen(read) as pipe:
        display = pipe.readline().strip() if select.select([pipe], [], [], 60)[0] else ""
    if not display:
        said = pathlib.Path(f"{folder}/server").read_text(encoding="utf-8", errors="replace")
        bail_out(f"Xvfb did not start ({server.poll()}): " + " ".join(said.split())[-400:])
    os.environ["VITRINE_WINDOW_SERVER"] = str(server.pid)
    return display


def start_weston(folder):
    """Wayland without a screen. Returns the name of its socket."""
    said, socket = f"{folder}/server", "vitrine-test"
    width, height = SCREEN.split("x")
    server = subprocess.Popen(["weston", "--backend=headless-backend.so", f"--socket={socket}", f"--width={width}",
                               f"--height={height}", "--idle-time=0", f"--log={said}"],
                              env=dict(os.environ, XDG_RUNTIME_DIR=f"{folder}/run"), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, preexec_fn=end_with_parent)
    end = time.monotonic() + 60
    while not os.path.exists(f"{folder}/run/{socket}"):
        if server.poll() is not None or time.monotonic() > end:
            bail_out(f"weston did not start ({server.poll()}), see {said}")
        time.sleep(0.05)
    return socket


def new_environment(folder):
    """With the server of it started."""
    environment = dict(os.environ, XDG_RUNTIME_DIR=f"{folder}/run", TMPDIR=f"{folder}/tmp", GSK_RENDERER="cairo", VITRINE_CACHE_DIR=f"{folder}/cache",
                       XDG_DATA_HOME=f"{folder}/data", XDG_CONFIG_HOME=f"{folder}/config", VITRINE_WINDOW_TEST=folder,
                       NO_AT_BRIDGE="0")
    environment.setdefault("VITRINE_TEST_PICTURES", tempfile.gettempdir())
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS", "SESSION_MANAGER", "DBUS_SESSION_BUS_ADDRESS"):
        environment.pop(name, None)
    if SERVER == "weston":
        environment.update(WAYLAND_DISPLAY=start_weston(folder), GDK_BACKEND="wayland")
    else:
        environment.update(DISPLAY=f":{start_server(folder)}", GDK_BACKEND="x11", VITRINE_WINDOW_SERVER=os.environ["VITRINE_WINDOW_SERVER"])
    # GTK's file chooser leaks two strings of libcloudproviders, with a stack that no suppression can name.
    environment["ASAN_OPTIONS"] = environment.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
    return environment


def outside():
    adopt_orphans()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = tempfile.mkdtemp(prefix="vitrine-window-")
    os.makedirs(f"{folder}/run", mode=0o700)
    os.makedirs(f"{folder}/tmp")
    os.makedirs(f"{folder}/config/gtk-4.0")
    pathlib.Path(f"{folder}/config/gtk-4.0/settings.ini").write_text("[Settings]\n" + STILL, encoding="utf-8")
    spoke = False
    try:
        environment = new_environment(folder)
        with open(f"{folder}/errors", "w", encoding="utf-8") as errors:
            inside = subprocess.Popen(["dbus-run-session", "--", sys.executable, *sys.argv], env=environment, text=True,
                                      stdout=subprocess.PIPE, stderr=errors, preexec_fn=end_with_parent)
        # Services of the session bus write to the same pipe.
        for line in inside.stdout:
            if line.startswith(("1..", "ok", "not ok", "#", "Bail out!")):
                spoke = True
                print(line, end="", flush=True)
        status = inside.wait()
        if not spoke:
            said = pathlib.Path(f"{folder}/errors").read_text(encoding="utf-8", errors="replace")
            bail_out(f"nothing was tested ({status}): " + " ".join(said.split())[-600:])
        return status
    finally:
        end_children()
        shutil.rmtree(folder, ignore_errors=True)


def skip(why):
    print(f"1..0 # SKIP {why}")
    sys.exit(0)


if "VITRINE_WINDOW_TEST" not in os.environ:
    for needed in ("dbus-run-session", SERVER, *(("xdotool", "openbox") if SERVER == "Xvfb" else ())):
        if not shutil.which(needed):
            skip(f"{needed} is not installed")
    sys.exit(outside())

# ---- Inside of it

try:
    import gi
    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi
except (ImportError, ValueError):
    skip("gir1.2-atspi-2.0 is not installed")

from tree import Node, ROOT, TEXTS, Tree  # noqa: E402

FOLDER = pathlib.Path(os.environ["VITRINE_WINDOW_TEST"])
SAID = FOLDER / "said"
# What is to be looked at after the test.
PICTURES = pathlib.Path(os.environ["VITRINE_TEST_PICTURES"])
SAID.touch()
STATUS = {}

# Windows get the keys when they open or are clicked. No keys and buttons are the manager's own.
MANAGER_CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>
  <placement><policy>Smart</policy><center>yes</center></placement>
  <desktops><number>1</number></desktops>
  <keyboard/>
  <mouse>
    <context name="Client">
      <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
    </context>
  </mouse>
</openbox_config>
"""


def start_manager():
    """Without one that works no window gets the keys, or is even shown."""
    config, said = FOLDER / "openbox.xml", FOLDER / "manager"
    config.write_text(MANAGER_CONFIG, encoding="utf-8")
    end, manager = time.monotonic() + 30, None
    while subprocess.run(["xdotool", "get_num_desktops"], capture_output=True, check=False).returncode != 0:
        if time.monotonic() > end:
            bail_out("openbox did not start: " + " ".join(said.read_text(errors="replace").split())[-400:])
        # A server that says its number may not answer yet. What is started must not hold the pipe that the outside reads.
        if manager is None or manager.poll() is not None:
            with open(said, "w", encoding="utf-8") as out:
                manager = STATUS["manager"] = subprocess.Popen(["openbox", "--sm-disable", "--config-file", str(config)], stdout=out, stderr=out)
        time.sleep(0.05)


if SERVER == "Xvfb":
    start_manager()


def tree():
    """Of the program that was started last."""
    if "tree" not in STATUS:
        STATUS["tree"] = Tree()
    return STATUS["tree"]


def walk(node):
    """Nodes from this one down, each with what is below it."""
    for path in list(tree().walk(node.path)) if node else ():
        yield Node(tree(), path)


def program():
    """The node above all windows; none where it does not run."""
    there = tree()
    name = there.find_program()
    if name is None or name != there.name:
        STATUS.pop("tree")
    return Node(tree(), ROOT) if name else None


def texts():
    """Of all nodes that are shown: role, name, description."""
    return [(node.role, node.name, node.description) for node in walk(program())]


def wait_for(what, test, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            value = test()
        except Exception:
            value = None
        if value:
            return value
        process = STATUS.get("process")
        if process and (process.poll() or 0) < 0:
            raise AssertionError(f"{what}: the program was ended by signal {-process.returncode}")
        time.sleep(0.1)
    raise AssertionError(f"{what}: waited {seconds} s in vain")


def label_with(piece):
    return lambda: next((name for _, name, _ in texts() if piece in name), None)


def description_with(piece):
    return lambda: next((text for _, _, text in texts() if piece in text), None)


def node_named(name, role=None):
    """The first of them that is shown, or none."""
    return next((node for node in walk(program()) if node.name == name and role in (None, node.role)), None)


def xdotool(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True, stderr=subprocess.DEVNULL)


def click(x, y):
    xdotool("mousemove", x, y)
    settle()
    xdotool("click", 1)
    settle()


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


# Without a compositor GTK draws one of so many pixels around a window.
BORDER = 5


def box_of(node):
    """Extents of a node from the corner of what its window holds within the border, which newer versions of GTK take off twice; None without."""
    box = node.get_box()
    if not box:
        return None
    if "shift" not in STATUS:
        STATUS["shift"] = program().children()[0].children()[0].get_box().x
    box.x, box.y = box.x - STATUS["shift"], box.y - STATUS["shift"]
    return box


def extents(node):
    """Of a node of the main window, on the screen: x, y, width, height."""
    box = box_of(node)
    place = subprocess.run(["xdotool", "getwindowgeometry", "--shell", main_window()], capture_output=True, text=True,
                           check=True).stdout
    at = dict(line.split("=") for line in place.split())
    return int(at["X"]) + BORDER + box.x, int(at["Y"]) + BORDER + box.y, box.width, box.height


def centre(node):
    x, y, width, height = extents(node)
    return x + width // 2, y + height // 2


def start(*words, **environment):
    """Start the program in place of the one before, and wait for its window."""
    stop()
    with open(SAID, "a", encoding="utf-8") as said:
        STATUS["process"] = subprocess.Popen([PROGRAM, *map(str, words)], env=dict(os.environ, **environment), stderr=said)
    if SERVER == "Xvfb":
        wait_for("the window on the screen", lambda: windows() and main_window(), 90)
    wait_for("the window in the accessibility tree", program, 90)


def stop():
    process = STATUS.pop("process", None)
    if process:
        process.kill()
        process.wait()
        STATUS.pop("tree", None)
        wait_for("the end of the window", lambda: not program())


def busy_time():
    """Of the threads that take events and draw, in the server, the manager and the program, s. It includes what they waited for a
    processor."""
    times = []
    for process in (os.environ.get("VITRINE_WINDOW_SERVER"), STATUS["manager"].pid, STATUS["process"].pid):
        ran, waited, _ = pathlib.Path(f"/proc/{process}/schedstat").read_text(encoding="ascii").split()
        times.append((int(ran) + int(waited)) / 1e9)
    return times


def settle(quiet=0.1, most=2.0):
    """Wait until what was done has been taken: all have rested for a while. What moves by itself goes on."""
    end, last, rested = time.monotonic() + most, busy_time(), time.monotonic()
    while time.monotonic() < end and time.monotonic() - rested < quiet:
        time.sleep(0.02)
        now = busy_time()
        if max(b - a for a, b in zip(last, now)) > 0.0005:
            rested = time.monotonic()
        last = now


def processor_time():
    """Of the program, s."""
    fields = pathlib.Path(f"/proc/{STATUS['process'].pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_until_idle(seconds):
    """Until it has needed next to no processor time for a second."""
    end, calm, last = time.monotonic() + seconds, 0, processor_time()
    while time.monotonic() < end:
        time.sleep(0.25)
        now = processor_time()
        calm = calm + 1 if now - last < 0.02 else 0
        last = now
        if calm == 4:
            return True
    return False


# What is said of services that a desktop without a session lacks.
MISSING_SERVICES = re.compile("|".join((
    r"dconf-WARNING.*", r"Unable to acquire session bus", r"GVfs-\w+-(WARNING|CRITICAL)", r"libEGL warning", r"MESA",
    r"Gtk-WARNING.*Unable to (acquire|connect to) the (session|accessibility) bus", r"org\.freedesktop\.portal",
    r"org\.gtk\.vfs", r"tracker", r"unable to send notifications",
    # Of GTK 4.8, where the button of an open list is scrolled or resized off the screen.
    r"gdk_monitor_get_geometry: assertion 'GDK_IS_MONITOR",
    # Of GTK 4.8, where a menu is read that is being made: its items get their roles after they are in the tree.
    r"gtk_at_context_set_accessible_role: assertion '!self->realized' failed")))
COMPLAINT = re.compile(r"CRITICAL|WARNING|ERROR|runtime error|Sanitizer|Bail out")


def is_complaint(line):
    return COMPLAINT.search(line) and not MISSING_SERVICES.search(line)


def complaints():
    """What the program has said since the last call that it should not have to say."""
    with open(SAID, encoding="utf-8", errors="replace") as said:
        said.seek(STATUS.get("heard", 0))
        lines = said.readlines()
        STATUS["heard"] = said.tell()
    return [line.strip() for line in lines if is_complaint(line)]


def open_demo_as(size, text, dark):
    """The demo in a window of that size, with text of that scale, in a desktop with that theme."""
    config = FOLDER / f"config-{text}-{dark}"
    (config / "gtk-4.0").mkdir(parents=True, exist_ok=True)
    (config / "gtk-4.0" / "settings.ini").write_text(
        f"[Settings]\n{STILL}gtk-application-prefer-dark-theme={int(dark)}\ngtk-font-name=DejaVu Sans 10\n", encoding="utf-8")
    # Without a compositor GTK draws a border of 5 pixels.
    (config / "vitrine").mkdir(exist_ok=True)
    # GTK takes no resolution from its file where a server of X says one: the program's own scale of text is used.
    (config / "vitrine" / "settings.ini").write_text(
        f"[window]\nwidth={size[0] - 10}\nheight={size[1] - 10}\n[presentation]\nscale={text}\n", encoding="utf-8")
    start("--demo", XDG_CONFIG_HOME=str(config))
    xdotool("windowsize", main_window(), *size)
    wait_for("the first map", description_with("liquid-like atoms"), 120)
    xdotool("windowfocus", main_window())


def act(node):
    """What a node does; newer versions of GTK give some buttons nothing to do: they are clicked."""
    if node.count_actions() > 0:
        node.act()
    else:
        click(*centre(node))


def press(name):
    act(wait_for(name, lambda: node_named(name)))


def click_on(node):
    """In its middle, once it stays where it is."""
    place = None
    while place != centre(node):
        place = centre(node)
        xdotool("mousemove", *place)
        settle()
    xdotool("click", 1)
    settle()


def click_until(what, test, do):
    """On a busy machine the server or the manager loses a click now and then."""
    for _ in range(3):
        do()
        try:
            return wait_for(what, test, 10)
        except AssertionError as error:
            said = error
    raise said


def copy_samples(folder):
    """The samples with a demo that may be written, and scores of one start time in place of those of all."""
    folder.mkdir(parents=True)
    for file in SAMPLES.iterdir():
        if file.suffix == ".vitrine":
            (folder / file.name).write_text(file.read_text(encoding="utf-8") + "\n[ranking]\npool=false\n", encoding="utf-8")
        else:
            (folder / file.name).symlink_to(file)
    return folder


def start_demo():
    """The demo of `copy_samples`, with its first maps and the keys."""
    data = FOLDER / "quick"
    if not data.exists():
        copy_samples(data / "samples")
    start("--demo", VITRINE_DATADIR=str(data))
    wait_for("the first map", description_with("liquid-like atoms"), 90)
    xdotool("windowfocus", main_window())
    settle(0.3, 5)


def control(name):
    """Of the inspector; beside it stands a label of the same name."""
    return next((node for node in walk(program()) if node.name == name and node.role != "label"), None)


def scroll_to(name):
    """A control of the inspector, with the wheel at its left edge: at the right one the scroll bar takes far longer steps."""
    node, edge = control(name), extents(node_named("VitInspector"))[0] + 4
    for _ in range(12):
        y = centre(node)[1]
        if 70 < y < 680:
            return
        xdotool("mousemove", edge, 400, "click", "--repeat", max(1, abs(y - 375) // 100), "--delay", 10, 5 if y > 375 else 4)
        settle()
    raise AssertionError(f"{name} cannot be scrolled to: {extents(node)}")


def list_is_open(drop_down):
    return any(node.role == "list" for node in walk(drop_down))


def open_list(name):
    """That of a drop-down, a window of its own. Returns the drop-down."""
    node = wait_for(name, lambda: node_named(name, "combo box"))
    wait_for(f"the place of {name}", lambda: centre(node)[0] > 0)
    click_until(f"the list of {name}", lambda: list_is_open(node), lambda: click_on(node))
    settle()
    return node


def choose(drop_down, *keys):
    """An entry of a drop-down, by keys."""
    node = open_list(drop_down)
    for key in (*keys, "Return"):
        xdotool("key", key)
        settle()
    wait_for(f"the end of the list of {drop_down}", lambda: not list_is_open(node))


def type_over(text, *keys):
    """In place of what the field with the focus holds, with keys after it."""
    xdotool("key", "ctrl+a")
    xdotool("type", "--delay", 5, text)
    settle()
    xdotool("key", *keys, "Return")
    settle()


def type_path(path):
    """As type_over(), into a file chooser: newer versions of GTK complete a path while it is typed."""
    for _ in range(4):
        xdotool("key", "ctrl+a")
        xdotool("type", "--delay", 5, path)
        # What a completion has left after the cursor.
        xdotool("key", "Delete", "shift+End", "Delete")
        settle()
        if any(node.get_text() == str(path) for node in walk(program()) if node.role in TEXTS and node.can("Text")):
            break
    else:
        there = [node.get_text() for node in walk(program()) if node.role in TEXTS and node.can("Text")]
        raise AssertionError(f"{path} cannot be typed: {there}")
    xdotool("key", "Return")
    settle()


def save_as(path):
    """By Ctrl+Shift+S and the file chooser."""
    xdotool("key", "ctrl+shift+s")
    wait_for("the file dialog", lambda: "Save the Study" in windows())
    xdotool("windowfocus", windows()["Save the Study"])
    settle(0.3)
    type_path(path)
    wait_for("the file", path.exists)


def export_page(path):
    """Export the page that is seen by Ctrl+E and the file chooser, and wait for the file."""
    xdotool("key", "ctrl+e")
    press("Choose Name…")
    wait_for("the file chooser", lambda: node_named("Save"))
    settle(0.3)
    type_path(path)
    wait_for("the file", path.exists)


def run_test(test):
    """Returns: why it failed, or nothing."""
    try:
        test()
    except Exception as error:  # any: the window must be closed all the same
        return f"{type(error).__name__}: {error}"
    said = complaints()
    return "the program says: " + " | ".join(said[:3]) if said else None


def main(module):
    tests = [(name, value) for name, value in module.items() if name.startswith("test_")]
    print(f"1..{len(tests)}", flush=True)
    failed = False
    for number, (name, test) in enumerate(tests, 1):
        began = time.monotonic()
        error = run_test(test)
        if error:
            failed = True
            said = complaints()
            print(f"not ok {number} {name}\n# " + error.replace("\n", "\n# "), flush=True)
            print("".join(f"# {line}\n" for line in said[-5:]), end="", flush=True)
            take_picture(PICTURES / f"vitrine-{NAME}-{number}.png")
        else:
            print(f"ok {number} {name}\n# {time.monotonic() - began:.1f} s", flush=True)
    stop()
    sys.exit(failed)


def take_picture(path):
    """Of the screen."""
    subprocess.run(["import", "-window", "root", str(path)], check=False, stderr=subprocess.DEVNULL)
