#!/usr/bin/env python3
"""A figure seen is a figure reproduced: `figure STUDY slice` shows the view that the study was saved with."""
import functools
import math

from harness import FOLDER, MODEL, SAMPLES, Study, assert_same, atoms, blocks, cli, close, cut, figure, figure_text, main, map_of, number, numbers, read_dumps, run_of, sound

PLAIN = ("--dpi", 40, "--width", 80)

# A key of [view], a value off its default, and the option of the command line that says the same.
KEYS = {
    "time": (200, ("--time", 200)),
    "slice-axis": (2, ("--axis", "z")),
    "slice-position": (0.2, ("--position", 0.2)),
    "slice-thickness": (9, ("--thickness", 9)),
    "whole-box": (1, ("--whole-box",)),
    "colour-column": ("d5", ("--colour", "d5")),
    "colour-map": ("magma", ("--colormap", "magma")),
    "filter": ("element == Cu", ("--where", "element == Cu")),
}

# Those that change no number of the table: pixels alone.
DRAWN = ("colour-map", "colour-minimum", "colour-maximum", "outline-regions", "equal-sizes")


@functools.cache
def study(**view):
    whole = Study(run_of(sound(), "sound"), model=MODEL, analysis={"cutoff": 3.85})
    return whole.write(view={key.replace("_", "-"): value for key, value in view.items()}) if view else whole.write()


def saved(key, value, **more):
    return study(**{key.replace("-", "_"): value}, **more)


def check(key, ending):
    value, words = KEYS[key]
    found = figure(saved(key, value), "slice", *PLAIN, ending=ending)
    assert found == figure(study(), "slice", *words, *PLAIN, ending=ending), f"{key}={value} is not what {words} draws ({ending})"
    if ending != ".csv" or key not in DRAWN:
        assert found != figure(study(), "slice", *PLAIN, ending=ending), f"{key}={value} changes nothing ({ending})"


def test_saved_time():
    check("time", ".csv")
    check("time", ".png")


def test_saved_axis():
    check("slice-axis", ".csv")
    check("slice-axis", ".png")


def test_saved_position():
    check("slice-position", ".csv")
    check("slice-position", ".png")


def test_saved_thickness():
    check("slice-thickness", ".csv")
    check("slice-thickness", ".png")


def test_saved_whole_box():
    check("whole-box", ".csv")
    check("whole-box", ".png")


def test_saved_colour_column():
    check("colour-column", ".csv")
    check("colour-column", ".png")


def test_saved_filter():
    check("filter", ".csv")
    check("filter", ".png")
    assert figure(study(filter="element == Cu"), "slice", "--where", "") == figure(study(), "slice")
    for words in (("--grow", 1), ("--ghosts",)):
        found = [figure(study(filter="element == Cu"), "slice", *more, *PLAIN, ending=".png") for more in ((), words)]
        assert found[0] != found[1], words
    # Ghosts are no atoms of the table.
    (found,), (usual,) = (blocks(figure_text(study(filter="id < 500"), "slice", *words)) for words in ((), ("--ghosts",)))
    assert found.rows == usual.rows


def grown(frame, chosen, cutoff):
    """The atoms within the cutoff of the chosen ones, which are few."""
    near = set()
    for i, x in zip(frame.ids, frame.x):
        for j in chosen:
            d = [a - b for a, b in zip(x, frame.x[frame.ids.index(j)])]
            near |= {i} if sum((s - round(s / edge) * edge) ** 2 for s, edge in zip(d, frame.edges)) <= cutoff ** 2 else set()
    return near


def test_the_filter_keeps_what_atoms_keep():
    """One condition: the map, its caption and `atoms --where` have the same atoms; growing adds neighbours within r_c."""
    frame = next(frame for frame in read_dumps(sound()) if close(frame.time, 100, 0, 1e-6))
    for where in ("type == 1", "d5 > mean(d5) && type == 2", "id == 7 || id == 1200", "x > 1e9"):
        wanted = {int(i) for i in atoms(sound(), "--time", 100, "--cutoff", 3.85, "--where", where, "-p", "cn").get("id", [])}
        for steps in range(3):
            text = figure_text(study(), "slice", "--colour", "cn", "--time", 100, "--whole-box", "--where", where, "--grow", steps)
            found = {int(row[2]) for row in blocks(text)[0].rows}
            if steps == 0 or len(wanted) < 50:
                assert found == wanted, (where, steps, len(found), len(wanted))
            assert f"{len(found)} of 2048 atoms where" in text, (where, text.splitlines()[0])
            wanted = grown(frame, wanted, 3.85) if len(wanted) < 50 else wanted


def test_elements_are_named_on_the_colour_scale():
    """By the first type of each name: Cu and Zr are classes, whose scale has no numbers."""
    text = figure(study(), "slice", "--colour", "element", *PLAIN, ending=".svg").decode()
    assert ">Cu</" in text and ">Zr</" in text and ">1.5</" not in text
    table = blocks(figure_text(study(), "slice", "--colour", "element"))[0]
    assert all(row[8] == row[3] for row in table.rows) and {row[8] for row in table.rows} == {"1", "2"}


def test_a_filter_that_cannot_be_had_is_said():
    for where in ("vorticity > 1", "cn", "cn >"):
        for path, words in ((study(filter=where), ()), (study(), ("--where", where))):
            done = cli("figure", path, "slice", *words, "-o", sound().with_name("none.csv"), expect=None)
            assert done.returncode != 0 and ("--where:" if words else "view.filter:") in done.stderr, (where, done.stderr)


def test_saved_colour_map():
    check("colour-map", ".png")
    check("colour-map", ".svg")


def test_saved_range():
    """Both ends, and each of them alone beside the default of the other."""
    for view, words in (({"colour_minimum": 300, "colour_maximum": 900}, "300,900"), ({"colour_minimum": 300}, "300,1100"),
                        ({"colour_maximum": 900}, "150,900")):
        found = figure(study(**view), "slice", *PLAIN, ending=".png")
        assert found == figure(study(), "slice", "--range", words, *PLAIN, ending=".png"), view
        assert found != figure(study(), "slice", *PLAIN, ending=".png"), view


def test_saved_outline_and_sizes():
    """They have no short option."""
    for key, value in (("outline-regions", 0), ("equal-sizes", 1)):
        found = figure(saved(key, value), "slice", *PLAIN, ending=".png")
        assert found != figure(study(), "slice", *PLAIN, ending=".png"), key
        (found,), (usual,) = (blocks(figure_text(path, "slice")) for path in (saved(key, value), study()))
        assert found.rows == usual.rows and found.names == usual.names, key


def test_saved_outline_and_sizes_are_those_of_set():
    for key, value in (("outline-regions", 0), ("equal-sizes", 1)):
        found = figure(saved(key, value), "slice", *PLAIN, ending=".png")
        assert found == figure(study(), "slice", "--set", f"view.{key}={value}", *PLAIN, ending=".png"), key


def test_saved_view_of_coordination():
    """Colours by cn from 8 to 18 over the whole box, not T_ML on that scale."""
    view = {"colour_column": "cn", "colour_minimum": 8, "colour_maximum": 18, "whole_box": 1, "time": 100, "slice_axis": 0,
            "slice_position": 0.25}
    words = ("--colour", "cn", "--range", "8,18", "--whole-box", "--time", 100, "--axis", "x", "--position", 0.25)
    table = blocks(figure_text(study(**view), "slice"))[0]
    assert table.names[8].startswith("cn") and len(table.rows) == 2048, (table.names, len(table.rows))
    values = numbers(atoms(sound(), "--time", 100, "--cutoff", 3.85, "-p", "cn")["cn"])
    assert_same([number(row[8]) for row in sorted(table.rows, key=lambda row: int(row[2]))], values, "cn of the saved view")
    for ending in (".csv", ".png", ".svg"):
        assert figure(study(**view), "slice", *PLAIN, ending=ending) == figure(study(), "slice", *words, *PLAIN, ending=ending), ending


def fitted(values):
    """Round numbers around the values of all atoms of the frame."""
    low, high = min(values), max(values)
    unit = 10.0 ** (math.floor(math.log10(high - low)) - 1)
    return math.floor(low / unit) * unit, math.ceil(high / unit) * unit


def test_a_saved_range_belongs_to_the_saved_quantity():
    """Another quantity is fitted; an end that is given is taken; T_ML has its default."""
    saved_views = ({}, {"colour_minimum": 300, "colour_maximum": 900}, {"colour_maximum": 900},
                   {"colour_column": "cn", "colour_minimum": 8, "colour_maximum": 18})
    for quantity in ("volume", "d5", "q6", "type"):
        low, high = fitted([value for value in numbers(map_of(study(), quantity).values()) if not math.isnan(value)])
        wanted = figure(study(), "slice", "--colour", quantity, "--range", f"{low:.12g},{high:.12g}", *PLAIN, ending=".svg")
        for view in saved_views:
            found = figure(study(**view), "slice", "--colour", quantity, *PLAIN, ending=".svg")
            assert found == wanted, f"{quantity} beside the saved {view}"
        assert figure(study(colour_column=quantity), "slice", *PLAIN, ending=".svg") == wanted, f"{quantity} saved without a range"
    for words in (("--colour", "t_ml"), ("--colour", "t_ml", "--range", "150,1100")):
        assert figure(study(**saved_views[-1]), "slice", *words, *PLAIN, ending=".svg") == figure(study(), "slice", *PLAIN, ending=".svg")


def test_one_end_of_a_range_that_is_given():
    low, high = fitted(numbers(map_of(study(), "volume").values()))
    for option, value, words in (("colour-maximum", 40, f"{low:.12g},40"), ("colour-minimum", 5, f"5,{high:.12g}"),
                                 ("colour-maximum", 5, f"{5 - (high - low):.12g},5")):
        given = figure(study(), "slice", "--colour", "volume", "--set", f"view.{option}={value}", *PLAIN, ending=".svg")
        wanted = figure(study(), "slice", "--colour", "volume", "--range", words, *PLAIN, ending=".svg")
        assert given == wanted, (option, words)


def test_maps_of_plasticity_and_films_are_fitted():
    for name, words in (("plasticity-grid", ("--run", "sound")), ("filmstrip", ("--times", "0,100,200"))):
        times = (0,) if name == "plasticity-grid" else (0, 100, 200)
        values = [value for time in times for value in numbers(map_of(study(), "volume", "--time", time).values())]
        low, high = fitted(values)
        saved_view = study(colour_minimum=300, colour_maximum=900)
        words = (*words, "--colour", "volume", *PLAIN)
        assert figure(saved_view, name, *words, ending=".svg") == figure(study(), name, *words, "--range", f"{low:.12g},{high:.12g}",
                                                                         ending=".svg"), name


def test_words_go_before_the_saved_view():
    saved_view = study(colour_column="cn", whole_box=1, time=100, slice_axis=0, slice_position=0.25, colour_map="magma")
    words = ("--colour", "d5", "--time", 200, "--axis", "y", "--position", 0.5, "--colormap", "viridis", "--whole-box=no")
    assert figure(saved_view, "slice", *words) == figure(study(), "slice", "--colour", "d5", "--time", 200)


def test_films_are_of_the_saved_view():
    view = study(slice_axis=2, slice_position=0.2, slice_thickness=9)
    words = ("--axis", "z", "--position", 0.2, "--thickness", 9)
    assert figure(view, "filmstrip") == figure(study(), "filmstrip", *words) != figure(study(), "filmstrip")


def test_films_are_coloured_as_the_saved_view():
    assert figure(study(colour_column="d5"), "filmstrip") == figure(study(), "filmstrip", "--colour", "d5")


def test_figures_at_a_time_are_of_the_saved_time():
    for name in ("cn-table", "distribution", "polyhedra", "plasticity-density", "cluster-sizes"):
        assert figure(study(time=200), name) == figure(study(), name, "--time", 200), name


def test_films_show_no_start_time_twice():
    """A run with fewer start times than pictures, and two of them side by side."""
    (table,) = blocks(figure_text(study(), "filmstrip"))
    assert sorted(set(table.column(1))) == [0, 100, 200]
    assert len(set(zip(table.texts(1), table.texts(2)))) == len(table.rows), "an atom stands twice at one time"
    for starts in ((0,), (0, 100), (0, 100, 200, 300), (0, 100, 200, 300, 380)):
        run = cut(SAMPLES / "acoustic-2.0GPa-2e10.lammpstrj.zst", starts, FOLDER / f"film-{len(starts)}.dump")
        both = Study(run_of(run, "film"), run_of(sound(), "sound"), model=MODEL, analysis={"cutoff": 3.85}).write()
        (table,) = blocks(figure_text(both, "filmstrip", "--run", "film"))
        rows = list(zip(table.texts(0), table.texts(1), table.texts(2)))
        assert len(set(rows)) == len(rows) and sorted(set(table.column(1))) == list(starts), starts


def test_speed_and_loop_are_seen_nowhere():
    for ending in (".csv", ".png"):
        assert figure(study(speed=3, loop=0), "slice", *PLAIN, ending=ending) == figure(study(), "slice", *PLAIN, ending=ending)


def test_a_slice_holds_the_atoms_within_half_its_thickness():
    """By the positions and the box of the frame, through the boundary too."""
    frame = next(frame for frame in read_dumps(sound()) if close(frame.time, 100, 0, 1e-6))
    for axis, position, thickness in ((0, 0.5, 3.85), (1, 0.02, 5), (2, 0.97, 4)):
        low, edge = frame.low[axis], frame.edges[axis]
        wanted = set()
        for i, x in zip(frame.ids, frame.x):
            s = (x[axis] - low) / edge - position
            if abs(s - round(s)) * edge <= thickness / 2:
                wanted.add(i)
        found = map_of(study(), "t_ml", "--time", 100, "--axis", "xyz"[axis], "--position", position, "--thickness", thickness,
                       whole=False)
        assert set(map(int, found.column(2))) == wanted and len(wanted) > 100, (axis, len(wanted))


def test_an_unknown_colour_of_the_view_is_said():
    """A column that no run has, in the study as on the command line."""
    done = cli("figure", saved("colour-column", "vorticity"), "slice", "-o", sound().with_name("none.csv"), expect=None)
    assert done.returncode != 0 and "vorticity" in done.stderr, (done.returncode, done.stderr)


main()
