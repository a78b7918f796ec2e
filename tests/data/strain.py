#!/usr/bin/env python3
"""Writes creep-2.3.strain.gz: D²min and von Mises strain of the sample by strain_ref.py (SciPy, NumPy).

strain.py STRAIN_REF.py: the reference program takes two one-frame dumps, a cutoff and a file for its
numbers. It knows one box only, so the images around the box are given to it as atoms: in the
reference frame they stand by its box vectors, in the current one by that frame's.
"""
import gzip
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from scipy.spatial import cKDTree

HERE = pathlib.Path(__file__).resolve().parent
RUN = HERE.parent.parent / "resources" / "samples" / "creep-2.3.lammpstrj.zst"
PAIRS = [(0.0, 0.2, 3.85), (0.0, 50.0, 3.85), (80.0, 130.0, 5.0)]  # from and to in ps, cutoff in Å
EVERY = 7  # atoms


def read_frames(times):
    """The frames at these times since the first: box (3 × 2) and positions by id."""
    text = subprocess.run(["zstd", "-dc", RUN], capture_output=True, text=True, check=True).stdout
    frames, first = {}, None
    for block in text.split("ITEM: TIME\n")[1:]:
        lines = block.split("\n")
        time = float(lines[0])
        first = time if first is None else first
        if not any(abs(time - first - t) < 1e-6 for t in times):
            continue
        at = next(i for i, line in enumerate(lines) if line.startswith("ITEM: BOX"))
        box = np.array([line.split() for line in lines[at + 1 : at + 4]], float)
        n = int(lines[lines.index("ITEM: NUMBER OF ATOMS") + 1])
        rows = np.array([line.split() for line in lines[at + 5 : at + 5 + n]], float)
        rows = rows[np.argsort(rows[:, 0])]
        frames[next(t for t in times if abs(time - first - t) < 1e-6)] = (box, rows[:, 0].astype(int), rows[:, 2:5])
    return frames


def write_dump(path, positions, low, high):
    with open(path, "w") as out:
        out.write(f"ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n{len(positions)}\nITEM: BOX BOUNDS pp pp pp\n")
        out.writelines(f"{low} {high}\n" for _ in range(3))
        out.write("ITEM: ATOMS id type x y z\n")
        out.writelines(f"{i + 1} 1 {x!r} {y!r} {z!r}\n" for i, (x, y, z) in enumerate(positions.tolist()))


def main():
    frames = read_frames(sorted({t for pair in PAIRS for t in pair[:2]}))
    text = []
    for start, end, cutoff in PAIRS:
        box0, ids, x0 = frames[start]
        box1, _, x1 = frames[end]
        edge0, edge1 = box0[:, 1] - box0[:, 0], box1[:, 1] - box1[:, 0]
        image = np.floor((x0 - box0[:, 0]) / edge0)
        x0, x1 = x0 - image * edge0, x1 - image * edge1
        all0, all1 = [x0], [x1]
        for shift in np.ndindex(3, 3, 3):
            shift = np.array(shift) - 1
            if not shift.any():
                continue
            moved = x0 + shift * edge0
            near = ((moved > box0[:, 0] - 2 * cutoff) & (moved < box0[:, 1] + 2 * cutoff)).all(axis=1)
            all0.append(moved[near])
            all1.append(x1[near] + shift * edge1)
        all0, all1 = np.concatenate(all0), np.concatenate(all1)
        # The reference program stops at an image on the rim that has no neighbours in space.
        tree = cKDTree(all0)
        kept = np.array([len(near) > 6 for near in tree.query_ball_point(all0, cutoff)])
        assert kept[: len(x0)].all()
        all0, all1 = all0[kept], all1[kept]
        with tempfile.TemporaryDirectory() as folder:
            paths = [f"{folder}/{name}" for name in ("reference.dump", "current.dump", "out.bin")]
            write_dump(paths[0], all0, -100, 200)
            write_dump(paths[1], all1, -100, 200)
            subprocess.run([sys.executable, sys.argv[1], paths[0], paths[1], str(cutoff), paths[2]], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            d2min, mises = np.fromfile(paths[2]).reshape(2, -1)[:, : len(x0)]
        text.append(f"pair {start} {end} {cutoff}\n")
        text += [f"{ids[i]} {d2min[i]:.12g} {mises[i]:.12g}\n" for i in range(0, len(ids), EVERY)]
    with gzip.GzipFile(HERE / "creep-2.3.strain.gz", "wb", mtime=0) as out:
        out.write("".join(text).encode())


main()
