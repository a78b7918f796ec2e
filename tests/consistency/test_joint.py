#!/usr/bin/env python3
"""The figure of one quantity against another: its pairs are what `atoms` prints, its statistics follow from them."""
import functools
import math
import re

import recompute
from harness import MODEL, SAMPLES, assert_same, atoms, blocks, cli, figure_text, main, new_path, numbers

DEMO = SAMPLES / "demo.vitrine"
RUNS = {"creep 2.0 GPa": "creep-2.0", "creep 2.3 GPa": "creep-2.3"}
TIME, STARTS, N = 80, list(range(0, 131, 5)), 5324
NINE = 6e-9


@functools.cache
def demo_atoms(run, time, columns, *words):
    return atoms(SAMPLES / f"{RUNS[run]}.lammpstrj.zst", "--time", time, "-m", MODEL, "-T", 100, "--cutoff", 3.85, "-p", columns, *words)


@functools.cache
def joint(*words):
    """By run: the table of pairs, that of the bands and that of the coefficients."""
    found = blocks(figure_text(DEMO, "joint", "--time", TIME, *words))
    assert len(found) == 3 * len(RUNS)
    return {run: found[3 * k : 3 * k + 3] for k, run in enumerate(RUNS)}


def check_pairs(table, run, time, x, y):
    values = demo_atoms(run, time, f"{x},{y}")
    assert table.texts("id") == values["id"] and set(table.texts("element")) == {"Cu", "Zr"}
    assert_same(table.column(3), numbers(values[x]), x, NINE)
    assert_same(table.column(4), numbers(values[y]), y, NINE)


def test_pairs_are_those_of_atoms():
    for run, (pairs, _, _) in joint().items():
        check_pairs(pairs, run, TIME, "volume", "t_ml")
        assert pairs.comments[-1].startswith(run), pairs.comments
    for run, (pairs, _, _) in joint("--x", "q6", "--y", "cn").items():
        check_pairs(pairs, run, TIME, "q6", "cn")


def of_species(pairs, species):
    rows = [row for row in pairs.rows if species in ("all", row[pairs.names.index("element")])]
    return numbers([row[3] for row in rows]), numbers([row[4] for row in rows])


def check_statistics(tables, log_x=False):
    for run, (pairs, bands, coefficients) in tables.items():
        assert coefficients.texts("element") == ["all", "Cu", "Zr"]
        for k, species in enumerate(coefficients.texts("element")):
            x, y = of_species(pairs, species)
            scaled = [math.log10(v) for v in x] if log_x else x
            assert coefficients.column("pairs")[k] == len(x) > 0
            assert abs(coefficients.column(2)[k] - recompute.spearman(x, y)) < 1e-8, (run, species)
            assert abs(coefficients.column(3)[k] - recompute.pearson(scaled, y)) < 1e-7, (run, species)
            rows = [row for row in bands.rows if row[0] == species]
            assert len(rows) > 3
            for _, low, high, count, median, lower, upper in rows:
                inside = [b for a, b in zip(x, y) if float(low) * (1 - 1e-8) <= a < float(high) * (1 - 1e-8)]
                assert int(count) == len(inside), (run, species, low, count, len(inside))
                wanted = [recompute.quantile(inside, q) for q in (0.5, 0.16, 0.84)] if len(inside) >= 10 else [math.nan] * 3
                assert_same(numbers([median, lower, upper]), wanted, f"bands of {run}, {species}", NINE)


def test_statistics_follow_from_the_pairs():
    check_statistics(joint())
    check_statistics(joint("--x", "cn", "--y", "d5"))
    check_statistics(joint("--x", "d2min", "--set", "joint.log-x=1"), log_x=True)


def test_expressions_and_columns_of_the_file():
    tables = joint("--x", "2 * volume", "--y", "vz - mean(vz, element)") if has_column("vz") else joint("--x", "2 * volume", "--y", "id")
    for run, (pairs, _, _) in tables.items():
        assert_same(pairs.column(3), [2 * v for v in numbers(demo_atoms(run, TIME, "volume,t_ml")["volume"])], run, NINE)
    check_statistics(tables)


def has_column(name):
    return re.search(rf"\b{name}\b", cli("info", DEMO).stdout) is not None


def test_density_and_scatter_have_the_same_numbers():
    for run, tables in joint("--set", "joint.show=scatter").items():
        assert [table.rows for table in tables] == [table.rows for table in joint()[run]]


def test_an_empty_y_is_what_colours_the_atoms():
    assert {run: tables[0].rows for run, tables in joint("--colour", "d5").items()} == {run: tables[0].rows for run, tables in joint("--y", "d5").items()}
    assert joint("--x", "cn", "--y", "", "--colour", "q6")["creep 2.0 GPa"][0].names[3:] == ["cn", "q6"]


def test_all_start_times_together():
    for run, (pairs, _, coefficients) in joint("--set", "structure.pool=1").items():
        assert len(pairs.rows) == N * len(STARTS) == coefficients.column("pairs")[0]
        for time in (0, 80, 130):
            rows = [row for row in pairs.rows if float(row[2]) == time]
            assert_same(numbers([row[4] for row in rows]), numbers(demo_atoms(run, time, "volume,t_ml")["t_ml"]), run, NINE)


def test_drawn_counts_are_those_of_the_pairs():
    """The caption says how many lie beyond the axes; the rest are those in the picture."""
    (caption, *_), pairs = joint()["creep 2.0 GPa"][0].comments, joint()["creep 2.0 GPa"][0]
    beyond = int(re.search(r"creep 2.0 GPa: .*?(\d+) beyond the axes", caption).group(1))
    width, height = map(float, re.search(r"bins of ([\d.]+) Å³ × ([\d.]+) K", caption).groups())
    ends = []
    for axis, step in ((3, width), (4, height)):
        values = [sorted(joint()[run][0].column(axis)) for run in RUNS]
        low, high = (f(recompute.quantile(v, q) for v in values) for f, q in ((min, 1e-3), (max, 1 - 1e-3)))
        ends.append((math.floor(low / step) * step, (math.floor(high / step) + 1) * step))
    inside = [ends[0][0] <= x < ends[0][1] and ends[1][0] <= y < ends[1][1] for x, y in zip(pairs.column(3), pairs.column(4))]
    assert N - sum(inside) == beyond > 0, (N - sum(inside), beyond)


def test_what_cannot_be_shown_is_said():
    for words, exit_code, said in ((("--x", "volum"), 2, "nearest is \"volume\""), (("--x", "d5 +"), 2, "at character 5"),
                                   (("--x", "voronoi"), 2, "no single number"), (("--y", "region"), 2, "no single number"),
                                   (("--x", "-volume", "--set", "joint.log-x=1"), 1, "positive values")):
        done = cli("figure", DEMO, "joint", *words, "-o", new_path(".csv"), expect=exit_code)
        assert said in done.stderr, done.stderr


main()
