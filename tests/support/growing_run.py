"""A run that tests write frame by frame: 125 atoms of which every seventh moves on."""
import random


def frame(k, seed=1, every=2):
    """Frame k as a text dump, `every` ps a frame at a timestep of 0.002 ps."""
    lines = [f"ITEM: TIMESTEP\n{k * every * 500}\nITEM: NUMBER OF ATOMS\n125\nITEM: BOX BOUNDS pp pp pp\n"
             f"0 12\n0 12\n0 {12 * (1 + 1e-4 * k):.6f}\nITEM: ATOMS id type xu yu zu\n"]
    noise = random.Random(seed * 1000 + k)
    for i in range(125):
        width = 0.05 + 0.1 * (i % 7 == 0) * k ** 0.5
        at = (i % 5 * 2.4, i // 5 % 5 * 2.4, i // 25 * 2.4)
        lines.append(f"{i + 1} {1 + i % 2} " + " ".join(f"{x + noise.gauss(0, width):.5f}" for x in at) + "\n")
    return "".join(lines)


def wrapped(k, **how):
    """The same frame with its positions put back into the box."""
    lines = frame(k, **how).splitlines()
    edges = [float(line.split()[1]) for line in lines[5:8]]
    rows = []
    for line in lines[9:]:
        number, kind, *x = line.split()
        rows.append(f"{number} {kind} " + " ".join(f"{float(c) % edge:.5f}" for c, edge in zip(x, edges)))
    return "\n".join([*lines[:8], "ITEM: ATOMS id type x y z", *rows]) + "\n"


def append(path, first, last, **how):
    with open(path, "a") as file:
        for k in range(first, last):
            file.write(frame(k, **how))
            file.flush()
