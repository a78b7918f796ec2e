#!/usr/bin/python3
"""A storm of random clicks, keys and drags: no crash, no complaint, no leak, no long turn of the main loop. Speaks TAP.

usage: test_storm.py PROGRAM [SECONDS [SEED]]
"""
import os
import pathlib
import sys

os.environ.setdefault("VITRINE_TEST_ANIMATIONS", "1")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import FOLDER, STATUS, main  # noqa: E402
from storm import Weather, memory, open_demo, without_drawing  # noqa: E402

SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 20
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
# In ms, of a machine that has nothing else to do. Others share caches and cores with the short storm.
LONGEST_TURN = 100 if SECONDS >= 300 else 300
LEAK = 20  # MB
STATE = {}


def last_events():
    return f"seed {SEED}, after " + " | ".join((FOLDER / "storm.log").read_text(encoding="utf-8").splitlines()[-12:])


def blow(seconds):
    STATE["weather"].blow(seconds)
    status = STATUS["process"].poll()
    assert status is None, f"the program ended ({status}): {last_events()}"


def test_warms_up():
    """All pages are opened, and a third of the storm goes over them."""
    open_demo()
    STATE["log"] = open(FOLDER / "storm.log", "w", encoding="utf-8")
    STATE["weather"] = Weather(SEED, STATE["log"])
    blow(SECONDS / 3)
    STATE["weather"].settle()
    STATE["memory"] = memory()


def test_goes_on():
    blow(2 * SECONDS / 3)
    STATE["weather"].settle()


def test_leaks_nothing():
    grown = memory() - STATE["memory"]
    print(f"# {STATE['weather'].done} events with seed {SEED}; {memory():.0f} MB, {grown:+.1f} MB since a third of them")
    # Before that, views are still made for the first time.
    assert SECONDS < 300 or grown < LEAK, f"{grown:.1f} MB: {last_events()}"


def test_never_blocks():
    found = sorted(STATE["weather"].slow, reverse=True)
    for ms, what, events in found[:8]:
        print(f"# {what} after {' | '.join(events)}")
    print(f"# {len(found)} turns above 16 ms")
    for ms, what, events in sorted(((without_drawing(ms, what), what, events) for ms, what, events in found), reverse=True)[:4]:
        print(f"# {ms:.1f} ms of other than drawing: {what} after {' | '.join(events)}")
    assert STATE["weather"].n_turns > 0, "no turn is traced"
    assert found[0][0] <= LONGEST_TURN, "; ".join(what for ms, what, _ in found if ms > LONGEST_TURN)


if __name__ == "__main__":
    main(globals())
