#!/usr/bin/env python3
"""Times the neighbour search beside its peers, in turns, and prints ratios of medians.

  bench-knn.py BUILD INPUTS [--rounds N] [--queries N]

BUILD is the Meson build folder, where `ninja benches` has been run; INPUTS holds what inputs/mkfeat.py and inputs/mkcreep.py made. Peers
are built by `ninja knn-peers`, those whose libraries were found (libflann-dev liblz4-dev
libnanoflann-dev libopenblas-dev). Each run
gets a scheduler group of its own, so that other work on the machine disturbs it little (this needs
the right to write /proc/self/autogroup; without it, keep the machine quiet).
"""
import argparse
import os
import statistics
import subprocess
import sys
import time

NEIGHBOURS = "50"
DIMENSIONS = "10"


def run(command):
    own_group = "echo -15 > /proc/self/autogroup 2>/dev/null; exec \"$@\""
    env = dict(os.environ, OPENBLAS_NUM_THREADS="1")
    begin = time.monotonic()
    text = subprocess.run(["setsid", "-w", "sh", "-c", own_group, "sh", *command], env=env, check=True,
                          capture_output=True, text=True).stdout
    values = {"process": time.monotonic() - begin}
    for line in text.splitlines():
        name, _, value = line.partition(" ")
        try:
            values[name] = float(value)
        except ValueError:
            pass
    return values


class Bench:
    def __init__(self, arguments):
        self.arguments = arguments
        self.folder = os.path.join(arguments.build, "tests", "bench")

    def ours(self, rows, queries, n, *options):
        data = self.arguments.inputs
        return [os.path.join(self.folder, "bench-knn"), f"{data}/{rows}.f32", f"{data}/{rows}.lab",
                f"{data}/{queries}.f32", DIMENSIONS, NEIGHBOURS, "--max-queries", str(n), *options]

    def peer(self, name, rows, queries, n):
        path = os.path.join(self.folder, "peers", f"knn-{name}")
        if not os.path.exists(path):
            return None
        data = self.arguments.inputs
        return [path, f"{data}/{rows}.f32", f"{data}/{rows}.lab", f"{data}/{queries}.f32", DIMENSIONS, NEIGHBOURS,
                "1", str(n)]

    def time(self, commands, rounds):
        """Runs all in turns; name -> list of values."""
        found = {name: [] for name, command in commands.items() if command}
        for name, command in commands.items():
            if not command:
                print(f"  {name}: not built")
        for _ in range(rounds):
            for name in found:
                found[name].append(run(commands[name]))
        return found


def median(runs, name):
    return statistics.median(r[name] for r in runs)


def median_ratio(above, below, name):
    return statistics.median(a[name] / b[name] for a, b in zip(above, below))


def compare(bench, rows, queries, n, peers, rounds):
    print(f"{rows}, {queries}, {n} queries, k = {NEIGHBOURS}, one thread, {rounds} rounds")
    commands = {"avx512": bench.ours(rows, queries, n, "--kernel", "avx512"),
                "avx2": bench.ours(rows, queries, n, "--kernel", "avx2")}
    commands.update({name: bench.peer(name, rows, queries, n) for name in peers})
    found = bench.time(commands, rounds)
    for name, runs in found.items():
        if len({r["checksum"] for r in runs}) != 1:
            sys.exit(f"{name}: the checksum changes from run to run")
        line = f"  {name:10} {median(runs, 'seconds') * 1e6 / n:9.2f} us per query"
        if name in peers:
            for kernel in ("avx2", "avx512"):
                line += (f"   {kernel}: query x {median_ratio(runs, found[kernel], 'seconds'):.1f},"
                         f" process x {median_ratio(runs, found[kernel], 'process'):.1f}")
            if abs(runs[0]["checksum"] / found["avx2"][0]["checksum"] - 1) > 1e-9:
                line += "   (other neighbours: rounding)"
        else:
            line += (f"   build {median(runs, 'seconds_build'):.3f} s, {median(runs, 'bytes_per_row'):.1f} B/row,"
                     f" peak {median(runs, 'peak_rss_mib'):.0f} MiB")
        print(line, flush=True)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("inputs")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--queries", type=int, default=42592)
    arguments = parser.parse_args()
    bench = Bench(arguments)
    n, rounds = arguments.queries, arguments.rounds

    compare(bench, "syn350k", "qcreep", n, ["flann", "nanoflann", "gemm"], rounds)
    compare(bench, "real14k", "qcreep", n, ["flann", "gemm"], rounds)

    print("growth: 4 times the rows")
    grown = bench.time({"350k": bench.ours("syn350k", "qcreep", n), "1400k": bench.ours("syn1400k", "qcreep", n)},
                       rounds)
    print(f"  x {median_ratio(grown['1400k'], grown['350k'], 'seconds'):.2f} per query")

    print("two threads")
    pair = bench.time({"1": bench.ours("syn350k", "qcreep", n, "--spin"),
                       "2": bench.ours("syn350k", "qcreep", n, "--threads", "2", "--spin")}, rounds)
    print(f"  x {median_ratio(pair['2'], pair['1'], 'seconds'):.2f} of one,"
          f" a spin loop x {median_ratio(pair['2'], pair['1'], 'seconds_spin'):.2f}")
    start = bench.time({"one": bench.ours("syn350k", "qcreep", 50000, "--threads", "2")}, rounds)
    print(f"  50000 atoms, one start time, two threads: {median(start['one'], 'seconds'):.3f} s")


if __name__ == "__main__":
    main()
