#!/usr/bin/env python3
"""Times Voronoi cells and bond order beside voro++ and LAMMPS, in turns, one thread.

  bench-structure.py BUILD [--rounds N] [--copies N]

BUILD is the Meson build folder; `ninja structure-peers` builds voro++'s program. The input is the glass of tests/data,
copied and shaken by 0.01 Å. LAMMPS (`lmp`) computes voronoi/atom with edges and neighbours, and orientorder/atom with
q6 and w6 of the 14 nearest; its time is that of the run with the compute less that of the run without. Each run gets a
scheduler group of its own, as in bench-knn.py.
"""
import argparse
import importlib.util
import os
import pathlib
import statistics
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
spec = importlib.util.spec_from_file_location("strain", HERE / "bench-strain.py")
strain = importlib.util.module_from_spec(spec)
spec.loader.exec_module(strain)

LAMMPS = """units metal
boundary p p p
atom_style atomic
atom_modify map array sort 0 0
region box block {box}
create_box 2 box
mass * 1.0
read_dump {dump} 0 x y z box yes add keep
pair_style zero 4.5
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

COMPUTES = {"voronoi": "voronoi/atom edge_histo 12 neighbors yes",
            "orient": "orientorder/atom degrees 1 6 nnn 14 cutoff 4.5 wl/hat yes"}


def time_lammps(folder, dump, box, what):
    stamps, script = folder / "stamps", folder / "in.structure"
    stamps.unlink(missing_ok=True)
    script.write_text(LAMMPS.format(box=box, dump=dump, stamps=stamps, compute=COMPUTES[what]))
    strain.run(["lmp", "-in", script, "-log", "none"], cwd=folder)
    a, b, c, d = (float(line) for line in stamps.read_text().split())
    return (d - c) - (b - a)


def numbers(text):
    found = {}
    for line in text.splitlines():
        words = line.split()
        try:
            found[words[0]] = float(words[1])
        except (IndexError, ValueError):
            continue
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--copies", type=int, default=3, help="along each edge: 3 gives 55296 atoms")
    arguments = parser.parse_args()
    bench = os.path.join(arguments.build, "tests", "bench", "bench-structure")
    voropp = os.path.join(arguments.build, "tests", "bench", "peers", "voronoi-voropp")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        dump, box, n = strain.write_input(folder, arguments.copies)

        def ours(work, *options, path=dump):
            return numbers(strain.run([bench, path, work, *options]))

        blocks = {size: numbers(strain.run([voropp, dump, size, 2]))["seconds"] for size in (3, 4, 5, 6)}
        best = min(blocks, key=blocks.get)
        found = {key: [] for key in ("voronoi", "order", "two", "voropp", "lammps", "orient")}
        for _ in range(arguments.rounds):
            found["voropp"].append(numbers(strain.run([voropp, dump, best, 2]))["seconds"])
            found["voronoi"].append(ours("voronoi")["seconds"])
            found["lammps"].append(time_lammps(folder, dump, box, "voronoi"))
            found["order"].append(ours("voronoi-order")["seconds"])
            found["orient"].append(time_lammps(folder, dump, box, "orient"))
            found["two"].append(ours("voronoi-order", "--threads", 2)["seconds"])

        def ratio(a, b):
            return statistics.median(x / y for x, y in zip(found[a], found[b]))

        def per_atom(key):
            return 1e6 * statistics.median(found[key]) / n

        both = statistics.median((v + o) / w for v, o, w in zip(found["voropp"], found["orient"], found["order"]))
        print(f"{n} atoms, one thread, {arguments.rounds} rounds, us per atom")
        print(f"  Voronoi: index, volume, areas, neighbours   {per_atom('voronoi'):6.3f}")
        print(f"    voro++, {best} atoms per block              {per_atom('voropp'):6.3f}   {ratio('voropp', 'voronoi'):5.2f} times ours")
        print(f"    LAMMPS voronoi/atom                       {per_atom('lammps'):6.3f}   {ratio('lammps', 'voronoi'):5.2f} times ours")
        print(f"  with q6, w6 and s(i,j)                      {per_atom('order'):6.3f}")
        print(f"    voro++ and orientorder/atom               {per_atom('voropp') + per_atom('orient'):6.3f}   {both:5.2f} times ours")
        print(f"  two threads                                 {ratio('two', 'order'):5.2f} of one")
        sizes = {}
        for copies in (2, 3, 5, 8):
            path, _, atoms = strain.write_input(folder, copies)
            runs = [ours("voronoi-order", path=path) for _ in range(3)]
            empty = ours("nothing", path=path)
            sizes[atoms] = min(r["seconds"] for r in runs) / atoms
            memory = (runs[0]["peak_rss_mib"] - empty["peak_rss_mib"]) * 2**20 / atoms
            print(f"  {atoms:8d} atoms  {1e6 * sizes[atoms]:6.3f} us and {memory:4.0f} bytes an atom")
            path.unlink()
        print(f"  slowest to fastest size {max(sizes.values()) / min(sizes.values()):.2f}")


if __name__ == "__main__":
    main()
