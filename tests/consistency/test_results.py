#!/usr/bin/env python3
"""A result is computed once: found again by every command, made anew if and only if what it rests on has changed."""
import functools
import os
import re
import shutil
import time

from harness import (FOLDER, MODEL, SAMPLES, Study, atoms, cli, computed, figure, glass, main, new_path, results, run_of, sound)
from option_values import OFF

LOG = SAMPLES / "acoustic-2.0GPa-2e10.strain.gz"


def groups_of(keys):
    groups = {}
    for name, value in keys.items():
        group, key = name.split(".")
        groups.setdefault(group.replace("-", "_"), {})[key] = value
    return groups


def whole():
    """A cyclic run, an unstressed one, a model and logs: every result has something to say."""
    return Study(run_of(sound(), "sound", frequency=2e10, log=LOG), run_of(glass(), "rest", shown="false"), model=MODEL,
                 mechanics={"stress-strain-log": SAMPLES / "log.compress.gz", "quench-log": SAMPLES / "log.quench.glass.gz"})


@functools.cache
def study():
    return whole().write()


def traced(*words, cache, expect=0):
    return cli(*words, cache=cache, trace="results", expect=expect)


def draw(path, name, cache, *words):
    return traced("figure", path, name, *words, "-o", new_path(".csv"), cache=cache)


# ---- Found again ----

def test_a_second_run_computes_nothing():
    cache = new_path("")
    first = traced("run", study(), cache=cache, expect=None)
    assert computed(first)
    again = traced("run", study(), cache=cache, expect=None)
    assert not computed(again), computed(again)
    assert again.stdout == first.stdout


def test_a_second_run_reads_no_frame():
    """Whatever the number of atoms: neither parsed nor hashed, and no T_ML of single atoms."""
    cache = new_path("")
    files = lambda: [line for line in cli("run", study(), cache=cache, trace="files", expect=None).stderr.splitlines()
                     if re.match(r"frame .* (read|hashed)$", line)]
    assert files()
    assert not files()


def damage(text, how):
    """A frame with one row that is none."""
    rows = text.split("\n")
    at = next(i for i, row in enumerate(rows) if row.startswith("ITEM: ATOMS")) + 3
    words = rows[at].split()
    rows[at] = {"garbage": "x" + rows[at][1:], "short": " ".join(words[:-1]), "twice": rows[at + 1],
                "type": f"{words[0]} {3 - int(words[1])} {' '.join(words[2:])}"}[how]
    return "\n".join(rows)


def test_a_second_run_reads_no_frame_of_start_times_that_failed():
    """What is wrong with their frames is remembered as long as the files are as they were, and said each time."""
    whole_run, n_failed = frames(), 0
    for how in ("garbage", "short", "twice", "type"):
        for broken in ((4,), (4, 15), (12,), (1, 10, 20)):
            copy = Copy()
            mended = "".join(whole_run)
            copy.path.write_text("".join(damage(text, how) if k in broken else text for k, text in enumerate(whole_run)),
                                 encoding="utf-8")
            # A file that was changed just now may change again and keep its stamp: it is not believed.
            time.sleep(0.2)
            runs = [cli("run", copy.study, cache=copy.cache, trace="files", expect=None) for _ in range(3)]
            said = [[line for line in done.stderr.splitlines() if not line.startswith("frame ")] for done in runs]
            read = [sum(re.match(r"frame .* (read|hashed)$", line) is not None for line in done.stderr.splitlines()) for done in runs]
            assert said[0] == said[1] == said[2] and runs[0].stdout == runs[1].stdout == runs[2].stdout, (how, broken, said)
            assert read[0] and not read[1] and not read[2], (how, broken, read)
            n_failed += len(said[0])
            # The same frames in another file: its name is said, not the one that was remembered.
            other = shutil.copy(copy.path, new_path(".dump"))
            moved = Study(run_of(other, "copy"), model=MODEL).write(analysis={"cutoff": 3.85})
            again = cli("run", moved, cache=copy.cache, expect=None)
            assert str(copy.path) not in again.stderr and len(again.stderr.splitlines()) == len(said[0]), again.stderr
            copy.path.write_text(mended, encoding="utf-8")
            good = cli("run", copy.study, cache=copy.cache)
            assert good.stdout == "copy: 3 of 3 start times\n" and not good.stderr, (how, broken, good)
    assert n_failed > 10


def test_a_figure_after_a_run_computes_no_tml():
    cache = new_path("")
    names = {event.name for event in computed(traced("run", study(), cache=cache, expect=None))}
    for name in ("la-fraction", "evolution", "cn-table"):
        done = draw(study(), name, cache)
        assert not names & {event.name for event in computed(done)}, (name, computed(done))


def test_no_figure_computes_anything_the_second_time():
    cache = new_path("")
    folder = [new_path(""), new_path("")]
    first = traced("figures", study(), "--format", "csv", "-o", folder[0], cache=cache)
    assert len(computed(first)) > 10, computed(first)
    again = traced("figures", study(), "--format", "csv", "-o", folder[1], cache=cache)
    assert not computed(again), computed(again)
    for path in folder[0].iterdir():
        assert path.read_bytes() == (folder[1] / path.name).read_bytes(), path.name


def check_found_again(name, *words):
    cache = new_path("")
    assert computed(draw(study(), name, cache, *words)), f"{name} is computed without a line of the trace"
    again = draw(study(), name, cache, *words)
    assert not computed(again), (name, computed(again))


def test_clusters_are_found_again():
    """C(r) and percolation at every start time."""
    check_found_again("clusters")


def test_surfaces_are_found_again():
    check_found_again("surface")


def test_gr_is_found_again():
    check_found_again("gr")


def test_curves_of_plasticity_are_found_again():
    check_found_again("correlation")
    check_found_again("plasticity-grid")


def test_msd_is_found_again():
    check_found_again("msd")


def test_cycles_and_rates_are_found_again():
    check_found_again("cycles")
    check_found_again("strain-rate")


def test_what_is_known_of_a_model_is_found_again():
    for name in ("predicted-actual", "relieff", "learning-curve", "dendrogram"):
        check_found_again(name)


def test_maps_are_found_again():
    for quantity in ("d5", "q6", "cn", "d2min", "cluster"):
        check_found_again("slice", "--colour", quantity)


def test_counts_of_info_are_found_again():
    """Rows of a known file are not counted again."""
    cache = new_path("")
    first = traced("info", "--json", sound(), cache=cache)
    assert computed(first)
    again = traced("info", "--json", sound(), cache=cache)
    assert not computed(again) and again.stdout == first.stdout


def test_atoms_and_maps_share_what_they_compute():
    for words, name in ((["-p", "d5"], "d5"), (["-p", "d2min"], "d2min"), (["-p", "t_ml"], "t_ml")):
        cache = new_path("")
        assert computed(traced("atoms", study(), "--run", "sound", "--time", 100, *words, cache=cache))
        done = draw(study(), "slice", cache, "--time", 100, "--colour", name)
        # A map outlines liquid-like regions, too.
        again = [event for event in computed(done) if event.name not in ("t_ml", "cutoff")]
        assert not again, (name, again)
        cache = new_path("")
        draw(study(), "slice", cache, "--time", 100, "--colour", name)
        done = traced("atoms", study(), "--run", "sound", "--time", 100, *words, cache=cache)
        assert not computed(done), (name, computed(done))


def test_atoms_of_a_file_share_with_those_of_a_study():
    cache, words = new_path(""), ["--time", 100, "-p", "d5,cn,d2min"]
    traced("atoms", sound(), "--cutoff", 3.85, "--interval", 5, "--species", "Cu,Zr", *words, cache=cache)
    done = traced("atoms", whole().write(analysis={"cutoff": 3.85}), "--run", "sound", *words, cache=cache)
    assert not computed(done), computed(done)


def test_a_tessellation_and_a_strain_are_computed_once_for_all_columns():
    cache = new_path("")
    done = traced("atoms", sound(), "--time", 100, "--interval", 5, "-p", "d2min,mises,rotation,volumetric,d5,volume,voronoi,q6,q4,w6",
                  cache=cache)
    keys = [(event.name, event.key) for event in computed(done)]
    assert len(keys) == len(set(keys)), keys
    alone = traced("atoms", sound(), "--time", 100, "--interval", 5, "-p", "d2min", cache=new_path(""))
    three = traced("atoms", sound(), "--time", 100, "--interval", 5, "-p", "d2min,mises,rotation", cache=new_path(""))
    assert len(computed(alone)) == len(computed(three)), (computed(alone), computed(three))


def test_results_outlive_another_study_file():
    """A study of another name, title, label and place has the same results."""
    cache = new_path("")
    traced("figure", study(), "cn-table", "-o", new_path(".csv"), cache=cache)
    other = Study(run_of(sound(), "other name", frequency=2e10, log=LOG), model=MODEL, view={"time": 0}).write()
    done = traced("figure", other, "cn-table", "-o", new_path(".csv"), cache=cache)
    names = {event.name for event in computed(done)}
    assert not {name for name in names if "cutoff" not in name}, computed(done)


# ---- When is a file believed ----

@functools.cache
def frames():
    """The text of the frames of the sound's dump."""
    text = sound().read_text(encoding="utf-8")
    at = [i for i in range(len(text)) if text.startswith("ITEM: TIME\n", i)]
    return [text[a:b] for a, b in zip(at, at[1:] + [len(text)])]


class Copy:
    """A file of its own with a study and a cache."""

    def __init__(self, n=None):
        self.path, self.cache = new_path(".dump"), new_path("")
        self.path.write_text("".join(frames()[:n]), encoding="utf-8")
        self.study = Study(run_of(self.path, "copy"), model=MODEL).write(analysis={"cutoff": 3.85})

    def draw(self, name, *words, cache=None):
        return figure(self.study, name, *words, cache=cache or self.cache)

    def trace(self, name, *words):
        return draw(self.study, name, self.cache, *words)


FIGURES = ("cn-table", "clusters", "plasticity-density")


def test_a_touched_file_is_believed():
    copy = Copy()
    for name in FIGURES:
        copy.trace(name)
    os.utime(copy.path, (10**9, 10**9))
    for name in FIGURES:
        assert not computed(copy.trace(name)), (name, computed(copy.trace(name)))


def test_a_copy_is_believed():
    copy = Copy()
    wanted = {name: copy.draw(name) for name in FIGURES}
    other = Study(run_of(shutil.copy(copy.path, new_path(".dump")), "copy"), model=MODEL).write(analysis={"cutoff": 3.85})
    for name in FIGURES:
        done = draw(other, name, copy.cache)
        assert not computed(done), (name, computed(done))
        assert figure(other, name, cache=copy.cache) == wanted[name]


def edit(path, time):
    """Moves one atom by half an ångström in one frame; the size stays."""
    text = path.read_text(encoding="utf-8")
    at = text.index("ITEM: ATOMS", text.index(f"ITEM: TIME\n{time}"))
    begin = text.index("\n", at) + 1
    end = text.index("\n", begin)
    row = text[begin:end].split(" ")
    digit = row[2].index(".") + 1
    row[2] = row[2][:digit] + str((int(row[2][digit]) + 5) % 10) + row[2][digit + 1:]
    path.write_text(text[:begin] + " ".join(row) + text[end:], encoding="utf-8")


def test_a_file_that_was_edited_in_the_middle_is_not_believed():
    """Neither with its size alone, nor with its size and its mtime as they were."""
    for keep_mtime in (False, True):
        copy = Copy()
        before = {name: copy.draw(name, "--time", 100) for name in (*FIGURES, "slice")}
        stat = os.stat(copy.path)
        edit(copy.path, 100)
        if keep_mtime:
            os.utime(copy.path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        assert os.stat(copy.path).st_size == stat.st_size
        for name in before:
            found = copy.draw(name, "--time", 100)
            assert found == copy.draw(name, "--time", 100, cache=new_path("")), f"{name} is of the file as it was"
        assert copy.draw("slice", "--time", 100) != before["slice"]


def test_a_file_that_grows_keeps_what_was_computed():
    """Of the start times that it had all frames of."""
    n = len(frames())
    copy = Copy(n - 1)
    before = atoms(copy.path, "--time", 0, "-m", MODEL, "-T", 100, "-p", "t_ml", cache=copy.cache)
    traced("run", copy.study, cache=copy.cache)
    with open(copy.path, "a", encoding="utf-8") as file:
        file.write(frames()[n - 1])
    done = traced("run", copy.study, cache=copy.cache)
    events = [event for event in results(done) if event.how != "computed"]
    assert events, "nothing of the shorter file is found"
    assert atoms(copy.path, "--time", 0, "-m", MODEL, "-T", 100, "-p", "t_ml", cache=copy.cache) == before
    for name in FIGURES:
        assert copy.draw(name) == copy.draw(name, cache=new_path("")), name


def test_a_damaged_entry_is_computed_again():
    """Whatever the cache holds in its place."""
    copy = Copy()
    wanted = {name: copy.draw(name) for name in FIGURES}
    paths = [path for path in copy.cache.rglob("*") if path.is_file()]
    assert len(paths) > 3
    for path in paths:
        data = bytearray(path.read_bytes())
        if len(data) > 40:
            data[len(data) // 2] ^= 0xFF
            path.write_bytes(data)
    for name in FIGURES:
        assert copy.draw(name) == wanted[name], name


def test_an_emptied_cache_is_filled_again():
    copy = Copy()
    wanted = {name: copy.draw(name) for name in FIGURES}
    shutil.rmtree(copy.cache)
    for name in FIGURES:
        assert copy.draw(name) == wanted[name], name


# ---- Keys ----

def option_rows():
    rows = [line.split("\t") for line in cli("options").stdout.splitlines() if line and not line.startswith("#")]
    return [row for row in rows if row[:2] != ["group", "key"]]


def affects(row):
    return set(row[7].split(","))


def keys_with(options):
    """Keys of all results, by name, of a study with these options."""
    return _keys_with(tuple(sorted(options.items())))


@functools.cache
def _keys_with(options):
    # Scores rest on results of many frames, which are not asked for again where scores are kept: none is made here.
    path = whole().write(**groups_of({"ranking.target": "column:nothing", **dict(options)}))
    done = traced("figures", path, "--format", "csv", "-o", new_path(""), cache=FOLDER / "keys", expect=None)
    keys = {}
    for event in results(done):
        keys.setdefault(event.name, set()).add(event.key)
    return keys


def value_of(name):
    value = OFF[name][0]
    return SAMPLES / ("log.quench.glass.gz" if "stress" in name else "log.compress.gz") if value == "LOG" else value


def changed_by(name):
    """Results whose keys are others when the option is off its default."""
    around = OFF[name][1]
    before, after = keys_with(around), keys_with({**around, name: value_of(name)})
    # What is on disk already is not asked for again, and more of the same is no other key.
    return {result for result in {*before, *after}
            if before.get(result, set()) - after.get(result, set()) and after.get(result, set()) - before.get(result, set())}


def check_keys(group):
    rows = [row for row in option_rows() if row[0] == group]
    assert rows, f"the table has no option of [{group}]"
    names = set(keys_with({}))
    wrong = []
    for row in rows:
        name = ".".join(row[:2])
        assert name in OFF, f"option_values.py has no value of {name}"
        # A question mark: only while another option says so.
        found, wanted = changed_by(name), affects(row) & names
        possible = {result[:-1] for result in affects(row) if result.endswith("?")} & names
        # Which pairs of frames are looked at is no key of one of them.
        possible |= {"plasticity"} if group == "plasticity" else set()
        if not wanted - {"order-4", "averaged-6", "crystalline"} <= found <= wanted | possible:
            wrong.append(f"{name} changes the keys of {sorted(found)}, the table says {sorted(wanted)}, {sorted(possible)}")
    assert not wrong, "; ".join(wrong)


def test_keys_change_as_options_of_structure_say():
    check_keys("structure")


def test_keys_change_as_options_of_analysis_say():
    check_keys("analysis")


def test_keys_change_as_options_of_liquid_like_atoms_say():
    check_keys("liquid-like")


def test_keys_change_as_options_of_surfaces_say():
    check_keys("surface")


def test_keys_change_as_options_of_plasticity_say():
    check_keys("plasticity")


def test_keys_change_as_options_of_mechanics_say():
    check_keys("mechanics")


def test_keys_change_as_options_of_the_model_say():
    check_keys("model")


def test_keys_change_as_options_of_distributions_say():
    check_keys("distribution")


def test_no_view_changes_the_key_of_a_result():
    """But for the time, which chooses among them."""
    for row in option_rows():
        name = ".".join(row[:2])
        if row[0] == "view" and name not in ("view.time", "view.colour-column"):
            assert not changed_by(name), (name, changed_by(name))


def test_every_option_bears_on_something():
    """An option of an analysis that changes no key changes the figures all the same: it is drawn or it is nothing."""
    for row in option_rows():
        name = ".".join(row[:2])
        if row[0] in ("structure", "mechanics", "plasticity", "distribution", "model", "liquid-like") and not affects(row):
            raise AssertionError(f"{name} affects nothing")


def test_budgets_are_in_no_key():
    cache = new_path("")
    draw(study(), "clusters", cache)
    done = draw(study(), "clusters", cache, "--memory", "1MiB")
    assert not computed(done), computed(done)


main()
