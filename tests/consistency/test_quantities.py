#!/usr/bin/env python3
"""Every per-atom quantity is one number: in the map, in `atoms` and in the mean of a table, whatever the options say."""
import functools
import math
import re

from harness import (MODEL, SAMPLES, Study, assert_same, atoms, blocks, cli, close, figure_text, glass, main, map_of, mean, number, numbers,
                     printed, read_dumps, run_of, sound)

TIME = 100
CUTOFF = 3.85  # of the sound's study, set by hand: what it would find is the business of test_cutoff.py
INTERVAL = 5

STRUCTURE = ("voronoi", "volume", "d5", "disclinations", "cn", "q4", "q6", "w4", "w6", "q6_avg", "w6_avg",
             "crystalline_bonds", "packing")
VIBRATIONS = ("vmsd", *(f"vmsd_{part}" for part in ("x", "y", "z", "largest", "middle", "smallest")), "v_flex")
PAST = (*VIBRATIONS, "p_hop", "p_hop_next", "past_distance", "past_d2min", "past_mises")
ABSENT = ("local_density_3", "learned", *PAST)  # two types, no indicator; frames before and after have a test of their own
INTERSTICES = tuple(f"interstice_{kind}{part}" for kind in ("distance", "area", "volume") for part in ("", "_sd", "_min", "_max"))
INDICATORS = (*INTERSTICES, "packing_efficiency", "omega", "overpacking", "s2", "n_tet", "tetrahedricity", "bond_deviation", "local_density_1", "local_density_2")
NEIGHBOURS = ("n_tet", "bond_deviation", "local_density_2")
ORDER = ("q4", "q6", "w4", "w6", "q6_avg", "w6_avg", "crystalline_bonds")
MOTION = ("displacement", "distance", "d2min", "mises", "rotation", "volumetric")
PLASTICITY = ("d2min", "mises", "rotation", "volumetric")
TML = ("t_ml", "cluster", "liquid", "solid")
PAIRS = "Cu-Cu=3.3,Cu-Zr=3.9"

# An option off its default: keys of the study, the same for `atoms FILE` (None where that has no word for it), the
# quantities that it bears on.
OPTIONS = {
    "face_threshold": ({"structure": {"face-threshold": 20}}, ["--face-threshold", 20], ("d5", "disclinations", *ORDER)),
    "neighbours_nearest": ({"structure": {"neighbours": "nearest"}}, ["--neighbours", "nearest"], ORDER),
    "nearest_10": ({"structure": {"neighbours": "nearest", "nearest": 10}}, ["--neighbours", "nearest", "--nearest", 10], ORDER),
    "neighbours_cutoff": ({"structure": {"neighbours": "cutoff"}}, ["--neighbours", "cutoff"], ORDER),
    "neighbours_pairs": ({"structure": {"neighbours": "pairs", "pair-cutoffs": PAIRS}},
                         ["--neighbours", "pairs", "--pair-cutoffs", PAIRS], ORDER),
    "weighted": ({"structure": {"weighted": 1}}, ["--area-weights"], ORDER),
    "averaged": ({"structure": {"averaged": 1}}, [], ("q6", "w6", "q6_avg", "w6_avg")),
    "chemistry_neighbours_voronoi": ({"structure": {"chemistry-neighbours": "voronoi"}}, ["--cn-neighbours", "voronoi"], ("cn", *NEIGHBOURS)),
    "chemistry_neighbours_pairs": ({"structure": {"chemistry-neighbours": "pairs", "pair-cutoffs": PAIRS}},
                                   ["--cn-neighbours", "pairs", "--pair-cutoffs", PAIRS], ("cn", *NEIGHBOURS)),
    "chemistry_neighbours_nearest": ({"structure": {"chemistry-neighbours": "nearest", "chemistry-nearest": 10}},
                                     ["--cn-neighbours", "nearest", "--nearest", 10], ("cn", *NEIGHBOURS)),
    "voronoi_coordination_with_face_threshold": (
        {"structure": {"chemistry-neighbours": "voronoi", "face-threshold": 20}},
        ["--cn-neighbours", "voronoi", "--face-threshold", 20], ("cn", "d5")),
    "cutoff": ({"analysis": {"cutoff": 3.5}}, ["--cutoff", 3.5], ("cn", "cluster", *NEIGHBOURS, *PLASTICITY)),
    "neighbours_within_a_cutoff": ({"structure": {"neighbours": "cutoff"}, "analysis": {"cutoff": 3.5}},
                                   ["--neighbours", "cutoff", "--cutoff", 3.5], ("q6", "w6", "crystalline_bonds")),
    "glass_transition": ({"liquid-like": {"rule": "glass-transition", "glass-transition": 900}}, ["--tg", 900], ("cluster", "liquid", "solid")),
    "percentage": ({"liquid-like": {"rule": "percentage", "percentage": 20}}, None, ("cluster", "liquid", "solid")),
    "percentage_within_species": ({"liquid-like": {"rule": "percentage", "percentage": 20, "within-species": "true"}}, None,
                                  ("cluster", "liquid", "solid")),
    "interval": ({"plasticity": {"interval": 20}}, ["--interval", 20], ("distance", *PLASTICITY)),
    "s2_reach": ({"indicators": {"s2-reach": 4}}, ["--set", "indicators.s2-reach=4"], ("s2",)),
    "s2_width": ({"indicators": {"s2-width": 0.3}}, ["--set", "indicators.s2-width=0.3"], ("s2",)),
    "s2_step": ({"indicators": {"s2-step": 0.1}}, ["--set", "indicators.s2-step=0.1"], ("s2",)),
    "s2_total": ({"indicators": {"s2-total": 1}}, ["--set", "indicators.s2-total=1"], ("s2",)),
    "pair_distances": ({"indicators": {"pair-distances": "Cu-Cu 2.4"}}, ["--pair-distances", "Cu-Cu 2.4"],
                       ("tetrahedricity", "bond_deviation", "omega")),
    "longest_edge": ({"indicators": {"longest-edge": 1.2}}, ["--set", "indicators.longest-edge=1.2"], ("omega",)),
    "radii": ({"indicators": {"radii": "Cu 1.3"}}, ["--radii", "Cu 1.3"], ("packing", "interstice_volume", "packing_efficiency")),
    "per_neighbour": ({"plasticity": {"per-neighbour": 1}}, None, ("d2min",)),
}


def study(**groups):
    whole = Study(run_of(sound(), "sound"), model=MODEL, analysis={"cutoff": CUTOFF})
    return whole.write(**{name.replace("-", "_"): keys for name, keys in groups.items()})


@functools.cache
def study_with(option):
    return study(**OPTIONS[option][0]) if option else study()


def known():
    """Names of all quantities, from the program."""
    text = cli("atoms", "--help").stdout.split("Properties:")[1]
    return [name for name in re.findall(r"^  (\w+) ", text, re.M) if name not in ABSENT]


@functools.cache
def of_file(option=None):
    """`atoms FILE`, with the options in its own words."""
    words = list(OPTIONS[option][1]) if option else []
    if "--cutoff" not in words:
        words += ["--cutoff", CUTOFF]
    if "--interval" not in words:
        words += ["--interval", INTERVAL]
    return atoms(sound(), "--time", TIME, "-p", ",".join(known()), "-m", MODEL, "-T", 100, "--species", "Cu,Zr", *words)


@functools.cache
def of_study(option=None):
    """`atoms --study STUDY`: the options are the study's."""
    return atoms(study_with(option), "--time", TIME, "-p", ",".join(known()))


@functools.cache
def in_map(option, quantity):
    return map_of(study_with(option), quantity, "--time", TIME)


def components(table, quantity):
    """The columns of a quantity that is more than one number."""
    names = {"voronoi": ["n3", "n4", "n5", "n6"], "displacement": [f"displacement_{axis}" for axis in "xyz"]}
    return [table[name] for name in names.get(quantity, [quantity])]


def is_number(quantity):
    return quantity not in ("voronoi", "displacement")


def compare_map(option, quantity, table):
    """Numbers alone: maps may show a float. How many digits they print is another test."""
    found = numbers(in_map(option, quantity).values())
    assert_same(found, numbers(table[quantity]), f"map of {quantity}, {option or 'defaults'}", 1e-6, 1e-9)


# ---- Defaults ----

def test_quantities_are_those_that_this_file_knows():
    """A quantity that is added has to be added to the lists above, with the options that bear on it."""
    unknown = set(known()) ^ {*STRUCTURE, *INDICATORS, *MOTION, *TML}
    assert unknown <= {"packing_fraction", "packing"}, unknown


def test_maps_of_structure_are_those_of_atoms():
    for quantity in STRUCTURE:
        if is_number(quantity):
            compare_map(None, quantity, of_file())


def test_map_of_tml_is_that_of_atoms():
    compare_map(None, "t_ml", of_file())


def test_map_of_regions_is_that_of_atoms():
    compare_map(None, "cluster", of_file())


def test_maps_of_motion_are_those_of_atoms():
    for quantity in MOTION:
        if is_number(quantity):
            compare_map(None, quantity, of_file())


def test_other_quantities_have_maps_too():
    """Those that the lists of this file leave out: added since."""
    for quantity in set(known()) - {*STRUCTURE, *MOTION, *TML}:
        compare_map(None, quantity, of_file())


# Options of the motion around a frame, and what they bear on; the frames of the run are few.
AROUND = {
    None: ({"hop-window": 60}, PAST),
    "past": ({"past": 50}, ("past_distance", "past_d2min", "past_mises")),
    "vibration-window": ({"vibration-window": 10}, ("vmsd", "v_flex")),
    "vibration-past": ({"vibration-past": 60}, ("vmsd", "vmsd_largest")),
    "hop-window": ({"hop-window": 80}, ("p_hop", "p_hop_next")),
}


def test_maps_of_motion_around_a_frame_are_those_of_atoms():
    run = SAMPLES / "acoustic-2.0GPa-2e10.lammpstrj.zst"
    whole = None
    for keys, names in AROUND.values():
        path = Study(run_of(run, "sound"), analysis={"cutoff": CUTOFF}).write(indicators=keys)
        table = atoms(path, "--time", TIME, "-p", ",".join(names))
        for name in names:
            found = numbers(map_of(path, name, "--time", TIME).values())
            assert_same(found, numbers(table[name]), f"map of {name}", 1e-6, 1e-9)
            assert whole is None or table[name] != whole[name], (name, keys)
        whole = whole or table
    trace = [sum(values) for values in zip(*(numbers(whole[f"vmsd_{part}"]) for part in "xyz"))]
    assert_same(trace, numbers(whole["vmsd"]), "the trace", 1e-12, 1e-9)
    trace = [sum(values) for values in zip(*(numbers(whole[f"vmsd_{part}"]) for part in ("largest", "middle", "smallest")))]
    assert_same(trace, numbers(whole["vmsd"]), "the sum of the eigenvalues", 1e-12, 1e-9)
    done = cli("atoms", run, "--time", 100, "-p", "p_hop,past_distance")
    assert "p_hop of the 4 ps before 100 ps has no value: there are 0 and 1 frames in its halves" in done.stderr, done.stderr


def test_values_of_the_sample_under_creep():
    """As two other programs found them (docs/science.md, §11): the overpacking, and σ_ab within a bin."""
    def take(*words):
        return atoms(SAMPLES / "creep-2.3.lammpstrj.zst", "--time", 40, "--species", "Cu,Zr", *words)

    table = take("-p", "overpacking,volume")
    q, volume = numbers(table["overpacking"]), numbers(table["volume"])
    n, middle = len(q), mean(q)
    sd = (sum((value - middle) ** 2 for value in q) / n) ** 0.5
    skewness = sum((value - middle) ** 3 for value in q) / n / sd ** 3

    def ranked(values):
        order = sorted(range(n), key=values.__getitem__)
        return [rank for _, rank in sorted((at, rank) for rank, at in enumerate(order))]

    def correlated(a, b):
        over, under = mean(a), mean(b)
        pairs = sum((x - over) * (y - under) for x, y in zip(a, b))
        return pairs / (sum((x - over) ** 2 for x in a) * sum((y - under) ** 2 for y in b)) ** 0.5

    assert abs(sd - 0.02126) < 6e-6 and abs(skewness - 0.186) < 6e-4, (sd, skewness)
    assert abs(correlated(ranked(q), ranked(volume)) + 0.776) < 6e-4 and abs(correlated(q, volume) + 0.772) < 6e-4
    bonds = take("-p", "bond_deviation,omega")
    names = ("Cu-Cu", "Cu-Zr", "Zr-Zr")
    found = {pair: [sigma for step in (-1, 0, 1) for sigma in (round(usual + 0.01 * step, 3),)
                    if take("-p", "bond_deviation,omega", "--pair-distances", f"{pair} {sigma}")["omega"] == bonds["omega"]]
             for pair, usual in zip(names, (2.575, 2.765, 3.165))}
    assert all(len(sigmas) == 1 for sigmas in found.values()), found


def test_averages_are_the_same_on_maps_and_in_expressions():
    names = ("s2:avg", "d5:avg", "t_ml:avg")
    for words in ((), ("--average", 2)):
        table = atoms(sound(), "--time", TIME, "-p", ",".join(names), "--expression", "e=s2:avg + d5:avg", "-m", MODEL, "-T", 100,
                      "--species", "Cu,Zr", "--cutoff", CUTOFF, *words)
        for name in names:
            found = numbers(map_of(study(indicators={"average": words[-1]} if words else {}), name, "--time", TIME).values())
            assert_same(found, numbers(table[name]), f"map of {name}", 1e-6, 1e-9)
        sums = [a + b for a, b in zip(numbers(table["s2:avg"]), numbers(table["d5:avg"]))]
        assert_same(numbers(table["e"]), sums, "an expression of averages", 1e-12, 1e-12)
        assert words == () or table["s2:avg"] != before["s2:avg"]
        before = table


def test_map_of_several_numbers_is_refused_or_shows_all():
    """A column of empty cells is neither."""
    for quantity in ("voronoi", "displacement"):
        path = sound().with_name("several.csv")
        done = cli("figure", study_with(None), "slice", "--whole-box", "--colour", quantity, "--time", TIME, "-o", path, expect=None)
        if done.returncode == 2:
            assert quantity in done.stderr and not path.exists(), done.stderr
            continue
        (table,) = blocks(path.read_text(encoding="utf-8"))
        wanted = components(of_file(), quantity)
        rows = sorted(table.rows, key=lambda row: int(row[2]))
        assert [list(column) for column in zip(*rows)][8 : 8 + len(wanted)] == wanted, f"the map of {quantity} is another"


def test_maps_name_liquid_like_atoms_whatever_the_colour():
    """The column liquid-like is that of the map of T_ML."""
    wanted = in_map(None, "t_ml").liquid()
    assert wanted.count("1") == sum(value > 685 for value in numbers(of_file()["t_ml"])) > 0
    for quantity in ("cn", "d5", "mises", "cluster"):
        assert in_map(None, quantity).liquid() == wanted, f"liquid-like atoms of the map of {quantity}"


def test_maps_print_every_digit():
    """Cells of a map are those of `atoms`, letter for letter."""
    for quantity in known():
        if is_number(quantity):
            found, wanted = in_map(None, quantity).values(), ["" if text == "nan" else text for text in of_file()[quantity]]
            wrong = [pair for pair in zip(found, wanted) if pair[0] != pair[1]]
            assert not wrong, f"{quantity}: {len(wrong)} cells differ, the first: {wrong[0]}"


# ---- Options: maps ----

def check_maps(option):
    keys, words, quantities = OPTIONS[option]
    table = of_file(option) if words is not None else of_study(option)
    differs = False
    for quantity in quantities:
        compare_map(option, quantity, table)
        differs = differs or table[quantity] != of_file()[quantity]
    assert differs or option == "averaged", f"{keys} changes nothing: the test could not fail"


def test_maps_follow_face_threshold():
    check_maps("face_threshold")
    assert close(mean(numbers(of_file("face_threshold")["d5"])), mean(numbers(in_map("face_threshold", "d5").values())), 1e-6)


def test_maps_follow_neighbours_nearest():
    check_maps("neighbours_nearest")


def test_maps_follow_nearest_10():
    check_maps("nearest_10")


def test_maps_follow_neighbours_cutoff():
    check_maps("neighbours_cutoff")


def test_maps_follow_neighbours_pairs():
    check_maps("neighbours_pairs")


def test_maps_follow_weighted():
    check_maps("weighted")


def test_maps_keep_their_names_when_averaged():
    """q6 and q6_avg are two quantities: `averaged` chooses which of them the figures of bond order show."""
    check_maps("averaged")
    assert of_file("averaged")["q6_avg"] != of_file()["q6"]


def test_maps_follow_options_of_indicators():
    for option in ("s2_reach", "s2_width", "s2_step", "s2_total", "pair_distances", "longest_edge", "radii"):
        check_maps(option)


def test_maps_follow_chemistry_neighbours_voronoi():
    check_maps("chemistry_neighbours_voronoi")


def test_maps_follow_chemistry_neighbours_pairs():
    check_maps("chemistry_neighbours_pairs")


def test_maps_follow_chemistry_neighbours_nearest():
    check_maps("chemistry_neighbours_nearest")
    assert set(in_map("chemistry_neighbours_nearest", "cn").values()) == {"10"}


def test_maps_follow_face_threshold_in_coordination():
    check_maps("voronoi_coordination_with_face_threshold")


def test_map_of_cn_follows_cutoff():
    compare_map("cutoff", "cn", of_file("cutoff"))


def test_maps_of_plasticity_and_regions_follow_cutoff():
    check_maps("cutoff")


def test_maps_follow_cutoff_of_bond_order():
    check_maps("neighbours_within_a_cutoff")


def test_maps_of_regions_follow_glass_transition():
    check_maps("glass_transition")


def test_maps_of_regions_follow_percentage():
    check_maps("percentage")


def test_maps_of_regions_follow_percentage_within_species():
    check_maps("percentage_within_species")


def test_maps_follow_interval():
    check_maps("interval")


def test_maps_follow_per_neighbour():
    check_maps("per_neighbour")


def test_options_that_bear_on_nothing_leave_maps_alone():
    for option, quantities in (("face_threshold", ("volume", "cn")), ("neighbours_nearest", ("volume", "d5", "cn")),
                               ("chemistry_neighbours_voronoi", ("d5", "q6")), ("percentage", ("cn", "q6", "t_ml")),
                               ("cutoff", ("d5", "q6", "volume", "t_ml"))):
        for quantity in quantities:
            assert in_map(option, quantity).values() == in_map(None, quantity).values(), (option, quantity)


# ---- Options: `atoms` of a study ----

def check_study(option):
    """`atoms` of a study prints what `atoms` of its file prints with the same options."""
    found, wanted = of_study(option), of_file(option)
    assert list(found) == list(wanted), (list(found), list(wanted))
    for name in wanted:
        wrong = [pair for pair in zip(found[name], wanted[name]) if pair[0] != pair[1]]
        assert not wrong, f"{name}, {option or 'defaults'}: {len(wrong)} cells differ, the first: {wrong[0]}"


def test_atoms_of_a_study_are_those_of_its_file():
    check_study(None)


def test_atoms_of_a_study_follow_structure_options():
    for option in ("face_threshold", "neighbours_nearest", "nearest_10", "neighbours_cutoff", "neighbours_pairs", "weighted"):
        check_study(option)


def test_atoms_of_a_study_follow_chemistry_options():
    for option in ("chemistry_neighbours_voronoi", "chemistry_neighbours_pairs", "chemistry_neighbours_nearest",
                   "voronoi_coordination_with_face_threshold"):
        check_study(option)


def test_atoms_of_a_study_follow_cutoff_and_interval():
    for option in ("cutoff", "neighbours_within_a_cutoff", "interval", "glass_transition"):
        check_study(option)


def test_options_of_atoms_go_before_those_of_the_study():
    found = atoms(study_with("face_threshold"), "--time", TIME, "--face-threshold", 0, "-p", "d5")
    assert found["d5"] == of_file()["d5"] != of_file("face_threshold")["d5"]


def test_percentage_marks_as_many_atoms_as_it_says():
    """The 20 % of highest T_ML: 409 of 2048, and as many of each species within species."""
    t_ml, types = numbers(of_file()["t_ml"]), of_file()["type"]
    for option, groups in (("percentage", [range(len(t_ml))]),
                           ("percentage_within_species", [[i for i, t in enumerate(types) if t == kind] for kind in "12"])):
        marked = [i for i, label in enumerate(numbers(of_study(option)["cluster"])) if label > 0]
        for group in groups:
            inside = [i for i in marked if i in set(group)]
            assert len(inside) == math.floor(0.2 * len(group)), (option, len(inside))
            assert min(t_ml[i] for i in inside) >= max(t_ml[i] for i in group if i not in set(inside)), option


def test_per_neighbour_divides_by_the_neighbours():
    """D²min per neighbour within r_c of the reference frame, which is what cn counts."""
    whole, counts = numbers(of_file()["d2min"]), numbers(of_file()["cn"])
    assert_same(numbers(of_study("per_neighbour")["d2min"]), [d / n for d, n in zip(whole, counts)], "d2min per neighbour", 1e-12)


# ---- Options: tables ----

TABLE = {"cn": "CN", "d5": "d5", "volume": "volume (Å3)", "disclinations": "n4 − n4(Z)"}


def table_row(option):
    (table,) = blocks(figure_text(study_with(option), "cn-table", "--time", TIME))
    (row,) = [row for row in table.rows if row[1:3] == ["all", "all species"]]
    return dict(zip(table.names, row))


STRUCTURE_OPTIONS = (None, "face_threshold", "neighbours_nearest", "chemistry_neighbours_voronoi", "chemistry_neighbours_pairs",
                     "chemistry_neighbours_nearest", "voronoi_coordination_with_face_threshold", "cutoff")


def test_tables_are_means_of_atoms():
    for option in STRUCTURE_OPTIONS:
        row = table_row(option)
        assert row["n"] == "2048"
        for quantity, name in TABLE.items():
            wanted = mean(numbers(of_file(option)[quantity]))
            assert close(number(row[name]), wanted, 2e-7), f"{option}: {name} is {row[name]} in the table, {wanted!r} from atoms"


def test_tables_are_means_of_atoms_to_the_last_digit():
    """Of those that the table prints: means of floats are off in the ninth."""
    for option in (None, "face_threshold"):
        row = table_row(option)
        for quantity, name in TABLE.items():
            wanted = mean(numbers(of_file(option)[quantity]))
            assert printed(wanted, row[name]), f"{option}: {name} is {row[name]} in the table, {wanted!r} from atoms"


def test_tables_are_means_of_maps():
    """To the digits that both print."""
    for option in STRUCTURE_OPTIONS:
        row = table_row(option)
        for quantity, name in TABLE.items():
            found = mean(numbers(in_map(option, quantity).values()))
            assert close(found, number(row[name]), 2e-7), f"{option}: mean of the map of {quantity} {found:.6f}, table {row[name]}"


def test_means_of_maps_and_tables_agree_to_twelve_digits():
    for option in (None, "face_threshold", "chemistry_neighbours_voronoi"):
        row = table_row(option)
        for quantity, name in TABLE.items():
            found = mean(numbers(in_map(option, quantity).values()))
            assert close(found, number(row[name]), 1e-12), f"{option}: mean of the map of {quantity} {found!r}, table {row[name]}"


def test_plasticity_pages_show_the_numbers_of_atoms():
    """Maps of the grid, at the study's intervals and with its other options."""
    for option in (None, "interval", "cutoff"):
        table = of_file(option)
        seen = set()
        for grid in blocks(figure_text(study_with(option), "plasticity-grid", "--time", TIME, "--thickness", 1000)):
            rows = sorted(grid.rows, key=lambda row: int(row[2]))
            quantity = grid.names[8].split(" ")[0]
            assert len(rows) == 2048, len(rows)
            seen.add(quantity)
            assert_same([number(row[8]) for row in rows], numbers(table[quantity]), f"{quantity}, {option}", 1e-6, 1e-12)
        assert seen == {"t_ml", "mises", "d2min", "rotation"}, seen


def test_a_frame_without_times_has_the_same_numbers():
    """A single frame, no model, nothing of a clock."""
    wanted = atoms(glass(), "--frame", 0, "-p", "cn,d5,q6,volume", "--cutoff", 3.7)
    alone = Study({"files": f"{glass()};", "label": "glass"}, analysis={"cutoff": 3.7}).write()
    for quantity in ("cn", "d5", "q6", "volume"):
        assert_same(numbers(map_of(alone, quantity).values()), numbers(wanted[quantity]), quantity, 1e-6, 1e-9)
    assert abs(sum(numbers(wanted["volume"])) / read_dumps(glass())[0].volume - 1) < 1e-9


main()
