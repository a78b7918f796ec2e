"""What the scripts here share: an input of any size made of the glass of tests/data, and runs that
share the processors fairly. `glass.py RAW` writes that glass for inputs/gentraj.c."""
import gzip
import os
import pathlib
import subprocess
import sys

import numpy as np

GLASS = pathlib.Path(__file__).resolve().parent.parent / "data" / "glass-100K.dump.gz"


def run(command, **options):
    """Standard output of a command in a scheduler group of its own, as in bench-knn.py."""
    own_group = "echo -15 > /proc/self/autogroup 2>/dev/null; exec \"$@\""
    return subprocess.run(["setsid", "-w", "sh", "-c", own_group, "sh", *map(str, command)], check=True,
                          capture_output=True, text=True, env=dict(os.environ, OMP_NUM_THREADS="1"), **options).stdout


def read_glass():
    """Edges of the box, positions inside of it from 0 on, types."""
    lines = gzip.open(GLASS, "rt").read().split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("ITEM: BOX"))
    box = np.array([line.split() for line in lines[at + 1 : at + 4]], float)
    columns = lines[at + 4].split()[2:]
    rows = np.array([line.split() for line in lines[at + 5 :] if line], float)
    kind = rows[:, columns.index("type")].astype(int)
    first = columns.index("xu") if "xu" in columns else columns.index("x")
    edge = box[:, 1] - box[:, 0]
    return edge, (rows[:, first : first + 3] - box[:, 0]) % edge, kind


def write_input(folder, copies):
    """The glass copied along each edge, shaken by 0.01 Å so that no two atoms see the same."""
    copies = np.broadcast_to(copies, 3)
    edge, x, kind = read_glass()
    x = np.concatenate([x + edge * shift for shift in np.ndindex(*copies)])
    x += np.random.default_rng(1).uniform(-0.01, 0.01, x.shape)
    x %= copies * edge
    path = folder / f"glass-{len(x)}.dump"
    bounds = [f"0 {e!r}" for e in (copies * edge).tolist()]
    with path.open("w") as out:
        out.write(f"ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n{len(x)}\nITEM: BOX BOUNDS pp pp pp\n")
        out.write("\n".join(bounds) + "\nITEM: ATOMS id type x y z\n")
        kinds = np.tile(kind, len(x) // len(kind))
        out.writelines(f"{i + 1} {kinds[i]} {a:.5f} {b:.5f} {c:.5f}\n" for i, (a, b, c) in enumerate(x.tolist()))
    return path, " ".join(bounds), len(x)


def write_raw(path):
    edge, x, kind = read_glass()
    with open(path, "wb") as out:
        out.write(np.int64(len(x)).tobytes() + np.concatenate([np.zeros(3), edge]).tobytes())
        out.write(x.tobytes() + kind.astype(np.int32).tobytes())


if __name__ == "__main__":
    write_raw(sys.argv[1])
