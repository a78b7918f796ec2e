#!/usr/bin/env python3
"""rank: rows of JSON, samples that are files of others, what is refused. Speaks TAP."""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

CLI = sys.argv[1]
KEYS = ["indicator", "averaged", "species", "n", "events", "pearson", "spearman", "auc", "auc_low", "auc_high",
        "average_precision", "mcc", "c", "sign"]
EDGE, SPACING = 8, 3.0


def write_sample(path, seed, order=("Cu", "Zr"), columns=True, species=True):
    """A shaken lattice; the barrier falls with a column `stiff`, and is higher for Zr."""
    draw = random.Random(seed)
    rows = []
    for i in range(EDGE**3):
        name = order[draw.random() < 0.5]
        x = [SPACING * p + draw.gauss(0, 0.15) for p in (i % EDGE, i // EDGE % EDGE, i // EDGE**2)]
        stiff = draw.gauss(0, 1)
        barrier = 1 - 0.3 * stiff + 0.4 * draw.gauss(0, 1) + (0.5 if name == "Zr" else 0)
        rows.append((name, *x, stiff, barrier))
    size = EDGE * SPACING
    names = "species:S:1:pos:R:3" + (":stiff:R:1:barrier:R:1" if columns else "")
    text = f'{len(rows)}\nLattice="{size} 0 0 0 {size} 0 0 0 {size}" Properties={names} pbc="T T T"\n'
    for name, x, y, z, stiff, barrier in rows:
        text += f"{name} {x:.6f} {y:.6f} {z:.6f}" + (f" {stiff:.8f} {barrier:.8f}" if columns else "") + "\n"
    path.write_text(text)
    return rows


def rank(*words):
    return subprocess.run([CLI, "rank", *map(str, words)], capture_output=True, text=True,
                          env=os.environ | {"VITRINE_CACHE_DIR": ""})


def area(pairs):
    """Of events among (value, event), counted pair by pair."""
    events = [v for v, e in pairs if e]
    others = [v for v, e in pairs if not e]
    return sum((a > b) + 0.5 * (a == b) for a in events for b in others) / (len(events) * len(others))


def pearson(x, y):
    n, mx, my = len(x), sum(x) / len(x), sum(y) / len(y)
    xy = sum((a - mx) * (b - my) for a, b in zip(x, y))
    return xy / (sum((a - mx)**2 for a in x) * sum((b - my)**2 for b in y))**0.5 if n else None


def check_samples(folder):
    """Files of others: no time, species in another order in each."""
    paths = [folder / "a.xyz", folder / "b.xyz"]
    rows = [write_sample(paths[0], 1), write_sample(paths[1], 2, ("Zr", "Cu"))]
    out = rank("--samples", *paths, "--target", "column:barrier", "--indicator", "column:stiff,volume", "--bottom", 20,
               "--average", 0, "--json")
    assert out.returncode == 0, out.stderr
    report = json.loads(out.stdout)
    assert all(list(row) == KEYS for row in report["rows"]), report["rows"][0]
    assert {row["species"] for row in report["rows"]} == {"all", "Cu", "Zr", "centred"}
    assert len(report["starts"]) == 2 and report["blocks"] == 16
    for species in ("all", "Cu", "Zr"):
        row = next(r for r in report["rows"] if r["species"] == species and r["indicator"] == "stiff")
        pairs = []
        for sample in rows:
            worst = sorted(sample, key=lambda r: r[5])[:int(0.2 * len(sample))]
            pairs += [(r[4], r in worst, r[5]) for r in sample if species in ("all", r[0])]
        expected = area([(v, e) for v, e, _ in pairs])
        assert row["n"] == len(pairs) and row["events"] == sum(e for _, e, _ in pairs), row
        assert row["sign"] == 1 and abs(row["auc"] - expected) < 1e-9, (row, expected)
        assert abs(row["pearson"] - pearson([p[0] for p in pairs], [p[2] for p in pairs])) < 1e-9, row
        assert row["auc_low"] < row["auc"] < row["auc_high"] and row["auc_low"] > 0.5
    plain = rank("--samples", *paths, "--target", "column:barrier", "--indicator", "column:stiff", "--json")
    row = json.loads(plain.stdout)["rows"][0]
    assert row["auc"] is None and row["events"] is None and row["sign"] == -1, row
    again = rank("--samples", *paths, "--target", "column:barrier", "--indicator", "column:stiff", "--json")
    assert again.stdout == plain.stdout, "twice the same"


def write_hops(path, n_frames):
    """A shaken lattice, a frame each picosecond; the atoms of the column c_mark hop by 2 Å at 3 ps."""
    draw = random.Random(7)
    marks = [draw.random() < 0.1 for _ in range(EDGE**3)]
    size = EDGE * SPACING
    text = ""
    for frame in range(n_frames):
        text += (f"ITEM: UNITS\nmetal\nITEM: TIME\n{frame}\nITEM: TIMESTEP\n{500 * frame}\nITEM: NUMBER OF ATOMS\n{EDGE**3}\n"
                 f"ITEM: BOX BOUNDS pp pp pp\n0 {size}\n0 {size}\n0 {size}\nITEM: ATOMS id type xu yu zu c_mark\n")
        for i, mark in enumerate(marks):
            x = [SPACING * p + draw.gauss(0, 0.1) for p in (i % EDGE, i // EDGE % EDGE, i // EDGE**2)]
            x[2] += 2 * (mark and frame >= 3)
            text += f"{i + 1} 1 {x[0]:.4f} {x[1]:.4f} {x[2]:.4f} {int(mark)}\n"
    path.write_text(text)
    return marks


def check_hops(folder):
    """p_hop as a target starts at the start time, over the interval, and needs three frames in each half."""
    path = folder / "hops.lammpstrj"
    marks = write_hops(path, 6)
    share = 100 * (sum(marks) + 0.5) / len(marks)
    words = (path, "--target", "p_hop", "--top", share, "--indicator", "c_mark", "--average", 0)
    report = json.loads(rank(*words, "--interval", 6, "--json").stdout)
    row = report["rows"][0]
    assert [start["time_ps"] for start in report["starts"]] == [0], report["starts"]
    assert row["n"] == len(marks) and row["events"] == sum(marks) and row["auc"] == 1 and row["sign"] == 1, row
    short = rank(*words, "--interval", 4)
    assert short.returncode == 1 and "at no time do both halves of the 4 ps after it hold three frames" in short.stderr, short.stderr


def check_name(folder):
    """A column of the file is the target, also where a quantity has its name."""
    path, other = folder / "a.xyz", folder / "b.xyz"
    write_sample(path, 1)
    other.write_text(path.read_text().replace(":barrier:", ":volume:"))
    rows = [json.loads(rank("--samples", p, "--target", f"column:{name}", "--indicator", "column:stiff", "--average", 0,
                            "--json").stdout)["rows"] for p, name in ((path, "barrier"), (other, "volume"))]
    assert rows[0] == rows[1] and rows[0][0]["pearson"] < -0.3, rows


def check_refused(folder):
    paths = [folder / "a.xyz", folder / "c.xyz"]
    write_sample(paths[0], 1)
    write_sample(paths[1], 3, columns=False)
    for words, code, said in (
            ((paths[0],), 2, "--target is needed"),
            ((paths[0], "--target", "barrier"), 1, "there is no target"),
            ((paths[0], "--target", "column:barier"), 1, 'the nearest is "barrier"'),
            ((paths[0], "--target", "column:barrier", "--top", "0x"), 2, "--top"),
            ((paths[0], "--target", "column:barrier", "--top", "120"), 2, "100 per cent"),
            ((paths[0], "--target", "column:barrier", "--top", "5", "--bottom", "5"), 2, "either"),
            ((paths[0], "--target", "column:barrier", "--average", "-1"), 2, "-1"),
            ((paths[0], "--target", "column:barrier", "--average", "60"), 2, "0.1 to 50"),
            ((paths[0], "--target", "column:barrier", "--indicator", ","), 2, "names none"),
            ((paths[0], "--target", "column:"), 2, "names no column"),
            ((paths[0], "--target", "column:barrier", "--indicator", "volme"), 1, "volume"),
            ((paths[0], "--target", "t_ml"), 1, ""),
            ((paths[0], "--target", "d2min"), 1, ""),
            ((paths[0], "--target", "column:barrier", "--where", "id == 1"), 2, "--where"),
            ((paths[0], "--target", "column:barrier", "--time", "0,0"), 2, "twice"),
            (("--samples", *paths, "--target", "column:barrier"), 1, "c.xyz"),
    ):
        out = rank(*words)
        assert out.returncode == code and said in out.stderr, (words, out.returncode, out.stderr)


def command(*words):
    return subprocess.run([CLI, *map(str, words)], capture_output=True, text=True,
                          env=os.environ | {"VITRINE_CACHE_DIR": ""})


def check_learn(folder):
    """A learned indicator is trained on samples, saved, told, applied to a file that it has not seen."""
    paths = [folder / f"{k}.xyz" for k in range(4)]
    for k, path in enumerate(paths):
        write_sample(path, k)
    model = folder / "barrier.vitindicator"
    for sets, kind in (("column:stiff,radial", "ridge"), ("indicators,column:stiff", "logistic")):
        words = ("--bottom", 20) if kind == "logistic" else ("--per-species",)
        out = command("learn", "--samples", *paths[:3], "--target", "column:barrier", "--features", sets, "-o", model, "--json",
                      *words)
        assert out.returncode == 0, out.stderr
        report = json.loads(out.stdout)
        assert report["model"] == kind and report["glasses"] == 3 and len(report["runs"]) == 3, report["model"]
        assert [s["species"] for s in report["scores"]] == ["all", "Cu", "Zr"]
        whole = report["scores"][0]
        least, chance = (0.6, 0) if kind == "ridge" else (0.75, 0.5)
        assert whole["parts"] == 3 and whole["mean"] > least and abs(whole["null_mean"] - chance) < 0.06, whole
        assert {f["average_A"] for f in report["features"]} == {None, 2.0, 3.5}
        told = json.loads(command("indicator", model, "--json").stdout)
        assert told["features"] == report["features"] and told["scores"] == report["scores"]
    row = json.loads(command("rank", "--samples", paths[3], "--target", "column:barrier", "--bottom", 20, "--indicator", "learned",
                             "--average", 0, "--indicator-model", model, "--json").stdout)["rows"][0]
    assert row["indicator"] == "learned" and row["sign"] == 1 and row["auc"] > 0.75, row
    atoms = command("atoms", paths[3], "--frame", 0, "-p", "learned", "--indicator-model", model)
    assert atoms.returncode == 0 and "learned" in atoms.stdout, atoms.stderr
    # A run that is another material: said, and species that it does not know have no value.
    strange = folder / "strange.xyz"
    strange.write_text(paths[3].read_text().replace("Zr", "Ag"))
    out = command("atoms", strange, "--frame", 0, "-p", "learned", "--indicator-model", model)
    assert out.returncode == 0 and "knows no Ag" in out.stderr and any(line.lower().endswith((",", "nan")) for line in out.stdout.splitlines()), out.stdout[:300]
    # What is no model, is damaged, or is not there.
    data = model.read_bytes()
    for content, said in ((b"nothing", "bad.vitindicator"), (data[:-7], "bad.vitindicator"),
                          (data[:60] + bytes([data[60] ^ 1]) + data[61:], "bad.vitindicator")):
        bad = folder / "bad.vitindicator"
        bad.write_bytes(content)
        out = command("indicator", bad)
        assert out.returncode == 1 and said in out.stderr, out.stderr
    for words, code, said in (
            (("learn", paths[0], "--target", "column:barrier", "--features", "radial", "-o", folder / "x.txt"), 2, ".vitindicator"),
            (("learn", paths[0], "--target", "column:barrier", "-o", model), 2, "--features"),
            (("learn", "--samples", *paths[:3], "--target", "column:barrier", "--features", "nothing", "-o", model), 1, "nothing"),
            (("learn", "--samples", paths[0], "--target", "column:barrier", "--features", "radial", "-o", model), 1, "too narrow"),
            (("learn", paths[0], "--target", "column:barrier", "--features", "s2", "-o", folder / "no" / "m.vitindicator"), 1, "cannot write"),
            (("rank", paths[0], "--target", "column:barrier", "--indicator", "learned"), 1, "--indicator-model"),
    ):
        out = command(*words)
        assert out.returncode == code and said in out.stderr, (words, out.returncode, out.stderr)


def check_own_training(folder):
    """A learned indicator that is ranked on what it was trained on is marked; elsewhere it is not."""
    paths = [folder / f"own{k}.xyz" for k in range(3)]
    for k, path in enumerate(paths):
        write_sample(path, 20 + k)
    model = folder / "own.vitindicator"
    out = command("learn", "--samples", *paths[:2], "--target", "column:barrier", "--features", "column:stiff,radial", "-o", model)
    assert out.returncode == 0, out.stderr
    for path, marked in ((paths[0], True), (paths[2], False)):
        out = command("rank", "--samples", path, "--target", "column:barrier", "--indicator", "learned", "--average", 0, "--json",
                      "--indicator-model", model)
        assert out.returncode == 0 and ("that it was trained on" in out.stderr) == marked, (path, out.stderr)
        assert any("that it was trained on" in note for note in json.loads(out.stdout)["notes"]) == marked, out.stdout
    # Indicators that the other one is ranked beside say nothing of it.
    out = rank("--samples", paths[0], "--target", "column:barrier", "--indicator", "column:stiff", "--average", 0)
    assert "trained" not in out.stderr, out.stderr


def check_twice(folder):
    """The same file is one sample, whatever it is called."""
    path, link = folder / "twice.xyz", folder / "link.xyz"
    write_sample(path, 4)
    os.symlink(path, link)
    for words, said in (((path, path), "twice.xyz is given twice"), ((path, link), "are the same file")):
        for out in (rank("--samples", *words, "--target", "column:barrier"),
                    command("learn", "--samples", *words, "--target", "column:barrier", "--features", "radial", "-o", folder / "t.vitindicator")):
            assert out.returncode == 2 and said in out.stderr and "twice.xyz" in out.stderr, out.stderr


def check_blank(folder):
    """Where nothing has a score, that is no result."""
    path = folder / "few.xyz"
    path.write_text('3\nLattice="12 0 0 0 12 0 0 0 12" Properties=species:S:1:pos:R:3:mark:R:1:barrier:R:1 pbc="T T T"\n'
                    "Cu 0 0 0 nan 1\nCu 3 0 0 nan 2\nZr 0 3 0 nan 3\n")
    for words in ((), ("--json",), ("--top", 30)):
        out = rank("--samples", path, "--target", "column:barrier", "--indicator", "column:mark", "--average", 0, *words)
        assert out.returncode == 1 and "no indicator has a score" in out.stderr, (words, out.returncode, out.stdout, out.stderr)
    out = rank("--samples", path, "--target", "column:barrier", "--indicator", "volume", "--average", 0)
    assert out.returncode == 1 and "only 3 atoms have a value" in out.stderr, out.stderr


def check_column(folder):
    """column:NAME is the column of the file, whatever quantities there are; the target tells nothing of itself."""
    path = folder / "volume.xyz"
    rows = write_sample(path, 6)
    path.write_text(path.read_text().replace(":stiff:", ":volume:", 1))
    out = rank(path, "--target", "column:barrier", "--indicator", "column:volume,volume,column:volume:avg", "--average", 0, "--json")
    assert out.returncode == 0, out.stderr
    found = {r["indicator"]: r["pearson"] for r in json.loads(out.stdout)["rows"] if r["species"] == "all"}
    assert abs(found["column:volume"] - pearson([r[4] for r in rows], [r[5] for r in rows])) < 1e-6
    assert abs(found["volume"]) < 0.2 and found["column:volume:avg"] < -0.1, found
    for features in ("column:barrier", "barrier", "barrier:avg", "s2,column:barrier:avg"):
        out = command("learn", "--samples", path, "--target", "column:barrier", "--features", features, "-o", folder / "m.vitindicator")
        assert out.returncode == 1 and "is the target" in out.stderr, out.stderr
    out = rank(path, "--target", "column:barrier", "--indicator", "column:s2")
    assert out.returncode == 1 and 'no column "s2"' in out.stderr, out.stderr


def check_species(folder):
    """Atomic numbers are elements; types get names; files that share no species are told of."""
    paths = [folder / f"{k}.xyz" for k in range(3)]
    for k, path in enumerate(paths):
        write_sample(path, k)
    number = {"Cu": "29", "Zr": "40"}, {"Cu": "1", "Zr": "2"}
    for path, names, column in zip(paths[1:], number, ("Z:I:1", "species:S:1")):
        lines = path.read_text().replace("species:S:1", column).splitlines()
        path.write_text("\n".join(lines[:2] + [names[line[:2]] + line[2:] for line in lines[2:]]) + "\n")
    words = ("--samples", "--target", "column:barrier", "--indicator", "volume", "--average", 0, "--json")
    out = rank(*paths[:2], *words)
    assert {r["species"] for r in json.loads(out.stdout)["rows"]} == {"all", "Cu", "Zr", "centred"} and not out.stderr.strip(), out.stderr
    out = rank(*paths, *words)
    assert "2.xyz has none of the species" in out.stderr, out.stderr
    # Bands end where scores do.
    small = folder / "small.xyz"
    small.write_text("\n".join(["6"] + paths[0].read_text().splitlines()[1:8]) + "\n")
    for row in json.loads(rank(small, "--target", "column:barrier", "--indicator", "x,y,z,column:stiff", "--json").stdout)["rows"]:
        assert row["pearson"] is None or -1 <= row["pearson"] <= 1
    bands = json.loads(rank(small, "--target", "column:barrier", "--indicator", "x,y,z,column:stiff", "--json").stdout)["null"]
    assert all(b[k] is None or abs(b[k]) <= 1 for b in bands for k in ("pearson_low", "pearson_high")), bands
    # A set and its averages; a penalty at the end of what is tried.
    model = folder / "m.vitindicator"
    out = command("learn", "--samples", *paths, "--species", "Cu,Zr", "--target", "column:barrier", "--features", "radial:avg", "-o", model)
    assert out.returncode == 0 and "features   114" in out.stdout, out.stdout + out.stderr
    out = command("learn", "--samples", *paths, "--target", "column:barrier", "--features", "radial", "--penalty", 100, "-o", model)
    assert "penalty 100, the largest that is tried" in out.stdout, out.stdout


def check_all(folder):
    """All indicators are quantities and columns; what two atoms have is no score."""
    path = folder / "all.xyz"
    write_sample(path, 8)
    lines = path.read_text().splitlines()
    lines[1] = lines[1].replace(":barrier:", ":rare:R:1:volume:R:1:barrier:")
    for k, line in enumerate(lines[2:], 2):
        words = line.split()
        lines[k] = " ".join(words[:5] + ["1.5" if k == 9 else "2" if k == 10 else "nan", words[4]] + words[5:])
    path.write_text("\n".join(lines) + "\n")
    out = rank(path, "--target", "column:barrier", "--average", 0, "--json")
    rows = {r["indicator"]: r for r in json.loads(out.stdout)["rows"] if r["species"] == "all"}
    assert rows["stiff"]["pearson"] == rows["column:volume"]["pearson"] < -0.4, rows
    assert rows["rare"]["n"] == 2 and rows["rare"]["pearson"] is None and rows["volume"]["n"] == EDGE**3, rows
    assert not {"barrier", "x", "id", "species"} & rows.keys() and {"s2", "omega", "n_tet"} <= rows.keys(), rows.keys()
    assert "only 2 atoms have a value" in rank(path, "--target", "column:barrier", "--average", 0).stdout


def check_processors(folder):
    """Kernels of lesser processors give the same bytes."""
    path, wanted = folder / "processors.xyz", "s2,s2:avg,omega,overpacking,interstice_area,interstice_volume,packing_efficiency,volume:avg,q6:avg"
    write_sample(path, 5)
    texts = set()
    for cpu in ("plain", "avx2", ""):
        out = subprocess.run([CLI, "atoms", str(path), "--frame", "0", "--property", wanted], capture_output=True, text=True,
                             env=os.environ | {"VITRINE_CACHE_DIR": "", "VITRINE_CPU": cpu})
        assert out.returncode == 0, out.stderr
        texts.add(out.stdout)
    assert len(texts) == 1 and texts.pop().count("\n") > EDGE**3


def main():
    checks = [check_samples, check_hops, check_name, check_refused, check_learn, check_own_training, check_twice, check_blank, check_column, check_species, check_all, check_processors]
    print(f"1..{len(checks)}")
    for number, check in enumerate(checks, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                check(pathlib.Path(folder))
                print(f"ok {number} {check.__name__}")
            except Exception as wrong:  # pylint: disable=broad-except
                print(f"not ok {number} {check.__name__}: {str(wrong)[:800]!r}")


main()
