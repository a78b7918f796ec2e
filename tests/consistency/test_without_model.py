#!/usr/bin/env python3
"""Structure and chemistry of all atoms need no model of T_ML."""
import functools
import math

from harness import MODEL, Study, atoms, blocks, cli, figure_text, glass, main, mean, new_path, number, numbers, printed, run_of, sound

FIGURES = ("q6-w6", "polyhedra", "sij", "composition", "alpha", "eta", "cn-table")


@functools.cache
def alone():
    return Study(run_of(glass(), "glass")).write(analysis={"cutoff": 3.85})


@functools.cache
def both():
    """The same run without a model and with one."""
    return [Study(run_of(sound(), "sound"), model=model).write(analysis={"cutoff": 3.85}) for model in (None, MODEL)]


def draw(study, name, *words):
    done = cli("figure", study, name, *words, "-o", new_path(".csv"), expect=None)
    assert done.returncode == 0 and "model" not in done.stderr, f"{name}: exit {done.returncode}: {done.stderr}"
    return figure_text(study, name, *words)


def columns_of_all(table):
    """The columns that are of all atoms, without what stands in brackets."""
    return {name: table.texts(at) for at, name in enumerate(table.names)
            if name == "category" or name.startswith("all") and "baseline" not in name and not name.endswith((" from", " to"))}


def test_gr_is_drawn():
    draw(alone(), "gr")


def check_drawn(name):
    text = draw(alone(), name)
    assert "2048" in text or name in ("alpha", "eta"), text[:300]
    assert "A T_ML model is needed" not in text


def test_q6_w6_is_drawn():
    check_drawn("q6-w6")


def test_polyhedra_are_drawn():
    """A ranking of all atoms: the fraction of the first kind is what `atoms` counts."""
    check_drawn("polyhedra")
    table = atoms(glass(), "--frame", 0, "-p", "voronoi")
    kinds = {}
    for index in zip(*(table[n] for n in ("n3", "n4", "n5", "n6"))):
        kinds[index] = kinds.get(index, 0) + 1
    best = max(kinds.values())
    block = blocks(draw(alone(), "polyhedra"))[0]
    value = next(at for at, name in enumerate(block.names) if name.startswith("all") and "fraction" in name)
    assert printed(100 * best / 2048, block.rows[0][value]), block.rows[0]


def test_sij_is_drawn():
    check_drawn("sij")


def test_quantity_is_drawn():
    """Of all atoms, as `atoms` prints it."""
    (table,) = blocks(draw(alone(), "quantity", "--colour", "cn"))
    values = numbers(atoms(glass(), "--frame", 0, "-p", "cn", "--cutoff", 3.85)["cn"])
    assert len(table.names) == 3, table.names
    for low, high, density in zip(*(table.column(k) for k in range(3))):
        assert math.isclose(density, sum(low <= v < high for v in values) / len(values) / (high - low), rel_tol=1e-8)


def test_composition_is_drawn():
    check_drawn("composition")
    block = blocks(draw(alone(), "composition"))[0]
    shares = dict(zip(block.texts("category"), block.texts("all: atoms (%)")))
    types = atoms(glass(), "--frame", 0)["type"]
    for species, kind in (("Cu", "1"), ("Zr", "2")):
        assert printed(100 * types.count(kind) / len(types), shares[species]), shares


def test_alpha_is_drawn():
    check_drawn("alpha")


def test_eta_is_drawn():
    check_drawn("eta")


def test_cn_table_is_drawn():
    check_drawn("cn-table")
    (table,) = blocks(draw(alone(), "cn-table"))
    values = atoms(glass(), "--frame", 0, "-p", "cn,d5,volume", "--cutoff", 3.85)
    row = dict(zip(table.names, next(row for row in table.rows if row[1:3] == ["all", "all species"])))
    for name, quantity in (("CN", "cn"), ("d5", "d5"), ("volume (Å3)", "volume")):
        assert printed(mean(numbers(values[quantity])), row[name]), (name, row[name])


def test_what_is_drawn_without_a_model_is_what_is_drawn_of_all_with_one():
    for name in ("composition", "alpha", "eta", "sij"):
        found, wanted = (columns_of_all(blocks(draw(study, name, "--time", 100))[0]) for study in both())
        assert found == wanted and len(found) > 0, (name, found, wanted)
    rows = [{tuple(row[1:3]): row for row in blocks(draw(study, "cn-table", "--time", 100))[0].rows} for study in both()]
    for key in (("all", "all species"), ("all", "Cu"), ("all", "Zr")):
        assert rows[0][key] == rows[1][key], key


def test_a_time_is_taken_that_no_model_would_start_from():
    """Without T_ML every frame is one, as for maps: here 400 ps, the last."""
    (table,) = blocks(draw(both()[0], "cn-table", "--time", 400))
    row = dict(zip(table.names, next(row for row in table.rows if row[1:3] == ["all", "all species"])))
    wanted = mean(numbers(atoms(sound(), "--time", 400, "-p", "d5")["d5"]))
    assert printed(wanted, row["d5"]), (wanted, row["d5"])


def test_figures_of_a_study_without_a_model_end_well():
    """Those that do need T_ML are left out and say so."""
    folder = new_path("")
    done = cli("figures", alone(), "--format", "csv", "-o", folder, expect=None)
    for name in (*FIGURES, "gr"):
        assert (folder / f"{name}.csv").exists(), f"{name} is missing: {done.stderr}"
        assert f" {name}: " not in done.stderr, done.stderr


def test_maps_of_structure_need_no_model():
    """As it is today."""
    table = blocks(figure_text(alone(), "slice", "--whole-box", "--colour", "d5"))[0]
    assert abs(mean([number(row[8]) for row in table.rows]) - mean(numbers(atoms(glass(), "--frame", 0, "-p", "d5")["d5"]))) < 1e-6


def test_plasticity_needs_no_model():
    """Strain, D²min and rotation from the frame at a time to one 5 ps later: as with a model, and as `atoms` prints it."""
    tables = [blocks(draw(study, "plasticity-grid", "--whole-box", "--time", 100, "--colour", "type")) for study in both()]
    assert [block.names for block in tables[0]] == [block.names for block in tables[1]]
    assert [[row[:-1] for row in block.rows] for block in tables[0]] == [[row[:-1] for row in block.rows] for block in tables[1]]
    table = atoms(sound(), "--time", 100, "--interval", 5, "-p", "d2min", "--cutoff", 3.85)
    wanted = dict(zip(table["id"], table["d2min"]))
    (block,) = (block for block in tables[0] if "d2min (Å²)" in block.names)
    for row in block.rows:
        assert printed(number(wanted[row[2]]), row[block.names.index("d2min (Å²)")]), row
    for name in ("plasticity-density", "correlation"):
        done = cli("figure", both()[0], name, "-o", new_path(".csv"), expect=1)
        assert "A T_ML model is needed" in done.stderr, done.stderr


def test_runs_that_cannot_be_shown_are_named_beside_those_that_are():
    tiny = new_path(".xyz")
    tiny.write_text("4\nno lattice\nCu 0 0 0\nCu 1 1 1\nZr 2 2 2\nZr 3 3 3.5\n")
    study = Study(run_of(sound(), "sound"), run_of(tiny, "tiny"), model=MODEL).write(analysis={"cutoff": 3.85})
    for name, why in (("cn-table", "Voronoi cells need a box"), ("alpha", "Voronoi cells need a box"), ("msd", "at least two frames"),
                      ("la-fraction", "intervals"), ("correlation", "intervals"), ("quantity --colour volume", "Voronoi"),
                      ("profile --colour volume", "Voronoi"), ("joint --x volume --y d5", "Voronoi")):
        text = figure_text(study, *name.split())
        assert "without tiny (" in text and why in text.split("without tiny (")[1].split(")")[0], (name, text[:600])
        assert "without sound" not in text and len(text.splitlines()) > 3, (name, text[:600])
    alone_text = figure_text(Study(run_of(sound(), "sound"), model=MODEL).write(analysis={"cutoff": 3.85}), "cn-table")
    assert "without" not in alone_text


main()
