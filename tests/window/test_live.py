#!/usr/bin/python3
"""The real window while a run is being written. Speaks TAP."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
SUPPORT = pathlib.Path(__file__).resolve().parent.parent / "support"
sys.path.insert(0, str(SUPPORT))
from desktop import (PROGRAM, SAID, SAMPLES, STATUS, click_on, description_with, label_with, main, node_named, press, settle, start, texts, wait_for,
                     wait_until_idle, xdotool)  # noqa: E402
from growing_run import append  # noqa: E402
from imd_server import SESSION, Server, frame_3, handshake, header  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-test-"))
RUN, STUDY = FOLDER / "grows.dump", FOLDER / "grows.vitrine"
CLI = pathlib.Path(PROGRAM).parent / "cli" / "vitrine-cli"


def said_of_results(name):
    """Keys of results of a kind, and where they came from."""
    lines = pathlib.Path(SAID).read_text(encoding="utf-8").splitlines()
    return [line.split()[2:4] for line in lines if line.startswith(f"result {name} ")]


def place():
    """Of the playhead: frame, of how many."""
    for _, name, _ in texts():
        found = re.match(r"frame (\d+) of (\d+)", name)
        if found:
            return int(found[1]), int(found[2])
    return None


def test_frames_are_shown_as_they_come():
    append(RUN, 0, 31)
    subprocess.run([CLI, "study", RUN, "-o", STUDY, "--model", SAMPLES / "CuZr.vitmodel", "--temperature", "100", "--timestep",
                    "0.002", "--species", "Cu,Zr", "--set", "view.time=20"], check=True, capture_output=True)
    start(STUDY, VITRINE_TRACE="results")
    wait_for("the run", lambda: place() == (11, 31))
    wait_until_idle(20)
    # Of a run that nobody has seen growing yet, T_ML is made of the intervals that it has.
    before = len(said_of_results("t_ml"))
    for k in range(31, 131, 20):
        append(RUN, k, k + 20)
        written = time.monotonic()
        wait_for("the frames", lambda: place() == (11, k + 20), 10)
        shown = time.monotonic()
        place()
        # On a busy machine a look at all that the window says takes seconds, and frames may come while one is taken.
        look = time.monotonic() - shown
        assert shown - written - 2 * look < 3, (shown - written, look)
        if k == 31:
            # 20 → 100 ps: of another quantity, which is named by its longest interval.
            wait_for("what the map shows", lambda: label_with("developing T_ML, longest interval 50 of 200 ps")() or
                     description_with("developing T_ML, longest interval 50 of 200 ps")())
            # What was made of the short run does not stay, and charts say how long it takes.
            wait_for("the time to go", label_with("Waits: 100 ps to go until T_ML of 0 ps is final"))
            assert not description_with("Mean T_ML")() and node_named("Developing T_ML", "check box")
    wait_for("T_ML", lambda: len(said_of_results("t_ml")) >= before + 31, 60)
    wait_until_idle(20)
    found = said_of_results("t_ml")[before:]
    # 0 … 60 ps: each start time that can be final, once; and the one under the playhead while it developed.
    computed = [key for key, origin in found if origin == "computed"]
    assert len(computed) == len(set(computed)) and 31 < len(computed) <= 34, found


def test_the_playhead_follows_the_end():
    toggle = wait_for("the toggle", lambda: node_named("Follow the end"))
    click_on(toggle)
    wait_for("the end", lambda: place() == (131, 131))
    append(RUN, 131, 136)
    wait_for("the new end", lambda: place() == (136, 136), 10)
    xdotool("key", "Home")
    wait_for("the beginning", lambda: place() == (1, 136))
    append(RUN, 136, 138)
    wait_for("the frames", lambda: place() == (1, 138), 10)
    xdotool("key", "ctrl+End")
    wait_for("the end by its key", lambda: place() == (138, 138))


def test_what_is_written_anew_is_said():
    other = FOLDER / "other"
    append(other, 0, 20, seed=2)
    os.replace(other, RUN)
    wait_for("the note", label_with("later writing counts"))
    wait_for("the frames", lambda: place() == (20, 20))
    assert node_named("Follow the end")
    # Nothing is left of the run that was there: its fraction of liquid-like atoms is not that of this one.
    wait_for("no fraction", label_with("LA –"))



def test_a_simulation_is_listened_to():
    """Its frames become a run of the study, recorded or not; the message at the end says how many there are."""
    server = Server(handshake(3, "<") + SESSION, *(piece for k in range(6) for piece in (frame_3(k, "<"), 0.4)), header(0, 0))
    recording = FOLDER / "imd-1.dump"
    xdotool("key", "ctrl+shift+l")
    wait_for("the dialog", lambda: node_named("Record to"))
    settle(0.3)
    # The address has the keys, and is selected.
    xdotool("type", server.address)
    xdotool("key", "Tab", "Tab")
    xdotool("type", str(recording))
    xdotool("key", "Return")
    wait_for("the run", label_with("imd"))
    wait_for("its end", label_with("6 frames were recorded"))
    assert recording.read_text().count("ITEM: TIMESTEP") == 6


def listen_without_record():
    """Returns the file of what came."""
    server = Server(handshake(3, "<") + SESSION, *(piece for k in range(4) for piece in (frame_3(k, "<"), 0.4)), header(0, 0))
    xdotool("key", "ctrl+shift+l")
    wait_for("the dialog", lambda: node_named("Record to"))
    settle(0.3)
    xdotool("type", server.address)
    xdotool("key", "Return")
    wait_for("the run", label_with("now"))
    wait_for("its end", label_with("4 frames came"))
    (passing,) = (pathlib.Path(os.environ["VITRINE_CACHE_DIR"]) / "scratch").glob("*/now.dump")
    assert passing.read_text().count("ITEM: TIMESTEP") == 4
    return passing


def test_what_is_not_recorded_goes_with_the_window():
    """What a window that was killed has left goes when the next one listens."""
    listen_without_record()
    start(STUDY)
    wait_for("the run", place)
    passing = listen_without_record()
    process = STATUS["process"]
    xdotool("key", "ctrl+q")
    wait_for("the question", lambda: node_named("Discard"))
    press("Discard")
    assert process.wait(10) == 0, process.returncode
    assert not passing.exists() and not passing.parent.exists()


def test_alarms_are_given_once():
    """A notification and a flag for a crossing; a flag alone for what was there, also when the run is opened again."""
    told, run, study = FOLDER / "told", FOLDER / "alarms.dump", FOLDER / "alarms.vitrine"
    service = subprocess.Popen([sys.executable, SUPPORT / "notifications.py", told])
    wait_for("the service of notifications", told.exists)
    try:
        append(run, 0, 31)
        subprocess.run([CLI, "study", run, "-o", study, "--model", SAMPLES / "CuZr.vitmodel", "--temperature", "100", "--timestep",
                        "0.002", "--species", "Cu,Zr", "--set", "view.time=20", "--set", "live.alarm-liquid-fraction=10",
                        "--set", "live.alarm-strain-rate=4e7"], check=True, capture_output=True)
        start(study)
        # The strain rate was above its limit before: a flag.
        wait_for("the flag", description_with("Alarm of alarms: strain rate"))
        wait_until_idle(20)
        assert told.read_text() == ""
        append(run, 31, 106)
        wait_for("the notification", told.read_text, 60)
        wait_for("its flag", description_with("T_ML > T_g in"))
        append(run, 106, 110)
        wait_for("the frames", lambda: place() == (11, 110), 10)
        wait_until_idle(20)
        notes = told.read_text().splitlines()
        assert len(notes) == 1 and re.match(r"Alarm of alarms\|T_ML > T_g in .* % of the atoms at 0 ps", notes[0]), notes
        start(study)
        wait_for("the flags", description_with("T_ML > T_g in"), 60)
        wait_for("the flags", description_with("Alarm of alarms: strain rate"))
        wait_until_idle(20)
        assert told.read_text().splitlines() == notes, told.read_text()
    finally:
        service.kill()
        service.wait()


main(globals())
