#!/usr/bin/env python3
"""Prints what voro++ and LAMMPS say of a glass of 108,000 atoms: the numbers that test-voronoi.c and
test-bond-order.c compare with.

  large-glass.py CuZr_metallic_glass.dump.gz VORONOI-VOROPP

The first is an example file of OVITO (columns x y z type), the second the program that `ninja
structure-peers` builds (voro++ 0.4.6 when the numbers were taken; LAMMPS of Debian 12).
"""
import gzip
import pathlib
import subprocess
import sys
import tempfile

LAMMPS = """units metal
boundary p p p
atom_style atomic
atom_modify map array sort 0 0
region box block {box}
create_box 2 box
mass * 1.0
read_dump glass.dump 0 x y z box yes add keep
pair_style zero 4.0
pair_coeff * *
neighbor 0.0 bin
thermo_modify lost ignore
compute c all orientorder/atom degrees 2 4 6 nnn NULL cutoff 3.85 wl/hat yes
compute m all reduce ave c_c[1] c_c[2] c_c[3] c_c[4]
compute s all reduce avesq c_c[1] c_c[2] c_c[3] c_c[4]
thermo_style custom step c_m[1] c_m[2] c_m[3] c_m[4] c_s[1] c_s[2] c_s[3] c_s[4]
thermo_modify format float %.15g
run 0 post no
"""

lines = gzip.open(sys.argv[1], "rt").read().splitlines()
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    rows = (f"{i} {row.split()[3]} {' '.join(row.split()[:3])}" for i, row in enumerate(lines[9:], 1))
    (folder / "glass.dump").write_text("\n".join([*lines[:8], "ITEM: ATOMS id type x y z", *rows]) + "\n")
    (folder / "in.order").write_text(LAMMPS.format(box=" ".join(lines[5:8])))
    print(subprocess.run([pathlib.Path(sys.argv[2]).resolve(), "glass.dump", "4"], cwd=folder, check=True,
                         capture_output=True, text=True).stdout)
    output = subprocess.run(["lmp", "-in", "in.order", "-log", "none"], cwd=folder, check=True, capture_output=True,
                            text=True).stdout.splitlines()
    at = next(i for i, line in enumerate(output) if line.strip().startswith("Step"))
    print("means, then mean squares, of q4 q6 w4 w6:", *output[at + 1].split()[1:])
