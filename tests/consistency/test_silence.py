#!/usr/bin/env python3
"""Nothing is lost or assumed in silence: what is read is not written over, and what a number rests on is said."""
import functools
import gzip
import json
import re
import shutil

from harness import DATA, FOLDER, MODEL, SAMPLES, Study, blocks, cli, cut, figure, figure_text, has_figures, main, new_path, run_of


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
    assert_refused(log, "submit", study, "--slurm", "--store", new_path(""), "-o", log)
    for words in (("figure", study, "strain", "-o", log), ("figure", study, "gr", "-o", link),
                  ("figures", study, "--format", "csv", "-o", folder), ("atoms", study, "--frame", 0, "-o", log)):
        assert_refused(log, *words)
    assert sorted(path.name for path in folder.iterdir()) == ["link.csv", "strain.csv"]
    return None


# ---- What speaks against T_ML is said with it ----

# What a loading along z looks like once z is gone, or not periodic, is not what is asked here.
AXIS = ("--premise", "axis=x")


def rewrite(source, *, box=None, units=None, z=None):
    """A dump with other edges, units, or one z of all atoms."""
    path, text, columns = new_path(".dump"), ["ITEM: UNITS", units] if units else [], []
    for line in source.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if line.startswith("ITEM: BOX BOUNDS") and box:
            line = f"ITEM: BOX BOUNDS {box}"
        elif line.startswith("ITEM:"):
            columns = words[2:] if words[1] == "ATOMS" else []
        elif columns and z is not None:
            words[next(k for k, name in enumerate(columns) if name.startswith("z"))] = str(z)
            line = " ".join(words)
        text.append(line)
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


@functools.cache
def short():
    """One start time, without the longer intervals of the model."""
    return cut(SAMPLES / "creep-2.3.lammpstrj.zst", (0,), FOLDER / "short.dump", (0.2, 0.5, 1, 2, 5, 10))


@functools.cache
def whole():
    return cut(SAMPLES / "creep-2.3.lammpstrj.zst", (0,), FOLDER / "whole.dump")


def assert_said(run, sentence, note, species="Cu;Zr;"):
    """On standard error, in the file and in captions; under --strict it is an error, and nothing is written."""
    words = ("atoms", run, "--time", 0, "-p", "t_ml", "-m", MODEL, "-T", 100, "--premise", f"species={species[:-1].replace(';', ',')}")
    study = Study(run_of(run, "r", species=species), model=MODEL).write()
    makers = [words] + [("figure", study, name, "--time", 0) for name in ("la-fraction", "slice")] * has_figures()
    for maker in makers:
        out, none = new_path(".csv"), new_path(".csv")
        assert sentence in cli(*maker, "-o", out).stderr, maker
        assert any(note in line for line in out.read_text(encoding="utf-8").splitlines() if line.startswith("# ")), maker
        assert "(--strict)" in cli(*maker, "-o", none, "--strict", expect=1).stderr and not none.exists(), maker
    if has_figures():
        cli("figure", study, "slice", "--time", 0, "--colour", "type", "--set", "view.outline-regions=0", "-o", new_path(".csv"), "--strict", *AXIS)


def test_what_speaks_against_t_ml_is_said_with_it():
    assert_said(short(), "10 ps; cross-validated on these", "T_ML uses Δt = 0.2, 0.5, 1, 2, 5, 10 ps")
    assert_said(whole(), "Ni of the run is Cu in the model", "Ni of the run is Cu in the model", "Ni;Zr;")
    assert_said(rewrite(whole(), z=0), "the atoms of the run move in 2 dimensions, those of the model in 3", "move in 2 dimensions")


def test_lengths_that_are_no_angstroms_are_said():
    """In units lj times, too; what the user says is no doubt, but captions go on saying it."""
    for units, doubt, note in (("lj", "Lengths and times in units lj", "units lj (σ taken for Å, τ for ps, in doubt)"),
                               ("nano", "Lengths in units nano are in nm", "units nano (nm taken for Å, in doubt)"),
                               ("si", "Lengths in units si are in m", "units si (m taken for Å, in doubt)")):
        run, out = rewrite(whole(), units=units), new_path(".csv")
        words = ("atoms", run, "--frame", 0, "-p", "cn", "--cutoff", 3.85, "-o", out)
        assert doubt in cli(*words).stderr and note in out.read_text(encoding="utf-8"), units
        assert doubt in cli(*words, "--strict", expect=1).stderr, units
        given = cli(*words, "--strict", "--premise", f"units={units}").stderr
        assert doubt not in given and "given, " in out.read_text(encoding="utf-8").splitlines()[0], units


def test_raw_displacements_are_named():
    """Along an edge that is not periodic; no doubt, as that is what docs/science.md says."""
    out = new_path(".csv")
    cli("atoms", rewrite(whole(), box="pp pp ff"), "--time", 0, "-p", "t_ml", "-m", MODEL, "-T", 100, "--strict", *AXIS, "-o", out)
    assert "raw displacements along z, not periodic" in out.read_text(encoding="utf-8").splitlines()[0]


def test_models_keep_the_dimension_of_their_runs():
    """A model of a plane suits runs in a plane and no others; classes of both make none."""
    flat, model = rewrite(whole(), z=0), new_path(".vitmodel")
    cli("train", "--class", f"100={flat}", "--class", f"200={flat}", "-o", model)
    words = ("--time", 0, "-p", "t_ml", "-m", model, "-T", 100, "-o", new_path(".csv"), "--strict", *AXIS)
    cli("atoms", flat, *words)
    assert "move in 3 dimensions, those of the model in 2" in cli("atoms", whole(), *words, expect=1).stderr
    assert "dimensions" in cli("train", "--class", f"100={flat}", "--class", f"200={whole()}", "-o", model, expect=1).stderr


def test_the_demo_is_beyond_doubt():
    if not has_figures():
        return "this build has no figures"
    for name in ("la-fraction", "slice"):
        done = cli("figure", SAMPLES / "demo.vitrine", name, "-o", new_path(".csv"), "--strict")
        assert "warning" not in done.stderr, done.stderr
    return None


# ---- Damage has one exit code ----

COMMANDS = (("info", "{run}"), ("msd", "{run}", "-o", "{out}"), ("atoms", "{run}", "--frame", 0, "-o", "{out}"),
            ("train", "--class", "100={run}", "--class", "200={run}", "--dt", "5,10", "-k", 5, "-o", "{out}"),
            ("features", "--candidate", "100={run}", "--candidate", "200={run}", "-k", 5), ("figure", "{study}", "gr", "-o", "{out}"),
            ("figure", "{study}", "msd", "-o", "{out}"))


def exits(run, commands=COMMANDS, again=1):
    """What each command ends with, where it is repeated so often with what it has stored."""
    study, codes, cache = Study(run_of(run, "r"), structure={"cutoff": 3.85}).write(), [], new_path("")
    for command in commands:
        if command[0] != "figure" or has_figures():
            words = [str(word).format(run=run, study=study, out=new_path(".csv")) for word in command]
            codes += [cli(*words, expect=None, cache=cache).returncode for _ in range(again)]
    return codes


def test_packed_data_that_end_early_are_damage():
    """Whatever reads them; the frame that is cut off is counted."""
    run = new_path(".dump.gz")
    run.write_bytes(gzip.compress(whole().read_bytes())[:-300])
    assert set(exits(run)) == {1}
    for command in ("info", "msd"):
        said = cli(command, run, expect=1).stderr
        assert "kept 10 of 11 frames" in said and "not yet complete" not in said, said


def test_a_frame_that_is_still_written_is_no_damage():
    run = new_path(".dump")
    run.write_bytes(whole().read_bytes()[:-3000])
    assert set(exits(run)) == {0}


def test_frames_that_cannot_be_read_are_damage():
    """Whatever needs them, and also when the rest of the result is stored."""
    run, text = new_path(".dump"), whole().read_text(encoding="utf-8").split("\n")
    at = [k for k, line in enumerate(text) if line.startswith("ITEM: ATOMS")][5] + 100
    text[at] = text[at][:-3] + "x.x"
    run.write_text("\n".join(text), encoding="utf-8")
    codes = exits(run, [command for command in COMMANDS if command[0] not in ("atoms", "train", "features") and "gr" not in command], 2)
    assert set(codes) == {1}, codes
    if has_figures():
        study = Study(run_of(run, "r")).write()
        assert "what rests on it is left out" in cli("figure", study, "msd", "-o", new_path(".csv"), expect=1).stderr


# ---- Studies ----

def test_a_strict_study_is_of_runs_without_a_doubt():
    """They are opened; what is in doubt or does not suit the model makes none, and what cannot be read makes none anyway."""
    out = new_path(".vitrine")
    for strict in ((), ("--strict",)):
        assert cli("study", MODEL, "-o", out, *strict, expect=1).stderr and not out.exists()
    for words in ((rewrite(whole(), units="lj"),), (whole(), "--species", "Ni,Zr", "-m", MODEL, "-T", 100),
                  (short(), "--species", "Cu,Zr", "-m", MODEL, "-T", 100)):
        assert cli("study", *words, "-o", out, "--strict", expect=1).stderr and not out.exists(), words
        cli("study", *words, "-o", out)
        out.unlink()
    cli("study", whole(), "--species", "Cu,Zr", "-m", MODEL, "-T", 100, "-o", out, "--strict")
    assert out.exists()


def test_info_of_a_study_prints_what_its_runs_rest_on():
    study = Study(run_of(whole(), "a"), run_of(rewrite(whole(), units="lj"), "b", species="X;Y;")).write()
    said = cli("info", study).stdout
    assert said.index("run      a") < said.index("Cu,Zr (user)") < said.index("run      b") < said.index("X,Y (user)")
    runs = json.loads(cli("info", study, "--json").stdout)["runs"]
    units = [next(premise for premise in run["premises"] if premise["name"] == "units") for run in runs]
    assert [run["label"] for run in runs] == ["a", "b"] and [unit["doubt"] is None for unit in units] == [True, False]
    cli("info", study, "--strict", expect=1)
    cli("info", study, "--strict", "--premise", "b:units=lj")
    cli("info", study, "--log", whole(), expect=2)


# ---- Messages ----

def test_messages_name_what_the_command_takes():
    """A missing timestep, and a premise that is no option of its own."""
    run = DATA / "cases" / "strain-of-run-without-time.dump"
    study = Study(run_of(run, "r"), model=MODEL).write()
    for words, end in ((("atoms", run, "--time", 0), "is needed: give --timestep PS"),
                       (("figure", study, "strain"), "is needed: give --premise timestep=PS"),
                       (("figure", study, "msd"), "is needed: give --premise timestep=PS"),
                       (("figure", study, "slice"), "is needed: give --premise timestep=PS"),
                       (("figure", study, "strain", "--timestep", 1), "Unknown option --timestep: give --premise timestep=VALUE"),
                       (("run", study, "--atom-style", "full"), "give --premise atom_style=VALUE"),
                       (("atoms", run, "--time", 0, "--timestep", 0), "--timestep=0: a positive number is needed")):
        if words[0] == "figure" and not has_figures():
            continue
        out = () if words[0] == "run" else ("-o", new_path(".svg" if words[0] == "figure" else ".csv"))
        said = cli(*words, *out, expect=2).stderr
        assert end in said and "not open" not in said, (words, said)


def test_reduced_units_have_their_own_names():
    said = cli("info", rewrite(whole(), units="lj")).stdout
    assert " ps" not in said.split("premises")[0] and " τ" in said and " σ," in said, said


def test_a_table_of_one_run_names_no_run():
    table = DATA / "cases" / "stress-strain.csv"
    assert "loading" not in cli("mechanics", table).stdout
    assert "GPa" in cli("mechanics", table, "--premise", "stress_unit=psi").stdout


# ---- Figures claim nothing that is not there ----

def ticks(study, name, *words):
    """All numbers that a drawing has as text of its own."""
    svg = figure(study, name, *words, ending=".svg").decode("utf-8")
    texts = (re.sub(r"<[^>]*>", "", text).replace("\u2212", "-") for text in re.findall(r"<text[^>]*>(.*?)</text>", svg, re.S))
    return [float(text) for text in texts if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text)]


def test_a_sheet_of_atoms_is_shown_whole():
    """Normal to z, with all atoms, without outlines of what has no T_ML; g(r) begins below the nearest pair."""
    if not has_figures():
        return "this build has no figures"
    study = Study(run_of(rewrite(whole(), z=0), "flat")).write()
    text = figure_text(study, "slice", "--colour", "type")
    assert "all atoms of the plane" in text and "normal to" not in text and "outlined" not in text, text.splitlines()[0]
    assert len([line for line in text.splitlines() if line.startswith("flat,")]) == 5324
    assert min(ticks(study, "gr")) < 1.5
    return None


def test_colour_scales_are_those_of_their_quantities():
    """Of one that is the same everywhere, too; the few atoms that shear most do not make all others dark."""
    if not has_figures():
        return "this build has no figures"
    study = Study(run_of(rewrite(whole(), z=0), "flat")).write()
    assert max(ticks(study, "slice", "--colour", "cn", "--cn-neighbours", "cutoff", "--cutoff", 1e-3)) <= 1
    for words in (("--colour", "cn", "--cutoff", 3.85), ("--colour", "type")):
        assert all(value == int(value) for value in ticks(Study(run_of(whole(), "r")).write(), "slice", *words)), words
    words = ("--colour", "mises", "--time", 0, "--cutoff", 3.85)
    study = Study(run_of(whole(), "r"), plasticity={"interval": 10}).write()
    shown = blocks(figure_text(study, "slice", *words, "--whole-box"))[0].column("mises")
    assert 0 < max(ticks(study, "slice", *words)) < 0.8 * max(shown)
    return None


main()
