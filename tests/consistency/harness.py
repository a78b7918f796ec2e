"""What the consistency tests share: the program, small data, tables of numbers, and TAP.

A test is a function whose name begins with test_. One that PENDING names must fail by an assertion; if it passes, or fails
in another way, it is reported as a failure.
"""
import csv
import functools
import inspect
import io
import math
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import traceback

from pending import PENDING

CLI = sys.argv[1] if len(sys.argv) > 1 else "vitrine-cli"
TESTS = pathlib.Path(__file__).resolve().parent.parent
SAMPLES = TESTS.parent / "resources" / "samples"
DATA = TESTS / "data"
MODEL = SAMPLES / "CuZr.vitmodel"
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-consistency-"))
CACHE = FOLDER / "cache"
INTERVALS = (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)

# Seconds of processor that one command may take: a command that never ends is a failure.
PROCESSOR_LIMIT = 120
VERBOSE = "VITRINE_TEST_VERBOSE" in os.environ


# ---- The program ----

# TAP's word for a test that is awaited.
AWAITED = "TO" + "DO"

def limit_processor():
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_LIMIT, PROCESSOR_LIMIT))


def cli(*words, expect=0, cache=CACHE, trace=None):
    """Runs a command; the exit code must be @expect, if that is not None."""
    env = {key: value for key, value in os.environ.items()
           if key not in ("DISPLAY", "WAYLAND_DISPLAY") and not key.startswith("VITRINE_")}
    env["VITRINE_CACHE_DIR"] = str(cache)
    env["VITRINE_STORE"] = ""  # what is kept is in the cache
    if trace:
        env["VITRINE_TRACE"] = trace
    done = subprocess.run([CLI, *map(str, words)], capture_output=True, text=True, encoding="utf-8", env=env, check=False,
                          preexec_fn=limit_processor)
    assert expect is None or done.returncode == expect, f"{' '.join(map(str, words))}: exit {done.returncode}: {done.stderr}"
    return done


@functools.cache
def has_figures():
    """Whether this build can draw: it needs cairo."""
    return "figures" in cli("--help").stdout


_numbers = iter(range(10**9))


def new_path(ending):
    return FOLDER / f"{next(_numbers)}{ending}"


def figure(study, name, *words, ending=".csv", **more):
    """The bytes of a figure."""
    path = new_path(ending)
    cli("figure", study, name, *words, "-o", path, **more)
    return path.read_bytes()


def figure_text(study, name, *words, **more):
    return figure(study, name, *words, **more).decode("utf-8")


# ---- Studies ----

class Study:
    """A study file in the making: groups of keys, runs by label."""

    def __init__(self, *runs, model=None, **groups):
        self.runs, self.model = runs, model
        self.groups = {name.replace("_", "-"): dict(keys) for name, keys in groups.items()}

    def write(self, **groups):
        """The path of a new file; @groups are added to the study's."""
        lines = ["[study]", "version=1", ""]
        both = {name: dict(keys) for name, keys in self.groups.items()}
        for name, keys in groups.items():
            both.setdefault(name.replace("_", "-"), {}).update(keys)
        if self.model:
            both.setdefault("model", {})["file"] = self.model
        for name, keys in both.items():
            lines += [f"[{name}]", *(f"{key}={value}" for key, value in keys.items()), ""]
        for number, run in enumerate(self.runs, 1):
            lines += [f"[run {number}]", *(f"{key}={value}" for key, value in run.items()), ""]
        path = new_path(".vitrine")
        path.write_text("\n".join(lines), encoding="utf-8")
        return path


def run_of(path, label, **keys):
    return {"files": f"{path};", "label": label, "temperature": 100, "species": "Cu;Zr;", **keys}


# ---- Small data ----

def cut(source, starts, path, intervals=INTERVALS):
    """The frames of @source that T_ML at the start times needs, as a dump."""
    times = sorted({round(start + interval, 6) for start in starts for interval in (0, *intervals)})
    cli("atoms", source, "--time", ",".join(f"{time:g}" for time in times), "-o", path)
    return path


@functools.cache
def sound():
    """A glass under ultrasound: 2048 atoms, three start times, a changing box."""
    return cut(SAMPLES / "acoustic-2.0GPa-2e10.lammpstrj.zst", (0, 100, 200), FOLDER / "sound.dump")


@functools.cache
def glass(factor=1):
    """One frame of an unstressed glass, all lengths multiplied."""
    frame = read_dump(DATA / "glass-100K.dump.gz")
    path = FOLDER / f"glass-{factor}.dump"
    write_dump(path, frame, factor)
    return path


class Frame:
    def __init__(self, low, high, ids, types, x, step=0, time=None):
        self.low, self.high, self.ids, self.types, self.x, self.step, self.time = low, high, ids, types, x, step, time

    @property
    def edges(self):
        return [b - a for a, b in zip(self.low, self.high)]

    @property
    def volume(self):
        return math.prod(self.edges)


def read_dumps(path):
    """All frames of a text dump with an orthogonal box; atoms by id."""
    import gzip
    data = gzip.open(path, "rt") if str(path).endswith(".gz") else open(path, encoding="utf-8")
    frames, lines, time, step = [], iter(data.read().split("\n")), None, 0
    for line in lines:
        if line.startswith("ITEM: TIMESTEP"):
            step = int(next(lines))
        elif line.startswith("ITEM: TIME"):
            time = float(next(lines))
        elif line.startswith("ITEM: NUMBER"):
            n = int(next(lines))
        elif line.startswith("ITEM: BOX"):
            bounds = [list(map(float, next(lines).split())) for _ in range(3)]
            assert all(len(pair) == 2 or not pair[2] for pair in bounds)
        elif line.startswith("ITEM: ATOMS"):
            names = line.split()[2:]
            columns = [names.index(name) for name in ("id", "type")]
            columns += [next(names.index(c) for c in (f"{axis}u", axis) if c in names) for axis in "xyz"]
            rows = sorted((int(row[columns[0]]), int(row[columns[1]]), *(float(row[c]) for c in columns[2:]))
                          for row in (next(lines).split() for _ in range(n)))
            frames.append(Frame([b[0] for b in bounds], [b[1] for b in bounds], [r[0] for r in rows], [r[1] for r in rows],
                                [r[2:] for r in rows], step, time))
    return frames


def read_dump(path):
    return read_dumps(path)[0]


def write_dump(path, frame, factor=1):
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"ITEM: TIMESTEP\n{frame.step}\nITEM: NUMBER OF ATOMS\n{len(frame.ids)}\nITEM: BOX BOUNDS pp pp pp\n")
        for a, b in zip(frame.low, frame.high):
            file.write(f"{factor * a!r} {factor * b!r}\n")
        file.write("ITEM: ATOMS id type xu yu zu\n")
        for i, t, x in zip(frame.ids, frame.types, frame.x):
            file.write(f"{i} {t} " + " ".join(repr(factor * c) for c in x) + "\n")


# ---- Tables ----

def number(text):
    return float(text) if text not in ("", "nan") else math.nan


class Block:
    """One table of a CSV: its comments, the names of its columns, and its cells."""

    def __init__(self, comments, rows):
        self.comments, self.names, self.rows = comments, rows[0], rows[1:]

    def texts(self, name):
        at = name if isinstance(name, int) else self.names.index(name)
        return [row[at] for row in self.rows]

    def column(self, name):
        """Numbers; a column that is shorter than the others ends early."""
        values = [number(text) for text in self.texts(name)]
        while values and math.isnan(values[-1]):
            values.pop()
        return values


def blocks(text):
    """The tables of a CSV that has several, one behind the other, each with the comments ahead of it."""
    found, comments, lines = [], [], []

    def finish():
        nonlocal comments, lines
        if lines:
            found.append(Block(comments, list(csv.reader(io.StringIO("\n".join(lines))))))
            comments, lines = [], []

    for line in text.splitlines():
        if line.startswith("#") or not line:
            finish()
            comments += [line[2:]] if line else []
        else:
            lines.append(line)
    finish()
    return found


def atoms(*words, **more):
    """What `atoms` prints: texts by name of the column, without its unit, in the order of ids."""
    (table,) = blocks(cli("atoms", *words, **more).stdout)
    return {name.split(" (")[0]: table.texts(at) for at, name in enumerate(table.names)}


def numbers(texts):
    return [number(text) for text in texts]


class Map:
    """The table of a slice map: texts by run and column, in the order of ids."""

    def __init__(self, text):
        (table,) = blocks(text)
        self.names, self.runs = table.names, {}
        for row in table.rows:
            self.runs.setdefault(row[0], []).append(row)
        for rows in self.runs.values():
            rows.sort(key=lambda row: int(row[2]))

    def column(self, at, run=None):
        (rows,) = [self.runs[run]] if run else self.runs.values()
        return [row[at] for row in rows]

    def values(self, run=None):
        return self.column(8, run)

    def liquid(self, run=None):
        return self.column(-1, run)


def map_of(study, colour, *words, whole=True, **more):
    return Map(figure_text(study, "slice", "--colour", colour, *(["--whole-box"] if whole else []), *words, **more))


def close(a, b, relative=1e-9, absolute=0.0):
    return (math.isnan(a) and math.isnan(b)) or abs(a - b) <= max(relative * max(abs(a), abs(b)), absolute)


def assert_same(found, wanted, what, relative=1e-9, absolute=0.0):
    """Lists of numbers that must agree."""
    assert len(found) == len(wanted), f"{what}: {len(found)} values, {len(wanted)} wanted"
    wrong = [(i, a, b) for i, (a, b) in enumerate(zip(found, wanted)) if not close(a, b, relative, absolute)]
    assert not wrong, (f"{what}: {len(wrong)} of {len(found)} values differ, means {mean(found):.6g} and {mean(wanted):.6g}; "
                       f"the first: {wrong[0]}")


def mean(values):
    finite = [value for value in values if math.isfinite(value)]
    return math.fsum(finite) / len(finite) if finite else math.nan


def printed(value, text):
    """Whether @text is @value to the last digit that it prints."""
    if math.isnan(value) or not text:
        return math.isnan(value) and text in ("", "nan")
    digits, _, exponent = text.lower().lstrip("-").partition("e")
    decimals = len(digits.partition(".")[2]) - int(exponent or 0)
    # A number that ends in zeros prints fewer digits than it has.
    last = max(10.0 ** -decimals, 1e-9 * abs(value)) if len(digits.replace(".", "").lstrip("0")) < 9 else 10.0 ** -decimals
    return abs(float(text) - value) <= 0.501 * last + 1e-15


# ---- Results ----

class Event:
    def __init__(self, line):
        _, self.name, self.key, self.how = line.split(" ")
        assert self.how in ("computed", "memory", "disk"), line

    def __repr__(self):
        return f"{self.name} {self.key} {self.how}"


def results(done):
    """The events `result NAME KEY computed|memory|disk` of a command that was traced."""
    events = [Event(line) for line in done.stderr.splitlines() if line.startswith("result ")]
    assert events, "no line of the trace says anything of a result"
    return events


def computed(done):
    return [event for event in results(done) if event.how == "computed"]


# ---- Running ----

def processor():
    """Seconds of this process and of the commands that have ended."""
    return sum(use.ru_utime + use.ru_stime for use in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def main():
    """Runs all tests of the calling file."""
    module = inspect.stack()[1].frame.f_globals
    tests = [(name, value) for name, value in module.items() if name.startswith("test_") and callable(value)]
    only = sys.argv[2:]
    tests = [(name, test) for name, test in tests if not only or name in only]
    print(f"1..{len(tests)}")
    for place, (name, test) in enumerate(tests, 1):
        reason, failure, skipped, before = PENDING.get(name), None, None, processor()
        try:
            skipped = test()
        except AssertionError as error:
            failure = str(error) or traceback.format_exc()
        except Exception:  # an error of the test itself is no reason to wait for
            failure, reason = traceback.format_exc(), None
        if failure and reason:
            print(f"not ok {place} {name} # {AWAITED} {reason}")
        elif failure:
            print(f"not ok {place} {name}")
        elif skipped:
            print(f"ok {place} {name} # SKIP {skipped}")
        elif reason:
            failure = f"It passes, but PENDING says {reason}: take it off the list."
            print(f"not ok {place} {name}")
        else:
            print(f"ok {place} {name}")
        for line in (failure or "").splitlines()[:12]:
            print(f"# {line[:600]}")
        if VERBOSE:
            print(f"# {processor() - before:.1f} s of processor")
        sys.stdout.flush()
    shutil.rmtree(FOLDER, ignore_errors=True)
