#!/usr/bin/env python3
"""vitrine-mpi run: the store that ranks fill has the lines of a dump that one process gives it, with OpenMPI and MPICH; also
after a rank was killed, or all were asked to end, and a resume that computes what is missing. Speaks TAP.
Arguments: vitrine-cli, then NAME=PROGRAM for each MPI library that there is."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

CLI = sys.argv[1]
PROGRAMS = dict(argument.split("=", 1) for argument in sys.argv[2:])
LAUNCHERS = {"openmpi": ["mpirun.openmpi", "--oversubscribe", "--bind-to", "none"], "mpich": ["mpirun.mpich"]}
SAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "resources" / "samples"
ENVIRONMENT = os.environ | {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "VITRINE_CACHE_DIR": ""}
count = 0


def report(good, what, *details):
    global count
    count += 1
    lines = [line for detail in details for line in str(detail).splitlines()] if not good else []
    print(f"{'ok' if good else 'not ok'} {count} {what}", *(f"# {line}" for line in lines), sep="\n", flush=True)
    return good


def run(*words, seconds=200):
    return subprocess.run(["timeout", str(seconds), *map(str, words)], capture_output=True, text=True, env=ENVIRONMENT)


def command(library, n_ranks, study, store):
    return [*LAUNCHERS[library], "-n", str(n_ranks), PROGRAMS[library], "run", str(study), "--store", str(store), "--results",
            "all"]


def dump(store):
    out = run(CLI, "store", "dump", store)
    return sorted(out.stdout.splitlines())


def n_done(study, store):
    out = run(CLI, "status", study, "--store", store, "--results", "all", "--json")
    try:
        return json.loads(out.stdout)["done"]
    except (ValueError, KeyError):
        return 0


def find_ranks(program, store):
    """Process ids of the ranks that fill @store."""
    pids = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if words[0] == program and str(store) in words:
            pids.append(int(entry.name))
    return sorted(pids)


def interrupt(library, study, store, what, send):
    """Begins, sends signals once some units are there, and lets it be finished."""
    job = subprocess.Popen(["timeout", "200", *command(library, 4, study, store)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           text=True, env=ENVIRONMENT)
    end = time.monotonic() + 120
    while job.poll() is None and time.monotonic() < end and n_done(study, store) < 5:
        time.sleep(0.2)
    if job.poll() is not None:
        return report(True, f"{what} # SKIP it was over before a signal was sent")
    ranks = find_ranks(PROGRAMS[library], store)
    send(ranks)
    began = time.monotonic()
    _, errors = job.communicate()
    took = time.monotonic() - began
    good = len(ranks) == 4 and job.returncode != 0 and took < 60
    report(good, f"{what}: the job ends", len(ranks), job.returncode, f"{took:.1f} s", errors)
    there = n_done(study, store)
    again = run(*command(library, 3, study, store))
    numbers = re.search(r"(\d+) of (\d+) units were there, (\d+) computed", again.stdout)
    good = again.returncode == 0 and numbers and int(numbers[1]) >= max(5, there) and \
        int(numbers[1]) + int(numbers[3]) == int(numbers[2])
    return report(good, f"{what}: what was there is not computed again", there, again.returncode, again.stdout, again.stderr)


def main():
    for library in list(PROGRAMS):
        if not shutil.which(LAUNCHERS[library][0]):
            del PROGRAMS[library]
    if not PROGRAMS:
        print("1..0 # SKIP vitrine-mpi was not built, or there is no mpirun: install openmpi or mpich, and -Dmpi=both")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for file in SAMPLES.iterdir():
            shutil.copy(file, folder)
        study = folder / "demo.vitrine"
        one = folder / "one"
        out = run(CLI, "run", study, "--store", one, "--results", "all")
        expected = dump(one)
        report(out.returncode == 0 and len(expected) > 500, "one process fills a store", out.returncode, out.stderr)
        for library in PROGRAMS:
            store = folder / library
            out = run(*command(library, 4, study, store))
            report(out.returncode == 0 and dump(store) == expected, f"{library}: four ranks fill a store with the same lines",
                   out.returncode, out.stdout, out.stderr)
        library = next(iter(PROGRAMS))
        killed, ended = folder / "killed", folder / "ended"
        interrupt(library, study, killed, "kill -9 of a rank", lambda ranks: os.kill(ranks[-1], signal.SIGKILL))
        report(dump(killed) == expected, "kill -9 of a rank: the store has the same lines in the end")
        interrupt(library, study, ended, "SIGTERM", lambda ranks: [os.kill(rank, signal.SIGTERM) for rank in ranks])
        report(dump(ended) == expected, "SIGTERM: the store has the same lines in the end")
        out = run(*LAUNCHERS[library], "-n", "2", PROGRAMS[library], "run", folder / "gone.vitrine")
        report(out.returncode == 1 and out.stderr.count("gone.vitrine") == 1, "a study that is not there is told once",
               out.returncode, out.stderr)
    print(f"1..{count}")


main()
