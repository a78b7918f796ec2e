#!/usr/bin/env python3
"""Rows and queries for bench-knn.py, out of real training runs.

  mkfeat.py SAMPLES OUT

SAMPLES holds the runs train.T*.lammpstrj, uncompressed, of 2,048 atoms each. Into OUT go float32
matrices (.f32) of 10 features lg(displacement²/T) and their class temperatures (.lab):

  real14k                      one origin of seven runs, as measured
  syn14k, syn350k, syn1400k    as hard as the real ones, and as many as wanted
  qcv, qcold                   queries made likewise: of all classes; of a glass with a few mobile atoms

Made-up instances take the x, y and z histories of displacement, over all intervals, from three atoms
or axes of one species and nearly the same mobility. Compared with 14,336 real instances this leaves
the eigenvalues of the covariance, the distances of the 1st and 50th neighbour and the intrinsic
dimension as they are, which taking more origins of the same atoms does not.
"""
import os
import sys

import numpy as np

STEPS = np.array([100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000])  # of 2 fs
CLASSES = [100, 700, 800, 900, 1000, 1200, 1700]
FLOOR = 1e-8


def read_frames(path):
    """step -> positions in the order of ids, and the types."""
    with open(path) as file:
        lines = file.read().split("\n")
    frames, types, i = {}, None, 0
    while i < len(lines):
        if lines[i].startswith("ITEM: TIMESTEP"):
            step = int(lines[i + 1])
            i += 2
        elif lines[i].startswith("ITEM: NUMBER"):
            n = int(lines[i + 1])
            i += 2
        elif lines[i].startswith("ITEM: BOX"):
            i += 4
        elif lines[i].startswith("ITEM: ATOMS"):
            if i + n >= len(lines) or len(lines[i + n].split()) < 5:
                break
            table = np.array([line.split() for line in lines[i + 1:i + 1 + n]], float)
            table = table[np.argsort(table[:, 0])]
            frames[step] = table[:, 2:5]
            types = table[:, 1].astype(int)
            i += 1 + n
        else:
            i += 1
    return frames, types


def get_displacements(frames, origin, mismatch=0.0):
    """Intervals x atoms x 3, or None if a frame is missing by more than that part of its interval."""
    steps = np.array(sorted(frames))
    found = []
    for interval in STEPS:
        nearest = steps[np.argmin(np.abs(np.log(np.maximum(steps - origin, 1e-9) / interval)))]
        if abs((nearest - origin) / interval - 1) > mismatch + 1e-9:
            return None
        found.append(frames[nearest] - frames[origin])
    return np.array(found)


def get_features(displacements, temperature):
    squares = (displacements**2).sum(-1)
    return np.log10(np.maximum(squares, FLOOR) / temperature).T.astype(np.float32)


def make_up(displacements, types, temperature, n, random, window=0.02):
    n_atoms = displacements.shape[1]
    rows = np.empty((n, len(STEPS)), np.float32)
    source = random.integers(0, n_atoms, n)
    mobility = (displacements[-4:]**2).sum((0, 2))
    for species in (1, 2):
        ids = np.where(types == species)[0]
        order = ids[np.argsort(mobility[ids])]
        place = {atom: i for i, atom in enumerate(order)}
        reach = max(3, int(window * len(order)))
        chosen = np.where(types[source] == species)[0]
        at = np.array([place[atom] for atom in source[chosen]])
        squares = np.zeros((len(STEPS), len(chosen)))
        axes = np.argsort(random.random((len(chosen), 3)), axis=1)
        for c in range(3):
            near = np.clip(at + random.integers(-reach, reach + 1, len(chosen)), 0, len(order) - 1)
            squares += displacements[:, order[near], axes[:, c]]**2
        rows[chosen] = np.log10(np.maximum(squares, FLOOR) / temperature).T
    return rows


def make_up_classes(runs, per_class, seed):
    random = np.random.default_rng(seed)
    rows, labels = [], []
    for temperature in CLASSES:
        frames, types = runs[temperature]
        origins = [d for d in (get_displacements(frames, t, 0.26) for t in (0, 15, 50)) if d is not None]
        for i, displacements in enumerate(origins):
            n = per_class // len(origins) + (1 if i < per_class % len(origins) else 0)
            rows.append(make_up(displacements, types, temperature, n, random))
        labels.append(np.full(per_class, temperature))
    return np.concatenate(rows), np.concatenate(labels)


def main(samples, out):
    random = np.random.default_rng(7)
    runs = {t: read_frames(f"{samples}/train.T{t}.lammpstrj") for t in CLASSES}

    def save(name, rows, labels):
        rows.astype(np.float32).tofile(os.path.join(out, name + ".f32"))
        labels.astype(np.float32).tofile(os.path.join(out, name + ".lab"))
        print(name, rows.shape)

    def save_shuffled(name, rows, labels, most=None):
        order = random.permutation(len(rows))
        save(name, rows[order][:most], labels[order][:most])

    real = [get_features(get_displacements(runs[t][0], 0), t) for t in CLASSES]
    save("real14k", np.concatenate(real), np.repeat(CLASSES, [len(r) for r in real]))
    save("syn14k", *make_up_classes(runs, 2048, 1))
    save_shuffled("syn350k", *make_up_classes(runs, 350000 // len(CLASSES), 2))
    save_shuffled("syn1400k", *make_up_classes(runs, 200000, 5))
    save_shuffled("qcv", *make_up_classes(runs, 8000, 3), 50000)

    cold = np.random.default_rng(11)
    parts = [make_up(get_displacements(runs[100][0], 0), runs[100][1], 100, 45000, cold)]
    for t in (700, 800, 900):
        parts.append(make_up(get_displacements(runs[t][0], 0), runs[t][1], t, 2500, cold))
    rows = np.concatenate(parts)[:50000]
    rows = rows[cold.permutation(len(rows))]
    save("qcold", rows, np.zeros(len(rows)))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
