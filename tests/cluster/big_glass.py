"""Makes LAMMPS dumps of many atoms out of a small glass: copies side by side, moved a little, with vacancies, in two
frames between which the box is sheared."""
import gzip
import pathlib
import random

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"


def read_small():
    """The lengths of the box, and type and scaled position of each atom."""
    lines = gzip.open(DATA / "glass-100K.dump.gz", "rt").read().splitlines()
    box = lines.index("ITEM: BOX BOUNDS pp pp pp")
    low, high = zip(*[[float(word) for word in line.split()] for line in lines[box + 1:box + 4]])
    columns = lines[box + 4].split()[2:]
    places = [columns.index(name) for name in ("type", "xu", "yu", "zu")]
    atoms = []
    for line in lines[box + 5:]:
        words = line.split()
        atoms.append((words[places[0]],
                      [(float(words[places[k + 1]]) - low[k]) / (high[k] - low[k]) % 1 for k in range(3)]))
    return [high[k] - low[k] for k in range(3)], atoms


def header(step, n, edges, tilt, edge_words):
    xy, xz, yz = tilt
    rows = [(min(0, xy, xz, xy + xz), edges[0] + max(0, xy, xz, xy + xz), xy),
            (min(0, yz), edges[1] + max(0, yz), xz), (0, edges[2], yz)]
    tilted = any(tilt)
    text = f"ITEM: TIMESTEP\n{step}\nITEM: NUMBER OF ATOMS\n{n}\nITEM: BOX BOUNDS {'xy xz yz ' if tilted else ''}{edge_words}\n"
    for low, high, t in rows:
        text += f"{low!r} {high!r}" + (f" {t!r}" if tilted else "") + "\n"
    return text + "ITEM: ATOMS id type xu yu zu v\n"


def write(path, times, n, tilt=(0, 0, 0), edge_words="pp pp pp", strain=0.03, vacuum=1, seed=1):
    """@times copies along each axis, of which @n atoms stay; tilts are fractions of the edges. `v` is a smooth field
    with noise. Rows are in no order. With @vacuum the box is that many times as long along z as what fills it."""
    lengths, small = read_small()
    rng = random.Random(seed)
    edges = [lengths[k] * times[k] for k in range(3)]
    all_atoms = [(kind, [(s[0] + a) / times[0], (s[1] + b) / times[1], (s[2] + c) / times[2]])
                 for c in range(times[2]) for b in range(times[1]) for a in range(times[0]) for kind, s in small]
    atoms = rng.sample(all_atoms, n)
    with open(path, "w") as out:
        for frame in range(2):
            shear = strain * frame
            t = (tilt[0] * edges[0] + shear * edges[1], tilt[1] * edges[0], tilt[2] * edges[1])
            e = (edges[0], edges[1], edges[2] * (1 - 0.5 * shear) * vacuum)
            out.write(header(1000 * frame, n, e, t, edge_words))
            move = random.Random(seed + 1)
            noise = random.Random(seed + 2 + frame)
            rows = []
            for i, (kind, s) in enumerate(atoms):
                image = [move.randrange(-1, 2) if word[0] == "p" and move.random() < 0.05 else 0
                         for word in edge_words.split()]
                z = s[2] / vacuum
                u = [s[0] + image[0], s[1] + image[1], z + image[2]]
                spread = 0.08 + 0.25 * frame
                x = [e[0] * u[0] + t[0] * u[1] + t[1] * u[2] + spread * (2 * noise.random() - 1),
                     e[1] * u[1] + t[2] * u[2] + spread * (2 * noise.random() - 1),
                     e[2] * u[2] + spread * (2 * noise.random() - 1)]
                # Waves of whole lengths of the box, by a polynomial that any machine evaluates alike.
                w = sum(16 * (q % 1) ** 2 * (1 - q % 1) ** 2 for q in (s[0] + s[1], 2 * s[1], s[2]))
                rows.append(f"{i + 1} {kind} {x[0]:.5f} {x[1]:.5f} {x[2]:.5f} {w + noise.random():.4f}\n")
            noise.shuffle(rows)
            out.writelines(rows)
