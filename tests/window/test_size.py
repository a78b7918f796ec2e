#!/usr/bin/python3
"""The real window at other sizes: of text, and of itself. Speaks TAP."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (act, Atspi, box_of, centre, click, extents, label_with, main, main_window, node_named, program,  # noqa: E402
                     settle, start_demo, wait_for, walk, xdotool)


def height_of_text():
    return extents(node_named("Glass transition temperature (K)"))[3]


def test_everything_grows_and_shrinks():
    start_demo()
    usual = wait_for("a label", height_of_text)
    for _ in range(3):
        xdotool("key", "ctrl+plus")
        settle()
    wait_for("the message", label_with("Text and figures at 152 %"))
    wait_for("larger text", lambda: height_of_text() > usual)
    xdotool("key", "ctrl+minus")
    wait_for("the message", label_with("Text and figures at 132 %"))


def test_the_size_is_the_users():
    start_demo()
    larger = wait_for("a label", height_of_text)
    xdotool("key", "ctrl+0")
    wait_for("the message", label_with("Text and figures at 100 %"))
    wait_for("usual text", lambda: height_of_text() < larger)


PAGES = ("motion", "structure", "chemistry", "plasticity", "mechanics", "model", "indicators", "compare")
CONTROLS = {"push button", "spin button", "combo box", "check box", "slider", "page tab"}
SCRUBBER = {"Play", "Speed (ps per second)", "Time", "Step back"}


def resize(width, height):
    xdotool("windowsize", main_window(), width, height)
    wait_for("the size", lambda: abs(size()[0] - width) < 3)
    settle()


def size():
    out = subprocess.run(["xdotool", "getwindowgeometry", "--shell", main_window()], capture_output=True, text=True,
                         check=True).stdout
    at = dict(line.split("=") for line in out.split())
    return int(at["WIDTH"]), int(at["HEIGHT"])


def controls():
    """Of the window: what it is, its name, and the ends of its extents."""
    found = []
    for node in walk(program()):
        if node.role in CONTROLS:
            box = box_of(node)
            found.append((node.name, box.x, box.x + box.width, box.y + box.height))
    return found


def nothing_is_cut():
    """On every page all controls lie between the left and the right edge; time does not leave at the bottom."""
    # Without a compositor GTK draws a border of 5 pixels.
    width, height = (length - 10 for length in size())
    for page in range(1, len(PAGES) + 1):
        xdotool("key", f"alt+{page}")
        settle(0.2, 3)
        found = controls()
        assert len(found) > 15, f"page {page}: {len(found)} controls"
        for name, left, right, bottom in found:
            assert left >= -1 and right <= width + 1, f"page {page}: {name} reaches from {left} to {right} of {width}"
            assert name not in SCRUBBER or bottom <= height, f"page {page}: {name} ends at {bottom} of {height}"


def inspector():
    return node_named("Colour by") or node_named("Click an atom to see its values and to follow it through time.")


def runs():
    return node_named("Runs of the study")


def test_half_a_screen():
    """960 wide: the inspector is left out, opens over the maps, and goes again."""
    start_demo()
    resize(960, 790)
    wait_for("no inspector", lambda: not inspector())
    assert runs()
    nothing_is_cut()
    xdotool("key", "alt+1")
    for close in ("shift+F9", "Escape"):
        xdotool("key", "shift+F9")
        panel = wait_for("the inspector", inspector)
        x, _, width, _ = wait_for("its place", lambda panel=panel: extents(panel))
        assert x > 480 and x + width <= 960, (x, width)
        wait_for("the focus in it", lambda: focused() == "What the map shows")
        xdotool("key", close)
        wait_for("no inspector", lambda: not inspector())
    resize(1270, 790)
    wait_for("the inspector beside the maps", inspector)


def focused():
    """Name of the control that has the focus, or of the drop-down whose button has it."""
    node = next((node for node in walk(program()) if node.has(Atspi.StateType.FOCUSED)), None)
    return node and (node.get_parent() if node.name.startswith("Gtk") else node).name


def choose_from(menu, item):
    press_last(menu, "push button")
    press_last(item, "menu item")


def press_last(name, role):
    """A menu button is two nodes, and the second has the action."""
    nodes = wait_for(name, lambda: [n for n in walk(program()) if n.name == name and n.role == role])
    act(nodes[-1])


def page():
    """The page that is shown, by a view of it."""
    views = {"distribution": "motion", "q6-w6": "structure", "composition": "chemistry", "correlation": "plasticity",
             "stress-strain": "mechanics", "confusion": "model", "ranking": "indicators", "profile": "compare"}
    return next((views[node.name] for node in walk(program()) if node.name in views), None)


def test_left_out_panels_open_from_the_menu():
    resize(960, 790)
    wait_for("no inspector", lambda: not inspector())
    choose_from("Menu", "Show Inspector")
    wait_for("the inspector", inspector)
    xdotool("key", "Escape")
    wait_for("no inspector", lambda: not inspector())


def test_pages_are_a_menu():
    """Eight buttons have no room: one with the name of the page has."""
    wait_for("no row of pages", lambda: not node_named("Structure", "page tab"))
    for number, name in enumerate(PAGES, 1):
        xdotool("key", f"alt+{number}")
        wait_for(name, lambda name=name: page() == name)
    choose_from("Compare", "Chemistry")
    wait_for("the page", lambda: page() == "chemistry")
    wait_for("its name", lambda: node_named("Chemistry", "push button"))
    resize(1270, 790)
    wait_for("the row of pages", lambda: node_named("Structure", "page tab"))


def test_large_text():
    """At 175 % in 1280 pixels nothing is cut."""
    xdotool("key", "alt+1")
    for _ in range(4):
        xdotool("key", "ctrl+plus")
        settle()
    wait_for("the message", label_with("Text and figures at 175 %"))
    nothing_is_cut()
    resize(1024, 768)
    wait_for("no runs", lambda: not runs())
    nothing_is_cut()
    xdotool("key", "F9")
    wait_for("the runs", runs)
    xdotool("key", "Escape")
    wait_for("no runs", lambda: not runs())
    xdotool("key", "ctrl+0")
    wait_for("the runs", runs)


def test_full_screen():
    """Pages and time can be reached, and it can be left with the pointer."""
    resize(1270, 790)
    xdotool("key", "F11")
    wait_for("full screen", lambda: node_named("Leave full screen"))
    wait_for("the time", lambda: node_named("Play"))
    click(*centre_in_full_screen(wait_for("a page", lambda: node_named("Model", "page tab"))))
    wait_for("the page", lambda: page() == "model")
    click(*centre_in_full_screen(node_named("Leave full screen")))
    wait_for("the window again", lambda: not node_named("Leave full screen"))


def centre_in_full_screen(node):
    """There is no border."""
    x, y = centre(node)
    return x - 5, y - 5


if __name__ == "__main__":
    main(globals())
