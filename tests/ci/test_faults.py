#!/usr/bin/env python3
"""Faults: killed programs, full disks, damaged caches and files. What was right stays right, and nothing hangs or crashes."""
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "consistency"))
from harness import CLI, FOLDER, MODEL, SAMPLES, Study, cli, cut, figure, main, new_path, run_of  # noqa: E402

RANDOM = random.Random(16)
FIGURES = ("la-fraction", "cn-table", "clusters", "gr")


def environment(cache):
    env = {key: value for key, value in os.environ.items()
           if key not in ("DISPLAY", "WAYLAND_DISPLAY") and not key.startswith("VITRINE_")}
    env["VITRINE_CACHE_DIR"] = str(cache)
    env["VITRINE_STORE"] = ""
    return env


def start(cache, *words, **more):
    return subprocess.Popen([CLI, *map(str, words)], env=environment(cache), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def dump():
    path = FOLDER / "short.dump"
    return path if path.exists() else cut(SAMPLES / "creep-2.3.lammpstrj.zst", range(0, 60, 5), path)


def study():
    return Study(run_of(dump(), "creep", temperature=100), model=MODEL).write()


def tables(cache):
    return {name: figure(study(), name, cache=cache) for name in FIGURES}


_WANTED = {}


def wanted():
    if not _WANTED:
        _WANTED.update(tables(new_path("")))
    return _WANTED


def ended_well(code, what):
    """By itself: neither by a signal nor by an assertion."""
    assert code in (0, 1, 2, 75), f"{what}: {code}"


# ---- Ends of programs ----

def test_killed_runs_leave_nothing_wrong():
    """Twelve runs, each killed at another moment, then one that is left alone."""
    cache = new_path("")
    for k in range(12):
        process = start(cache, "run", study())
        time.sleep(0.02 + 0.06 * k)
        process.kill()
        process.communicate()
    assert tables(cache) == wanted()


def test_killed_figures_leave_no_half_picture():
    cache, path = new_path(""), new_path(".pdf")
    for k in range(8):
        process = start(cache, "figure", study(), "clusters", "-o", path)
        time.sleep(0.05 + 0.1 * k)
        process.kill()
        process.communicate()
        assert not path.exists() or path.read_bytes().rstrip().endswith(b"%%EOF"), k


def test_interrupts_are_heard():
    for sent in (signal.SIGINT, signal.SIGTERM):
        process = start(new_path(""), "figures", SAMPLES / "demo.vitrine", "-o", new_path(""))
        time.sleep(0.2)
        process.send_signal(sent)
        began = time.monotonic()
        process.communicate(timeout=20)
        assert time.monotonic() - began < 10 and process.returncode == 130, (sent, process.returncode)


def test_programs_side_by_side_share_a_cache():
    cache = new_path("")
    several = [start(cache, "run", study()) for _ in range(4)]
    for process in several:
        process.communicate()
        assert process.returncode == 0
    assert tables(cache) == wanted()


# ---- Disks ----

def test_a_full_disk_costs_no_result():
    """No file may grow beyond some bytes: what cannot be kept is computed again, what cannot be written is said."""
    for limit in (0, 100, 5000, 200000):
        cache, path = new_path(""), new_path(".csv")

        def limit_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        process = start(cache, "figure", study(), "la-fraction", "-o", path, preexec_fn=limit_files)
        _, said = process.communicate(timeout=120)
        if process.returncode == 0:
            assert path.read_bytes() == wanted()["la-fraction"], limit
        else:
            assert process.returncode == 1 and said, (limit, process.returncode)
            assert not path.exists() or path.read_bytes() != b"" or limit == 0, limit
        assert tables(cache) == wanted(), limit


def test_places_that_cannot_be_written():
    for path in ("/proc/nothing.csv", "/dev/null/x.csv", FOLDER / "missing" / "x.csv"):
        done = cli("figure", study(), "la-fraction", "-o", path, expect=None)
        assert done.returncode == 1 and str(path) in done.stderr, (path, done.returncode, done.stderr)


# ---- Caches ----

def damage(path):
    data = bytearray(path.read_bytes())
    how = RANDOM.randrange(4)
    if how == 0 or not data:
        data = data[:RANDOM.randrange(len(data) + 1)]
    elif how == 1:
        for _ in range(RANDOM.randrange(1, 20)):
            data[RANDOM.randrange(len(data))] = RANDOM.randrange(256)
    elif how == 2:
        data += bytes(RANDOM.randrange(256) for _ in range(RANDOM.randrange(1, 100)))
    else:
        at = RANDOM.randrange(len(data))
        data[at:at + RANDOM.randrange(1, 4096)] = b"\0" * min(100, len(data) - at)
    path.write_bytes(data)


def test_damaged_caches_are_not_believed():
    """All of results, indexes and states of unpacked files, at random."""
    cache = new_path("")
    tables(cache)
    for _ in range(6):
        paths = sorted(path for path in cache.rglob("*") if path.is_file())
        assert len(paths) > 10
        for path in RANDOM.sample(paths, len(paths) // 2):
            damage(path)
        assert tables(cache) == wanted()


# ---- Files ----

def look_at(path, what):
    for words in (("info", path), ("atoms", path, "-p", "volume", "-o", new_path(".csv")), ("msd", path)):
        process = start(new_path(""), *words)
        _, said = process.communicate(timeout=120)
        ended_well(process.returncode, (what, words[0]))
        assert process.returncode == 0 or said, (what, words)


def test_files_that_end_anywhere():
    data = dump().read_bytes()
    for _ in range(15):
        end = RANDOM.randrange(len(data))
        path = new_path(".dump")
        path.write_bytes(data[:end])
        look_at(path, f"cut at {end}")
        path.unlink()


def test_files_with_damage_anywhere():
    data = dump().read_bytes()
    for k in range(15):
        other = bytearray(data)
        for _ in range(3):
            at = RANDOM.randrange(len(other))
            other[at:at + RANDOM.randrange(1, 200)] = bytes(RANDOM.randrange(256) for _ in range(RANDOM.randrange(200)))
        path = new_path(".dump")
        path.write_bytes(other)
        look_at(path, f"damage {k}")
        path.unlink()


def test_packed_files_that_end_anywhere():
    for source in (SAMPLES / "glass-100K.lammpstrj.zst", SAMPLES / "log.creep-2.3.gz"):
        data = source.read_bytes()
        for _ in range(8):
            end = RANDOM.randrange(len(data))
            path = FOLDER / ("cut-" + source.name)
            path.write_bytes(data[:end])
            for words in (("info", path), ("mechanics", path)):
                process = start(new_path(""), *words)
                _, said = process.communicate(timeout=120)
                ended_well(process.returncode, (source.name, end, words[0]))
                assert process.returncode == 0 or said, (source.name, end)


def test_studies_with_damage_anywhere():
    text = study().read_bytes()
    for k in range(40):
        other = bytearray(text)
        for _ in range(RANDOM.randrange(1, 4)):
            other[RANDOM.randrange(len(other))] = RANDOM.randrange(256)
        path = new_path(".vitrine")
        path.write_bytes(other)
        process = start(new_path(""), "figure", path, "gr", "-o", new_path(".csv"))
        _, said = process.communicate(timeout=120)
        ended_well(process.returncode, f"study {k}")
        assert process.returncode == 0 or said


def test_models_with_damage_anywhere():
    data = MODEL.read_bytes()
    for k in range(25):
        other = bytearray(data)
        if k % 3 == 0:
            other = other[:RANDOM.randrange(len(other))]
        else:
            for _ in range(3):
                other[RANDOM.randrange(len(other))] = RANDOM.randrange(256)
        path = new_path(".vitmodel")
        path.write_bytes(other)
        process = start(new_path(""), "model", path)
        _, said = process.communicate(timeout=120)
        ended_well(process.returncode, f"model {k}")
        assert process.returncode == 0 or said
        path.unlink()


def test_a_file_that_vanishes():
    cache = new_path("")
    path = FOLDER / "vanishing.dump"
    shutil.copy(dump(), path)
    own = Study(run_of(path, "creep", temperature=100), model=MODEL).write()
    figure(own, "la-fraction", cache=cache)
    path.unlink()
    done = cli("figure", own, "la-fraction", "-o", new_path(".csv"), cache=cache, expect=None)
    assert done.returncode == 1 and "vanishing.dump" in done.stderr, done.stderr


main()
