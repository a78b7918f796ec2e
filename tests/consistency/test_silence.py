#!/usr/bin/env python3
"""Nothing is lost or assumed in silence: what is read is not written over, and what a number rests on is said."""
import shutil

from harness import DATA, MODEL, Study, cli, has_figures, main, new_path, run_of


# ---- What is read is not written over ----

def assert_refused(path, *words):
    """@path is named as read from, and stays as it was."""
    before = path.read_bytes()
    done = cli(*words, expect=2)
    assert "is read from: it is not written over" in done.stderr, (words, done.stderr)
    assert path.read_bytes() == before, words


def test_nothing_that_is_read_is_written_over():
    """Whatever the command, and whatever it reads."""
    run, log, model = new_path(".dump"), new_path(".csv"), new_path(".csv")
    shutil.copy(DATA / "cases" / "strain-of-run-without-time.dump", run)
    shutil.copy(DATA / "cases" / "strain-of-run-without-time.log", log)
    shutil.copy(MODEL, model)
    classes = [word for kelvin in (100, 200) for word in ("--class", f"{kelvin}={run}")]
    pattern = str(run)[:-1] + "?"
    for words in (("train", *classes, "--timestep", 0.002), ("train", "--class", f"100={pattern}", "--class", f"200={log}"),
                  ("atoms", run, "--frame", 0), ("msd", run, "--timestep", 0.002), ("study", run), ("study", pattern)):
        assert_refused(run, *words, "-o", run)
    assert_refused(model, "model", model, "--csv", model)
    assert_refused(model, "atoms", run, "--frame", 0, "-m", model, "-o", model)
    assert_refused(model, "study", run, "-m", model, "-o", model)
    for option in ("--log", "--stress-strain-log", "--quench-log"):
        assert_refused(log, "study", run, option, log, "-o", log)


def test_no_figure_is_written_over_what_its_study_reads():
    """A log that has the name of a figure stays, and no other figure is written beside it."""
    if not has_figures():
        return "this build has no figures"
    folder = new_path("")
    folder.mkdir()
    log, link = folder / "strain.csv", folder / "link.csv"
    shutil.copy(DATA / "cases" / "strain-of-run-without-time.log", log)
    link.symlink_to(log)
    study = Study(run_of(DATA / "cases" / "strain-of-run-without-time.dump", "pulled", log=log, timestep=0.002)).write()
    for words in (("figure", study, "strain", "-o", log), ("figure", study, "gr", "-o", link),
                  ("figures", study, "--format", "csv", "-o", folder), ("atoms", study, "--frame", 0, "-o", log)):
        assert_refused(log, *words)
    assert sorted(path.name for path in folder.iterdir()) == ["link.csv", "strain.csv"]
    return None


main()
