#!/usr/bin/env python3
"""Times reading a log beside NumPy's reader of columns, and mean-square displacements over all time
origins beside the same method in NumPy (MSD alone, without the fourth power).

  bench-curves.py BUILD [--rounds N] [--rows N] [--atoms N] [--frames N]

Input is made here. Runs take turns; ratios are of medians. Numbers are compared as well.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy


def numpy_msd(x):
    """Of frames x atoms x 3: what slides along, less twice the autocorrelation by Fourier transforms."""
    n = len(x)
    total = numpy.zeros(n)
    for i in range(x.shape[1]):
        r = x[:, i] - x[:, i].mean(axis=0)
        spectrum = numpy.fft.rfft(r, n=2 * n, axis=0)
        correlation = numpy.fft.irfft((spectrum * spectrum.conj()).real.sum(axis=1))[:n]
        before = numpy.concatenate([[0], numpy.cumsum((r ** 2).sum(axis=1))])
        m = numpy.arange(n)
        total += (before[n - m] + before[n] - before[m] - 2 * correlation) / (n - m)
    return total / x.shape[1]


def run(*command):
    return subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True).stdout


def seconds(text):
    return float(text.split("seconds ")[1].split()[0])


def bench_log(program, folder, rows, rounds):
    random = numpy.random.default_rng(1)
    names = "Step Time Temp Press Pxx Pyy Pzz PotEng Volume Lx Ly Lz"
    values = random.normal(0, 1e3, (rows, 12))
    values[:, 0] = 100 * numpy.arange(rows)
    bare, log = folder / "bare", folder / "log.lammps"
    numpy.savetxt(bare, values, fmt="%8d" + " %12.8g" * 11)
    log.write_text("LAMMPS (2 Aug 2023)\nunits metal\nPer MPI rank memory allocation (min/avg/max) = 1 | 1 | 1 Mbytes\n"
                   f"{names}\n{bare.read_text()}Loop time of 1 on 1 procs\n")
    ours, peer, size = [], [], os.path.getsize(log) / 1e6
    for _ in range(rounds):
        text = run(program, "log", log)
        ours.append(seconds(text))
        begin = time.perf_counter()
        table = numpy.loadtxt(bare)
        peer.append(time.perf_counter() - begin)
    checksum = float(text.split("checksum ")[1].split()[0])
    if f"rows {rows}\n" not in text or abs(checksum - table[:, 6].sum()) > 1e-9 * numpy.abs(table[:, 6]).sum():
        sys.exit("log: the numbers differ from NumPy's")
    print(f"log of {size:.0f} MB: {size / statistics.median(ours):.0f} MB/s; numpy.loadtxt takes x"
          f" {statistics.median(peer) / statistics.median(ours):.1f}")


def bench_msd(program, folder, atoms, frames, rounds):
    random = numpy.random.default_rng(2)
    x = numpy.round(numpy.cumsum(random.normal(0, 0.05, (frames, atoms, 3)), axis=0) + 25, 4)
    dump = folder / "walk.dump"
    with open(dump, "w", encoding="ascii") as file:
        for f in range(frames):
            file.write(f"ITEM: TIMESTEP\n{f}\nITEM: NUMBER OF ATOMS\n{atoms}\nITEM: BOX BOUNDS pp pp pp\n0 50\n0 50\n0 50\n"
                       "ITEM: ATOMS id type xu yu zu\n")
            numpy.savetxt(file, numpy.column_stack([numpy.arange(1, atoms + 1), numpy.ones(atoms), x[f]]),
                          fmt="%d %d %.4f %.4f %.4f")
    found = {"one": [], "two": [], "direct": [], "peer": []}
    for _ in range(rounds):
        text = run(program, "msd", dump, 1)
        found["one"].append(seconds(text))
        found["two"].append(seconds(run(program, "msd", dump, 2)))
        found["direct"].append(seconds(run(program, "msd", dump, 1, "direct")))
        begin = time.perf_counter()
        theirs = numpy_msd(x)
        found["peer"].append(time.perf_counter() - begin)
    for line in text.splitlines():
        if not line.startswith("msd"):
            continue
        lag, origins, msd = (float(v) for v in line.split()[1:4])
        m = round(lag / 0.001)
        d = ((x[m:] - x[:-m]) ** 2).sum(axis=2)
        alpha2 = 3 * (d ** 2).mean() / (5 * d.mean() ** 2) - 1
        if origins != frames - m or abs(msd / d.mean() - 1) > 1e-9 or abs(alpha2 - float(line.split()[4])) > 1e-7:
            sys.exit(f"MSD at {m} frames: {msd}, pairs of frames by NumPy give {d.mean()}")
        if abs(msd / theirs[m] - 1) > 1e-8:
            sys.exit(f"MSD at {m} frames: {msd}, by transforms {theirs[m]}")
    median = {name: statistics.median(v) for name, v in found.items() if v}
    print(f"MSD and alpha2 of {atoms} atoms in {frames} frames, all origins, frames in memory:"
          f" {median['one'] * 1e9 / atoms / frames:.0f} ns per atom and frame, two threads x {median['two'] / median['one']:.2f};"
          f" 50 origins pair by pair x {median['direct'] / median['one']:.1f}")
    print(f"  NumPy, MSD alone: x {median['peer'] / median['one']:.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=200000)
    parser.add_argument("--atoms", type=int, default=1000)
    parser.add_argument("--frames", type=int, default=1000)
    arguments = parser.parse_args()
    program = os.path.join(arguments.build, "tests", "bench", "bench-curves")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        bench_log(program, folder, arguments.rows, arguments.rounds)
        bench_msd(program, folder, arguments.atoms, arguments.frames, arguments.rounds)


if __name__ == "__main__":
    main()
