#!/usr/bin/env python3
"""Times strain and D²min, their search of neighbours included, beside LAMMPS, in turns.

  bench-strain.py BUILD [--rounds N] [--copies N[,N...]]

BUILD is the Meson build folder. The input is the glass of tests/data, copied and shaken by 0.01 Å. The
peer is LAMMPS (`lmp`) building its half neighbour list at 4 Å: the wall time of `run 0` with
pair_style zero, its set-up included, with the atoms left in the order of the file and sorted in space
(its default, at the first step). Each run gets a scheduler group of its own, as in bench-knn.py.
"""
import argparse
import os
import pathlib
import statistics
import sys
import tempfile

from glass import run, write_input

LAMMPS = """units metal
boundary p p p
atom_style atomic
atom_modify map array {sort}
region box block {box}
create_box 2 box
mass * 1.0
read_dump {dump} 0 x y z box yes add keep
pair_style zero 4.0
pair_coeff * *
neighbor 0.0 bin
thermo_modify lost ignore
run 0 post no
""" + """shell "date +%s.%N >> {stamps}"
run 0 post no
shell "date +%s.%N >> {stamps}"
""" * 3


def time_lammps(folder, dump, box, sort):
    stamps, script = folder / "stamps", folder / "in.neigh"
    stamps.unlink(missing_ok=True)
    script.write_text(LAMMPS.format(sort=sort, box=box, dump=dump, stamps=stamps))
    run(["lmp", "-in", script, "-log", "none"], cwd=folder)
    times = [float(line) for line in stamps.read_text().split()]
    return statistics.median(end - begin for begin, end in zip(times[::2], times[1::2]))


def time_ours(build, dump, *options):
    text = run([os.path.join(build, "tests", "bench", "bench-strain"), dump, *options])
    return {name: float(value) for name, value in (line.split() for line in text.splitlines())}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--copies", default="3,8", help="along each edge: 3 gives 55296 atoms, 8 gives 1048576")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        per_atom = []
        for copies in map(int, arguments.copies.split(",")):
            dump, box, n = write_input(folder, copies)
            found = {"4 Å": [], "5 Å": [], "6 Å": [], "two": [], "lammps": [], "sorted": []}
            for _ in range(arguments.rounds):
                for label, sort in (("lammps", "sort 0 0"), ("sorted", "")):
                    found[label].append({"seconds": time_lammps(folder, dump, box, sort)})
                for cutoff in (5, 4, 6):
                    found[f"{cutoff} Å"].append(time_ours(arguments.build, dump, "--cutoff", cutoff))
                found["two"].append(time_ours(arguments.build, dump, "--threads", 2))
            for label, runs in found.items():
                if len({r.get("checksum") for r in runs}) != 1:
                    sys.exit(f"{label}: the checksum changes from run to run")
            if found["two"][0]["checksum"] != found["5 Å"][0]["checksum"]:
                sys.exit("two threads give another checksum")

            def median(label, name="seconds"):
                return statistics.median(r[name] for r in found[label])

            def ratio(a, b):
                return statistics.median(x["seconds"] / y["seconds"] for x, y in zip(found[a], found[b]))

            per_atom.append(median("5 Å") / n)
            print(f"{n} atoms, one thread, {arguments.rounds} rounds")
            print(f"  LAMMPS half list, 4 Å   {median('lammps') * 1e6 / n:6.3f} us per atom in the order of the file,"
                  f" {median('sorted') * 1e6 / n:6.3f} when it sorts its atoms first")
            for label in ("4 Å", "5 Å", "6 Å"):
                print(f"  strain and D²min, {label}   {median(label) * 1e6 / n:6.3f} us per atom,"
                      f" x {ratio(label, 'lammps'):.2f} and x {ratio(label, 'sorted'):.2f} of LAMMPS; peak {median(label, 'peak_rss_mib'):.0f} MiB")
            print(f"  two threads, 5 Å: x {ratio('two', '5 Å'):.2f} of one", flush=True)
        if len(per_atom) > 1:
            print(f"time per atom, largest against smallest: x {per_atom[-1] / per_atom[0]:.2f}")


if __name__ == "__main__":
    main()
