#!/usr/bin/env python3
"""A study of any size: what it costs to compute and to look at.

  bench-scale.py BUILD FOLDER [--copies 8 8 8] [--starts 40] [--threads 2]

Makes a run in FOLDER of the glass of tests/data (2048 atoms), copied so many times along each edge, with liquid-like
regions that come and go (inputs/genregions.c), and only the frames that its start times need: 40 of 10^6 atoms are
8.7 GB. Prints the time and memory of `vitrine-cli run --memory 1GiB`, the size of the store, the time of `status` and of
a run that finds everything there, and what bench-scale measures in the window. What is in FOLDER is used again.
"""
import argparse
import os
import pathlib
import resource
import subprocess
import sys
import time

import glass

HERE = pathlib.Path(__file__).resolve().parent
MODEL = HERE.parent.parent / "resources" / "samples" / "CuZr.vitmodel"


def load():
    return f"load {os.getloadavg()[0]:.1f}"


def measure(what, command, **options):
    """Runs a command in a process of its own, so that its peak memory is that of no other."""
    before = time.monotonic()
    child = os.fork()
    if child == 0:
        code = subprocess.run(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              **options).returncode
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"{what}: {time.monotonic() - before:.2f} s, processors {used.ru_utime + used.ru_stime:.2f} s, "
              f"peak {used.ru_maxrss / 1024:.0f} MiB, exit code {code}, {load()}", flush=True)
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def make_run(folder, copies, starts):
    path = folder / f"{2048 * copies[0] * copies[1] * copies[2]}-{starts}.dump"
    if not path.exists():
        raw, program = folder / "glass.raw", folder / "genregions"
        glass.write_raw(raw)
        subprocess.run(["cc", "-O2", "-o", program, HERE / "inputs" / "genregions.c", "-lm"], check=True)
        part = path.with_suffix(".part")
        print(subprocess.run([program, raw, *map(str, copies), str(starts), "5", part], check=True,
                             capture_output=True, text=True).stdout.strip())
        part.rename(path)
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--copies", type=int, nargs=3, default=[8, 8, 8])
    parser.add_argument("--starts", type=int, default=40)
    parser.add_argument("--threads", default="2")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    run = make_run(arguments.folder, arguments.copies, arguments.starts)
    study, store = run.with_suffix(".vitrine"), run.with_suffix(".results")
    cli = arguments.build.resolve() / "app" / "cli" / "vitrine-cli"
    subprocess.run([cli, "study", run, "--model", MODEL, "--temperature", "100", "--species", "Cu,Zr", "-o", study],
                   check=True)
    print(f"{run.name}: {run.stat().st_size / 1e9:.1f} GB")
    compute = [cli, "run", study, "--memory", "1GiB", "--threads", arguments.threads]
    if measure("run", compute) != 0:
        sys.exit(1)
    size = sum(path.stat().st_size for path in store.rglob("*") if path.is_file())
    print(f"store: {size / 1e6:.0f} MB")
    measure("run again", compute)
    measure("status", [cli, "status", study])
    window = arguments.build.resolve() / "tests" / "app" / "bench-scale"
    if not window.exists():
        print(f"{window} is not there: ninja tests/app/bench-scale")
        return
    environment = dict(os.environ, GDK_BACKEND="x11", GSK_RENDERER="cairo", GTK_A11Y="none",
                       DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent")
    environment.pop("VITRINE_STORE", None)
    print(load(), flush=True)
    subprocess.run(["xvfb-run", "-a", "-s", "-screen 0 1600x1100x24", window, study], env=environment, check=True)
    print(load())


if __name__ == "__main__":
    main()
