#!/usr/bin/env python3
"""Runs that are followed while they are written: what is shown, computed and said. Speaks TAP."""
import gzip
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from growing_run import append, frame  # noqa: E402

CLI = sys.argv[1]
SAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "resources" / "samples"
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-test-"))
MODEL = SAMPLES / "CuZr.vitmodel"
PREMISES = ["--temperature", 100, "--timestep", 0.002, "--species", "Cu,Zr"]


def environment(cache):
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return {**env, "VITRINE_CACHE_DIR": str(FOLDER / cache), "VITRINE_TRACE": "results,files"}


# Programs of the test that runs: one that fails leaves none behind.
started = []


class Watch:
    """The program that follows, and its events as they come, each with its time."""

    def __init__(self, cache, *words):
        self.process = subprocess.Popen([CLI, "watch", "--json", *map(str, words)], text=True, env=environment(cache),
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.events, self.times, self.messages = [], [], []
        self.readers = [threading.Thread(target=read, daemon=True) for read in (self.read_events, self.read_messages)]
        started.append(self.process)
        for reader in self.readers:
            reader.start()

    def read_events(self):
        for line in self.process.stdout:
            self.events.append(json.loads(line))
            self.times.append(time.monotonic())

    def read_messages(self):
        self.messages.extend(self.process.stderr)

    def wait_for(self, condition, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for event, when in zip(list(self.events), list(self.times)):
                if condition(event):
                    return when
            assert self.process.poll() is None or condition is None, ("it has ended", self.messages)
            time.sleep(0.02)
        raise AssertionError((self.events[-5:], self.messages[-5:]))

    def wait_for_frames(self, n):
        return self.wait_for(lambda e: e["event"] == "frames" and e["frames"] == n)

    def of(self, name):
        return [e for e in self.events if e["event"] == name]

    def end(self, expect=0, stop=False):
        if stop:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(60)
        finally:
            self.process.kill()
        for reader in self.readers:
            reader.join()
        assert code == expect, (code, self.messages)


def origins_of(messages):
    """Keys of T_ML and whether they were computed, in order."""
    return [line.split()[2:4] for line in messages if line.startswith("result t_ml ")]


def test_growth():
    """31 → 131 frames: shown within 3 s, each start time computed once, the same as those of the finished file."""
    path = FOLDER / "grows.dump"
    append(path, 0, 31)
    watch = Watch("grows", path, "--model", MODEL, *PREMISES, "--idle", 2)
    watch.wait_for_frames(31)
    for k in range(31, 131, 10):
        append(path, k, k + 10)
        written = time.monotonic()
        shown = watch.wait_for_frames(k + 10)
        assert shown - written < 3, (k, shown - written)
    watch.end()
    assert not watch.of("news"), watch.of("news")
    # While it was written a start time waited for a frame 200 ps later; with the end came those of 198 ps.
    times = [e["time_ps"] for e in watch.of("t_ml")]
    assert sorted(times) == [2 * k for k in range(32)], times
    keys = origins_of(watch.messages)
    assert len(keys) == 32 and all(origin == "computed" for _, origin in keys), keys
    finals = [e["t_ml_final_ps"] for e in watch.of("frames") if "t_ml_final_ps" in e]
    assert finals == sorted(finals) and finals[-1] == 60, finals
    waits = [(e["end_ps"], e["t_ml_next_in_ps"]) for e in watch.of("frames") if "t_ml_final_ps" not in e]
    assert waits and all(abs(end + wait - 200) < 1e-6 for end, wait in waits), waits

    study = FOLDER / "grows.vitrine"
    subprocess.run([CLI, "study", path, "-o", study, "--model", MODEL, *map(str, PREMISES)], check=True,
                   capture_output=True, env=environment("anew"))
    # What was followed is what a finished file gives: found again, and computed anew under the same keys.
    for cache, computed in (("grows", set()), ("anew", {key for key, _ in keys})):
        store = FOLDER / f"store-{cache}"
        done = subprocess.run([CLI, "run", study, "--store", store], capture_output=True, text=True, env=environment(cache))
        assert done.returncode == 0, done.stderr
        found = origins_of(done.stderr.splitlines())
        assert {k for k, _ in found} == {k for k, _ in keys}, (cache, len(found))
        assert {k for k, origin in found if origin == "computed"} == computed, (cache, found)


def test_no_cache():
    """Without a cache start times that are there are not computed again either."""
    path = FOLDER / "uncached.dump"
    append(path, 0, 104)
    watch = Watch("none", path, "--model", MODEL, *PREMISES, "--no-cache", "--idle", 2)
    watch.wait_for_frames(104)
    for k in range(104, 112, 2):
        append(path, k, k + 2)
        watch.wait_for_frames(k + 2)
    watch.end()
    times = [e["time_ps"] for e in watch.of("t_ml")]
    assert sorted(times) == [2 * k for k in range(13)], times


def test_writing_anew():
    """A file that is truncated, replaced or begun again: the later writing counts, which is said once."""
    path, other = FOLDER / "anew.dump", FOLDER / "other"
    append(path, 0, 8)
    watch = Watch("anew-1", path, *PREMISES)
    watch.wait_for_frames(8)
    append(other, 0, 5, seed=2)
    os.replace(other, path)
    watch.wait_for_frames(5)
    append(path, 5, 7, seed=2)
    watch.wait_for_frames(7)
    os.truncate(path, 0)
    time.sleep(0.5)
    append(path, 0, 3, seed=3)
    watch.wait_for_frames(3)
    watch.end(expect=130, stop=True)
    said = [e["text"] for e in watch.of("news")]
    assert len(said) == 2 and all("later writing counts" in text for text in said), said


def test_restart():
    """A restart writes frames again that are there: the run does not go on at a later time."""
    path = FOLDER / "restart.dump"
    append(path, 0, 10)
    watch = Watch("restart", path, *PREMISES)
    watch.wait_for_frames(10)
    append(path, 7, 12, seed=2)
    watch.wait_for_frames(15)
    watch.end(expect=130, stop=True)
    assert watch.of("frames")[-1]["end_ps"] == 22, watch.of("frames")[-1]


def test_half_frames():
    """A frame counts once it is whole, wherever writing stops."""
    path = FOLDER / "halves.dump"
    append(path, 0, 2)
    watch = Watch("halves", path, *PREMISES)
    watch.wait_for_frames(2)
    text = frame(2)
    with open(path, "a") as file:
        for part in (text[:20], text[20:1000], text[1000:-3]):
            file.write(part)
            file.flush()
            time.sleep(0.4)
        assert [e["frames"] for e in watch.of("frames")][-1] == 2
        file.write(text[-3:])
    watch.wait_for_frames(3)
    watch.end(expect=130, stop=True)
    assert not watch.of("news")


def test_packed():
    """Packed files grow by members, and end within one."""
    members = [gzip.compress(frame(k).encode()) for k in range(6)]
    zstd = [subprocess.run(["zstd", "-q", "-c"], input=frame(k).encode(), capture_output=True).stdout for k in range(6)]
    for name, parts in (("packed.dump.gz", members), ("packed.dump.zst", zstd)):
        path = FOLDER / name
        path.write_bytes(b"".join(parts[:2]))
        watch = Watch(name, path, *PREMISES)
        watch.wait_for_frames(2)
        with open(path, "ab") as file:
            file.write(parts[2] + parts[3][:-20])
            file.flush()
            watch.wait_for_frames(3)
            file.write(parts[3][-20:] + parts[4])
        watch.wait_for_frames(5)
        watch.end(expect=130, stop=True)
        assert not watch.of("news"), (name, watch.of("news"))


def test_text_that_is_cut():
    """What was begun of a frame is taken away: nothing is said of packed data."""
    path = FOLDER / "cut.dump"
    path.write_text(frame(0) + frame(1))
    watch = Watch("cut", path, *PREMISES)
    watch.wait_for_frames(2)
    with open(path, "a") as file:
        file.write(frame(2) + frame(3)[:-40])
    watch.wait_for_frames(3)
    time.sleep(0.5)
    os.truncate(path, len(frame(0) + frame(1) + frame(2)))
    time.sleep(1.5)
    append(path, 3, 4)
    watch.wait_for_frames(4)
    watch.end(expect=130, stop=True)
    said = [event["text"] for event in watch.of("news")]
    assert "what was begun of a frame is no longer in the file" in said and not any("packed" in text for text in said), said


def test_packed_that_ends_early():
    """A member that is not whole waits while the file grows; once nothing more comes it is said, and the file is damaged."""
    path = FOLDER / "early.dump.gz"
    members = [gzip.compress(frame(k).encode()) for k in range(4)]
    path.write_bytes(b"".join(members[:2]))
    watch = Watch("early", path, *PREMISES)
    watch.wait_for_frames(2)
    with open(path, "ab") as file:
        file.write(members[2] + members[3][:-20])
    written = time.monotonic()
    watch.wait_for_frames(3)
    said = watch.wait_for(lambda e: e["event"] == "news" and "within packed data, and nothing more has come" in e["text"], 30)
    assert said - written > 1, said - written
    # What comes after all counts.
    with open(path, "ab") as file:
        file.write(members[3][-20:])
    watch.wait_for_frames(4)
    watch.end(expect=130, stop=True)
    assert len(watch.of("news")) == 1, watch.of("news")


def test_files_of_a_pattern():
    """New files of a pattern, and a file that is not there yet."""
    folder = FOLDER / "pieces"
    folder.mkdir()
    watch = Watch("pieces", folder / "dump.*", *PREMISES)
    time.sleep(0.5)
    append(folder / "dump.9", 0, 3)
    watch.wait_for_frames(3)
    append(folder / "dump.10", 3, 5)
    watch.wait_for_frames(5)
    watch.end(expect=130, stop=True)
    assert any("it is waited for" in m for m in watch.messages), watch.messages
    assert not watch.of("news")


def test_log():
    """The log grows with the frames: strain, stress and temperature come from it, the motion of the last picoseconds from them."""
    path, log = FOLDER / "logged.dump", FOLDER / "logged.strain"
    append(path, 0, 5)
    with open(log, "w") as file:
        file.write("# Time (ps) Strain Stress (GPa) Temp (K)\n" +
                   "".join(f"{2 * k} {0.001 * k} {0.05 * k} {300 + k}\n" for k in range(20)))
    watch = Watch("log", path, *PREMISES, "--log", log, "--set", "indicators.past=10", "--set", "analysis.cutoff=3.5")
    watch.wait_for_frames(5)
    append(path, 5, 15)
    watch.wait_for_frames(15)
    watch.wait_for(lambda e: e["event"] == "motion" and e["time_ps"] == 28)
    with open(log, "a") as file:
        file.write("40 0.02 1.5 420\n")
    append(path, 15, 21)
    watch.wait_for_frames(21)
    watch.wait_for(lambda e: e["event"] == "motion" and e["time_ps"] == 40)
    watch.end(expect=130, stop=True)
    # What has been read is not read again: each box once, the log as long as it was and then what was appended.
    boxes = [line.split()[2] for line in watch.messages if line.startswith("frame ") and line.endswith(" box\n")]
    assert len(boxes) == len(set(boxes)) == 21, boxes
    read = [int(line.split()[2]) for line in watch.messages if line.startswith("log ")]
    assert sum(read) <= 2 * log.stat().st_size and len(read) > 2, (read, log.stat().st_size)
    assert all(isinstance(e.get("strain"), float) for e in watch.of("frames")), watch.of("frames")
    first, last = watch.of("frames")[0], watch.of("frames")[-1]
    for event, stress, temperature in ((first, 0.95, 319), (last, 1.5, 420)):
        assert abs(event["stress_gpa"] - stress) < 1e-9 and abs(event["temperature_k"] - temperature) < 1e-9, event
    # Frame 20 against frame 15, which has the atoms' own noise: every seventh atom is far from its place, the others hardly.
    moved = next(e for e in watch.of("motion") if e["time_ps"] == 40)
    assert moved["past_ps"] == 10 and 0.1 < moved["distance_a"] < 1 and moved["d2min_a2"] > 0, moved
    assert moved["d2min_largest_a2"] > 3 * moved["d2min_a2"], moved
    done = subprocess.run([CLI, "atoms", path, *map(str, PREMISES), "--frame", "20", "--past", "10", "--cutoff", "3.5", "--property",
                           "past_distance,past_d2min", "-o", FOLDER / "moved.csv"], capture_output=True, text=True, env=environment("log"))
    assert done.returncode == 0, done.stderr
    rows = [line.split(",") for line in (FOLDER / "moved.csv").read_text().splitlines() if not line.startswith("#")]
    at = [next(k for k, name in enumerate(rows[0]) if name.startswith(column)) for column in ("past_distance", "past_d2min")]
    means = [sum(float(row[k]) for row in rows[1:]) / 125 for k in at]
    assert abs(means[0] / moved["distance_a"] - 1) < 1e-4 and abs(means[1] / moved["d2min_a2"] - 1) < 1e-4, (means, moved)


def test_alarms():
    """An alarm is given once for a crossing, not for what was there, and not again when the run is opened again."""
    path, told = FOLDER / "alarms.dump", FOLDER / "told"
    limits = ["--set", "live.alarm-liquid-fraction=10", "--set", "live.alarm-strain-rate=4e7"]
    command = f'echo "$VITRINE_RUN|$VITRINE_ALARM|$VITRINE_TIME" >> {told}'
    append(path, 0, 31)
    watch = Watch("alarms", path, "--model", MODEL, *PREMISES, *limits, "--on-alarm", command, "--idle", 2)
    watch.wait_for_frames(31)
    append(path, 31, 60)
    watch.wait_for_frames(60)
    append(path, 60, 106)
    watch.end()
    # The rate was above its limit from the beginning; liquid-like atoms were not known before 200 ps.
    alarms = [(a["alarm"], a["time_ps"], a["news"]) for a in watch.of("alarm")]
    assert sorted(alarms) == [("liquid-fraction", 0, True), ("strain-rate", 6, False)], alarms
    assert told.read_text() == "alarms|liquid-fraction|0\n", told.read_text()
    again = Watch("alarms", path, "--model", MODEL, *PREMISES, *limits, "--on-alarm", command, "--idle", 1)
    again.end()
    assert len(again.of("alarm")) == 2 and not any(a["news"] for a in again.of("alarm")), again.of("alarm")
    assert told.read_text().count("\n") == 1


def test_percolation():
    """A box of which all atoms are liquid-like percolates; one below the limit gives no alarm."""
    path = FOLDER / "percolates.dump"
    append(path, 0, 106)
    low = ["--set", "liquid-like.glass-transition=1", "--set", "analysis.cutoff=3.5", "--set", "live.alarm-percolation=yes"]
    high = ["--set", "liquid-like.glass-transition=2000", *low[2:]]
    for limits, expected in ((low, [0]), (high, [])):
        watch = Watch("percolates", path, "--model", MODEL, *PREMISES, *limits, "--idle", 1)
        watch.end()
        assert [a["time_ps"] for a in watch.of("alarm") if a["alarm"] == "percolation"] == expected, watch.events


def test_developing_maps_are_exported_where_asked_for():
    """With their longest interval; no other figure has them, and no map without being asked."""
    path, study, env = FOLDER / "young.dump", FOLDER / "young.vitrine", environment("young")
    append(path, 0, 60)
    subprocess.run([CLI, "study", path, "-o", study, "--model", MODEL, *map(str, PREMISES)], check=True, capture_output=True, env=env)

    def figure(name, *words):
        table = FOLDER / "figure.csv"
        table.unlink(missing_ok=True)
        done = subprocess.run([CLI, "figure", study, name, *words, "-o", table], capture_output=True, text=True, env=env)
        return done, table.read_text() if table.exists() else ""

    _, plain = figure("slice", "--time", "100")
    assert "develop" not in plain and "grey" in plain, plain[:600]
    done, told = figure("slice", "--time", "100", "--developing")
    assert done.returncode == 0 and "developing T_ML, longest interval 10 of 200 ps" in told, (done.stderr, told[:600])
    rows = [line.split(",") for line in told.splitlines() if not line.startswith("#")]
    at = rows[0].index("longest interval if developing (ps)")
    assert len(rows) > 10 and {row[at] for row in rows[1:]} == {"10"}, rows[:3]
    assert all(float(row[at - 1]) > 0 and row[at + 1] == "" for row in rows[1:]), rows[:3]
    # 118 ps are there, 200 are needed.
    done, told = figure("evolution", "--developing")
    assert done.returncode != 0 and "Waits: 82 ps to go" in done.stderr and not told, done.stderr


def test_packed_log():
    """Of a log that is packed, a member at a time, what has been parsed is not parsed again."""
    path, log = FOLDER / "packed-log.dump", FOLDER / "packed-log.strain.gz"
    rows = ["".join(f"{k + i / 100:.2f} {1e-4 * (k + i / 100):.7f} {0.1 * (k + i / 100):.5f}\n" for i in range(100)) for k in range(0, 12)]
    head = "# time strain stress\n"
    path.write_text(frame(0) + frame(1))
    log.write_bytes(gzip.compress((head + "".join(rows[:4])).encode()))
    watch = Watch("packed-log", path, *PREMISES, "--log", log)
    watch.wait_for_frames(2)
    for k in range(2, 6):
        with open(log, "ab") as file:
            file.write(gzip.compress(rows[2 + k].encode()))
        append(path, k, k + 1)
        watch.wait_for_frames(k + 1)
    watch.end(expect=130, stop=True)
    whole = len(head) + sum(len(text) for text in rows[:8])
    read = [int(line.split()[2]) for line in watch.messages if line.startswith("log ")]
    assert len(read) > 2 and sum(read) <= 2 * whole, (read, whole)


def test_usage():
    for words in ((), ("a.dump", "--idle", "-1")):
        done = subprocess.run([CLI, "watch", *words], capture_output=True, text=True, env=environment("usage"))
        assert done.returncode == 2, done.stderr


def main():
    tests = [(name, function) for name, function in sorted(globals().items()) if name.startswith("test_")]
    wanted = sys.argv[2:]
    tests = [t for t in tests if not wanted or t[0] in wanted]
    print(f"1..{len(tests)}")
    failed = 0
    for number, (name, function) in enumerate(tests, 1):
        try:
            function()
            print(f"ok {number} {name}", flush=True)
        except Exception as error:  # noqa: BLE001
            failed += 1
            print(f"not ok {number} {name}\n# " + re.sub("\n", "\n# ", f"{type(error).__name__}: {error}"), flush=True)
        for process in started:
            process.kill()
        started.clear()
    subprocess.run(["rm", "-rf", str(FOLDER)])
    return 1 if failed else 0


sys.exit(main())
