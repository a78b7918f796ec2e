#!/usr/bin/env python3
"""Times scores and learned indicators from the files on, in seconds of processor.

  bench-ranking.py BUILD CREEP [--atoms N] [--check]

CREEP is a creep run as uncompressed text dump with a frame each 5 ps or more often. Its box is copied until there are N
atoms (default 50,000), all copies with the same motion. `rank` scores all indicators of 20 start times, reading and bands
included; `learn` trains a ridge and a logistic regression of 198 features on N · 6/5 atoms of shaken copies of its first
frame, features, cross-validation and null included. With --check it fails above 120 s and 15 s.
"""
import argparse
import pathlib
import resource
import subprocess
import sys
import tempfile

import numpy as np

STARTS = range(20, 120, 5)
INTERVAL = 50
FEATURES = ("radial,s2,omega,volume,n_tet,tetrahedricity,bond_deviation,overpacking,q4,q6,w4,w6,q6_avg,w6_avg,crystalline_bonds,cn,d5,"
            "interstice_distance,interstice_distance_sd,interstice_distance_min,interstice_distance_max,interstice_area,"
            "interstice_area_sd,interstice_area_min,interstice_area_max,interstice_volume,packing_efficiency,local_density_1,"
            "local_density_2")
GOALS = {"rank": 120, "ridge": 15, "logistic": 15}


def read_frames(path, last):
    """Time from the first frame on, edges and rows (type, x, y, z) of frames up to a time."""
    with open(path, encoding="ascii") as lines:
        first = None
        for line in lines:
            if line.startswith("ITEM: TIME\n"):
                time = float(next(lines))
                first = time if first is None else first
                time = round(time - first, 6)
            elif line.startswith("ITEM: NUMBER"):
                n = int(next(lines))
            elif line.startswith("ITEM: BOX"):
                box = np.array([[float(v) for v in next(lines).split()[:2]] for _ in range(3)])
            elif line.startswith("ITEM: ATOMS"):
                if time > last:
                    return
                rows = np.array([next(lines).split()[1:5] for _ in range(n)], float)
                yield time, box[:, 1] - box[:, 0], rows[:, 0].astype(int), rows[:, 1:] - box[:, 0]


def choose_copies(n_atoms, wanted):
    """Copies along x, y, z: as few as give so many atoms."""
    return min(((a, b, c) for a in range(1, 9) for b in range(1, a + 1) for c in range(1, b + 1) if a * b * c * n_atoms >= wanted),
               key=np.prod)


def write_run(creep, path, wanted):
    with open(path, "w", encoding="ascii") as out:
        for time, edges, types, x in read_frames(creep, STARTS[-1] + INTERVAL):
            copies = choose_copies(len(types), wanted)
            size = edges * copies
            places = [np.array(p) * edges for p in np.ndindex(*copies)]
            n = len(types) * len(places)
            out.write(f"ITEM: UNITS\nmetal\nITEM: TIME\n{time}\nITEM: TIMESTEP\n{round(500 * time)}\nITEM: NUMBER OF ATOMS\n{n}\n"
                      f"ITEM: BOX BOUNDS pp pp pp\n0 {size[0]}\n0 {size[1]}\n0 {size[2]}\nITEM: ATOMS id type xu yu zu\n")
            for k, place in enumerate(places):
                out.writelines(f"{k * len(types) + i + 1} {t} {p[0]:.4f} {p[1]:.4f} {p[2]:.4f}\n"
                               for i, (t, p) in enumerate(zip(types, (x + place).tolist())))
    return n


def write_sample(creep, path, wanted):
    """Shaken copies, with a column that is smooth in space and noise."""
    _, edges, types, x = next(read_frames(creep, np.inf))
    copies = choose_copies(len(types), wanted)
    random = np.random.default_rng(1)
    x = np.concatenate([x + np.array(p) * edges for p in np.ndindex(*copies)])
    types, size = np.tile(types, np.prod(copies)), edges * copies
    x = x + random.normal(0, 0.08, x.shape)
    waves = 2 * np.pi * np.array([[2, 1, 1], [1, 2, 0], [3, 0, 1], [0, 2, 1]]) / size
    target = np.cos(x @ waves.T + np.arange(4)).sum(1) + random.normal(0, 1, len(x))
    with open(path, "w", encoding="ascii") as out:
        out.write(f'{len(x)}\nLattice="{size[0]} 0 0 0 {size[1]} 0 0 0 {size[2]}" Properties=species:S:1:pos:R:3:barrier:R:1 pbc="T T T"\n')
        out.writelines(f"{('Cu', 'Zr')[t - 1]} {p[0]:.5f} {p[1]:.5f} {p[2]:.5f} {v:.5f}\n" for t, p, v in zip(types, x.tolist(), target))
    return len(x)


def measure(*words):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(w) for w in words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("creep", type=pathlib.Path)
    parser.add_argument("--atoms", type=int, default=50000)
    parser.add_argument("--only", choices=GOALS)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    cli, late = given.build / "app/cli/vitrine-cli", False
    with tempfile.TemporaryDirectory() as folder:
        run, sample, model = (pathlib.Path(folder) / name for name in ("run.lammpstrj", "sample.xyz", "one.vitindicator"))
        works = {
            "rank": (cli, "rank", run, "--target", "d2min", "--interval", INTERVAL, "--time", ",".join(map(str, STARTS)), "--species",
                     "Cu,Zr", "--no-cache"),
            "ridge": (cli, "learn", sample, "--samples", "--target", "column:barrier", "--features", FEATURES, "-o", model, "--no-cache"),
        }
        works["logistic"] = (*works["ridge"], "--top", 10)
        for name, words in works.items():
            if given.only in (None, name):
                n = write_run(given.creep, run, given.atoms) if name == "rank" else write_sample(given.creep, sample, given.atoms * 6 / 5)
                seconds = measure(*words)
                late = late or seconds > GOALS[name]
                print(f"{name:10} {n} atoms {seconds:8.1f} s (goal {GOALS[name]} s)", flush=True)
    return given.check and late


if __name__ == "__main__":
    sys.exit(main())
