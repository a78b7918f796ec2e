#!/usr/bin/env python3
"""Every figure of the demo, number by number: computed once more from what `atoms` prints and from the logs."""
import functools
import math
import re
import unicodedata

import recompute
from harness import (CACHE, FOLDER, MODEL, SAMPLES, Study, assert_same, atoms, blocks, cli, close, figure_text, main, mean, new_path, number,
                     numbers, printed, read_dumps, run_of, sound)

DEMO = SAMPLES / "demo.vitrine"
RUNS = {"creep 2.0 GPa": "creep-2.0", "creep 2.3 GPa": "creep-2.3"}
RUN = "creep 2.3 GPa"
TIME, TG, CUTOFF, N = 80, 685, 3.85, 5324
STARTS = list(range(0, 131, 5))
SPECIES = {"Cu": "1", "Zr": "2"}

# Figures print nine digits; densities are floats where a histogram is kept as such.
NINE, FLOAT = 6e-9, 2e-7


# ---- The demo ----

@functools.cache
def folder():
    """All figures at once; scores of one start time."""
    path = FOLDER / "all"
    cli("figures", DEMO, "--time", TIME, "--format", "csv", "-o", path, "--atom", 7, "--set", "ranking.pool=0")
    return path


@functools.cache
def tables(name, *words):
    path = folder() / f"{name}.csv"
    text = figure_text(DEMO, name, "--time", TIME, *words) if words or not path.exists() else path.read_text(encoding="utf-8")
    return blocks(text)


def of_run(name, *words, run=RUN):
    """The table of one run among those of several."""
    return next(table for table in tables(name, *words) if table.comments[-1] == run)


@functools.cache
def demo_atoms(run, time, *words):
    return atoms(SAMPLES / f"{RUNS[run]}.lammpstrj.zst", "--time", time, "-m", MODEL, "-T", 100, "--cutoff", CUTOFF, *words)


@functools.cache
def frame(run, time):
    path = new_path(".dump")
    cli("atoms", SAMPLES / f"{RUNS[run]}.lammpstrj.zst", "--time", time, "-o", path)
    return read_dumps(path)[0]


@functools.cache
def t_ml(run):
    """T_ML of all atoms at every start time."""
    table = demo_atoms(run, ",".join(map(str, STARTS)), "-p", "t_ml")
    values = numbers(table["t_ml"])
    assert len(values) == N * len(STARTS) and table["time"][:: N] == [str(start) for start in STARTS]
    return {start: values[k * N : (k + 1) * N] for k, start in enumerate(STARTS)}


@functools.cache
def structure(run):
    return demo_atoms(run, TIME, "-p", "voronoi,volume,d5,cn,disclinations,q6,w6,crystalline_bonds")


@functools.cache
def subsets(run):
    """Atoms of all, LA and SA."""
    values = t_ml(run)[TIME]
    return {"all": range(N), "LA": [i for i in range(N) if values[i] > TG], "SA": [i for i in range(N) if values[i] < TG]}


@functools.cache
def log_of(run):
    first = {"creep 2.0 GPa": 30, "creep 2.3 GPa": 33}[run]
    return recompute.loading(SAMPLES / f"log.{RUNS[run]}.gz", first)


def pair_of(table, name):
    """x and y of a series, by its name; where it is alone, its x has none."""
    own = [k for k, head in enumerate(table.names) if head.startswith(name + ": ")]
    at = own[0] if own[1:2] == [own[0] + 1] else own[0] - 1
    x, y = table.column(at), table.column(at + 1)
    return x[: len(y)] if len(x) >= len(y) else x, y


def steps_of(table, name):
    """Lower edges, upper edges and densities of a histogram."""
    at = next(k for k, head in enumerate(table.names) if head.startswith(name + ": ") and head.endswith(" from"))
    return table.column(at), table.column(at + 1), table.column(at + 2)


# ---- What all have in common ----

def test_every_table_has_the_caption_of_its_figure():
    """What is drawn as text below a figure stands ahead of its table; long lines of a drawing are captions."""
    where, pictures = new_path(""), new_path("")
    words = ("--time", TIME, "--atom", 7, "--atoms", "creep 2.3 GPa:3,5,8,13,21,34", "--set", "ranking.pool=0")
    cli("figures", DEMO, *words, "--format", "csv", "-o", where)
    cli("figures", DEMO, *words, "--format", "svg", "--width", 400, "-o", pictures)

    def squeeze(text):
        return re.sub(r"[\s_^]|&\w+;|[<>]", "", unicodedata.normalize("NFKC", text))

    n_captions = 0
    for picture in sorted(pictures.glob("*.svg")):
        texts = [re.sub(r"<[^>]*>", "", text) for text in re.findall(r"<text[^>]*>(.*?)</text>", picture.read_text(encoding="utf-8"), re.S)]
        comments = [line[2:] for line in (where / (picture.stem + ".csv")).read_text(encoding="utf-8").splitlines() if line.startswith("# ")]
        whole = squeeze("".join(comments))
        captions = [text for text in texts if len(text) > 45]
        missing = [text for text in captions if squeeze(text) not in whole]
        assert not missing, (picture.stem, missing, comments[:3])
        # Every run of the demo is in every figure of several that it has.
        assert not any(re.search(rf"without ({'|'.join(RUNS)})", comment) for comment in comments), (picture.stem, comments[0])
        n_captions += len(captions) > 0
    assert n_captions > 20, n_captions
    for name, caption in (("slice", "slice of 3.85 Å"), ("la-fraction", "atoms with T_ML > T_g = 685 K"), ("distribution", "bins of 20 K")):
        assert (where / f"{name}.csv").read_text(encoding="utf-8").startswith(f"# {caption}"), name


def nearest_interval(starts, wanted, at):
    later = [t - at for t in starts if t > at]
    return min(later, key=lambda dt: abs(dt - wanted))


def test_the_interval_between_the_frames_that_were_taken():
    """Maps, grids and curves of strain say the Δt of their frames where none lies at the one that was asked for."""
    times = [round(frame.time, 6) for frame in read_dumps(sound())]
    study = Study(run_of(sound(), "sound"), model=MODEL, analysis={"cutoff": CUTOFF})
    for wanted in (7.3, 0.31, 48):
        for at in (0, 100):
            path = study.write(plasticity={"interval": wanted})
            taken = nearest_interval(times, wanted, at)
            assert not close(taken, wanted)
            for quantity in ("d2min", "rotation", "distance"):
                (table,) = blocks(figure_text(path, "slice", "--colour", quantity, "--time", at))
                assert all(close(x, taken, 1e-8) for x in table.column("Δt (ps)")) and table.rows, (quantity, wanted, at)
                assert f"Δt = {taken:.6g} ps" in table.comments[0], table.comments
            assert "Δt" not in figure_text(path, "slice", "--colour", "volume", "--time", at)
    path = study.write(plasticity={"interval": 7.3, "second-interval": 48})
    for table in blocks(figure_text(path, "plasticity-grid", "--time", 100)):
        if "Δt (ps)" in table.names:
            found = sorted({round(x, 6) for x in table.column("Δt (ps)")})
            assert found == sorted({round(nearest_interval(times, wanted, 100), 6) for wanted in (7.3, 48)}), found
            assert len(set(zip(table.texts("id"), table.texts("Δt (ps)")))) == len(table.rows)
        else:
            assert "t_ml (K)" in table.names


def test_intervals_of_curves_are_those_of_their_frames():
    """A frame that lies a little off, within the tolerance."""
    text = sound().read_text(encoding="utf-8")
    moved = re.sub(r"(ITEM: TIME\n)([\d.]+)", lambda found: found[1] + (repr(float(found[2]) + 0.05)
                   if round(float(found[2]), 6) in (10, 110, 210) else found[2]), text)
    assert moved != text
    path = new_path(".dump")
    path.write_text(moved, encoding="utf-8")
    study = Study(run_of(path, "sound"), model=MODEL, analysis={"cutoff": CUTOFF}).write()
    for table in blocks(figure_text(study, "correlation")):
        found = table.column(0)
        assert any(close(x, 10.05, 1e-8) for x in found) and not any(close(x, 10, 1e-8) for x in found), found


def test_the_fraction_above_tg_is_not_called_la_where_la_are_a_percentage():
    usual, percentage = (figure_text(DEMO, "la-fraction", *words) for words in ((), ("--set", "liquid-like.rule=percentage")))
    assert usual.startswith("# atoms with T_ML > T_g = 685 K;") and "LA fraction" in usual
    assert percentage.startswith("# atoms with T_ML > T_g = 685 K; elsewhere LA, SA: 10 % with the highest, lowest T_ML;")
    assert "LA fraction" not in percentage and "fraction with T_ML > T_g" in percentage, percentage[:300]
    numbers_of = lambda text: [line for line in text.splitlines() if line[:1].isdigit()]
    assert numbers_of(usual) == numbers_of(percentage)


# ---- T_ML ----

def test_distribution():
    (table,) = tables("distribution")
    for run in RUNS:
        for time in (0, 80, 100):
            low, high, found = steps_of(table, f"{run}, {time} ps")
            assert low[0] == 91 and all(b - a == 20 for a, b in zip(low, high)) and len(low) == 81
            wanted = [1e3 * d for d in recompute.density(t_ml(run)[time], 91, 20, 81)]
            assert_same(found, wanted, f"distribution of {run} at {time} ps", FLOAT, 1e-9)
    assert abs(sum(found) * 20e-3 - 1) < 1e-6


def tables_of(path, name):
    (table,) = blocks(figure_text(path, name, "--time", 0))
    return table


def test_bins_of_a_model_with_another_lattice():
    """Two classes and k = 7: T_ML is one of eight numbers; each has a bin of its own, whatever the width."""
    model = FOLDER / "two.vitmodel"
    other = new_path(".dump")
    other.write_text(sound().read_text(encoding="utf-8"), encoding="utf-8")
    cli("train", f"--class=300={sound()}", f"--class=900={other}", "--neighbours", 7, "--dt", "1,5,20", "-o", model)
    study = Study(run_of(sound(), "sound"), model=model, analysis={"cutoff": CUTOFF})
    values = numbers(atoms(sound(), "--time", 0, "-m", model, "-T", 100, "-p", "t_ml")["t_ml"])
    step = 600 / 7
    for width in (2, 20, 86, 171):
        path = study.write(distribution={"bin-width": width})
        low, high, found = steps_of(tables_of(path, "distribution"), "sound, 0 ps")
        wanted = [1e3 * sum(a <= v < b for v in values) / len(values) / (b - a) for a, b in zip(low, high)]
        assert_same(found, wanted, f"distribution in bins of {width}", FLOAT, 1e-9)
        assert abs(sum(f * (b - a) for a, b, f in zip(low, high, found)) - 1e3) < 1e-3
        for edges in (low, tables_of(path, "evolution").column(1)):
            assert edges and all(close((edge - 300) / step % 1, 0.5, 1e-6) for edge in edges), (width, edges[:9])


def test_evolution():
    for run in RUNS:
        (table,) = tables("evolution", "--run", run)
        times, found = table.column(0), table.column(3)
        wanted = [1e3 * d for start in STARTS for d in recompute.density(t_ml(run)[start], 91, 20, 81)]
        assert sorted(set(times)) == STARTS and len(times) == 81 * len(STARTS)
        assert_same(found, wanted, f"evolution of {run}", FLOAT, 1e-9)


def test_la_fraction():
    (table,) = tables("la-fraction")
    for run in RUNS:
        x, y = pair_of(table, run)
        assert x[: len(y)] == STARTS
        assert_same(y, [sum(t > TG for t in t_ml(run)[start]) / N for start in STARTS], f"LA fraction of {run}", NINE)
        both = strains(table, run)
        assert_same([a for a, _ in both], [b for _, b in both], f"strain of {run}", 1e-5, 1e-5)


def strains(table, run):
    """At frames, and in the log where that has a row of the same time."""
    times, strain = pair_of(table, f"{run}, strain")
    rows = {round(t, 3): 100 * e for t, e, _ in log_of(run)}
    both = [(s, rows[round(t, 3)]) for t, s in zip(times, strain) if round(t, 3) in rows]
    assert len(both) > 100
    return both


def test_strain_is_one_number():
    """Beside the LA fraction it is what the figure of strain shows at the same time."""
    (beside,), (table,) = tables("la-fraction"), tables("strain")
    for run in RUNS:
        own = {round(t, 3): e for t, e in zip(*pair_of(table, run))}
        both = [(e, own[round(t, 3)]) for t, e in zip(*pair_of(beside, f"{run}, strain")) if round(t, 3) in own]
        assert_same([a for a, _ in both], [b for _, b in both], f"strain of {run}", NINE, 1e-9)


def test_compression_is_positive_everywhere_or_nowhere():
    """Strain has one sign beside the LA fraction, in the figure of strain and in loops."""
    flip = ("--set", "mechanics.flip=1")
    for name in ("la-fraction", "strain"):
        plain, turned = tables(name)[0], tables(name, *flip)[0]
        for run in RUNS:
            key = f"{run}, strain" if name == "la-fraction" else run
            before, after = pair_of(plain, key)[1], pair_of(turned, key)[1]
            assert any(before) and [-e for e in before] == after, (name, run)
    acoustic = ("--run", "acoustic 2.0 GPa")
    plain, turned = tables("loops", *acoustic)[0], tables("loops", *acoustic, *flip)[0]
    for at in range(2):
        assert any(plain.column(at)) and [-x for x in plain.column(at)] == turned.column(at)


def test_mean():
    (table,) = tables("mean")
    for run in RUNS:
        x, y = pair_of(table, run)
        assert x == STARTS
        assert_same(y, [mean(t_ml(run)[start]) for start in STARTS], f"mean T_ML of {run}", NINE)


def test_history():
    ids = demo_atoms(RUN, ",".join(map(str, STARTS)), "-p", "t_ml")["id"][:N]
    for atom in (1, 77, 5324):
        (table,) = tables("history", "--atom", atom, "--run", RUN)
        assert table.column(0) == STARTS
        at = ids.index(str(atom))
        assert_same(table.column(1), [t_ml(RUN)[start][at] for start in STARTS], f"history of atom {atom}", NINE)


def test_history_of_several_atoms():
    """The same atoms in every run; a curve for each, in the order in which they were named."""
    ids = demo_atoms(RUN, ",".join(map(str, STARTS)), "-p", "t_ml")["id"][:N]
    chosen = (77, 5324, 1)
    found = tables("history", *(word for atom in chosen for word in ("--atom", atom)))
    assert [table.comments[-1] for table in found] == list(RUNS)
    for table, run in zip(found, RUNS):
        assert [name.split(":")[0] for name in table.names] == [f"atom {atom}" for atom in chosen for _ in range(2)]
        for k, atom in enumerate(chosen):
            assert table.column(2 * k) == STARTS
            at = ids.index(str(atom))
            assert_same(table.column(2 * k + 1), [t_ml(run)[start][at] for start in STARTS], f"atom {atom} of {run}", NINE)


def test_history_of_atoms_that_a_run_lacks():
    found = tables("history", "--atom", 5000, "--atom", 7, "--run", RUN, "--run", "unstressed")
    assert any("unstressed has no atom 5000" in comment for comment in found[0].comments), found[0].comments
    assert [len(table.names) for table in found] == [4, 2]
    for words, said in ((("--atom", "seven"), "no id"), (("--atom", 999999), "no run has an atom"),
                        (sum((("--atom", k) for k in range(1, 14)), ()), "at most 12")):
        done = cli("figure", DEMO, "history", *words, "-o", new_path(".csv"), expect=2)
        assert said in done.stderr, done.stderr


def svg_texts(*words):
    """All texts of a figure, without their tags."""
    path = new_path(".svg")
    cli("figure", DEMO, *words, "-o", path, "--dpi", 40)
    found = re.findall(r"<text[^>]*>(.*?)</text>", path.read_text(encoding="utf-8"), re.S)
    return [re.sub(r"<[^>]+>", "", text).strip() for text in found]


def shortest(run, a, b):
    """The way from one atom to another, by minimum image."""
    own = frame(run, TIME)
    way = [y - x for x, y in zip(own.x[a - 1], own.x[b - 1])]
    return [w - edge * round(w / edge) for w, edge in zip(way, own.edges)]


def test_rings_of_followed_atoms():
    """What a map writes between followed atoms is their distance and angle, in each run, also of those saved with the study."""
    chosen = (7, 77, 5324)
    words = [word for atom in chosen for word in ("--atom", atom)]
    texts = svg_texts("slice", "--time", TIME, *words)
    for run in RUNS:
        first, second = shortest(run, chosen[1], chosen[0]), shortest(run, chosen[1], chosen[2])
        angle = math.degrees(math.acos(sum(x * y for x, y in zip(first, second)) / math.hypot(*first) / math.hypot(*second)))
        for wanted in (f"{math.hypot(*first):.2f} Å", f"{math.hypot(*second):.2f} Å", f"∠ {angle:.1f}°"):
            assert wanted in texts, (run, wanted, texts)
    assert all(str(k) in texts for k in (1, 2, 3))
    assert any("rings 1: atom 7, 2: atom 77, 3: atom 5324" in text for text in [" ".join(texts)]), texts
    saved = ("--set", "view.atoms=7;77;5324", "--set", "view.atom=7", "--set", f"view.atom-run={RUN}")
    assert svg_texts("slice", "--time", TIME, *saved) == texts
    assert not any("Å" in text and "∠" in text for text in svg_texts("slice", "--time", TIME))


def test_show_only_acts_on_pairs_and_profiles():
    """The atoms of a condition, counted, in the figures of page Compare."""
    condition, own = "element == Cu && t_ml > 500", demo_atoms(RUN, TIME, "-p", "t_ml")
    wanted = {int(i) for i, kind, value in zip(own["id"], own["type"], own["t_ml"]) if kind == "1" and number(value) > 500}
    assert 100 < len(wanted) < N / 2
    pairs = tables("joint", "--where", condition, "--run", RUN)[0]
    assert {int(row[0]) for row in pairs.rows} == wanted
    assert any(f"{len(wanted)} of {N} atoms" in comment for comment in pairs.comments), pairs.comments
    (profile,) = tables("profile", "--where", condition, "--run", RUN)
    assert any(f"; {len(wanted)} atoms where element == Cu" in comment for comment in profile.comments), profile.comments
    at = next(k for k, name in enumerate(profile.names) if name.endswith("atoms"))
    assert sum(profile.column(at)) == len(wanted)


def test_pairs_of_picked_atoms_are_ringed():
    for show in ("density", "scatter"):
        texts = svg_texts("joint", "--time", TIME, "--set", f"joint.show={show}", "--atom", 7, "--atom", 77, "--atoms", f"{RUN}:3,5")
        assert texts.count("atom 7") == texts.count("atom 77") == len(RUNS), (show, texts)
        assert "; marked: 2 atoms" in " ".join(texts), texts


def test_arrows_are_named():
    """Every figure with arrows says over what interval they go, and shows their scale."""
    for name in ("slice", "plasticity-grid"):
        texts = svg_texts(name, "--time", TIME, "--arrows", "yes", "--arrow-interval", 10, "--arrow-scale", 4)
        assert "arrows: displacement over 10 ps × 4" in " ".join(texts), (name, texts)
        assert "2 Å" in texts, (name, texts)


def test_slice_and_filmstrip():
    (film,) = tables("filmstrip", "--times", "0,65,130")
    (slice_map,) = tables("slice")
    seen = set()
    for table in (film, slice_map):
        for run, time, atom, kind, species, x, y, z, value, liquid in table.rows:
            own, start = frame(run, 80) if time == "80" else None, int(time)
            seen.add((run, start))
            wanted = t_ml(run)[start][int(atom) - 1]
            assert number(value) == wanted and liquid == str(int(wanted > TG)), (run, time, atom, value, liquid, wanted)
            assert SPECIES[species] == kind
            if own:
                assert_same([number(x), number(y), number(z)], list(own.x[int(atom) - 1]), f"atom {atom}", 1e-6)
    assert seen == {(run, start) for run in RUNS for start in (0, 65, 80, 130)}


def test_slice_is_the_middle_of_the_box():
    (table,) = tables("slice")
    for run in RUNS:
        own = frame(run, TIME)
        low, edge = own.low[1], own.edges[1]
        wanted = {i for i, x in zip(own.ids, own.x)
                  if abs((x[1] - low) / edge - 0.5 - round((x[1] - low) / edge - 0.5)) * edge <= 3.85 / 2}
        assert {int(row[2]) for row in table.rows if row[0] == run} == wanted


def test_selection_needs_a_choice():
    """It shows what somebody has picked."""
    done = cli("figure", DEMO, "selection", "-o", new_path(".csv"), expect=None)
    assert done.returncode != 0 and done.stderr


def test_selection():
    ids = [int(i) for i in demo_atoms(RUN, TIME, "-p", "t_ml")["id"]]
    picked = [i for i in range(0, N, 7) if ids[i] % 3]
    (table,) = tables("selection", "--atoms", f"{RUN}:" + ",".join(str(ids[i]) for i in picked))
    values = t_ml(RUN)[TIME]
    for name, subset in (("all", range(N)), ("picked", picked)):
        low, high, found = steps_of(table, name)
        assert low[0] == 91 and all(b - a == 40 for a, b in zip(low, high))
        wanted = [1e3 * d for d in recompute.density([values[i] for i in subset], 91, 40, len(low))]
        assert_same(found, wanted, f"T_ML of {name}", FLOAT, 1e-9)


# ---- Structure ----

def test_composition():
    types = structure(RUN)["type"]
    table = of_run("composition")
    for row in table.rows:
        cells = dict(zip(table.names, row))
        for subset, members in subsets(RUN).items():
            count = sum(types[i] == SPECIES[row[0]] for i in members)
            low, high = recompute.wilson(count, len(members))
            for name, value in ((f"{subset}: atoms (%)", count / len(members)), (f"{subset}: from", low), (f"{subset}: to", high)):
                assert printed(100 * value, cells[name]), (row[0], name, cells[name], value)


def test_cn_table():
    (table,) = tables("cn-table")
    columns = {"CN": "cn", "d5": "d5", "volume (Å3)": "volume", "n4 − n4(Z)": "disclinations"}
    for run in RUNS:
        own = structure(run)
        rows = {tuple(row[1:3]): dict(zip(table.names, row)) for row in table.rows if row[0] == run}
        assert len(rows) == 9
        for (subset, species), cells in rows.items():
            members = [i for i in subsets(run)[subset] if species == "all species" or own["type"][i] == SPECIES[species]]
            assert cells["n"] == str(len(members)), (subset, species)
            for name, quantity in columns.items():
                values = [number(own[quantity][i]) for i in members]
                values = [value for value in values if math.isfinite(value)]
                assert close(number(cells[name]), recompute.mean(values), FLOAT), (subset, species, name, cells[name])
                error = recompute.standard_error(values)
                found = number(cells[f"{name}: standard error"])
                assert close(found, error, FLOAT), (run, subset, species, name, found, error)
            assert cells["n of n4 − n4(Z)"] == str(len(values))


def test_polyhedra():
    own = structure(RUN)
    kinds = list(zip(*(own[n] for n in ("n3", "n4", "n5", "n6"))))
    for subset in ("SA", "LA"):
        members = subsets(RUN)[subset]
        table = next(t for t in tables("polyhedra") if t.comments[-1] == f"{RUN}, {subset}, n = {len(members)}")
        counts, total = {}, {}
        for i in range(N):
            total[kinds[i]] = total.get(kinds[i], 0) + 1
        for i in members:
            counts[kinds[i]] = counts.get(kinds[i], 0) + 1
        assert [int(row[table.names.index("count")]) for row in table.rows] == sorted(counts.values(), reverse=True)[:10]
        for row in table.rows:
            cells = dict(zip(table.names, row))
            kind = tuple(re.findall(r"\d+", row[0]))
            low, high = recompute.wilson(counts[kind], len(members))
            part, whole = counts[kind] / len(members), total[kind] / N
            for name, value in ((f"{subset}: fraction (%)", 100 * part), (f"{subset}: from", 100 * low), (f"{subset}: to", 100 * high),
                                ("all: fraction (%)", 100 * whole), ("Δf (%)", 100 * (part - whole) / whole)):
                assert close(number(cells[name]), value, NINE, 1e-7), (kind, name, cells[name], value)
            assert cells["count"] == str(counts[kind])


def test_polyhedra_of_few():
    """Few liquid-like atoms are said to be few, and the axis is that of the many others."""
    def draw(t_g):
        text = figure_text(DEMO, "polyhedra", "--time", TIME, "--set", f"liquid-like.glass-transition={t_g}", ending=".svg")
        words = [re.sub("<[^>]*>", "", word) for word in re.findall(r"<text.*?</text>", text, re.S)]
        few = [word for word in words if word.endswith(": too few")]
        return max(int(word) for word in words if word.isdigit()), few
    values = {run: t_ml(run)[TIME] for run in RUNS}
    usual, none = draw(TG)
    assert not none, none
    for t_g in (900, 950, 1050):
        counts = {run: sum(v > t_g for v in values[run]) for run in RUNS}
        longest, few = draw(t_g)
        assert longest <= 2 * usual, (t_g, counts, longest, usual)
        assert few == [f"{run}, LA, n = {n}: too few" for run, n in counts.items() if 0 < n < 30], (counts, few)


def neighbour_counts(run):
    """Neighbours of each species within r_c, by index and species."""
    own = frame(run, TIME)
    partial = [[0, 0] for _ in own.ids]
    for i, j, *_ in recompute.bonds(own, CUTOFF)[0]:
        partial[i][own.types[j] - 1] += 1
        partial[j][own.types[i] - 1] += 1
    return own.types, partial


def test_alpha_and_eta():
    types, partial = neighbour_counts(RUN)
    assert [str(sum(row)) for row in partial] == structure(RUN)["cn"]
    share = [types.count(t) / N for t in (1, 2)]
    z = [recompute.mean([sum(partial[i]) for i in range(N) if types[i] == t]) for t in (1, 2)]
    mean_z = sum(f * each for f, each in zip(share, z))
    for name in ("alpha", "eta"):
        table = of_run(name)
        for row in table.rows:
            cells = dict(zip(table.names, row))
            a, b = ("CuZr".index(part) // 2 for part in row[0].split("–"))
            for subset, members in subsets(RUN).items():
                centres = [i for i in members if types[i] == a + 1]
                own = recompute.mean([sum(partial[i]) for i in centres])
                other = recompute.mean([partial[i][b] for i in centres])
                # α of a subset by its own Z_A; η by those of all.
                wanted = 1 - other / (share[b] * own) if name == "alpha" else other * mean_z / (share[b] * own * z[b]) - 1
                text = cells[f"{subset}: {'α' if name == 'alpha' else 'η'}"]
                assert close(number(text), wanted, NINE, 1e-9), (name, row[0], subset, text, wanted)


def test_sij():
    """The share of bonds above 0.7 is what crystalline_bonds counts, over neighbours by Voronoi faces."""
    bonds_of = numbers(demo_atoms(RUN, TIME, "-p", "cn", "--cn-neighbours", "voronoi")["cn"])
    crystalline = numbers(structure(RUN)["crystalline_bonds"])
    table = of_run("sij")
    for subset, members in subsets(RUN).items():
        share = sum(crystalline[i] for i in members) / sum(bonds_of[i] for i in members)
        low, high, density = steps_of(table, subset)
        assert abs(sum(d * (b - a) for a, b, d in zip(low, high, density)) - 1) < 1e-6
        above = sum(d * (b - a) for a, b, d in zip(low, high, density) if a > 0.6999)
        assert close(above, share, 1e-7), (subset, above, share)


def test_q6_w6():
    """Gaussian kernels of Scott's widths of all atoms, at some points of the raster."""
    q, w = numbers(structure(RUN)["q6"]), numbers(structure(RUN)["w6"])
    widths = [N ** (-1 / 6) * recompute.deviation(v) for v in (q, w)]
    for subset, members in subsets(RUN).items():
        table = next(t for t in tables("q6-w6") if t.comments[-1] == f"{RUN}: {subset}, n = {len(members)}")
        assert len(table.rows) == 96 * 96
        x, low, high, found = (table.column(k) for k in range(4))
        inside = sum(d * (0.6 / 96) * (b - a) for a, b, d in zip(low, high, found))
        assert 0.98 < inside <= 1.0001, inside
        scale = max(found)
        for k in (96 * 40 + 30, 96 * 45 + 55, 96 * 30 + 60, found.index(scale)):
            y = (low[k] + high[k]) / 2
            wanted = math.fsum(math.exp(-0.5 * (((q[i] - x[k]) / widths[0]) ** 2 + ((w[i] - y) / widths[1]) ** 2)) for i in members)
            wanted /= len(members) * 2 * math.pi * widths[0] * widths[1]
            assert abs(found[k] - wanted) < 2e-3 * scale, (subset, x[k], y, found[k], wanted)
    first = next(iter(RUNS))
    own = [N ** (-1 / 6) * recompute.deviation(numbers(structure(first)[name])) for name in ("q6", "w6")]
    assert f"Gaussian of {own[0]:.3f} × {own[1]:.3f}" in tables("q6-w6")[0].comments[0]


def test_gr():
    """One frame, all pairs, smoothed with 0.05 Å; its first minimum is r_c."""
    own = next(f for f in read_dumps(sound()) if close(f.time, 100, 0, 1e-6))
    path = new_path(".dump")
    cli("atoms", sound(), "--time", 100, "-o", path)
    (table,) = blocks(figure_text(Study(run_of(path, "frame")).write(), "gr"))
    radii, _ = pair_of(table, "all")
    width = radii[1] - radii[0]
    curves = recompute.rdf(own, width, len(radii))
    assert_same(radii, [width * (k + 0.5) for k in range(len(radii))], "radii", 1e-8)
    for name, key in (("all", "all"), ("Cu–Cu", (1, 1)), ("Cu–Zr", (1, 2)), ("Zr–Zr", (2, 2))):
        assert_same(pair_of(table, name)[1], recompute.smoothed(curves[key], width, 0.05), f"g(r) of {name}", 1e-7, 1e-7)
    g = dict(zip(*pair_of(table, "all")))
    first = max((r for r in g if r < 3.2), key=g.get)
    least = min((r for r in g if first < r < 4.6), key=g.get)
    stated = float(re.search(r"first minimum ([0-9.]+) Å", table.comments[0])[1])
    assert abs(stated - least) < 0.06, (stated, least)
    assert abs(float(re.search(r"r_c = ([0-9.]+) Å", table.comments[0])[1]) - least) < 0.08


# ---- Plasticity ----

MEASURES = {"mises": "η_Mises", "d2min": "D²_min", "rotation": "θ"}


def test_plasticity_grid():
    for run in RUNS:
        for table in tables("plasticity-grid", "--run", run):
            quantity = table.names[8].split(" ")[0]
            wanted = t_ml(run)[TIME] if quantity == "t_ml" else numbers(demo_atoms(run, TIME, "--interval", 5, "-p", ",".join(MEASURES))[quantity])
            assert len(table.rows) > 300
            assert_same([number(row[8]) for row in table.rows], [wanted[int(row[2]) - 1] for row in table.rows], quantity, 1e-6)


def test_correlation():
    assert "Pearson" in tables("correlation")[0].comments[0]
    for time, interval in ((65, 10), (0, 50), (130, 0.5)):
        own = demo_atoms(RUN, time, "--interval", interval, "-p", ",".join(MEASURES))
        for quantity, symbol in MEASURES.items():
            table = next(t for t in tables("correlation") if t.comments[-1] == f"T_ML and {symbol}")
            x, rho = pair_of(table, f"{RUN}, t = {time} ps")
            wanted = recompute.pearson(t_ml(RUN)[time], numbers(own[quantity]))
            assert close(rho[x.index(interval)], wanted, NINE, 1e-9), (time, interval, quantity, rho[x.index(interval)], wanted)


def test_plasticity_density():
    own = [math.log10(v) for v in numbers(demo_atoms(RUN, TIME, "--interval", 5, "-p", "d2min")["d2min"])]
    values = t_ml(RUN)[TIME]
    (table,) = tables("plasticity-density", "--run", RUN)
    x, low, high, found = (table.texts(k) for k in range(4))
    ends = [(min(v), max(v)) for v in (values, own)]
    counts = {}
    for a, b in zip(values, own):
        place = tuple(min(int((v - lo) / (hi - lo) * n), n - 1) for v, (lo, hi), n in zip((a, b), ends, (60, 50)))
        counts[place] = counts.get(place, 0) + 1
    assert len(found) == 60 * 50
    assert close(number(low[0]), ends[1][0], NINE) and close(number(high[-1]), ends[1][1], NINE)
    wanted = [counts.get((k // 50, k % 50), math.nan) for k in range(3000)]
    assert_same(numbers(found), wanted, "atoms in a cell", 0)
    rho = recompute.pearson(values, [10**v for v in own]), recompute.spearman(values, own)
    both = tables("plasticity-density")
    assert both[0].texts(0) == both[1].texts(0) and both[0].texts(2) == both[1].texts(2), "runs side by side have the same axes"
    text = both[0].comments[0]
    stated = re.search(rf"{re.escape(RUN)}: t = 80 ps, Δt = 5 ps, ρ = ([0-9.]+) \(Pearson\), ([0-9.]+) \(Spearman\)", text)
    assert [float(s) for s in stated.groups()] == [round(r, 3) for r in rho], (stated.groups(), rho)


# ---- Regions ----

def clusters_tables():
    names = ("fraction", "number", "threshold", "deviation", "decay", "persistence")
    return dict(zip(names, tables("clusters")))


def test_clusters_fractions_and_numbers():
    found = clusters_tables()
    for run in RUNS:
        x, fraction = pair_of(found["fraction"], f"{run}, all LA")
        assert x == STARTS
        assert_same(fraction, [sum(t > TG for t in t_ml(run)[s]) / N for s in STARTS], "LA", NINE)
        _, largest = pair_of(found["fraction"], f"{run}, largest region")
        _, many = pair_of(found["number"], run)
        _, deviations = pair_of(found["deviation"], run)
        assert_same(deviations, [recompute.deviation(t_ml(run)[s], 0) for s in STARTS], "s.d. of T_ML", NINE)
        for start in (0, 80):
            sizes = recompute.regions(frame(run, start), [t > TG for t in t_ml(run)[start]], CUTOFF)
            k = STARTS.index(start)
            assert close(largest[k], sizes[0][0] / N, NINE) and many[k] == len(sizes), (run, start, sizes[:3])
            wrapping, _ = pair_of(found["fraction"], f"{run}, largest region where it wraps along all")
            assert (start in wrapping) == sizes[0][1], (run, start)


def test_percolation_threshold():
    _, found = pair_of(clusters_tables()["threshold"], RUN)
    for start in (0, 80):
        wanted = recompute.t_perc(frame(RUN, start), t_ml(RUN)[start], CUTOFF)
        assert found[STARTS.index(start)] == wanted, (start, found[STARTS.index(start)], wanted)


def test_shuffled_labels_percolate_near_a_fifth():
    """Site percolation of random atoms: the value that about that share of atoms is above."""
    _, found = pair_of(clusters_tables()["threshold"], f"{RUN}, shuffled labels")
    for start, value in zip(STARTS, found):
        share = sum(t >= value for t in t_ml(RUN)[start]) / N
        assert 0.15 < share < 0.27, (start, value, share)


def test_decay_length():
    """ξ of C(r) of a run of 2048 atoms."""
    study = Study(run_of(sound(), "sound"), model=MODEL).write(analysis={"cutoff": CUTOFF})
    table = blocks(figure_text(study, "clusters"))[4]
    x, found = pair_of(table, "sound")
    values = numbers(atoms(sound(), "--time", 100, "-m", MODEL, "-T", 100, "-p", "t_ml")["t_ml"])
    own = next(f for f in read_dumps(sound()) if close(f.time, 100, 0, 1e-6))
    wanted = recompute.decay_length(own, values)
    assert close(found[x.index(100)], wanted, 1e-8), (found, wanted)


def test_persistence():
    table = clusters_tables()["persistence"]
    marks = {s: {i for i, t in enumerate(t_ml(RUN)[s]) if t > TG} for s in STARTS}
    lags, found = pair_of(table, RUN)
    assert lags == STARTS
    for lag, value in zip(lags, found):
        both = [(marks[s], marks[s + lag]) for s in STARTS if s + lag <= STARTS[-1]]
        joint = sum(len(a & b) / N for a, b in both)
        product = sum(len(a) / N * (len(b) / N) for a, b in both)
        assert close(value, joint / product, NINE), (lag, value, joint / product)


def test_cluster_sizes():
    (table,) = tables("cluster-sizes")
    for run in RUNS:
        sizes, found = pair_of(table, run)
        wanted = sorted(size for size, _ in recompute.regions(frame(run, TIME), [t > TG for t in t_ml(run)[TIME]], CUTOFF))
        assert sizes == wanted and found == list(range(len(wanted), 0, -1)), run


def density_of_liquid(own, liquid, width, point):
    """Sum of normalised Gaussians of the liquid-like atoms and their nearest images at a point, scaled coordinates."""
    total = 0
    for atom in liquid:
        d = [a - b - round(a - b) for a, b in zip(atom, point)]
        r2 = sum((x * edge) ** 2 for x, edge in zip(d, own))
        total += math.exp(-r2 / (2 * width * width)) if r2 < 25 * width * width else 0
    return total / (2 * math.pi * width * width) ** 1.5


def test_surface():
    """Volume by points scattered over the box (a golden-ratio sequence), within four times their standard error."""
    share, area, per_atom = tables("surface")
    for run, start, width in ((RUN, 0, 2), ("creep 2.0 GPa", 20, 2)):
        own = frame(run, start)
        edges = own.edges
        volume = edges[0] * edges[1] * edges[2]
        x, shares = pair_of(share, run)
        assert x == STARTS
        k = STARTS.index(start)
        _, areas = pair_of(area, run)
        _, volumes = pair_of(per_atom, run)
        chosen = [i for i, t in enumerate(t_ml(run)[start]) if t > TG]
        assert close(volumes[k] * len(chosen), shares[k] / 100 * volume, 1e-6), (run, start)
        liquid = [[(p - o) / edge for p, o, edge in zip(own.x[i], own.low, edges)] for i in chosen]
        n = 500
        points = [[(0.5 + i * step) % 1 for step in (0.8191725133961645, 0.6710436067037893, 0.5497004779019703)] for i in range(n)]
        found = sum(density_of_liquid(edges, liquid, width, p) > 0.5 * N / volume for p in points) / n
        assert abs(found - shares[k] / 100) < 4 * math.sqrt(found * (1 - found) / n), (run, start, found, shares[k])
        assert areas[k] > 0, (run, start)


# ---- Mechanics ----

def test_strain_and_stress():
    for name, column, factor in (("strain", 1, 100), ("stress", 2, 1)):
        (table,) = tables(name)
        for run in RUNS:
            times, found = pair_of(table, run)
            rows = log_of(run)
            assert_same(times, [row[0] for row in rows], f"times of {run}", 1e-8, 1e-9)
            assert_same(found, [factor * row[column] for row in rows], f"{name} of {run}", NINE, 1e-9)


def test_strain_rate():
    (table,) = tables("strain-rate")
    at = table.names.index(f"{RUN}: |strain rate| (ns⁻¹)")
    found = [number(row[at]) for row in table.rows][: len(log_of(RUN))]
    wanted = [1e3 * abs(rate) for rate in recompute.rates(log_of(RUN), 10)]
    near = range(40, len(wanted), 37)
    assert_same([found[k] for k in near], [wanted[k] for k in near], "strain rate", 1e-6, 1e-6)
    assert [math.isnan(v) for v in found] == [math.isnan(v) for v in wanted]


def strain_file():
    import gzip
    rows = [list(map(float, line.split())) for line in gzip.open(SAMPLES / "acoustic-2.0GPa-2e10.strain.gz", "rt") if line[0] != "#"]
    together = {}
    for t, stress, strain in rows:
        together.setdefault(t, []).append((strain, stress))
    return [(t, *(sum(values) / len(values) for values in zip(*same))) for t, same in together.items()]


def test_loops_and_cycles():
    """The cyclic run, which the demo does not show at first. Rows of equal time are averaged and count once."""
    words = ("--run", "acoustic 2.0 GPa")
    rows = strain_file()
    doubled = blocks(figure_text(DEMO, "loops", *words))[0]
    x, y = (doubled.column(k) for k in (0, 1))
    assert len(x) > 400 and len(x) == len(y)
    known = {(f"{100 * e:.6g}", f"{s:.6g}") for _, e, s in rows}
    assert all((f"{a:.6g}", f"{b:.6g}") in known for a, b in list(zip(x, y))[:50])
    parts = blocks(figure_text(DEMO, "cycles", *words))
    wanted = recompute.cycles(rows, 50)
    assert len(parts) == 6 and len(wanted) == 12
    for table, k, factor in zip(parts, (1, 2, 3, 4, 5, 6), (100, 1, 1, 100, 1, 1)):
        times, found = table.column(0), table.column(1)
        # The table's times begin with the run, though the dump's clock is at 10 ps there: so its boxes say.
        assert_same(times, [cycle[0] + 25 for cycle in wanted], "middles of cycles", 1e-9)
        assert_same(found, [factor * cycle[k] for cycle in wanted], table.names[1], 1e-6, 1e-8)


def test_stress_strain():
    (table,) = tables("stress-strain")
    section = recompute.sections(SAMPLES / "log.compress.gz")[-1]
    rest = section["Lz"][min(range(len(section["Lz"])), key=lambda k: abs(section["v_strain"][k]))]
    strain = [100 * (1 - length / rest) for length in section["Lz"]]
    stress = [1e-4 * p for p in section["Pzz"]]
    x, y = pair_of(table, "as measured")
    assert_same(x, strain, "strain", NINE, 1e-9)
    assert_same(y, stress, "stress", NINE, 1e-9)
    x, smooth = pair_of(table, "smoothed")
    wanted = [recompute.mean([s for e, s in zip(strain, stress) if abs(e - own) <= 0.1]) for own in strain]
    near = [k for k in range(len(strain)) if all(abs(abs(e - strain[k]) - 0.1) > 1e-7 for e in strain)]
    assert len(near) > 300
    assert_same([smooth[k] for k in near], [wanted[k] for k in near], "smoothed stress", NINE, 1e-9)
    slope, foot = recompute.line(*zip(*((e / 100, s) for e, s in zip(strain, stress) if 0 <= e / 100 <= 0.02)))
    x, y = pair_of(table, "0.2 % offset")
    assert close(x[0], 100 * (-foot / slope + 0.002), 1e-7), (x[0], slope, foot)
    assert y[0] == 0 and close(y[1] / (x[1] - x[0]) * 100, slope, 1e-6) and close(y[1], 1.1 * max(smooth), 1e-7)


def test_volume_temperature():
    (table,) = tables("volume-temperature")
    # Only the cooling counts: the runs in which the temperature falls steadily.
    rows = [row for section in recompute.sections(SAMPLES / "log.quench.glass.gz")
            if recompute.rank_correlation(range(len(section["Temp"])), section["Temp"]) <= -0.8
            for row in zip(section["Temp"], section["Volume"])]
    assert_same(table.column(0), [t for t, _ in rows], "temperatures", NINE)
    assert_same(table.column(1), [1e-3 * v for _, v in rows], "volumes", NINE)
    crossing = []
    for name, (low, high) in (("glass", (100, 550)), ("liquid", (1000, 1800))):
        slope, foot = recompute.line(*zip(*(row for row in rows if low <= row[0] <= high)))
        x, y = pair_of(table, name)
        assert_same(y, [1e-3 * (foot + slope * t) for t in x], f"line of the {name}", NINE)
        crossing.append((slope, foot))
    (a, b), (c, d) = crossing
    assert close(pair_of(table, "glass")[0][1], 1.15 * (b - d) / (c - a), 1e-7)


# ---- Displacements ----

def moments(run, pairs):
    """⟨r²⟩ and ⟨r⁴⟩ over pairs of frames and all atoms."""
    squares = []
    for a, b in pairs:
        table = atoms(run, "--frame", a, "--to-frame", b, "-p", "distance")
        squares += [r * r for r in numbers(table["distance"])]
    return mean(squares), mean([s * s for s in squares])


@functools.cache
def msd_tables():
    """Of the unstressed glass: 27 frames, few origins."""
    run = SAMPLES / "glass-100K.lammpstrj.zst"
    study = Study(run_of(run, "glass")).write(analysis={"cutoff": CUTOFF})
    return run, {name: blocks(figure_text(study, name)) for name in ("msd", "msd-collapse", "alpha2", "rheology")}


def test_msd_and_alpha2():
    import json
    run, found = msd_tables()
    times = json.loads(cli("info", "--json", run).stdout)["times_ps"]
    lags, msd = pair_of(found["msd"][0], "glass")
    other, alpha2 = pair_of(found["alpha2"][0], "glass")
    collapsed, per_kelvin = pair_of(found["msd-collapse"][0], "glass")
    assert lags == other == collapsed and len(lags) > 15
    assert_same(per_kelvin, [m / 100 for m in msd], "MSD/T", NINE)
    checked = 0
    for k in range(2, len(lags), 4):
        pairs = [(i, j) for i in range(len(times)) for j in range(i + 1, len(times)) if abs(times[j] - times[i] - lags[k]) < 1.05e-2 * lags[k]]
        middle = mean([times[j] - times[i] for i, j in pairs])
        if not close(middle, lags[k], 1e-6):
            continue  # pairs at the edge of the tolerance
        square, fourth = moments(run, pairs)
        assert close(msd[k], square, NINE), (lags[k], msd[k], square)
        assert close(alpha2[k], 3 * fourth / (5 * square * square) - 1, 1e-7, 1e-8), (lags[k], alpha2[k])
        checked += 1
    assert checked >= 4, checked


def test_msd_of_creep():
    """One pair of frames at the longest interval that has one origin."""
    (table,) = tables("msd")
    for run in RUNS:
        lags, msd = pair_of(table, run)
        x, y = pair_of(tables("msd-collapse")[0], run)
        assert x == lags and len(lags) > 20
        assert_same(y, [m / 100 for m in msd], "MSD/T", NINE)


def test_rheology():
    """The fitted curve is that of the printed parameters; no neighbouring parameters fit better."""
    _, found = msd_tables()
    lags, msd = pair_of(found["msd"][0], "glass")
    x, fit = pair_of(found["msd"][0], "glass, fit")
    lg = [table.column(1)[0] for table in found["rheology"]]
    mass_u = 1 / (1016 / 2048 / 63.546 + 1032 / 2048 / 91.224)
    mass, kt = mass_u * 1.0364269e-4, 8.617333262e-5 * 100

    def curve(parameters, t):
        return recompute.jeffreys(*(10**p for p in parameters), mass, kt, t)

    assert_same(fit, [curve(lg, t) for t in x], "the fitted curve", 2e-5)
    assert len(x) == 200 and close(x[0], lags[0], NINE) and close(x[-1], lags[-1], NINE)

    def miss(parameters):
        return math.fsum((math.log10(curve(parameters, t)) - math.log10(m)) ** 2 for t, m in zip(lags, msd))

    best = miss(lg)
    for k in range(3):
        for step in (-0.02, 0.02):
            assert miss([p + step * (k == at) for at, p in enumerate(lg)]) > best * (1 - 1e-6), (k, step)


# ---- Any quantity ----

def quantile(values, share):
    values = sorted(values)
    place = share * (len(values) - 1)
    low = min(int(place), len(values) - 2)
    return values[low] + (place - low) * (values[low + 1] - values[low])


def proposed_width(values):
    """Freedman and Diaconis, to two figures."""
    width = 2 * (quantile(values, 0.75) - quantile(values, 0.25)) / len(values) ** (1 / 3)
    if all(value == round(value) for value in values):
        width = max(round(width), 1)
    unit = 10 ** (math.floor(math.log10(width)) - 1)
    return max(round(width / unit), 1) * unit


def check_quantity(column, of_run_and_time, starts=(TIME,), words=(), known=NINE, width=None):
    """Each run with the bins of the finer one: where they begin, how wide they are, and what lies in them."""
    found = tables("quantity", "--colour", column, *words)
    values = {run: {name: [v for start in starts for i in subset_of(run, start)[name] for v in [of_run_and_time(run, start)[i]]
                           if not math.isnan(v)] for name in ("all", "LA", "SA")} for run in RUNS}
    width = width or min(proposed_width(values[run]["all"]) for run in RUNS)
    whole = width == round(width) and all(v == round(v) for run in RUNS for v in values[run]["all"])
    for run in RUNS:
        table = next(table for table in found if table.comments[-1] == run)
        for name in ("all", "LA", "SA"):
            own = values[run][name]
            low, high, densities = steps_of(table, name)
            assert all(math.isclose(b - a, width, rel_tol=1e-5) for a, b in zip(low, high)), (column, width, low[1] - low[0])
            assert low[0] <= min(values[run]["all"]) and max(values[run]["all"]) < high[-1]
            first = (math.floor(min(min(values[r]["all"]) for r in RUNS) / width + 0.5 * whole) - 0.5 * whole) * width
            assert_same(densities, recompute.density(own, first, width, len(low)), f"{column} of {run}, {name}", known, 1e-9)


def subset_of(run, start):
    values = t_ml(run)[start]
    return {"all": range(N), "LA": [i for i in range(N) if values[i] > TG], "SA": [i for i in range(N) if values[i] < TG]}


@functools.cache
def column_of(run, start, column):
    return numbers(demo_atoms(run, start, "-p", column)[column])


def test_quantity():
    check_quantity("cn", lambda run, start: column_of(run, start, "cn"))
    check_quantity("volume", lambda run, start: column_of(run, start, "volume"))


def test_quantity_of_all_start_times():
    check_quantity("cn", lambda run, start: column_of(run, start, "cn"), STARTS, ("--set", "structure.pool=1"))


def test_quantity_has_its_own_choice():
    """The option of the page goes before the colours."""
    found = tables("quantity", "--colour", "cn", "--set", "structure.quantity=volume")
    assert [table.rows for table in found] == [table.rows for table in tables("quantity", "--colour", "volume")]


def test_quantity_of_t_ml_has_edges_between_its_values():
    for table in tables("quantity"):
        low, high, _ = steps_of(table, "all")
        assert all(edge % 2 == 1 for edge in low + high)


def test_quantity_in_bins():
    check_quantity("volume", lambda run, start: column_of(run, start, "volume"), words=("--set", "structure.quantity-bin=0.75"), width=0.75)
    check_quantity("cn", lambda run, start: column_of(run, start, "cn"), words=("--set", "structure.quantity-bin=2"), width=2)


def test_quantity_in_too_many_bins():
    done = cli("figure", DEMO, "quantity", "--colour", "volume", "--set", "structure.quantity-bin=1e-5", "-o", new_path(".csv"), expect=None)
    width = re.search(r"([0-9.]+) would be wide enough", done.stderr)
    assert done.returncode != 0 and width, done.stderr
    tables("quantity", "--colour", "volume", "--set", f"structure.quantity-bin={width.group(1)}")


def test_quantity_of_regions():
    done = cli("figure", DEMO, "quantity", "--colour", "region", "-o", new_path(".csv"), expect=None)
    assert done.returncode != 0 and "Regions have no values" in done.stderr, done.stderr


# ---- Comparisons ----

def check_difference(table, first, second, what):
    """Rows of a difference against the values of all atoms of both sides; all ids are 1, 2 …"""
    column = {name: at for at, name in enumerate(table.names)}
    a, b, d = (next(at for name, at in column.items() if name.startswith(head)) for head in ("a: ", "b: ", "a − b: "))
    for row in table.rows:
        i = int(row[column["id"]]) - 1
        assert_same(numbers([row[a], row[b], row[d]]), [first[i], second[i], first[i] - second[i]], f"{what}, atom {i + 1}")
    wanted = [x - y for x, y in zip(first, second)]
    found = re.search(r"mean (−?[0-9.]+)\D*rms ([0-9.]+)\D* over (\d+) atoms", table.comments[0])
    assert found and int(found[3]) == N and f"{N} of {N} atoms matched by id" in table.comments[0], table.comments
    assert_same([float(found[1].replace("−", "-")), float(found[2])],
                [mean(wanted), math.sqrt(mean([x * x for x in wanted]))], what, 1e-3)
    return [int(row[column["id"]]) for row in table.rows]


def test_difference():
    first, second = RUNS
    (table,) = tables("difference")
    shown = check_difference(table, t_ml(first)[TIME], t_ml(second)[TIME], "T_ML")
    (slice_map,) = tables("slice")
    assert shown == [int(row[2]) for row in slice_map.rows if row[0] == first]
    words = ("--whole-box", "--set", "compare.quantity=cn", "--set", f"compare.run={RUN}", "--set", f"compare.other={RUN}", "--set",
             "compare.other-time=5")
    (table,) = tables("difference", *words)
    shown = check_difference(table, column_of(RUN, TIME, "cn"), column_of(RUN, 5, "cn"), "CN")
    assert shown == list(range(1, N + 1))


def test_difference_of_runs_that_are_named():
    """In the order of the command line, unless an option says otherwise."""
    first, second = RUNS
    head = tables("difference", "--run", second, "--run", first)[0].comments[0]
    assert head.startswith(f"{second} at t = 80 ps minus {first} at t = 80 ps;"), head
    head = tables("difference", "--run", second, "--run", first, "--set", f"compare.run={first}", "--set", f"compare.other={second}")[0]
    assert head.comments[0].startswith(f"{first} at t = 80 ps minus {second}"), head.comments


@functools.cache
def frames_of(run, times):
    path = new_path(".dump")
    cli("atoms", SAMPLES / f"{RUNS[run]}.lammpstrj.zst", "--time", ",".join(map(str, times)), "-o", path)
    return read_dumps(path)


def profile_of(one, axis, values, n):
    """Mean, standard error and number of the atoms of each of n slabs."""
    slabs = [[] for _ in range(n)]
    for x, value in zip(one.x, values):
        s = (x[axis] - one.low[axis]) / one.edges[axis]
        slabs[min(int((s - math.floor(s)) * n), n - 1)].append(value)
    return [(mean(slab), recompute.standard_error(slab), len(slab)) for slab in slabs]


def test_profile():
    for run in RUNS:
        (table,) = tables("profile")
        at = next(k for k, name in enumerate(table.names) if name.startswith(f"{run}, t = {TIME} ps: mean"))
        n = len(table.column(at))
        edge = mean([one.edges[2] for one in frames_of(run, tuple(STARTS))])
        assert n == round(edge / 2)
        wanted = profile_of(frame(run, TIME), 2, t_ml(run)[TIME], n)
        assert_same(table.column(at - 1), [(b + 0.5) * edge / n for b in range(n)], f"slabs of {run}", 1e-6)
        for k in range(3):
            assert_same(table.column(at + k), [slab[k] for slab in wanted], f"profile of {run}", NINE)


def test_profile_in_time():
    words = ("--set", "compare.axis=0", "--set", "compare.bin=3")
    table = of_run("profile-time", *words)
    times, n = numbers(table.texts(0)), len(table.rows) // len(STARTS)
    assert times == [start for start in STARTS for _ in range(n)]
    for start in (0, 45, 130):
        wanted = profile_of(frames_of(RUN, tuple(STARTS))[STARTS.index(start)], 0, t_ml(RUN)[start], n)
        rows = [row for row in table.rows if float(row[0]) == start]
        for k in range(3):
            assert_same(numbers([row[3 + k] for row in rows]), [slab[k] for slab in wanted], f"profile at {start} ps", FLOAT)


def test_profile_of_frames():
    """A quantity that needs no more than its frame has a profile at every frame, in slabs of the file's column."""
    table = of_run("profile-time", "--set", "compare.quantity=10 * x - z", "--set", "compare.bin=9")
    times = sorted(set(numbers(table.texts(0))))
    assert len(times) == 175 and times[:3] == [0, 0.2, 0.5] and times[-1] > 300
    n = len(table.rows) // 175
    (one,) = frames_of(RUN, (times[-1],))
    wanted = profile_of(one, 2, [10 * x[0] - x[2] for x in one.x], n)
    rows = [row for row in table.rows if float(row[0]) == times[-1]]
    for k in range(3):
        assert_same(numbers([row[3 + k] for row in rows]), [slab[k] for slab in wanted], "profile", FLOAT)


# ---- All ----

HERE = {"distribution", "evolution", "la-fraction", "mean", "history", "slice", "filmstrip", "selection", "composition", "cn-table",
        "quantity", "polyhedra", "alpha", "eta", "sij", "q6-w6", "gr", "plasticity-grid", "correlation", "plasticity-density", "clusters",
        "cluster-sizes", "surface", "joint", "strain", "stress", "strain-rate", "loops", "cycles", "stress-strain", "volume-temperature",
        "msd", "msd-collapse", "alpha2", "rheology", "difference", "profile", "profile-time"}
OF_MODELS = {"predicted-actual", "confusion", "dendrogram", "relieff", "features", "learning-curve", "distances"}
OF_SCORES = {"ranking", "roc", "precision-recall", "score-interval", "score-average", "indicator-matrix", "indicator-deciles",
             "transfer", "indicator-map"}


def test_figures_are_what_figure_writes():
    for name in ("distribution", "cn-table"):
        assert figure_text(DEMO, name, "--time", TIME).encode() == (folder() / f"{name}.csv").read_bytes(), name


def test_every_figure():
    """Each name of the list has a test of its numbers, here, in test_model_figures.py or in test_scores.py."""
    names = set(re.findall(r"^  ([a-z0-9-]+) ", cli("figure", "--help").stdout.split("Figures:")[1], re.M))
    assert names == HERE | OF_MODELS | OF_SCORES, names ^ (HERE | OF_MODELS | OF_SCORES)
    written = {path.name for path in folder().iterdir()}
    for name in names - {"loops", "cycles", "selection"}:
        assert f"{name}.csv" in written or any(other.startswith(f"{name}-creep") for other in written), name
    for path in folder().iterdir():
        name = next(n for n in sorted(names, key=len, reverse=True) if path.name.startswith(n))
        text = path.read_text(encoding="utf-8")
        for block in blocks(text):
            assert block.rows and all(len(row) == len(block.names) for row in block.rows), (name, block.names)
        assert CACHE.exists() and not re.search(r"\b(inf|nan)\b", text), name


main()
