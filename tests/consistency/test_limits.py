#!/usr/bin/env python3
"""An option has one pair of limits, wherever it is given, and one meaning, however it is given."""
import functools

from harness import (MODEL, SAMPLES, Study, assert_same, atoms, cli, figure, glass, main, map_of, new_path, number, numbers, results, run_of,
                     sound)


@functools.cache
def study(**groups):
    """Groups as tuples of pairs."""
    whole = Study(run_of(sound(), "sound"), model=MODEL, analysis={"cutoff": 3.85}, view={"time": 100})
    return whole.write(**{name: dict(pairs) for name, pairs in groups.items()})


def with_keys(group, **keys):
    return study(**{group.replace("-", "_"): tuple((key.replace("_", "-"), value) for key, value in keys.items())})


# ---- Limits ----

def test_face_threshold_of_atoms_is_from_0_to_below_100():
    for value in (0, 50, 99.9):
        cli("atoms", glass(), "--frame", 0, "-p", "d5", "--face-threshold", value)
    for value in (-1, 100, 250, "nan", "inf"):
        cli("atoms", glass(), "--frame", 0, "-p", "d5", f"--face-threshold={value}", expect=2)


def test_nearest_of_atoms_is_from_1_to_1000():
    for value in (1, 100, 1000):
        counts = atoms(glass(), "--frame", 0, "-p", "cn", "--cn-neighbours", "nearest", "--nearest", value)["cn"]
        assert set(counts) == {str(value)}, (value, set(counts))
    for value in (0, -1, 1001):
        cli("atoms", glass(), "--frame", 0, "-p", "cn", "--cn-neighbours", "nearest", f"--nearest={value}", expect=2)


def test_nearest_of_a_study_is_up_to_1000():
    """Not 100, as once in figures."""
    for value in (1, 200, 1000):
        chosen = with_keys("structure", chemistry_neighbours="nearest", chemistry_nearest=value)
        row = figure(chosen, "cn-table").decode("utf-8")
        assert f"all,all species,2048,{value},0," in row, (value, row[:400])


def test_nearest_of_bond_order_is_up_to_1000():
    wanted = atoms(sound(), "--time", 100, "-p", "q6", "--neighbours", "nearest", "--nearest", 200)["q6"]
    assert_same(numbers(map_of(with_keys("structure", neighbours="nearest", nearest=200), "q6").values()), numbers(wanted), "q6", 1e-6)


STORED = (  # a group and its keys, of which the last is outside, and the same within
    ("structure", (("face-threshold", -5),), (("face-threshold", 0),)),
    ("structure", (("neighbours", "nearest"), ("nearest", 0)), (("neighbours", "nearest"), ("nearest", 1))),
    ("structure", (("neighbours", "nearest"), ("nearest", 5000)), (("neighbours", "nearest"), ("nearest", 1000))),
    ("structure", (("chemistry-neighbours", "nearest"), ("chemistry-nearest", -3)),
     (("chemistry-neighbours", "nearest"), ("chemistry-nearest", 1))),
    ("view", (("time", 100), ("slice-position", 1.7)), (("time", 100), ("slice-position", 1))),
    ("view", (("time", 100), ("slice-axis", 7)), (("time", 100), ("slice-axis", 2))),
    ("distribution", (("bin-width", 1),), (("bin-width", 2),)),
    ("distribution", (("bin-width", 1000),), (("bin-width", 200),)),
)


def test_stored_values_outside_are_clamped():
    for group, outside, inside in STORED:
        names = {"structure": ("cn-table", "q6-w6"), "view": ("slice",), "distribution": ("distribution",)}[group]
        for name in names:
            assert figure(study(**{group: outside}), name) == figure(study(**{group: inside}), name), (group, outside, name)


def test_clamping_is_said():
    for group, outside, _ in STORED:
        name = {"structure": "cn-table", "view": "slice", "distribution": "distribution"}[group]
        done = cli("figure", study(**{group: outside}), name, "-o", new_path(".csv"))
        assert outside[-1][0] in done.stderr, f"[{group}] {outside[-1]}: stderr says \"{done.stderr}\""


def test_face_threshold_of_a_study_is_below_100():
    """What is stored as 100 or more is clamped to less, and said; faces are left, so that there are numbers."""
    chosen = with_keys("structure", face_threshold=250)
    done = cli("figure", chosen, "cn-table", "-o", new_path(".csv"))
    assert "face-threshold" in done.stderr, done.stderr
    assert "faces ≥ 100 %" not in figure(chosen, "cn-table").decode("utf-8").split("\n", 1)[0]


def test_values_that_are_no_numbers_are_said():
    done = cli("figure", with_keys("structure", face_threshold="many"), "cn-table", "-o", new_path(".csv"), expect=None)
    assert "face-threshold" in done.stderr and "many" in done.stderr, done.stderr


def test_a_choice_that_is_not_known_is_said():
    done = cli("figure", with_keys("structure", neighbours="vornoi"), "q6-w6", "-o", new_path(".csv"), expect=None)
    assert done.returncode != 0 and "vornoi" in done.stderr, done.stderr


# ---- --set ----

SET = (  # a key, its value, a figure that shows it
    ("structure.face-threshold", "20", "cn-table"),
    ("structure.neighbours", "cutoff", "sij"),
    ("structure.chemistry-neighbours", "voronoi", "cn-table"),
    ("structure.weighted", "1", "q6-w6"),
    ("structure.averaged", "1", "q6-w6"),
    ("structure.reference", "subset", "eta"),
    ("structure.eta-opposite", "1", "eta"),
    ("structure.pool", "1", "composition"),
    ("structure.quantity", "volume", "quantity"),
    ("structure.quantity-bin", "40", "quantity"),
    ("liquid-like.rule", "percentage", "composition"),
    ("liquid-like.glass-transition", "900", "composition"),
    ("liquid-like.glass-transition", "900", "la-fraction"),
    ("analysis.cutoff", "3.5", "alpha"),
    ("plasticity.interval", "20", "plasticity-density"),
    ("plasticity.measure", "mises", "plasticity-density"),
    ("plasticity.ranked", "1", "correlation"),
    ("plasticity.per-neighbour", "1", "plasticity-density"),
    ("distribution.bin-width", "40", "distribution"),
    ("distribution.kernel", "1", "distribution"),
    ("mechanics.flip", "1", "strain"),
    ("mechanics.model", "kelvin-voigt", "msd"),
    ("model.linkage", "single", "dendrogram"),
    ("model.interval", "50", "features"),
    ("view.time", "200", "slice"),
    ("view.slice-axis", "0", "slice"),
)


def stored(key, value):
    group, name = key.split(".")
    keys = {"time": 100, name: value} if group == "view" else {name: value}
    return study(**{group.replace("-", "_"): tuple(keys.items())})


def test_keys_in_the_file_change_the_figures_of_this_test():
    """Else the next test could not fail."""
    for key, value, name in SET:
        assert figure(stored(key, value), name) != figure(study(), name), (key, name)


def test_set_is_the_key_in_the_file():
    for key, value, name in SET:
        assert figure(study(), name, "--set", f"{key}={value}") == figure(stored(key, value), name), (key, name)


def test_set_may_be_given_several_times():
    chosen = study(structure=(("face-threshold", 20), ("chemistry-neighbours", "voronoi")), view=(("time", 200),))
    assert figure(chosen, "cn-table") == figure(study(), "cn-table", "--set", "structure.face-threshold=20", "--set",
                                                "structure.chemistry-neighbours=voronoi", "--set", "view.time=200")


def test_set_goes_before_the_file():
    assert figure(stored("structure.face-threshold", 20), "cn-table", "--set", "structure.face-threshold=0") == figure(study(), "cn-table")


def test_set_does_not_change_the_study():
    text = study().read_bytes()
    figure(study(), "cn-table", "--set", "structure.face-threshold=20")
    assert study().read_bytes() == text


def test_set_of_figures():
    folders = [new_path(""), new_path("")]
    cli("figures", study(), "--format", "csv", "-o", folders[0], "--set", "structure.face-threshold=20", "--set", "analysis.cutoff=3.5")
    cli("figures", study(structure=(("face-threshold", 20),), analysis=(("cutoff", 3.5),)), "--format", "csv", "-o", folders[1])
    names = sorted(path.name for path in folders[1].iterdir())
    assert len(names) > 25 and names == sorted(path.name for path in folders[0].iterdir())
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name


def test_set_of_atoms():
    words = ("--time", 100, "-p", "d5,cn,cluster")
    chosen = study(structure=(("face-threshold", 20),), liquid_like=(("glass-transition", 900),))
    assert atoms(chosen, *words) == atoms(study(), *words, "--set", "structure.face-threshold=20", "--set",
                                                     "liquid-like.glass-transition=900")


def test_set_of_run():
    """The results are those of the study with that key."""
    cache = new_path("")
    cli("run", study(), "--set", "liquid-like.rule=percentage", cache=cache)
    done = cli("run", stored("liquid-like.rule", "percentage"), cache=cache, trace="results")
    assert not [event for event in results(done) if event.how == "computed"], results(done)


def test_set_of_what_there_is_not_names_the_nearest():
    for wrong, near in (("strukture.nearest=10", "structure"), ("structure.face-treshold=20", "face-threshold"),
                        ("structure.neighbours=vornoi", "voronoi"), ("plasticity.mesure=mises", "measure"),
                        ("view.color-map=magma", "colour-map"), ("plasticity.measure=misses", "mises")):
        done = cli("figure", study(), "slice", "-o", new_path(".csv"), "--set", wrong, expect=2)
        assert near in done.stderr and "--set" in done.stderr, f"{wrong}: {done.stderr}"


def test_set_of_a_wrong_value_is_refused():
    for wrong in ("structure.face-threshold=100", "structure.face-threshold=many", "structure.nearest=0", "structure.nearest=1001",
                  "analysis.cutoff=-1", "analysis.cutoff=nan", "structure.weighted=perhaps", "structure.face-threshold", "cutoff=3", "=",
                  ".=1", "structure.=1"):
        path = new_path(".csv")
        done = cli("figure", study(), "cn-table", "-o", path, "--set", wrong, expect=2)
        assert not path.exists() and "Unknown option" not in done.stderr, (wrong, done.stderr)


def test_switches_can_be_turned_off():
    saved = study(view=(("time", 100), ("whole-box", 1)), distribution=(("kernel", 1),))
    assert figure(saved, "slice", "--whole-box=no") == figure(study(), "slice")
    assert figure(saved, "distribution", "--smooth=no") == figure(study(), "distribution")
    assert figure(study(), "slice", "--whole-box=yes") == figure(study(), "slice", "--whole-box")


def test_every_command_that_takes_a_study_knows_set():
    for command in ("figure", "figures", "run", "atoms", "study"):
        assert "--set" in cli(command, "--help").stdout, command


def test_set_of_study_is_stored():
    path = new_path(".vitrine")
    cli("study", sound(), "--set", "structure.face-threshold=20", "-o", path)
    text = path.read_text(encoding="utf-8")
    assert "[structure]" in text and number(text.split("face-threshold=")[1].split()[0]) == 20, text


# ---- The table of options ----

def option_rows():
    rows = [line.split("\t") for line in cli("options").stdout.splitlines() if line and not line.startswith("#")]
    return [row for row in rows if row[:2] != ["group", "key"]]


def test_options_are_listed_once():
    rows = option_rows()
    names = [tuple(row[:2]) for row in rows]
    assert len(names) == len(set(names)) > 30 and all(len(row) >= 4 for row in rows)
    for key, _, _ in SET:
        assert tuple(key.split(".")) in names, key


def test_defaults_of_the_table_are_defaults():
    """Each option at the default that the table prints changes nothing."""
    words = []
    for group, key, _, default, *_ in option_rows():
        if default and group not in ("view", "run", "study") and (group, key) not in (("analysis", "cutoff"), ("model", "file")):
            words += ["--set", f"{group}.{key}={default}"]
    for name in ("cn-table", "q6-w6", "distribution", "plasticity-density", "eta", "strain", "dendrogram", "clusters"):
        assert figure(study(), name, *words) == figure(study(), name), name


def test_every_option_is_in_the_list_of_the_results_test():
    """With a value off its default."""
    from option_values import OFF
    known = set(OFF)
    listed = {f"{group}.{key}" for group, key, *_ in option_rows()}
    assert listed <= known, f"options without a value off their default in option_values.py: {listed - known}"


def test_logs_are_options_too():
    chosen = study(mechanics=(("stress-strain-log", SAMPLES / "log.compress.gz"),))
    assert figure(study(), "stress-strain", "--set", f"mechanics.stress-strain-log={SAMPLES / 'log.compress.gz'}") == figure(
        chosen, "stress-strain")


main()
