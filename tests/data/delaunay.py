#!/usr/bin/env python3
"""Delaunay tetrahedra of glass-100K.dump.gz, atom by atom, by SciPy (Qhull): their number, Ω and Q.

    delaunay.py > glass-100K.delaunay && gzip -9n glass-100K.delaunay

The box is surrounded by its images as far as any tetrahedron or cell of its atoms reaches. Ω leaves out tetrahedra with an
edge above 1.5 σ. Q: centroids of Voronoi cells by the volumes of pyramids over triangles of their hulls.
"""
import gzip
import pathlib

import numpy as np
from scipy.spatial import ConvexHull, Delaunay, Voronoi

SIGMA = np.array([[2.575, 2.765], [2.765, 3.165]])
MARGIN = 9.0
EDGES = [(a, b) for a in range(4) for b in range(a + 1, 4)]


def read(path):
    lines = gzip.open(path, "rt").read().splitlines()
    at = next(k for k, line in enumerate(lines) if line.startswith("ITEM: BOX"))
    box = np.array([[float(word) for word in line.split()] for line in lines[at + 1 : at + 4]])
    names = lines[at + 4].split()[2:]
    rows = np.array([[float(word) for word in line.split()] for line in lines[at + 5 :] if line])
    return box[:, 0], box[:, 1] - box[:, 0], rows[:, 2:5], rows[:, names.index("type")].astype(int) - 1


def centroid(points):
    hull = ConvexHull(points)
    inside = points.mean(axis=0)
    corners = points[hull.simplices] - inside
    volumes = np.abs(np.linalg.det(corners)) / 6
    return inside + (volumes[:, None] * corners.sum(axis=1) / 4).sum(axis=0) / volumes.sum()


def main():
    low, edge, x, types = read(pathlib.Path(__file__).with_name("glass-100K.dump.gz"))
    n = len(x)
    inside = low + (x - low) % edge
    shifts = np.array([(a, b, c) for a in (-1, 0, 1) for b in (-1, 0, 1) for c in (-1, 0, 1)])
    points, owners = [], []
    for shift in sorted(shifts.tolist(), key=lambda s: s != [0, 0, 0]):
        moved = inside + np.array(shift) * edge
        kept = np.all((moved > low - MARGIN) & (moved < low + edge + MARGIN), axis=1)
        points.append(moved[kept])
        owners.append(np.flatnonzero(kept))
    points, owners = np.concatenate(points), np.concatenate(owners)
    assert (owners[:n] == np.arange(n)).all()
    voronoi = Voronoi(points)
    offsets = np.full((n, 3), np.nan)
    for i in range(n):
        region = voronoi.regions[voronoi.point_region[i]]
        assert -1 not in region
        offsets[i] = centroid(voronoi.vertices[region]) - points[i]
    corners = Delaunay(points).simplices
    corners = corners[np.any(corners < n, axis=1)]
    assert np.all((points[corners] > low - MARGIN / 2) & (points[corners] < low + edge + MARGIN / 2))
    at, kind, c = points[corners], types[owners[corners]], offsets[owners[corners]]
    lengths = np.array([np.linalg.norm(at[:, a] - at[:, b], axis=1) for a, b in EDGES]).T
    sigmas = np.array([SIGMA[kind[:, a], kind[:, b]] for a, b in EDGES]).T
    omega = np.abs(lengths - sigmas).sum(axis=1) / sigmas.sum(axis=1)
    short = np.all(lengths <= 1.5 * sigmas, axis=1)
    d = at[:, 1:] - at[:, :1]
    volume = np.linalg.det(d) / 6
    flow = np.einsum("kij,kji->k", np.linalg.inv(d), c[:, 1:] - c[:, :1]) * np.abs(volume)
    counts, sums = np.zeros(n), np.zeros((n, 4))
    for k in range(4):
        own = corners[:, k] < n
        i = corners[own, k]
        np.add.at(counts, i, 1)
        np.add.at(sums, i, np.array([np.where(short, omega, 0), short, np.abs(volume), flow]).T[own])
    for i in range(n):
        print(f"{int(counts[i])} {sums[i, 0] / sums[i, 1]:.12g} {sums[i, 3] / sums[i, 2]:.12g}")


if __name__ == "__main__":
    main()
