#!/usr/bin/env python3
"""Times T_ML of one start time of 50,000 atoms against 350,000 training instances, from the files on.

  bench-tml.py BUILD CREEP INPUTS [--atoms N] [--rounds N]

CREEP is a creep run as uncompressed text dump; INPUTS holds what inputs/mkfeat.py made. The atoms of
CREEP are copied until there are N of them, every displacement stretched by up to 10 %, each interval on
its own, so that no two atoms ask for the same. The frames are those of the first start time with all ten
intervals. Medians of the rounds; the whole on two threads should be under 1 s, and at most 0.60 of one.
"""
import argparse
import pathlib
import statistics
import sys
import tempfile

import numpy as np

from glass import run

sys.path.append(str(pathlib.Path(__file__).parent / "inputs"))
from mkfeat import STEPS, read_frames

STEPS_OF_RUN = np.concatenate([[0], STEPS])


def write_run(creep, path, n):
    frames, types = read_frames(creep)
    origin = next(t for t in sorted(frames) if all(t + step in frames for step in STEPS))
    random = np.random.default_rng(3)
    copies = -(-n // len(types))
    start = frames[origin]
    edge = np.ceil(np.ptp(start, axis=0).max())
    with open(path, "w") as out:
        for step in STEPS_OF_RUN:
            moved = frames[origin + step] - start
            out.write(f"ITEM: UNITS\nmetal\nITEM: TIME\n{0.002 * step}\nITEM: TIMESTEP\n{step}\n")
            out.write(f"ITEM: NUMBER OF ATOMS\n{n}\nITEM: BOX BOUNDS pp pp pp\n")
            out.write(f"0 {copies * edge}\n0 {edge}\n0 {edge}\nITEM: ATOMS id type xu yu zu\n")
            for copy in range(copies):
                stretch = random.uniform(0.9, 1.1, (len(types), 1))
                x = start + [copy * edge, 0, 0] + stretch * moved
                first = copy * len(types)
                out.writelines(f"{first + i + 1} {types[i]} {a:.4f} {b:.4f} {c:.4f}\n"
                               for i, (a, b, c) in enumerate(x[: n - first].tolist()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("creep")
    parser.add_argument("inputs", type=pathlib.Path)
    parser.add_argument("--atoms", type=int, default=50000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    found = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "run.dump"
        write_run(arguments.creep, path, arguments.atoms)
        for _ in range(arguments.rounds):
            for threads in found:
                text = run([arguments.build / "tests" / "bench" / "bench-tml", path, arguments.inputs / "syn350k.f32",
                            arguments.inputs / "syn350k.lab", "--threads", threads])
                found[threads].append({name: float(value) for name, value in map(str.split, text.splitlines())})
    if len({r["checksum"] for runs in found.values() for r in runs}) != 1:
        sys.exit("T_ML changes from run to run")
    print(f"{found[1][0]['atoms']:.0f} atoms, {found[1][0]['rows']:.0f} training instances, mean T_ML "
          f"{found[1][0]['checksum']:.1f} K, {arguments.rounds} rounds")
    whole = {}
    for threads, runs in found.items():
        median = {name: statistics.median(r[name] for r in runs) for name in runs[0]}
        whole[threads] = median["whole"]
        shares = ", ".join(f"{name} {100 * median[name] / median['whole']:.1f} %"
                           for name in ("opening", "reading", "features", "partition", "neighbours"))
        print(f"  {threads} thread{'s' * (threads > 1)}: {median['whole']:.3f} s: {shares}; "
              f"stops {1e3 * max(r['cancel'] for r in runs):.1f} ms after a cancel")
    print(f"  two threads: x {whole[2] / whole[1]:.2f} of one")


if __name__ == "__main__":
    main()
