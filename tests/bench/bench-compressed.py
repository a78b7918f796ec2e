#!/usr/bin/env python3
"""Times opening a packed LAMMPS dump beside unpacking it and doing nothing else.

  bench-compressed.py BUILD FILE.gz [--rounds N]

FILE.gz is what gzip makes of a dump as inputs/gentraj.c writes one. Runs take turns, each with a cache
folder of its own; ratios are of medians.
"""
import argparse
import os
import statistics
import subprocess
import tempfile


def run(command):
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, VITRINE_CACHE_DIR=folder)
        text = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
        kept = sum(os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(folder) for name in names)
    values = {"cache_bytes": kept}
    for line in text.splitlines():
        name, _, value = line.partition(" ")
        values[name] = float(value)
    return values


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("trajectory")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    folder, file = os.path.join(arguments.build, "tests", "bench"), arguments.trajectory
    commands = {
        "ours": [f"{folder}/bench-compressed", file, "1"],
        "ours, two threads": [f"{folder}/bench-compressed", file, "2"],
        "isal": [f"{folder}/peers/inflate-limit", file, "isal"],
        "libdeflate": [f"{folder}/peers/inflate-limit", file, "libdeflate"],
        "zlib": [f"{folder}/peers/inflate-limit", file, "zlib"],
    }
    found = {name: [] for name in commands}
    run(commands["isal"])  # into the page cache
    for _ in range(arguments.rounds):
        for name, command in commands.items():
            found[name].append(run(command))

    def median(name, value="seconds"):
        return statistics.median(r[value] for r in found[name])

    print(f"opened in {median('ours'):.3f} s, two threads {median('ours, two threads'):.3f} s")
    for name in ("isal", "libdeflate", "zlib"):
        print(f"  of {name} unpacking alone: x {median('ours') / median(name):.2f}, "
              f"two threads x {median('ours, two threads') / median(name):.2f}")
    print(f"opened again: x {median('ours', 'seconds_again') / median('ours'):.3f} of the first time")
    print(f"a frame anywhere: {median('ours', 'seconds_frame') * 1e3:.1f} ms")
    print(f"held after opening twice and reading: {median('ours', 'held_mib'):.1f} MiB "
          f"({median('ours', 'frames'):.0f} frames), peak {median('ours', 'peak_rss_mib'):.1f} MiB")
    print(f"kept on disk: {median('ours', 'cache_bytes') / os.path.getsize(file):.4f} of the file")


if __name__ == "__main__":
    main()
