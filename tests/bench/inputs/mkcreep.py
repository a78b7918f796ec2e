#!/usr/bin/env python3
"""Queries for bench-knn.py, out of a real creep run: features of every atom at every start time that
has all intervals, without the drift.

  mkcreep.py SAMPLES OUT

SAMPLES holds creep-2.3.lammpstrj, uncompressed; OUT gets qcreep.f32.
"""
import os
import sys

import numpy as np

from mkfeat import get_displacements, get_features, read_frames


def main(samples, out):
    frames, _ = read_frames(f"{samples}/creep-2.3.lammpstrj")
    rows = []
    for origin in sorted(frames):
        displacements = get_displacements(frames, origin)
        if displacements is not None:
            rows.append(get_features(displacements - displacements.mean(1, keepdims=True), 100))
    rows = np.concatenate(rows)
    rows.tofile(os.path.join(out, "qcreep.f32"))
    print("qcreep", rows.shape)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
