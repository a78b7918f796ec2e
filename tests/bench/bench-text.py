#!/usr/bin/env python3
"""Times reading a LAMMPS text dump beside the standard library and the limits of the machine.

  bench-text.py BUILD TRAJECTORY [--rounds N]

TRAJECTORY is an uncompressed dump with columns `id type xu yu zu`, some 300 MB, as inputs/gentraj.c makes
one. Runs take turns; ratios are of medians.
"""
import argparse
import os
import statistics
import subprocess
import time


def run(command):
    begin = time.monotonic()
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    values = {"process": time.monotonic() - begin}
    for line in text.splitlines():
        name, _, value = line.partition(" ")
        try:
            values[name] = float(value)
        except ValueError:
            pass
    return values


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("trajectory")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    folder, file = os.path.join(arguments.build, "tests", "bench"), arguments.trajectory
    commands = {
        "ours": [f"{folder}/bench-text", file],
        "ours, two threads": [f"{folder}/bench-text", file, "2"],
        "from_chars": [f"{folder}/peers/parse-std", file, "from_chars"],
        "strtod": [f"{folder}/peers/parse-std", file, "strtod"],
        "newlines by pread": [f"{folder}/peers/scan-limit", file, "pread"],
        "wc -l": ["wc", "-l", file],
    }
    found = {name: [] for name in commands}
    run(commands["wc -l"])  # into the page cache
    for _ in range(arguments.rounds):
        for name, command in commands.items():
            found[name].append(run(command))

    def median(name, value="seconds"):
        return statistics.median(r[value] for r in found[name])

    ours = median("ours")
    index = median("ours", "seconds_index")
    size = os.path.getsize(file) / 1e9
    print(f"full parse, one thread: {ours:.3f} s, {size / ours:.2f} GB/s, peak {median('ours', 'peak_rss_mib'):.0f} MiB")
    for name in ("from_chars", "strtod"):
        print(f"  {name}: x {median(name) / ours:.1f}")
    print(f"  ours is x {ours / median('newlines by pread'):.2f} of counting newlines by pread")
    print(f"  two threads: x {median('ours, two threads') / ours:.2f} of one")
    print(f"index by scan: {index:.3f} s, x {index / median('wc -l', 'process'):.2f} of wc -l")


if __name__ == "__main__":
    main()
