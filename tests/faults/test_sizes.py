#!/usr/bin/env python3
"""Numbers that are none, or too large: in every option, every key of a study, every number of a file. Nothing crashes, nothing
takes all memory or for ever, nan and inf are refused by name."""
import functools
import os
import pathlib
import random
import re
import resource
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "consistency"))
from harness import CACHE, CLI, FOLDER, MODEL, SAMPLES, Study, cli, main, new_path, run_of, sound  # noqa: E402

RANDOM = random.Random(17)
NO_NUMBERS = ("nan", "inf", "-inf", "1e999", "1e", "")
EXTREMES = ("0", "-1", "1e-300", "1e-9", "2e19", "1e300", "2147483648", "4294967297", "9223372036854775808")
MEMORY, SECONDS = 3 << 30, 10


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(*words, cache=CACHE):
    env = {key: value for key, value in os.environ.items() if not key.startswith("VITRINE_") and "DISPLAY" not in key}
    env["VITRINE_CACHE_DIR"] = str(cache)
    env["VITRINE_STORE"] = ""
    return subprocess.run([CLI, *map(str, words)], env=env, capture_output=True, text=True, errors="replace", check=False,
                          preexec_fn=limit)


def ended_well(done):
    return done.returncode in (0, 1, 2) and "assertion" not in done.stderr and "CRITICAL" not in done.stderr


def check_all(cases, what):
    """@cases: of words, and of what must hold of the result besides."""
    wrong = []
    for words, holds in cases:
        done = run(*words)
        if not ended_well(done) or not holds(done):
            wrong.append(f"{' '.join(map(str, words))}: exit {done.returncode}: {done.stderr.strip().split(chr(10))[0][-200:]}")
    assert not wrong, f"{what}: {len(wrong)} of {len(cases)}:\n" + "\n".join(wrong[:40])


# ---- Options ----

@functools.cache
def long_log():
    return SAMPLES / "log.compress.gz"


def commands():
    """Each command with words that suffice, and its options that take a value."""
    table, model, study_path = new_path(".csv"), new_path(".vitmodel"), study()
    words = {
        "info": (sound(),),
        "msd": (sound(), "-o", table),
        "atoms": (sound(), "--time", 0, "-p", "cn,distance", "--interval", 1, "-o", table),
        "model": (MODEL,),
        "mechanics": (long_log(),),
        "run": (study_path,),
        "study": (sound(), "-o", FOLDER / "made.vitrine"),
        "figure": (study_path, "evolution", "-o", table),
        "train": (f"--class=300={sound()}", f"--class=400={sound()}", "--per-class", 100, "-k", 5, "-o", model),
    }
    for command, given in words.items():
        text = cli(command, "--help").stdout
        options = dict(re.findall(r"^  (?:-\w, |    )?--([a-z0-9-]+)=(\S+)", text, re.M))
        yield command, given, options


# Options whose value is text, or the name of a file.
TEXTS = {"TEXT", "FILE", "MODEL", "S.vitrine", "FOLDER", "NAME", "LIST", "Cu,Zr", "LABEL", "FORMAT", "WORD", "GROUP.KEY=VALUE", "PREFIX",
         "NAME=VALUE", "FRAME", "A-B=Å,…", "RUN", "STUDY", "yes|no", "DIR",
         "A,B,…", "STYLE", "FAMILIES"}


def numeric_options():
    return [(command, given, name) for command, given, options in commands() for name, value in options.items() if value not in TEXTS]


def test_what_is_no_number_is_refused_in_every_option():
    cases = [((command, *given, f"--{name}={value}"), lambda done, name=name: done.returncode == 2 and name in done.stderr)
             for command, given, name in numeric_options() for value in RANDOM.sample(NO_NUMBERS, 2)]
    assert len(cases) > 100
    check_all(cases, "taken")


def test_extreme_numbers_in_every_option():
    cases = [((command, *given, f"--{name}={value}"), lambda done: done.returncode == 0 or done.stderr)
             for command, given, name in numeric_options() for value in RANDOM.sample(EXTREMES, 2)]
    check_all(cases, "ended badly")


# ---- Studies ----

@functools.cache
def study(**groups):
    whole = Study(run_of(sound(), "sound"), model=MODEL, analysis={"cutoff": 3.85}, view={"time": 100})
    return whole.write(**{name: dict(pairs) for name, pairs in groups.items()})


def option_rows():
    lines = cli("options").stdout.splitlines()[1:]
    return [line.split("\t") for line in lines]


def with_key(group, key, value):
    text = study().read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if not line.startswith(f"{key}=")]
    at = lines.index(f"[{group}]") + 1 if f"[{group}]" in lines else len(lines)
    if at == len(lines):
        lines += [f"[{group}]"]
        at += 1
    lines.insert(at, f"{key}={value}")
    path = new_path(".vitrine")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path, at + 1


def keys():
    """Numbers of the table of options and of a run."""
    found = [(row[0], row[1]) for row in option_rows() if row[2] in ("number", "integer")]
    return found + [("run 1", key) for key in ("temperature", "timestep", "stress", "frequency")] + [("model", "intervals")]


def test_what_is_no_number_is_refused_in_every_key():
    cases = []
    for group, key in keys():
        for value in RANDOM.sample(NO_NUMBERS[:-1], 2):
            path, line = with_key(group, key, value)
            cases.append((("run", path), lambda done, path=path, line=line, key=key:
                          done.returncode == 1 and f"{path}:{line}:" in done.stderr and key in done.stderr))
    assert len(cases) > 60
    check_all(cases, "taken")


def test_extreme_numbers_in_every_key():
    names = ("slice", "cn-table", "q6-w6", "distribution", "plasticity-density", "strain", "dendrogram", "clusters", "correlation",
             "evolution", "loops", "rheology")
    cases = []
    for group, key in keys():
        draw = random.Random(f"{group}.{key}")  # a new key changes no other's cases
        # Strains within 50 Å, the limit of r_c, over all intervals take two minutes: many neighbours, but an end.
        figures = [name for name in names if (key, name) != ("cutoff", "correlation")]
        for value in draw.sample(EXTREMES, 2):
            path, _ = with_key(group, key, value)
            cases.append((("figure", path, draw.choice(figures), "-o", new_path(".csv")),
                          lambda done: done.returncode == 0 or done.stderr))
    check_all(cases, "ended badly")


# ---- Files ----

ATOMS = [(i + 1, i % 2 + 1, (i % 4) * 2.5 + 0.1 * (i % 3), (i // 4 % 4) * 2.5, (i // 16) * 2.5) for i in range(64)]


def dump(k, columns="id type xu yu zu"):
    rows = "".join(f"{i} {t} {x + 0.01 * k:.4f} {y:.4f} {z:.4f}\n" for i, t, x, y, z in ATOMS)
    return (f"ITEM: TIME\n{k}\nITEM: TIMESTEP\n{1000 * k}\nITEM: NUMBER OF ATOMS\n64\nITEM: BOX BOUNDS xy xz yz pp pp pp\n"
            f"0 11 1\n0 10 0\n0 10 0\nITEM: ATOMS {columns}\n{rows}")


def xyz(k, comment):
    return f"64\n{comment.format(k)}\n" + "".join(f"Cu {x + 0.01 * k:.4f} {y:.4f} {z:.4f}\n" for _, _, x, y, z in ATOMS)


LATTICE = 'Lattice="10 0 0 0 10 0 0 0 10" Properties=species:S:1:pos:R:3 Time={}'
TEXT_FILES = {
    "small.dump": "".join(map(dump, range(3))),
    "small.xyz": "".join(xyz(k, "Time={}") for k in range(3)),
    "small.extxyz": "".join(xyz(k, LATTICE) for k in range(3)),
    "small.data": "made for a test\n\n64 atoms\n2 atom types\n\n0 10 xlo xhi\n0 10 ylo yhi\n0 10 zlo zhi\n0 0 0 xy xz yz\n\nMasses\n\n1 63.5\n2 91.2\n\n"
                  "Atoms # atomic\n\n" + "".join(f"{i} {t} {x:.4f} {y:.4f} {z:.4f}\n" for i, t, x, y, z in ATOMS),
    "small.log": "units metal\ntimestep 0.001\nrun 100\nStep Temp Lx Ly Lz Pxx Pyy Pzz\n"
                 + "".join(f"{10 * k} 300 10 10 {10 + 0.1 * k} 0 0 {-1000 * k}\n" for k in range(20)) + "Loop time of 1 on 1 procs\n",
    "small.strain": "# time strain stress\n" + "".join(f"{k} {0.001 * k} {0.05 * k}\n" for k in range(40)),
}


def broken(text):
    """One number of it, mostly of the first lines, is another."""
    numbers = list(re.finditer(r"(?<![\w.])-?\d+\.?\d*(?![\w.])", text))
    at = numbers[min(int(RANDOM.expovariate(0.08)), len(numbers) - 1)]
    value = RANDOM.choice(EXTREMES + NO_NUMBERS[:-1])
    return text[:at.start()] + value + text[at.end():], f"{value} at {text.count(chr(10), 0, at.start()) + 1}"


def test_extreme_numbers_in_files():
    cases = []
    for name, text in TEXT_FILES.items():
        whole = FOLDER / name
        whole.write_text(text, encoding="utf-8")
        for k in range(15):
            other, what = broken(text)
            path = FOLDER / f"{k}-{what.replace(' ', '-')}-{name}"
            path.write_text(other, encoding="utf-8")
            if name.endswith((".log", ".strain")):
                words = ("mechanics", path)
            else:
                words = RANDOM.choice((("info", path), ("msd", path), ("atoms", path, "--frame", 0, "-p", "cn,volume,q6", "--cutoff", 3)))
            cases.append((words, lambda done: done.returncode == 0 or done.stderr))
    check_all(cases, "ended badly")


# ---- What has no end ----

def test_what_has_no_end_is_refused():
    pipe = FOLDER / "pipe"
    os.mkfifo(pipe)
    cases = []
    for path in ("/dev/zero", "/dev/urandom", pipe, FOLDER, "/proc/self/mem", "/dev/null"):
        mine = new_path(".vitrine")
        mine.write_text(f"[study]\nversion=1\n[model]\nfile={path}\n[run 1]\nfiles={sound()};\ntemperature=100\nlog={path}\n",
                        encoding="utf-8")
        run_too = new_path(".vitrine")
        run_too.write_text(f"[study]\nversion=1\n[model]\nfile={MODEL}\n[run 1]\nfiles={path};\ntemperature=100\n", encoding="utf-8")
        for words in (("run", path), ("model", path), ("info", path), ("mechanics", path), ("msd", path), ("atoms", path, "--frame", 0),
                      ("figure", path, "gr", "-o", new_path(".csv")), ("run", mine), ("run", run_too),
                      ("study", sound(), "-m", path, "-o", new_path(".vitrine")), ("train", f"--class=1={path}", "-o", FOLDER / "m")):
            good = words[0] == "study"  # it keeps the name alone
            cases.append((words, lambda done, good=good: done.returncode in ((0, 1, 2) if good else (1, 2)) and (good or done.stderr)))
    check_all(cases, "taken")


main()
