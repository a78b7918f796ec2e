#!/usr/bin/env python3
"""Later frames and files that speak against a premise which the first one gave: the doubt names the frame, whether the
frame was seen by indexing, by reading it, or in an earlier run of the program. Speaks TAP."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

CLI = sys.argv[1]
N_FRAMES, ODD, EDGE = 6, 3, 4


def lattice(frame):
    """Positions of 64 atoms of a cubic lattice of 2.5 Å, shaken; two types."""
    rows = []
    for i in range(EDGE**3):
        place = i % EDGE, i // EDGE % EDGE, i // EDGE**2
        shake = [0.01 * ((7 * i + 3 * k + frame) % 11) for k in range(3)]
        rows.append((i + 1, 1 + i % 2, *(2.5 * p + 0.5 + s for p, s in zip(place, shake))))
    return rows


def flatten(rows):
    return [(*row[:4], 0.0) for row in rows]


def dump_frame(frame, rows, edges="pp pp pp", names="x y z", units=""):
    box = "\n".join(["0 10"] * 3)
    atoms = "\n".join(f"{i} {t} {x:.4f} {y:.4f} {z:.4f}" for i, t, x, y, z in rows)
    head = f"ITEM: UNITS\n{units}\n" if units and frame % N_FRAMES == 0 else ""
    return (f"{head}ITEM: TIMESTEP\n{100 * frame}\nITEM: NUMBER OF ATOMS\n{len(rows)}\nITEM: BOX BOUNDS {edges}\n{box}\n"
            f"ITEM: ATOMS id type {names}\n{atoms}\n")


def xyz_frame(frame, rows, pbc="T T T", names=("Cu", "Zr", "Ag")):
    atoms = "\n".join(f"{names[t - 1]} {x:.4f} {y:.4f} {z:.4f}" for _, t, x, y, z in rows)
    return (f'{len(rows)}\nLattice="10 0 0 0 10 0 0 0 10" Properties=species:S:1:pos:R:3 pbc="{pbc}" '
            f"Time={0.1 * frame}\n{atoms}\n")


def with_third_type(rows):
    return [(*rows[0][:1], 3, *rows[0][2:])] + rows[1:]


def make(kind, odd):
    """Frames of one kind; the frame numbered @odd speaks against the others, if there is one."""
    frames = []
    for f in range(N_FRAMES):
        rows, is_odd = lattice(f), f == odd
        if kind == "periodic":
            frames.append(dump_frame(f, rows, edges="pp ff pp" if is_odd else "pp pp pp"))
        elif kind == "periodic-xyz":
            frames.append(xyz_frame(f, rows, pbc="T F T" if is_odd else "T T T"))
        elif kind == "unwrapped":
            frames.append(dump_frame(f, rows, names="x y z" if is_odd else "xu yu zu"))
        elif kind == "wrapped":
            frames.append(dump_frame(f, rows, names="xu yu zu" if is_odd else "x y z"))
        elif kind == "species":
            frames.append(dump_frame(f, with_third_type(rows) if is_odd else rows))
        elif kind == "species-xyz":
            frames.append(xyz_frame(f, with_third_type(rows) if is_odd else rows))
        elif kind == "dimension":
            frames.append(dump_frame(f, rows if is_odd else flatten(rows)))
        else:
            raise ValueError(kind)
    return frames


# Premise, words of its doubt, whether indexing alone shows it.
KINDS = {
    "periodic": ("periodic", f"Frame {ODD} is periodic along xz", True),
    "periodic-xyz": ("periodic", f"Frame {ODD} is periodic along xz", True),
    "unwrapped": ("unwrapped", f"positions of frame {ODD} are put back", False),
    "wrapped": ("unwrapped", f"positions of frame {ODD} are unwrapped", False),
    "species": ("species", f"Frame {ODD} has a type", False),
    "species-xyz": ("species", f"Frame {ODD} has a type", False),
    "dimension": ("dimension", f"atoms of frame {ODD} do not lie", False),
}


def wrap(x):
    """Position within 0 … 10, and how many edges were taken away."""
    return x % 10, int(x // 10)


def write_put_back(form, odd):
    """Six frames of atoms that slide through the box. From frame @odd on positions are wrapped under names of unwrapped
    ones, or image flags begin anew."""
    frames, bias = [], [None] * EDGE**3
    for f in range(N_FRAMES):
        rows, lines = lattice(f), []
        for i, (number, kind, *x) in enumerate(rows):
            x = [v + 1.3 + 0.2 * f for v in x]
            wrapped = [wrap(v) for v in x]
            if form == "flags":
                if f == odd:
                    bias[i] = [w[1] for w in wrapped]
                flags = [w[1] - (bias[i][k] if bias[i] else 0) for k, w in enumerate(wrapped)]
                lines.append(f"{number} {kind} " + " ".join(f"{w[0]:.4f}" for w in wrapped) + " " + " ".join(map(str, flags)))
            else:
                shown = [w[0] for w in wrapped] if odd is not None and f >= odd else x
                lines.append(f"{number} {kind} " + " ".join(f"{v:.4f}" for v in shown))
        names = "x y z ix iy iz" if form == "flags" else "xu yu zu"
        box = "\n".join(["0 10"] * 3)
        atoms = "\n".join(lines)
        frames.append(f"ITEM: TIMESTEP\n{100 * f}\nITEM: NUMBER OF ATOMS\n{len(rows)}\nITEM: BOX BOUNDS pp pp pp\n{box}\n"
                      f"ITEM: ATOMS id type {names}\n{atoms}\n")
    return frames


def check_put_back():
    """Displacements over a frame at which positions are put back are doubted; others are not."""
    wrong = []
    for form, odd in (("flags", None), ("flags", ODD), ("wrapped", None), ("wrapped", ODD), ("wrapped", 0)):
        with tempfile.TemporaryDirectory(prefix="vitrine-later-") as folder:
            place = Place(folder)
            run = place.write(write_put_back(form, odd), None, "dump")[0]
            words = ["atoms", run, "--property", "displacement", "--displacements", "raw", "--keep-drift", "--timestep",
                     "0.001", "--frame", 1, "--to-frame", 4, "--output", place.folder / "a.csv"]
            for again in range(2):
                code, _, err = place.run(*words, "--strict")
                if ("whole edge" in err) != (odd is not None) or code != (0 if odd is None else 1):
                    wrong.append(f"{form} from {odd} on, {again}: {code} {err}")
            place.run(*words, "--premise", "unwrapped=no")
            rows = (place.folder / "a.csv").read_text().splitlines()
            head = next(row for row in rows if not row.startswith("#")).split(",")
            at = next(i for i, name in enumerate(head) if name.startswith("displacement_x"))
            moves = [float(row.split(",")[at]) for row in rows[rows.index(",".join(head)) + 1:]]
            if max(abs(move - 0.6) for move in moves) > 0.15:
                wrong.append(f"{form} from {odd} on, nearest images: {max(moves)}")
    return wrong


def check_units_in_file():
    wrong = []
    with tempfile.TemporaryDirectory(prefix="vitrine-later-") as folder:
        place = Place(folder)
        for units, doubted in (("metal", False), ("real", True)):
            frames = [dump_frame(f, lattice(f), units="metal" if f < N_FRAMES else units) for f in range(2 * N_FRAMES)]
            run = place.write(frames, None, "dump")[0]
            for again in range(2):
                _, out, _ = place.run("info", "--json", run, "--timestep", "0.001")
                if bool(get_doubt(out, "units")) != doubted:
                    wrong.append(f"metal, then {units}, {again}: {get_doubt(out, 'units')}")
    return wrong


def check_times_of_some():
    """Frames without a time beside frames with one: the timestep comes from these, and that is a doubt."""
    wrong = []
    for which in (range(6), range(6, 12), range(4, 8), range(12), ()):
        with tempfile.TemporaryDirectory(prefix="vitrine-later-") as folder:
            place = Place(folder)
            frames = [(f"ITEM: TIME\n{0.2 * f:g}\n" if f in which else "") + dump_frame(f, lattice(f)) for f in range(12)]
            place.write(frames, 6, "dump")
            run, some = str(place.folder / "part*.dump"), 0 < len(which) < 12
            code, out, err = place.run("info", "--json", run, *([] if which else ["--timestep", "0.002"]))
            premises = {p["name"]: p for p in json.loads(out)["premises"]}
            if code != 0 or abs(premises["timestep"]["value"] - 0.002) > 1e-9 or bool(premises["clock"]["doubt"]) != some:
                wrong.append(f"{which}: {code} {premises['timestep']} {premises['clock']} {err}")
            _, _, err = place.run("info", run, "--timestep", "0.004")
            if some and "give 0.002 ps per step" not in err:
                wrong.append(f"{which}, another timestep given: {err}")
    return wrong


class Place:
    """A folder with files and a cache of its own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
        self.env["VITRINE_CACHE_DIR"] = str(self.folder / "cache")

    def write(self, frames, split, suffix):
        """One file, or two of which the second begins at frame @split."""
        parts = [frames] if split is None else [frames[:split], frames[split:]]
        paths = [self.folder / f"part{i}.{suffix}" for i in range(len(parts))]
        for path, part in zip(paths, parts):
            path.write_text("".join(part), encoding="ascii")
        time.sleep(0.05)  # what is known of a file that changed just now is not believed
        return [str(path) for path in paths]

    def run(self, *words):
        done = subprocess.run([CLI, *map(str, words)], capture_output=True, text=True, env=self.env, timeout=60)
        return done.returncode, done.stdout, done.stderr


def get_doubt(stdout, name):
    for premise in json.loads(stdout)["premises"]:
        if premise["name"] == name:
            return premise["doubt"]
    return None


def check_kind(kind, split):
    """What is wrong, as lines."""
    name, words, by_index = KINDS[kind]
    suffix, wrong = "xyz" if kind.endswith("xyz") else "dump", []
    given = ["--premise", "clock=ps"] if suffix == "xyz" else ["--timestep", "0.001"]

    def expect(what, holds, *shown):
        if not holds:
            wrong.append(f"{what}: {shown}")

    with tempfile.TemporaryDirectory(prefix="vitrine-later-") as folder:
        place = Place(folder)
        files = place.write(make(kind, None), split, suffix)
        for path in files:
            code, out, err = place.run("info", "--json", "--strict", path, *given)
            expect("no doubt without the odd frame", code == 0 and not get_doubt(out, name), code, get_doubt(out, name), err)
    with tempfile.TemporaryDirectory(prefix="vitrine-later-") as folder:
        place = Place(folder)
        files = place.write(make(kind, ODD), split, suffix)
        run = str(pathlib.Path(folder) / f"part*.{suffix}") if split is not None else files[0]
        code, _, err = place.run("atoms", run, "--property", "cn", "--cutoff", 3, "--frame", 0, "--output", place.folder / "a.csv", *given)
        expect("reading the first frame", code == 0 and (words in err) == by_index, code, err)
        code, _, err = place.run("atoms", run, "--property", "cn", "--cutoff", 3, "--frame", ODD, "--output", place.folder / "b.csv", *given)
        expect("reading the odd frame", code == 0 and words in err, code, err)
        code, _, err = place.run("atoms", run, "--property", "cn", "--cutoff", 3, "--frame", 0, "--strict", "--output", place.folder / "c.csv", *given)
        expect("strict, remembered", (code == 1 and words in err) or (name == "species" and split is not None), code, err)
        for again in ("first", "second"):
            code, out, err = place.run("info", "--json", run, *given)
            expect(f"info, {again} time", words in (get_doubt(out, name) or "") and words in err, get_doubt(out, name), err)
        value = {"periodic": "xyz", "unwrapped": "no", "species": "Cu,Zr,Ag", "dimension": "3"}[name] if kind != "wrapped" else "yes"
        code, out, err = place.run("info", "--json", "--strict", run, "--premise", f"{name}={value}", *given)
        expect("no doubt about what was given", code == 0 and not get_doubt(out, name), code, err)
    return wrong


def check_units():
    wrong = []
    with tempfile.TemporaryDirectory(prefix="vitrine-later-") as folder:
        place = Place(folder)
        for units, doubted in (("metal", False), ("real", True)):
            frames = [dump_frame(f, lattice(f), units="metal" if f < N_FRAMES else units) for f in range(2 * N_FRAMES)]
            place.write(frames, N_FRAMES, "dump")
            code, out, err = place.run("info", "--json", str(place.folder / "part*.dump"), "--timestep", "0.001")
            if bool(get_doubt(out, "units")) != doubted:
                wrong.append(f"metal, then {units}: {get_doubt(out, 'units')} {err}")
    return wrong


def main():
    cases = [(kind, split) for kind in KINDS for split in (None, 2)]
    more = (("units of files", check_units), ("units within a file", check_units_in_file), ("put back", check_put_back),
            ("times of some frames", check_times_of_some))
    print(f"1..{len(cases) + len(more)}")
    for i, (kind, split) in enumerate(cases):
        wrong = check_kind(kind, split)
        for line in wrong:
            print(f"# {line}")
        print(f"{'not ok' if wrong else 'ok'} {i + 1} - {kind}, {'one file' if split is None else 'two files'}")
    for i, (what, check) in enumerate(more):
        wrong = check()
        for line in wrong:
            print(f"# {line}")
        print(f"{'not ok' if wrong else 'ok'} {len(cases) + 1 + i} - {what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
