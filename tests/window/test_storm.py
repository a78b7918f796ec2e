#!/usr/bin/python3
"""A storm of random clicks, keys and drags: no crash, no complaint, no leak, no long turn of the main loop. Speaks TAP.

usage: test_storm.py PROGRAM [SECONDS [SEED]]
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import SAID, STATUS, main  # noqa: E402
from storm import FOLDER, Weather, memory, open_demo, turns  # noqa: E402

SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 20
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
LONGEST_TURN = 100  # ms
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
    STATE["turns"] = len(turns())
    blow(SECONDS / 3)
    STATE["weather"].settle()
    STATE["memory"] = memory()


def test_goes_on():
    blow(2 * SECONDS / 3)
    STATE["weather"].settle()


def test_leaks_nothing():
    grown = memory() - STATE["memory"]
    print(f"# {STATE['weather'].done} events with seed {SEED}; {memory():.0f} MB, {grown:+.1f} MB since it was warm")
    assert grown < LEAK, f"{grown:.1f} MB: {last_events()}"


def test_never_blocks():
    assert "there is no \"turns\"" not in SAID.read_text(encoding="utf-8", errors="replace")
    found = sorted(turns()[STATE["turns"]:], reverse=True)
    print(f"# {len(found)} turns above 16 ms; the longest: " + "; ".join(line for _, line in found[:3]))
    assert not found or found[0][0] <= LONGEST_TURN, " | ".join(line for ms, line in found[:6] if ms > LONGEST_TURN)


if __name__ == "__main__":
    main(globals())
