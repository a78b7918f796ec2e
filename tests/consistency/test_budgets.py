#!/usr/bin/env python3
"""Memory and disk bound how often something is computed, never what is shown."""
import functools
import gzip

from harness import CACHE, FOLDER, MODEL, SAMPLES, Study, cli, cut, figure, main, new_path, run_of, sound

SMALL = ("--memory", "1MiB", "--cache-size", "1MiB")
NOWHERE = "/dev/null/cache"  # no folder can be made there, not even by root


@functools.cache
def long_run():
    """Sixteen start times of 5324 atoms: T_ML of all of them is more than 1 MiB."""
    return cut(SAMPLES / "creep-2.3.lammpstrj.zst", range(0, 80, 5), FOLDER / "long.dump")


@functools.cache
def plain(name):
    """A log that needs no unpacking."""
    path = FOLDER / name
    path.write_bytes(gzip.decompress((SAMPLES / f"{name}.gz").read_bytes()))
    return path


@functools.cache
def small_model():
    """Of two classes of a hundred instances: what is asked of a budget is not what a model costs."""
    path = FOLDER / "small.vitmodel"
    cli("train", f"--class=650={sound()}", f"--class=750={long_run()}", "--per-class", 100, "-k", 20, "-o", path)
    return path


@functools.cache
def study(pool=0):
    creep = run_of(long_run(), "creep", temperature=700, log=plain("log.creep-2.3"))
    other = run_of(sound(), "sound", temperature=700, frequency=2e10, shown="false", log=plain("acoustic-2.0GPa-2e10.strain"))
    logs = {"stress-strain-log": plain("log.compress"), "quench-log": plain("log.quench.glass")}
    return Study(creep, other, model=small_model()).write(structure={"pool": pool, "baseline": "sound"}, ranking={"pool": 0},
                                                          view={"time": 40}, mechanics=logs)


@functools.cache
def all_figures(*words, cache=CACHE):
    """Every figure as a table, by the name of its file."""
    folder = new_path("")
    cli("figures", study(), "--format", "csv", "-o", folder, *words, cache=cache)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def compare(found, wanted):
    assert set(found) == set(wanted) and len(wanted) > 25, set(found) ^ set(wanted)
    wrong = [name for name in sorted(wanted) if found[name] != wanted[name]]
    assert not wrong, f"other bytes: {wrong}"


def test_what_a_cache_does_not_keep_is_said():
    """Once, at the end; not where all fits, and not of what was left by others."""
    cache, words = new_path(""), ("figure", study(), "la-fraction", "-o", new_path(".csv"))
    done = cli(*words, "--cache-size", "100MiB", cache=cache)
    assert "not kept" not in done.stderr, done.stderr
    assert "not kept" not in cli(*words, "--cache-size", "100MiB", cache=cache).stderr
    small = cli(*words, "--cache-size", "200KiB", cache=new_path(""))
    assert small.stderr.count("results of this command are not kept") == 1 and "200.0" in small.stderr, small.stderr


def test_small_budgets_give_the_same_figures():
    """From nothing, and with a cache that holds what the first time left in it, which is not much more than its budget."""
    cache = new_path("")
    compare(all_figures(*SMALL, cache=cache), all_figures())
    held = sum(path.stat().st_size for path in (cache / "results").rglob("*") if path.is_file())
    assert 0 < held <= 2 * 1024 * 1024, held
    compare(all_figures.__wrapped__(*SMALL, cache=cache), all_figures())


def test_no_cache_gives_the_same_figures():
    compare(all_figures(cache=NOWHERE), all_figures())


def test_no_cache_and_little_memory_give_the_same_figures():
    compare(all_figures("--memory", "1MiB", cache=NOWHERE), all_figures())


def test_figures_off_their_default_are_the_same_whatever_the_budget():
    """Those that look at every atom of single start times."""
    for name, more in (("distribution", ("--set", "distribution.kernel=1", "--time", 0)),
                       ("selection", ("--atoms", "creep:1,2,3,4,5", "--time", 0)),
                       ("quantity", ("--set", "structure.pool=1")),
                       ("quantity", ("--colour", "mises", "--set", "structure.pool=1"))):
        wanted = figure(study(), name, *more)
        assert figure(study(), name, *more, *SMALL, cache=new_path("")) == wanted, (name, "small")
        assert figure(study(), name, *more, "--memory", "1MiB", cache=NOWHERE) == wanted, (name, "nowhere")


def test_all_start_times_are_pooled_whatever_the_budget():
    """Sixteen times 5324 atoms stand in the caption."""
    for words, cache in (((), CACHE), (SMALL, new_path("")), (("--memory", "1MiB"), NOWHERE)):
        text = figure(study(1), "composition", *words, cache=cache).decode("utf-8")
        assert f"{16 * 5324} all" in text, (words, text[:300])


def test_clusters_and_histories_are_of_all_start_times_whatever_the_budget():
    for words, cache in (((), CACHE), (SMALL, new_path("")), (("--memory", "1MiB"), NOWHERE)):
        for name, more in (("clusters", ()), ("history", ("--atom", 7)), ("la-fraction", ())):
            text = figure(study(), name, *more, *words, cache=cache).decode("utf-8")
            first = text.split("\n\n")[0].splitlines()
            rows = [line.split(",") for line in first if line[:1].isdigit()]
            assert [float(row[0]) for row in rows if row[1]][:16] == list(range(0, 80, 5)), (name, words, rows[:17])


def test_run_says_how_many_start_times_whatever_the_budget():
    for words, cache in (((), CACHE), (SMALL, new_path(""))):
        done = cli("run", study(), *words, cache=cache)
        assert "creep: 16 of 16 start times" in done.stdout, (words, done.stdout)
    done = cli("run", study(), "--memory", "1MiB", cache=NOWHERE, expect=1)
    assert "cannot make the folder" in done.stderr, done.stderr


def test_a_folder_that_cannot_be_made_is_said_once():
    done = cli("figure", study(), "la-fraction", "-o", new_path(".csv"), cache=NOWHERE)
    assert done.stderr.count(NOWHERE) <= 1, done.stderr


def test_no_cache_writes_nothing():
    cache = new_path("")
    cli("figure", study(), "la-fraction", "--no-cache", "-o", new_path(".csv"), cache=cache)
    assert not cache.exists() or not [path for path in cache.rglob("*") if path.is_file()]


def test_packed_files_are_read_without_a_cache():
    """One frame of zstd, as zstd(1) writes it: it has to be unpacked somewhere."""
    packed = Study(run_of(SAMPLES / "glass-100K.lammpstrj.zst", "glass"), model=MODEL).write()
    assert figure(packed, "la-fraction", cache=NOWHERE) == figure(packed, "la-fraction")


def test_budgets_that_are_none_are_refused():
    for wrong in ("much", "-1", "0", "1XB", "nan", "1e400", ""):
        for option in ("--memory", "--cache-size"):
            done = cli("run", study(), f"{option}={wrong}", expect=2)
            assert "Unknown option" not in done.stderr, done.stderr


def test_budgets_are_read_from_the_environment_of_no_study():
    """A budget is of the program: no key of a study says it."""
    chosen = Study(run_of(sound(), "sound"), model=MODEL, analysis={"memory": "1MiB", "cache-size": "1MiB"}).write()
    assert figure(chosen, "la-fraction") == figure(Study(run_of(sound(), "sound"), model=MODEL).write(), "la-fraction")


main()
