#!/usr/bin/env python3
"""What vitrine-cli prints beside scikit-learn on the same numbers: scores, and what was stored of them. Speaks TAP.

Needs python3-sklearn; skipped without."""
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy
    import sklearn.metrics
except ImportError:
    print("1..0 # SKIP python3-sklearn is not there")
    sys.exit(0)

CLI = sys.argv[1]
DATA = pathlib.Path(__file__).resolve().parents[1] / "data"


def load(name):
    spec = importlib.util.spec_from_file_location(name, DATA / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_sample(path, columns, types):
    n = len(types)
    random = numpy.random.RandomState(3)
    names = ":".join(f"{name}:R:1" for name in columns)
    with open(path, "w", encoding="utf-8") as out:
        out.write(f'{n}\nLattice="45 0 0 0 45 0 0 0 45" Properties=species:S:1:pos:R:3:{names} pbc="T T T"\n')
        for i, x in enumerate(random.uniform(0, 45, (n, 3))):
            values = " ".join("%.17g" % column[i] for column in columns.values())
            out.write(f"{types[i]} {x[0]:.6f} {x[1]:.6f} {x[2]:.6f} {values}\n")


def run(*words):
    out = subprocess.run([CLI, *map(str, words)], capture_output=True, text=True, check=False,
                         env=os.environ | {"VITRINE_CACHE_DIR": ""})
    assert out.returncode == 0, out.stderr
    return out.stdout


def check_stored(_folder):
    """The stored numbers are those of this scikit-learn."""
    scores = load("scores")
    lines = (DATA / "scores.tsv").read_text().splitlines()[1:]
    for k, (name, x, y, event) in enumerate(scores.cases()):
        stored = [float(v) for v in lines[4 * k + 3].split("\t")[1:]]
        assert numpy.allclose(stored, scores.scores(x, y, event), atol=1e-12), name


def check_fits(_folder):
    linear = load("linear")
    stored = dict((line.split("\t")[0], [float(v) for v in line.split("\t")[1:]])
                  for line in (DATA / "linear.tsv").read_text().splitlines()[1:])
    for name, values in linear.fits(*linear.sample()):
        assert numpy.allclose(stored[name], values, rtol=1e-7), name


def check_scores(folder):
    random = numpy.random.RandomState(1)
    n = 3000
    energy, target = random.normal(size=n), random.normal(size=n)
    target += 0.5 * energy
    ties = numpy.round(energy * 2) / 2
    types = random.choice(["Cu", "Zr"], n)
    write_sample(folder / "a.xyz", {"energy": energy, "ties": ties, "barrier": target}, types)
    report = json.loads(run("rank", folder / "a.xyz", "--samples", "--target", "column:barrier", "--top", 10, "--indicator",
                            "energy,ties", "--average", 0, "--json"))
    event = numpy.zeros(n, bool)
    event[numpy.argsort(-target, kind="stable")[:n // 10]] = True
    for row in report["rows"]:
        if row["species"] == "centred":
            continue
        x = {"energy": energy, "ties": ties}[row["indicator"]]
        some = numpy.ones(n, bool) if row["species"] == "all" else types == row["species"]
        a, e = row["sign"] * x[some], event[some]
        assert abs(row["auc"] - sklearn.metrics.roc_auc_score(e, a)) < 1e-10, row
        assert abs(row["average_precision"] - sklearn.metrics.average_precision_score(e, a)) < 1e-10, row
        best = max(sklearn.metrics.matthews_corrcoef(e, a >= t) for t in numpy.unique(a)[::7 if len(set(a)) > 100 else 1])
        assert row["mcc"] >= best - 1e-10 and row["mcc"] < best + 0.02, (row, best)


def main():
    checks = [check_stored, check_fits, check_scores]
    print(f"1..{len(checks)}")
    for number, check in enumerate(checks, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                check(pathlib.Path(folder))
                print(f"ok {number} {check.__name__}")
            except Exception as wrong:  # pylint: disable=broad-except
                print(f"not ok {number} {check.__name__}: {str(wrong)[:800]!r}")


main()
