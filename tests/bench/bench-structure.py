#!/usr/bin/env python3
"""Times Voronoi cells and bond order beside voro++ and LAMMPS, in turns, one thread.

  bench-structure.py BUILD [--rounds N] [--sizes COPIES[,COPIES...]] [--dump FILE] [--check]

BUILD is the Meson build folder, where `ninja benches structure-peers` has been run. The input is FILE, a text
dump with one frame and columns id type x y z in an orthogonal box, or else the glass of tests/data, copied
and shaken by 0.01 Å (3x3x3: 55,296 atoms). The peers:

- voro++ 0.4.6: volume, faces, areas and neighbours of every cell, at its best block size (found first);
- LAMMPS (`lmp`) compute voronoi/atom with edge_histo and neighbors, and compute orientorder/atom with
  degree 6, wl/hat and the neighbours within 4 Å (as many as Voronoi neighbours): the wall time of `run 0`
  with the compute less that of one without.

Volumes, areas and the histogram of edges of every single cell must be voro++'s, or the script fails.
Time per atom is then compared over --sizes, two threads with one, and memory is the growth of the
process over what it needs for the positions. With --check the goals are tested.
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
atom_modify map array sort 0 0
region box block {box}
create_box 2 box
mass * 1.0
read_dump {dump} 0 x y z box yes add keep
pair_style zero 4.0
pair_coeff * *
neighbor 0.0 bin
thermo_modify lost ignore
run 0 post no
shell "date +%s.%N >> {stamps}"
run 0 post no
shell "date +%s.%N >> {stamps}"
compute c all {compute}
compute r all reduce sum c_c[1]
thermo_style custom step c_r
shell "date +%s.%N >> {stamps}"
run 0 post no
shell "date +%s.%N >> {stamps}"
"""
COMPUTES = {
    "voronoi/atom": "voronoi/atom edge_histo 12 neighbors yes",
    "orientorder/atom": "orientorder/atom degrees 1 6 nnn NULL cutoff 4.0 wl/hat yes",
}


def time_lammps(folder, dump, box, compute):
    stamps, script = folder / "stamps", folder / "in.structure"
    stamps.unlink(missing_ok=True)
    script.write_text(LAMMPS.format(box=box, dump=dump, stamps=stamps, compute=COMPUTES[compute]))
    run(["lmp", "-in", script, "-log", "none"], cwd=folder)
    t = [float(line) for line in stamps.read_text().split()]
    return {"seconds": (t[3] - t[2]) - (t[1] - t[0])}


def parse(text):
    found = dict(line.split(maxsplit=1) for line in text.splitlines())
    return {name: value if name == "indices" else float(value) for name, value in found.items()}


def ours(build, dump, work, *options):
    return parse(run([os.path.join(build, "tests", "bench", "bench-structure"), dump, work, *options]))


def voropp(build, dump, per_block):
    return parse(run([os.path.join(build, "tests", "bench", "peers", "voronoi-voropp"), dump, per_block]))


def read_box(dump):
    lines = [line for _, line in zip(range(9), open(dump))]
    return " ".join(" ".join(line.split()) for line in lines[5:8]), int(lines[3])


def check_same(a, b):
    if a["indices"] != b["indices"] or a["faces"] != b["faces"] or a["neighbours"] != b["neighbours"]:
        sys.exit("the cells differ from those of voro++")
    for name, tolerance in (("volume_sum", 1e-9), ("area_sum", 1e-7)):
        if abs(a[name] / b[name] - 1) > tolerance:
            sys.exit(f"{name}: {a[name]} and {b[name]} of voro++")


def measure(build, folder, dump, rounds):
    """Rounds of everything, one after the other; medians of ratios within a round."""
    box, n = read_box(dump)
    tried = {b: voropp(build, dump, b)["seconds"] for b in (2, 3, 4, 5, 6)}
    best = min(tried, key=tried.get)
    found = {}
    for _ in range(rounds):
        one = {
            "voro++": voropp(build, dump, best),
            "voronoi": ours(build, dump, "voronoi"),
            "voronoi/atom": time_lammps(folder, dump, box, "voronoi/atom"),
            "structure": ours(build, dump, "structure"),
            "orientorder/atom": time_lammps(folder, dump, box, "orientorder/atom"),
        }
        check_same(one["voronoi"], one["voro++"])
        for name, values in one.items():
            found.setdefault(name, []).append(values)

    def median(name, value="seconds"):
        return statistics.median(r[value] for r in found[name])

    def ratio(*names, over):
        sums = [sum(found[name][r]["seconds"] for name in names) for r in range(rounds)]
        return statistics.median(s / o["seconds"] for s, o in zip(sums, found[over]))

    print(f"{n} atoms, one thread, {rounds} rounds; voro++ with {best} atoms per block")
    for name in found:
        print(f"  {name:17s} {median(name) * 1e6 / n:7.3f} us per atom")
    result = {
        "voro++ / voronoi": (ratio("voro++", over="voronoi"), 6),
        "voronoi/atom / voronoi": (ratio("voronoi/atom", over="voronoi"), 8.5),
        "voro++ and orientorder/atom / structure": (ratio("voro++", "orientorder/atom", over="structure"), 6),
    }
    for name in ("voronoi", "structure"):
        print(f"  memory of {name}: {median(name, 'bytes_per_atom'):.0f} bytes per atom")
    result["450 bytes / memory per atom"] = (450 / median("structure", "bytes_per_atom"), 1)
    return result


def compare_sizes(build, folder, sizes, rounds):
    dumps = [write_input(folder, [int(c) for c in size.split("x")]) for size in sizes]
    times = [[] for _ in dumps]
    halves = []
    for _ in range(rounds):
        for (dump, _, n), found in zip(dumps, times):
            # Small ones more often, but each in a process of its own: memory costs all the same.
            found += [ours(build, dump, "structure")["us_per_atom"] for _ in range(5 if n < 200000 else 1)]
        one = ours(build, dumps[-1][0], "structure")["seconds"]
        halves.append(ours(build, dumps[-1][0], "structure", "--threads", 2)["seconds"] / one)
    medians = [statistics.median(found) for found in times]
    print("Voronoi, q6, w6 and s(i,j), us per atom: " +
          ", ".join(f"{t:.3f} ({n})" for t, (_, _, n) in zip(medians, dumps)))
    return {
        "1.15 fastest / slowest size": (1.15 * min(medians) / max(medians), 1),
        "0.60 / two threads": (0.60 / statistics.median(halves), 1),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dump")
    parser.add_argument("--sizes", default="1x1x5,3x3x3,8x8x8", help="copies of 2048 atoms along each edge; empty for none")
    parser.add_argument("--check", action="store_true", help="fail if a goal is missed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        dump = arguments.dump or write_input(folder, 3)[0]
        result = measure(arguments.build, folder, dump, arguments.rounds)
        if arguments.sizes:
            result |= compare_sizes(arguments.build, folder, arguments.sizes.split(","), arguments.rounds)
    for name, (value, goal) in result.items():
        print(f"{name}: {value:.2f} (goal {goal})")
    if arguments.check and any(value < goal for value, goal in result.values()):
        sys.exit("a goal is missed")


if __name__ == "__main__":
    main()
