"""Independent values for a run that LAMMPS sheared and flipped (in.shear), with numpy.

    python3 shear.py shear-unwrapped.dump.gz > shear.expected

The box is h(t) = h(0) with xy = 0.03/ps · t · ly, whatever is printed: the flow is a simple shear. Lines `msd LAG VALUE`
(ps, Å²; drift removed, all origins) and `d2min FROM TO ID D2MIN MISES` (frames, Å²; neighbours within 3.85 Å).
"""
import gzip
import sys

import numpy as np

ERATE, CUTOFF = 0.03, 3.85


def read(path):
    frames = []
    lines = gzip.open(path, "rt").read().split("\n")
    at = 0
    while at < len(lines) and lines[at]:
        head = {}
        while not lines[at].startswith("ITEM: ATOMS"):
            name = lines[at][6:].split()[0]
            at += 1
            body = []
            while not lines[at].startswith("ITEM:"):
                body.append(lines[at])
                at += 1
            head[name] = body
        n = int(head["NUMBER"][0])
        rows = np.array([[float(v) for v in line.split()] for line in lines[at + 1:at + 1 + n]])
        at += 1 + n
        rows = rows[np.argsort(rows[:, 0])]
        box = np.array([[float(v) for v in line.split()] for line in head["BOX"]])
        lo, hi = box[:, 0].copy(), box[:, 1].copy()
        lo[0] -= min(0, box[0, 2])
        hi[0] -= max(0, box[0, 2])
        frames.append((float(head["TIME"][0]), hi - lo, rows[:, 2:5] - lo))
    return frames


frames = read(sys.argv[1])
times = np.array([f[0] for f in frames]) - frames[0][0]
edges = frames[0][1]


def flow(x, strain):
    y = x.copy()
    y[:, 0] += strain * x[:, 1]
    return y


for lag in range(1, len(frames)):
    squares = []
    for k in range(len(frames) - lag):
        u = frames[k + lag][2] - flow(frames[k][2], ERATE * (times[k + lag] - times[k]))
        u -= u.mean(axis=0)
        squares.append((u ** 2).sum(axis=1).mean())
    print(f"msd {times[lag]:g} {np.mean(squares):.9g}")

for a, b in ((0, 1), (7, 12), (20, 45)):
    x0, x1 = frames[a][2], frames[b][2]
    strain0, strain1 = ERATE * times[a], ERATE * times[b]
    h0 = np.diag(edges)
    h0[0, 1] = strain0 * edges[1]
    h1 = np.diag(edges)
    h1[0, 1] = strain1 * edges[1]
    # All images within the cutoff, in the continued box.
    shifts = [(i, j, k) for k in (-2, -1, 0, 1, 2) for j in (-2, -1, 0, 1, 2) for i in range(-9, 10)]
    for i in range(len(x0)):
        v, w, d0s, ds = np.zeros((3, 3)), np.zeros((3, 3)), [], []
        for m in shifts:
            m = np.array(m)
            d0 = x0 + h0 @ m - x0[i]
            near = (d0 ** 2).sum(axis=1) <= CUTOFF ** 2
            if not m.any():
                near[i] = False
            for j in np.nonzero(near)[0]:
                d0s.append(d0[j])
                ds.append(x1[j] + h1 @ m - x1[i])
        d0s, ds = np.array(d0s), np.array(ds)
        f = (ds.T @ d0s) @ np.linalg.inv(d0s.T @ d0s)
        rest = ((d0s @ f.T - ds) ** 2).sum()
        e = (f.T @ f - np.eye(3)) / 2
        mises = np.sqrt(e[0, 1] ** 2 + e[1, 2] ** 2 + e[0, 2] ** 2 +
                        ((e[0, 0] - e[1, 1]) ** 2 + (e[1, 1] - e[2, 2]) ** 2 + (e[2, 2] - e[0, 0]) ** 2) / 6)
        print(f"d2min {a} {b} {i + 1} {rest:.9g} {mises:.9g}")
