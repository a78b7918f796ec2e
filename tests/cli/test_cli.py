#!/usr/bin/env python3
"""The command line end to end: what is printed, written and returned. Speaks TAP."""
import csv
import gzip
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

CLI = sys.argv[1]
TESTS = pathlib.Path(__file__).resolve().parent.parent
SAMPLES = TESTS.parent / "resources" / "samples"
MALFORMED = TESTS / "data" / "malformed"
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-test-"))
ENV = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
ENV["VITRINE_CACHE_DIR"] = str(FOLDER / "cache")
ENV["VITRINE_STORE"] = ""


def cli(*words, expect=0):
    done = subprocess.run([CLI, *map(str, words)], capture_output=True, text=True, env=ENV)
    assert done.returncode == expect, (words, done.returncode, done.stderr)
    return done


def has_figures():
    """Whether this build can draw: it needs cairo."""
    return "figures" in cli("--help").stdout


def test_help_and_usage():
    assert "Commands:" in cli("--help").stdout
    assert cli("--version").stdout.startswith("vitrine-cli ")
    commands = ["info", "train", "model", "atoms", "study", "run"] + ["figure", "figures"] * has_figures()
    for command in commands:
        assert "Usage:" in cli(command, "--help").stdout
    cli(expect=2)
    cli("nothing", expect=2)
    cli("info", expect=2)
    cli("atoms", SAMPLES / "creep-2.3.lammpstrj.zst", expect=2)
    cli("atoms", SAMPLES / "creep-2.3.lammpstrj.zst", "--time", "0", "--property", "t_ml", expect=2)


def test_man_page_is_complete():
    """The section of commands is made from the program's own help; only prose is written by hand."""
    resources = TESTS.parent / "resources"
    made = subprocess.run([sys.executable, resources / "make-man.py", CLI, resources / "vitrine-cli.1", "--check"],
                          capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    for script in ("make-man.py", "make-formats.py"):
        for words in ((), (CLI,), (CLI, "page", "--chekc"), ("--check",)):
            done = subprocess.run([sys.executable, resources / script, *words], capture_output=True, text=True, check=False)
            assert done.returncode == 2 and done.stderr == f"usage: {script} PROGRAM PAGE [--check]\n", (script, words, done)


def test_wrong_options():
    run, model = SAMPLES / "creep-2.3.lammpstrj.zst", SAMPLES / "CuZr.vitmodel"
    for words in (("atoms", run, "--time", "nan"), ("atoms", run, "--time", "0,x"),
                  ("atoms", run, "--time", 0, "--timestep", -1), ("atoms", run, "--time", 0, "--cutoff", "nan"),
                  ("train", "--class", f"100={run}", "--class", f"200={run}", "-o", FOLDER / "x", "--dt", "1,-1"),
                  ("study", "-o", FOLDER / "none.vitrine"), ("study", run, "-T", -4, "-o", FOLDER / "none.vitrine"),
                  ("study", run, "-m", FOLDER / "no-model", "-o", FOLDER / "none.vitrine"),
                  ("msd", run, "--temperature", -1)):
        assert "Try: vitrine-cli" in cli(*words, expect=2).stderr or "--time" in words, words
    assert not (FOLDER / "none.vitrine").exists()
    for words in (("atoms", MALFORMED / "a01_crlf.dump", "--time", 0), ("msd", MALFORMED / "a01_crlf.dump")):
        assert "give --timestep PS" in cli(*words, expect=2).stderr
    far = cli("atoms", run, "--time", 0, "--property", "t_ml", "-m", model, "-T", 1e5, "--timestep", 1)
    assert "far outside the model's classes" in far.stderr and "ITEM: TIME is used" in far.stderr


def test_lost_frames_keep_their_numbers():
    """Frame 1 is lost by its header: the others are named as in messages."""
    run = MALFORMED / "c09_count_trailing.dump"
    assert json.loads(cli("info", "--json", run, expect=1).stdout)["frame_numbers"] == [0, 2, 3, 4]
    out = FOLDER / "number.dump"
    cli("atoms", run, "--frame", 2, "-o", out, expect=1)
    assert out.read_text().split("\n")[1] == "200"
    assert "frame 1 is damaged" in cli("atoms", run, "--frame", 1, expect=1).stderr


def small_run(name, atoms):
    """Four frames of a gas of Cu and Zr. @atoms: the texts of its first positions. Returns the file."""
    rows = [" ".join(f"{(37 * i * k) % 211 / 10.6:.2f}" for k in (1, 3, 7)) for i in range(200)]
    rows[:len(atoms)] = atoms
    text = "".join(f"{i + 1} {('Cu', 'Zr')[i % 2]} {row}\n" for i, row in enumerate(rows))
    path = FOLDER / name
    path.write_text("".join(f"ITEM: TIMESTEP\n{100 * f}\nITEM: NUMBER OF ATOMS\n200\nITEM: BOX BOUNDS pp pp pp\n0 20\n0 20\n0 20\n"
                            f"ITEM: ATOMS id element xu yu zu\n{text}" for f in range(4)), encoding="utf-8")
    return path


def words_of(svg):
    """All that is written in a figure."""
    return " ".join(re.sub("<[^>]*>", "", svg.read_text(encoding="utf-8")).split())


def test_maps_say_what_they_lack():
    """A map without values is no map of grey atoms, and a figure of such maps alone is a failure."""
    if not has_figures():
        return
    bad, good, study = small_run("bad.dump", ["nan nan nan"]), small_run("good.dump", []), FOLDER / "lacks.vitrine"
    cli("study", bad, good, "-T", 100, "--premise", "timestep=0.001", "-o", study)
    out = FOLDER / "lacks.svg"
    done = cli("figure", study, "slice", "--colour", "d5", "-o", out)
    assert "CRITICAL" not in done.stderr, done.stderr
    assert "d5: The position of atom 1 of 200 is not finite" in words_of(out)
    assert "atom 1 of 200 is not finite" in cli("figure", study, "slice", "--run", "bad", "--colour", "d5", "-o", out, expect=1).stderr


def test_captions_name_premises_once():
    """One of many runs that differs is named, the others are not."""
    if not has_figures():
        return
    study, out = FOLDER / "many.vitrine", FOLDER / "many.svg"
    runs = [small_run(f"run{i}.txt", []) for i in range(7)]
    cli("study", *runs, "-T", 100, "--premise", "timestep=0.001", "-o", study)
    cli("figure", study, "slice", "--colour", "id", "--premise", "run3.txt:timestep=0.002", "-o", out)
    said = words_of(out)
    assert "run3.txt: " in said and "the 6 others: " in said and said.count("timestep 0.00") == 2, said


def test_names_from_right_to_left():
    """They are isolated from the sentence that they stand in, and plain in numbers."""
    if not has_figures():
        return
    study, out, numbers = FOLDER / "right.vitrine", FOLDER / "right.svg", FOLDER / "right.csv"
    runs = [small_run(f"right{i}.txt", []) for i in range(2)]
    cli("study", *runs, "--label", "זחילה 2.0", "--label", "plain 2.0", "-T", 100, "--premise", "timestep=0.001", "-o", study)
    for path in (out, numbers):
        cli("figure", study, "slice", "--colour", "id", "--premise", "זחילה 2.0:timestep=0.002", "-o", path)
    said = words_of(out)
    assert "\u2068זחילה 2.0\u2069: " in said and "plain 2.0: " in said, said
    text = numbers.read_text(encoding="utf-8")
    assert "זחילה 2.0" in text and "plain 2.0" in text and "\u2068" not in text and "\u2069" not in text, text[:300]


def test_msd_names_what_it_leaves_out():
    whole = cli("msd", MALFORMED / "a01_crlf.dump", "--timestep", "0.002")
    assert not whole.stderr, whole.stderr
    for name, left_out in (("c12_count_changes_ok", 12), ("e03_nan_inf", 8)):
        done = cli("msd", "--json", MALFORMED / f"{name}.dump", "--timestep", "0.002")
        assert f"{left_out} of " in done.stderr and json.loads(done.stdout)["displacements_left_out"] == left_out
    cli("msd", MALFORMED / "c09_count_trailing.dump", "--timestep", "0.002", expect=1)
    # Damage that shows when a frame is read: it goes on without that frame and says so.
    good = json.loads(cli("msd", "--json", MALFORMED / "a01_crlf.dump", "--timestep", "0.002").stdout)
    assert good["pairs_of_frames_left_out"] == 0
    for name, words in (("e00_field_missing", ":175: frame 2 (step 200): "), ("f00_dup_id", "step 200: an id")):
        done = cli("msd", "--json", MALFORMED / f"{name}.dump", "--timestep", "0.002", expect=1)
        report = json.loads(done.stdout)
        assert done.stderr.count(words) == 1 and "4 of 10 pairs of frames are left out" in done.stderr, done.stderr
        assert report["pairs_of_frames_left_out"] == 4 and report["intervals_ps"] == good["intervals_ps"]
        assert abs(report["msd_A2"][-1] - good["msd_A2"][-1]) < 1e-6


def test_info():
    report = json.loads(cli("info", "--json", "--species", "Cu,Zr", SAMPLES / "creep-2.3.lammpstrj.zst").stdout)
    assert report["frames_damaged"] == 0 and report["atoms"] == 5324
    assert report["species"] == {"Cu": 2574, "Zr": 2750}
    assert report["columns"] == ["id", "type", "xu", "yu", "zu"]
    assert len(report["times_ps"]) == report["frames"] == len(report["steps"])
    assert report["times_ps"][0] == 0 and abs(report["times_ps"][-1] - 330) < 1e-6


def test_damage():
    done = cli("info", "--json", MALFORMED / "e00_field_missing.dump", expect=1)
    report = json.loads(done.stdout)
    assert report["frames"] == 4 and report["frames_damaged"] == 1
    assert report["problems"][0]["line"] == 175 and report["problems"][0]["frame"] == 2
    place = str(MALFORMED / "e00_field_missing.dump") + ":175: frame 2 (step 200): "
    assert place + "the row has 7 of 8 columns; kept 4 of 5 frames\n" in done.stderr
    assert len(report["steps"]) == 4 and 200 not in report["steps"]
    cli("info", MALFORMED / "e03_nan_inf.dump")
    refused = json.loads(cli("info", "--json", MALFORMED / "h03_html.dump", expect=1).stdout)
    assert refused["frames"] == 0 and refused["problems"][0]["line"] == 1
    assert not refused["problems"][0]["message"].startswith("/"), refused
    assert set(report) - {"format", "unfinished", "units"} == set(refused)
    done = cli("info", "--json", MALFORMED / "e06_decimal_comma.dump", expect=1)
    refused = json.loads(done.stdout)
    assert refused["frames_damaged"] == 5 and len(refused["problems"]) == 5
    assert [refused["problems"][0][key] for key in ("line", "frame", "step")] == [10, 0, 0]
    assert "e06_decimal_comma.dump:10: frame 0 (step 0): " in done.stderr
    first = json.loads(cli("info", "--json", MALFORMED / "n05_first_row.xyz", expect=1).stdout)
    assert first["frames"] == 1 and first["atoms"] == 2 and first["cell"] is None
    cli("info", "--timestep", "-1", SAMPLES / "creep-2.3.lammpstrj.zst", expect=2)
    cli("info", FOLDER / "no-such-file", expect=1)


def test_names_of_files_and_species():
    """Names are bytes; a cell is the same whichever way it is written."""
    odd = os.fsencode(FOLDER) + b"/na\xffme.dump"
    with open(odd, "wb") as file:
        file.write((MALFORMED / "a01_crlf.dump").read_bytes())
    for words in ((b"info", b"--json"), (b"atoms", b"--frame", b"0"), (b"atoms", b"--frame", b"4")):
        done = subprocess.run([os.fsencode(CLI), words[0], odd, *words[1:]], capture_output=True, env=ENV, check=False)
        assert done.returncode == 0 and not done.stderr, (words, done)
        done.stdout.decode("utf-8")
    study = os.fsencode(FOLDER / "odd.vitrine")
    for words in ((b"study", odd, b"-o", study), (b"atoms", study, b"--frame", b"4"), (b"atoms", study, b"--frame", b"0")):
        done = subprocess.run([os.fsencode(CLI), *words], capture_output=True, env=ENV, check=False)
        assert done.returncode == 0, (words, done)
    assert "files=file:na%FFme.dump" in pathlib.Path(os.fsdecode(study)).read_text(encoding="utf-8")
    dashed = FOLDER / "dashed"
    dashed.mkdir()
    for name, step in (("-0.dump", 0), ("-100.dump", 100), ("-1000.dump", 1000), ("-200.dump", 200)):
        (dashed / name).write_text(f"ITEM: TIMESTEP\n{step}\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 9\n0 9\n0 9\n"
                                   "ITEM: ATOMS id type x y z\n1 1 1 2 3\n")
    for option, wanted in (((), [0, 100, 200, 1000]), (("--in-order",), [0, 100, 1000, 200])):
        done = subprocess.run([CLI, "info", "--json", *option, "--", "-0.dump", "-100.dump", "-1000.dump", "-200.dump"],
                              capture_output=True, text=True, env=ENV, cwd=dashed, check=False)
        assert done.returncode == 0 and json.loads(done.stdout)["steps"] == wanted, done
        assert ("--in-order" in done.stderr) == (not option)
    labels = json.loads(cli("info", "--json", MALFORMED / "n07_type_labels.data").stdout)
    assert labels["species"] == {"Cu": 1, "Zr": 1}
    lattice = json.loads(cli("info", "--json", MALFORMED / "n09_key_blank_value.xyz").stdout)["cell"]
    assert lattice["vectors"] == [[10, 0, 0], [0, 10, 0], [0, 0, 10]] and all(lattice["periodic"])
    left_handed = FOLDER / "left.dump"
    cli("atoms", MALFORMED / "n09_key_blank_value.xyz", "--frame", 1, "-o", left_handed)
    cell = json.loads(cli("info", "--json", left_handed).stdout)["cell"]
    assert cell["vectors"] == lattice["vectors"] and cell["origin"] == [0, 0, -10]


def test_study_names_logs_and_loading():
    run, study = SAMPLES / "creep-2.3.lammpstrj.zst", FOLDER / "loading.vitrine"
    log = TESTS / "data" / "log.multi.gz"
    cli("study", run, "--stress", -2.3, "--frequency", 2e10, "--quench-log", log, "--stress-strain-log", log, "-o",
        study)
    text = study.read_text(encoding="utf-8")
    for line in ("stress=-2.3", "frequency=20000000000"):
        assert line in text.split("\n"), (line, text)
    # A path is relative to the study where both have a folder in common.
    for key in ("quench-log", "stress-strain-log"):
        written = re.search(rf"^{key}=(.*)$", text, re.M)[1]
        assert (study.parent / written).resolve() == log.resolve(), written
    cli("study", run, "--quench-log", FOLDER / "no-log", "-o", FOLDER / "none.vitrine", expect=2)
    cli("study", run, "--frequency", -1, "-o", FOLDER / "none.vitrine", expect=2)
    assert not (FOLDER / "none.vitrine").exists()


def test_study_of_what_is_no_run():
    """No study of files that nothing can be read from: they are said as info says them."""
    empty, packed, foreign = FOLDER / "empty.dump", FOLDER / "empty.dump.gz", FOLDER / "foreign.txt"
    empty.touch()
    packed.write_bytes(gzip.compress(b""))
    foreign.write_text("hello\nworld\n", encoding="utf-8")
    study = FOLDER / "no-run.vitrine"
    for path in (empty, packed, foreign, FOLDER, FOLDER / "nothing*.dump"):
        said = cli("study", path, "-o", study, expect=1).stderr
        assert str(path) in said and not study.exists(), said
    for path in (empty, packed, foreign):
        assert cli("study", path, "-o", study, expect=1).stderr == cli("info", path, expect=1).stderr
    # A study that there is stays as it is.
    cli("study", SAMPLES / "glass-100K.lammpstrj.zst", "-o", study)
    before = study.read_bytes()
    cli("study", empty, "-o", study, expect=1)
    assert study.read_bytes() == before


def test_studies_that_are_damaged():
    """Each is refused by file and line, and keeps what is in it."""
    sound = "[study]\nversion=1\n\n[run 1]\nfiles=a.dump\n{}\n"
    for text, line, word in ((sound.format("temperature=nan"), 6, "temperature"),
                             (sound.format("frequency=inf"), 6, "frequency"),
                             (sound.format("label=x\0\n[run 2]\nfiles=b.dump"), 6, "NUL"),
                             (sound.format("[liquid-like]\nglass-transition=nan"), 7, "glass-transition")):
        path = FOLDER / "damaged.vitrine"
        path.write_text(text, encoding="utf-8")
        said = cli("run", path, expect=1).stderr
        assert f"{path}:{line}:" in said and word in said, said
        assert path.read_text(encoding="utf-8") == text


def test_periods_that_are_none():
    """No allocation follows a number of the command line or of a file."""
    log = TESTS / "data" / "log.multi.gz"
    for period in ("nan", "inf", -1):
        cli("mechanics", log, "--period", period, expect=2)
    strain = FOLDER / "endless.txt"
    rows = "".join(f"{0.1 * i} {0.001 * i} {0.1 * i}\n" for i in range(50))
    strain.write_text("# time strain stress\n" + rows + "nan 0.05 5\n", encoding="utf-8")
    for words in ((log, "--period", 1e-6), (strain, "--period", 1), (strain, "--period", 1e-9)):
        done = subprocess.run([CLI, "mechanics", *map(str, words)], capture_output=True, text=True, env=ENV)
        assert done.returncode in (0, 1, 2) and "stack smashing" not in done.stderr, (words, done)


def test_full_disk():
    """What cannot be written to standard output is a failure."""
    run = MALFORMED / "a01_crlf.dump"
    for words in (("--help",), ("--version",), ("options",), ("info", run), ("atoms", run, "--frame", 0),
                  ("mechanics", SAMPLES / "log.creep-2.0.gz"), ("info", "--help")):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([CLI, *map(str, words)], stdout=full, stderr=subprocess.PIPE, text=True, env=ENV)
        assert done.returncode == 1 and "standard output" in done.stderr, (words, done)


def test_compressed_run_that_grows():
    """What was said of the end of compressed data is forgotten once there is more of it."""
    text = (MALFORMED / "a01_crlf.dump").read_bytes()
    frame = text[: text.index(b"ITEM: TIMESTEP", 1)]
    for repeats in (8, 800):
        run = b"".join(frame.replace(b"\n0\r", b"\n%d\r" % step, 1) for step in range(repeats))
        packed, path = gzip.compress(run, 1), FOLDER / "grow.dump.gz"
        path.write_bytes(packed[: len(packed) // 2])
        assert "ends early" in cli("atoms", path, "--frame", 0, expect=1).stderr
        report = json.loads(cli("info", "--json", path, expect=1).stdout)
        assert 0 < report["frames"] < repeats and report["frames_damaged"] == 1
        path.write_bytes(packed)
        assert not cli("atoms", path, "--frame", repeats - 1).stderr
        assert json.loads(cli("info", "--json", path).stdout)["frames"] == repeats


def test_atoms():
    out = FOLDER / "atoms.csv"
    cli("atoms", SAMPLES / "creep-2.3.lammpstrj.zst", "--model", SAMPLES / "CuZr.vitmodel", "--temperature", 100,
        "--time", 80, "--property", "t_ml,distance", "--interval", 10, "-o", out)
    rows = list(csv.DictReader(table_of(out.read_text(encoding="utf-8"))))
    assert list(rows[0]) == ["id", "type", "x (Å)", "y (Å)", "z (Å)", "t_ml (K)", "distance (Å)"]
    ids = [int(r["id"]) for r in rows]
    assert ids == sorted(ids) and len(ids) == 5324
    t_ml = [float(r["t_ml (K)"]) for r in rows]
    # An independent pipeline: 733 K, 0.794 (samples/README.md of the training data).
    assert abs(sum(t_ml) / len(t_ml) - 733) < 1, sum(t_ml) / len(t_ml)
    assert abs(sum(t > 685 for t in t_ml) / len(t_ml) - 0.794) < 0.001
    cli("atoms", SAMPLES / "creep-2.3.lammpstrj.zst", "--model", SAMPLES / "CuZr.vitmodel", "--temperature", 100,
        "--time", 320, "--property", "t_ml", expect=1)


def test_written_dump_is_read():
    words = ("--species", "Cu,Zr")
    table = cli("atoms", SAMPLES / "creep-2.3.lammpstrj.zst", "--frame", 3, *words).stdout
    for ending in ("dump", "lammpstrj", "xyz", "extxyz"):
        out = FOLDER / f"atoms.{ending}"
        cli("atoms", SAMPLES / "creep-2.3.lammpstrj.zst", "--frame", 3, *words, "-o", out)
        report = json.loads(cli("info", "--json", out).stdout)
        assert report["frames"] == 1 and report["atoms"] == 5324 and not report["problems"]
        assert report["species"] == {"Cu": 2574, "Zr": 2750}, (ending, report["species"])
        assert table_of(cli("atoms", out, "--frame", 0).stdout) == table_of(table), ending


def table_of(text):
    """Lines without comments."""
    return [line for line in text.splitlines() if not line.startswith("#")]


def read_columns(text):
    """CSV as columns of numbers; an empty cell is not a number."""
    rows = list(csv.DictReader(table_of(text)))
    return {name: [float(row[name] or "nan") for row in rows] for name in rows[0]}


def test_expressions():
    """Columns that are computed, and atoms that are left out."""
    run, model = SAMPLES / "creep-2.3.lammpstrj.zst", SAMPLES / "CuZr.vitmodel"
    words = ("atoms", run, "--frame", 3, "--species", "Cu,Zr", "--property", "volume,voronoi")
    everything = read_columns(cli(*words).stdout)
    done = cli(*words, "--expression", "d=volume - mean(volume, element)", "--expression", "s=n5 + x/2",
               "--where", "element == Cu && rank(volume, element) <= 100.5")
    some = read_columns(done.stdout)
    copper = [i for i, kind in enumerate(everything["type"]) if kind == 1]
    mean = sum(everything["volume (Å³)"][i] for i in copper) / len(copper)
    kept = sorted(sorted(copper, key=lambda i: everything["volume (Å³)"][i])[:100])
    assert some["id"] == [everything["id"][i] for i in kept]
    assert some["n4"] == [everything["n4"][i] for i in kept]
    for n, i in enumerate(kept):
        assert abs(some["d"][n] - (everything["volume (Å³)"][i] - mean)) < 1e-9
        assert abs(some["s"][n] - (everything["n5"][i] + everything["x (Å)"][i] / 2)) < 1e-9
    assert "100 of 5324 atoms" in done.stderr, done.stderr
    assert "d = volume - mean(volume, element); s = n5 + x/2; atoms where" in done.stdout.splitlines()[0]

    for ending in ("dump", "xyz"):
        out = FOLDER / f"some.{ending}"
        cli("atoms", run, "--frame", 3, "--species", "Cu,Zr", "--where", "id < 4 || id == 5324", "--expression",
            "twice=2*id", "-o", out)
        again = read_columns(cli("atoms", out, "--frame", 0, "--expression", "half=twice/4").stdout)
        assert again["id"] == [1, 2, 3, 5324] and again["half"] == [i / 2 for i in again["id"]], ending
        assert again["x (Å)"] == [everything["x (Å)"][i - 1] for i in (1, 2, 3, 5324)]

    tml = cli("atoms", run, "--time", "20,40", "-m", model, "-T", 100, "--where", "t_ml > mean(t_ml)", "--property",
              "t_ml").stderr
    assert re.search(r"\d+ of 10648 atoms", tml), tml
    for said, where in (('there is no column "volme"; the nearest is "volume"', "volme > 3"),
                        ('there is no species "Zn"; the nearest is "Zr"', "element == Zn"),
                        ("is no condition", "volume"), ("at character 10", "volume > * 3"),
                        ("needs --model", "t_ml > 3"), ("needs --interval", "displacement_x > 3")):
        assert said in cli(*words, "--where", where, expect=2).stderr, where
    for said, text in (("is taken", "volume=3"), ("is taken", "x=3"), ("is not NAME=", "3"), ("is not NAME=", "a b=3"),
                       ("at character 3", "a=1 2")):
        assert said in cli(*words, "--expression", text, expect=2).stderr, text


def test_expressions_of_maps():
    """A map of an expression has the numbers of `atoms`."""
    if not has_figures():
        return "built without figures"
    study = SAMPLES / "demo.vitrine"
    colour, where = "t_ml - mean(t_ml, element)", "cn > 12 && species != Zr"
    table = read_columns(cli("atoms", study, "--run", "creep 2.3 GPa", "--time", 80, "--expression", f"d={colour}",
                             "--where", where).stdout)
    out = FOLDER / "map.csv"
    cli("figure", study, "slice", "--run", "creep 2.3 GPa", "--time", 80, "--colour", colour, "--where", where,
        "--whole-box", "yes", "-o", out)
    rows = list(csv.DictReader(table_of(out.read_text(encoding="utf-8"))))
    assert [float(row["id"]) for row in rows] == table["id"] and 100 < len(rows) < 5324
    assert all(abs(float(row[colour]) - d) < 1e-9 for row, d in zip(rows, table["d"]))
    assert f"c = {colour}; {len(rows)} of 5324 atoms where {where}" in out.read_text(encoding="utf-8")
    for said, name, option, text in (("is no condition", "slice", "--where", "cn"),
                                     ("there is no column", "slice", "--where", "cm > 3"),
                                     ("there is no column", "slice", "--colour", "cm + 3"),
                                     ("bears on", "evolution", "--where", "cn > 3"),
                                     ("too long", "slice", "--colour", "1+" * 600 + "1")):
        assert said in cli("figure", study, name, option, text, "-o", out, expect=2).stderr, text
    return None


def test_plasticity():
    run, measures = SAMPLES / "creep-2.3.lammpstrj.zst", "d2min,mises,rotation,volumetric"
    by_time = cli("atoms", run, "--time", 80, "--interval", 50, "--property", measures, "--cutoff", 5).stdout
    columns = read_columns(by_time)
    assert list(columns)[5:] == ["d2min (Å²)", "mises", "rotation (°)", "volumetric"]
    # SciPy and NumPy (tests/data/strain.py): atoms 1 and 8.
    for row, d2min, mises in ((0, 0.87681796021, 0.0143143363055), (7, 1.16131124309, 0.0222822869852)):
        assert abs(columns["d2min (Å²)"][row] - d2min) < 1e-9
        assert abs(columns["mises"][row] - mises) < 1e-11
    assert all(0 <= angle <= 180 for angle in columns["rotation (°)"])

    times = json.loads(cli("info", "--json", run).stdout)["times_ps"]
    frames = [min(range(len(times)), key=lambda f: abs(times[f] - t)) for t in (80, 130)]
    by_frame = cli("atoms", run, "--frame", frames[0], "--to-frame", frames[1], "--property", measures, "--cutoff",
                   5).stdout
    assert by_frame == by_time
    cli("atoms", run, "--frame", 0, "--property", "mises", expect=2)
    cli("atoms", run, "--time", 0, "--to-frame", 5, "--property", "mises", expect=2)
    cli("atoms", run, "--frame", 0, "--to-frame", len(times), "--property", "mises", expect=1)

    # Two files of one frame, both of step 0.
    singles = [FOLDER / "reference.dump", FOLDER / "current.dump"]
    for frame, path in zip(frames, singles):
        cli("atoms", run, "--frame", frame, "-o", path)
        lines = path.read_text().split("\n")
        lines[lines.index("ITEM: TIMESTEP") + 1] = "0"
        if "ITEM: TIME" in lines:
            at = lines.index("ITEM: TIME")
            del lines[at : at + 2]
        path.write_text("\n".join(lines))
    two = read_columns(
        cli("atoms", *singles, "--frame", 0, "--to-frame", 1, "--property", measures, "--cutoff", 5).stdout)
    for name in ("d2min (Å²)", "mises", "rotation (°)", "volumetric"):
        assert max(abs(a - b) for a, b in zip(two[name], columns[name])) < 1e-9, name


def test_structure():
    run, dump = SAMPLES / "creep-2.3.lammpstrj.zst", FOLDER / "structure.dump"
    names = "voronoi,volume,d5,disclinations,cn,q4,q6,w4,w6,q6_avg,w6_avg,crystalline_bonds"

    def read(*options):
        rows = list(csv.reader(table_of(cli("atoms", run, "--frame", 3, "--property", names, *options).stdout)))
        return {head.split(" ")[0]: column for head, *column in zip(*rows)}

    base = read()
    assert list(base)[5:] == ["n3", "n4", "n5", "n6"] + names.split(",")[1:], list(base)
    assert all(len(column) == 5324 for column in base.values())
    cli("atoms", run, "--frame", 3, "-o", dump)
    lines = dump.read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("ITEM: BOX"))
    box = 1
    for line in lines[at + 1 : at + 4]:
        box *= float(line.split()[1]) - float(line.split()[0])
    assert abs(sum(map(float, base["volume"])) / box - 1) < 1e-9
    for n5, d5, faces in zip(base["n5"], base["d5"], zip(base["n3"], base["n4"], base["n5"], base["n6"])):
        assert float(n5) >= float(d5) * sum(map(float, faces)) - 1e-9
    for options in (["--neighbours", "cutoff"], ["--neighbours", "nearest", "--nearest", 14], ["--face-threshold", 5],
                    ["--area-weights"]):
        other = read(*options)
        assert other["q6"] != base["q6"] and other["volume"] == base["volume"], options
        assert (other["n5"] == base["n5"]) == (options[0] != "--face-threshold"), options
    by_cutoff = read("--neighbours", "cutoff")
    # The first minimum of this run's g(r).
    assert read("--neighbours", "cutoff", "--cutoff", 3.85) == by_cutoff and by_cutoff["cn"] == base["cn"]
    assert read("--neighbours", "nearest") == read("--neighbours", "nearest", "--nearest", 12)
    assert read("--cutoff", 3.2)["cn"] != base["cn"]
    for wrong in (["--neighbours", "some"], ["--nearest", 0], ["--face-threshold", 100], ["--face-threshold", -1],
                  ["--neighbours", "pairs", "--pair-cutoffs", "Cu-Al=3"]):
        cli("atoms", run, "--frame", 3, "--property", "q6", *wrong, expect=2)
    # What has no effect is said.
    for idle in (["--nearest", 14], ["--neighbours", "cutoff", "--area-weights"], ["--tg", 700]):
        done = cli("atoms", run, "--frame", 3, "--property", "q6", *idle)
        assert f"{idle[-2] if idle[-1] in (14, 700) else idle[-1]} bears on none" in done.stderr, (idle, done.stderr)


def test_clusters():
    words = ["atoms", SAMPLES / "creep-2.3.lammpstrj.zst", "--model", SAMPLES / "CuZr.vitmodel", "--temperature", 100,
             "--time", 0, "--property", "t_ml,cluster"]
    columns = read_columns(cli(*words).stdout)
    labels = columns["cluster"]
    assert all((label > 0) == (t > 685) for label, t in zip(labels, columns["t_ml (K)"]))
    sizes = [labels.count(label) for label in range(1, int(max(labels)) + 1)]
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] > 0
    hot = read_columns(cli(*words, "--tg", 900).stdout)
    assert all((label > 0) == (t > 900) for label, t in zip(hot["cluster"], hot["t_ml (K)"]))
    assert max(hot["cluster"]) > len(sizes)


def test_train_and_model():
    data = os.environ.get("VITRINE_TEST_DATA")
    if not data:
        return "VITRINE_TEST_DATA is not set: no training runs"
    runs = pathlib.Path(data) / "samples"
    model = FOLDER / "m.vitmodel"
    cli("train", *(f"--class={t}={runs}/train.T{t}.lammpstrj.zst" for t in (100, 900, 1700)), "-o", model)
    report = json.loads(cli("model", "--json", "--validate", model).stdout)
    assert [c["temperature"] for c in report["classes"]] == [100, 900, 1700] and report["instances"] == 3 * 2048 and report["k"] == 50
    assert report["intervals_ps"] == [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200]
    means = [c["mean"] for c in report["classes"]]
    assert means == sorted(means) and sum(map(sum, report["confusion"])) == 3 * 2048
    damaged = FOLDER / "damaged.vitmodel"
    damaged.write_bytes(model.read_bytes()[:-1])
    assert "damaged" in cli("model", damaged, expect=1).stderr
    return None


def test_choices_behind_a_model():
    model = SAMPLES / "CuZr.vitmodel"
    classes = json.loads(cli("classes", model, "--json").stdout)
    assert classes["temperatures"] == [100, 700, 800, 900, 1000, 1200, 1700] and len(classes["merges"]) == 6
    heights = [merge["height"] for merge in classes["merges"]]
    assert heights == sorted(heights) and classes["merges"][-1]["size"] == 7
    assert json.loads(cli("classes", model, "--json", "--cut", 1000).stdout)["proposed"] == [900]
    assert "Ward" in cli("classes", model, "--linkage", "ward", "--metric", "cityblock", expect=2).stderr
    features = json.loads(cli("features", model, "--json").stdout)
    # Free flight is alike at all temperatures; long intervals tell them apart.
    assert features["intervals"][0] == 0.01 and features["weights"][-1] > 5 * features["weights"][0]
    assert min(features["proposed"]) > 0.1 and 200 in features["proposed"]
    cli("features", expect=2)
    out = FOLDER / "instances.csv"
    cli("model", model, "--csv", out)
    lines = out.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + 14336 and lines[0].startswith("temperature (K),atom,lg(dr2/T) at 0.01 ps")
    # Other programs find the same neighbours: scikit-learn, where it is installed.
    try:
        import numpy
        from sklearn.neighbors import KNeighborsRegressor
    except ImportError:
        return "python3-sklearn is not installed: no comparison of T_ML"
    table = numpy.loadtxt(out, delimiter=",", skiprows=1, dtype=numpy.float32)
    columns = [i for i, name in enumerate(lines[0].split(",")) if i > 1 and float(name.split(" at ")[1].split()[0]) >= 0.2]
    rows, labels = table[:, columns].astype(float), table[:, 0].astype(float)
    # Leave one out: the nearest of 51 is the instance itself.
    neighbours = KNeighborsRegressor(51).fit(rows, labels).kneighbors(rows, return_distance=False)
    predicted = labels[neighbours[:, 1:]].mean(axis=1)
    report = json.loads(cli("model", model, "--validate", "--folds", 0, "--json").stdout)
    for found in report["classes"]:
        mine = predicted[labels == found["temperature"]]
        assert abs(mine.mean() - found["mean"]) < 0.02 and abs(mine.std() - found["sd"]) < 0.02, (mine.mean(), found)
    return None


def test_exports_are_read_again():
    """Curves of figures as CSV say the same as the logs that they were made from."""
    if not has_figures():
        return "no figures in this build"
    study = SAMPLES / "demo.vitrine"
    direct = json.loads(cli("mechanics", SAMPLES / "log.compress.gz", "--json", "--strict").stdout)
    for name, key, within in (("stress-strain", "modulus_GPa", 1e-6), ("stress-strain", "yield_strain", 1e-9),
                              ("volume-temperature", "glass_transition_K", 1e-3)):
        out = FOLDER / f"{name}.csv"
        cli("figure", study, name, "-o", out)
        again = json.loads(cli("mechanics", out, "--json", "--strict").stdout)
        log = direct if name == "stress-strain" else json.loads(
            cli("mechanics", SAMPLES / "log.quench.glass.gz", "--json", "--strict").stdout)
        assert abs(again[key] / log[key] - 1) < within, (name, key, again[key], log[key])
    strain = FOLDER / "strain.csv"
    cli("figure", study, "strain", "-o", strain)
    creep = json.loads(cli("mechanics", SAMPLES / "log.creep-2.0.gz", "--json", "--strict").stdout)
    again = json.loads(cli("mechanics", strain, "--json", "--premise", "loading=1").stdout)
    assert abs(again["minimum_rate_per_ps"] / creep["minimum_rate_per_ps"] - 1) < 1e-3
    other = [premise for premise in json.loads(cli("mechanics", strain, "--json").stdout)["premises"] if premise["doubt"]]
    assert [premise["name"] for premise in other] == ["loading"], other
    return None


def test_premises_of_logs():
    """Premises are printed with their sources; a doubt is an error under --strict; what does not fit is refused."""
    log = SAMPLES / "log.compress.gz"
    premises = {p["name"]: p for p in json.loads(cli("mechanics", log, "--json").stdout)["premises"]}
    assert premises["length0"] == {"name": "length0", "value": 45.611371, "unit": "Å", "source": "log", "doubt": None}
    assert [premises[name]["value"] for name in ("loading", "axis", "strain_column", "stress_column", "stress_unit")] == [
        "2", "z", "Lz", "Pzz", "bar"]
    table = FOLDER / "implausible.txt"
    table.write_text("strain stress\n" + "".join(f"{0.001 * i} {min(80 * i, 2400)}\n" for i in range(50)), encoding="utf-8")
    said = cli("mechanics", table)
    assert "A modulus of 8e+04 GPa is implausible" in said.stdout and "(warning)" in said.stderr
    strict = cli("mechanics", table, "--strict", expect=1)
    assert "a premise is in doubt" in strict.stderr and "(warning)" not in strict.stderr
    cli("mechanics", table, "--strict", "--premise", "stress_unit=MPa")
    for wrong in ("axis=w", "length0=-1", "strain_unit=furlong", "nothing=1", "loading", "stress_column=x", "axis=x"):
        cli("mechanics", table if wrong != "axis=x" else TESTS / "data" / "cases" / "simple-shear.log",
            "--premise", wrong, expect=2)
    for command in ("mechanics", "info", "msd"):
        file = log if command == "mechanics" else SAMPLES / "glass-100K.lammpstrj.zst"
        assert "only runs of a study have labels" in cli(command, file, "--premise", "creep:axis=z", expect=2).stderr
    several = cli("mechanics", table, SAMPLES / "CuZr.vitmodel", log, "--json", expect=1)
    logs = json.loads(several.stdout)["logs"]
    assert "modulus_GPa" in logs[0] and "error" in logs[1] and "modulus_GPa" in logs[2], logs


def test_premises_of_study_logs():
    """Logs of the study take premises under their names, keep them, and a doubt about them fails under --strict."""
    table, study, out = FOLDER / "test-in-mpa.csv", FOLDER / "study-logs.vitrine", FOLDER / "study-logs.csv"
    table.write_text("strain,stress\n" + "".join(f"{0.001 * i},{min(80 * i, 2400)}\n" for i in range(80)), encoding="utf-8")
    cli("study", SAMPLES / "glass-100K.lammpstrj.zst", "--species", "Cu,Zr", "--stress-strain-log", table, "-o", study)
    for wrong, said in (("stress-strain:species=Cu", "nothing of the stress-strain log rests on species"),
                        ("quench:loading=2", "the study names no quench log"), ("tension:axis=z", "no run of that label")):
        assert said in cli("study", "-o", study, "--premise", wrong, expect=2).stderr, wrong
    if not has_figures():
        return "built without figures"
    said = cli("figure", study, "stress-strain", "-o", out, "--premise", "stress_unit=MPa").stderr
    assert "stress_unit=MPa changes nothing: there is no log; of the log of the stress–strain test it is said with" in said, said
    for name in ("stress-strain", "strain"):
        said = cli("figure", study, name, "-o", out)
        assert "stress-strain: stress_unit=GPa: A modulus of 8e+04 GPa is implausible" in said.stderr, said.stderr
        assert "in GPa (in doubt)" in out.read_text(encoding="utf-8").splitlines()[0], name
        out.unlink()
        said = cli("figure", study, name, "-o", out, "--strict", expect=1)
        assert "a premise of the stress-strain log is in doubt" in said.stderr and not out.exists(), said.stderr
        cli("figure", study, name, "-o", out, "--strict", "--premise", "stress-strain:stress_unit=MPa")
        assert "doubt" not in out.read_text(encoding="utf-8"), name
    assert cli("figures", study, "-o", FOLDER / "in-doubt", "--strict", "--no-cache", expect=1).stderr.count("8e+04") == 1
    assert not (FOLDER / "in-doubt" / "stress-strain.svg").exists() and (FOLDER / "in-doubt" / "gr.svg").exists()
    cli("study", "-o", study, "--premise", "stress-strain:stress_unit=MPa", "--quench-log", SAMPLES / "log.quench.glass.gz")
    cli("study", "-o", study, "--title", "again", "--premise", "quench:loading=2-13")
    text = study.read_text(encoding="utf-8")
    assert "[stress-strain]\nstress_unit=MPa\n" in text and "[quench]\nloading=2-13\n" in text, text
    cli("figure", study, "stress-strain", "-o", out, "--strict")
    assert "in MPa (given); modulus 80.0 GPa, yield 3." in out.read_text(encoding="utf-8").splitlines()[0]
    cli("figure", study, "volume-temperature", "-o", out, "--strict")
    assert "run 2-13 (given)" in out.read_text(encoding="utf-8").splitlines()[0]
    assert "loading=99 names no run" in cli("figure", study, "volume-temperature", "-o", out, "--premise",
                                            "quench:loading=99", expect=1).stderr
    study.write_text(text.replace("stress_unit=MPa", "stress_unit=furlong"), encoding="utf-8")
    assert re.search(r"study-logs.vitrine:\d+: stress_unit=furlong: the values are", cli("study", "-o", study, expect=1).stderr)
    study.write_text(text.replace("stress_unit=MPa", "stres_unit=MPa"), encoding="utf-8")
    assert "nothing reads stres_unit in [stress-strain]; the nearest is stress_unit" in cli("study", "-o", study).stderr
    return None


def test_mechanics_and_msd():
    report = json.loads(cli("mechanics", SAMPLES / "log.compress.gz", "--json").stdout)
    assert report["sign"] == -1 and 2.4 < report["peak_stress_GPa"] < 2.7 and 0.06 < report["peak_strain"] < 0.07
    assert 695 < json.loads(cli("mechanics", SAMPLES / "log.quench.glass.gz", "--json").stdout)["glass_transition_K"] < 711
    cycles = json.loads(cli("mechanics", SAMPLES / "acoustic-2.0GPa-2e10.strain.gz", "--period", 50, "--json").stdout)["cycles"]
    assert len(cycles) == 12 and abs(cycles[3]["lag_rad"] - 0.340) < 0.003
    wave = SAMPLES / "acoustic-2.0GPa-2e10.strain.gz"
    assert "doubt" not in cli("mechanics", wave, "--period", 50, "--strict").stderr
    said = cli("mechanics", wave, "--period", 77)
    assert "goes up and down with a period of 50" in said.stderr and "(warning)" in said.stderr, said.stderr
    cli("mechanics", wave, "--period", 77, "--strict", expect=1)
    for frequency, right in ((2e10, True), (1.3e10, False)) if has_figures() else ():
        study, out = FOLDER / f"{frequency:g}.vitrine", FOLDER / "cycles.csv"
        cli("study", SAMPLES / "acoustic-2.0GPa-2e10.lammpstrj.zst", "--species", "Cu,Zr", "--log", wave, "--frequency",
            frequency, "-o", study)
        said = cli("figure", study, "cycles", "-o", out)
        caption = out.read_text(encoding="utf-8")
        assert f"{frequency:.4g} Hz" in caption and ("in doubt" in caption) != right, caption[:400]
        assert ("goes up and down with a period of 50" in said.stderr) != right, said.stderr
        cli("figure", study, "cycles", "-o", out, "--strict", expect=0 if right else 1)
    cli("mechanics", SAMPLES / "CuZr.vitmodel", expect=1)
    shifted = json.loads(cli("mechanics", SAMPLES / "log.quench.glass.gz", "--glass", "100,300", "--json").stdout)
    assert abs(shifted["glass_transition_K"] - 704) > 5
    cli("mechanics", SAMPLES / "log.quench.glass.gz", "--glass", "300", expect=2)
    several = json.loads(cli("mechanics", SAMPLES / "log.compress.gz", SAMPLES / "log.quench.glass.gz", "--json").stdout)
    assert [("yield_strain" in log, "glass_transition_K" in log) for log in several["logs"]] == [(True, False), (False, True)]
    msd = json.loads(cli("msd", SAMPLES / "glass-100K.lammpstrj.zst", "--species", "Cu,Zr", "--temperature", 100,
                         "--json", "-o", FOLDER / "msd.csv").stdout)
    assert len(msd["msd_A2"]) == len(msd["intervals_ps"]) and abs(msd["fit"]["mass_u"] - 75.0) < 0.1
    assert 0.02 < msd["msd_A2"][-1] < 0.05
    header = table_of((FOLDER / "msd.csv").read_text(encoding="utf-8"))[0]
    assert header == "interval (ps),origins,MSD of all (Å²),alpha2 of all,MSD of Cu (Å²),alpha2 of Cu,MSD of Zr (Å²),alpha2 of Zr"


def test_every_figure():
    """Each of them as numbers, from the demo."""
    if not has_figures():
        return "built without figures"
    folder = FOLDER / "numbers"
    cli("figures", SAMPLES / "demo.vitrine", "--time", 80, "--format", "csv", "-o", folder)
    for name in ("q6-w6", "polyhedra", "sij", "gr", "composition", "alpha", "eta", "cn-table", "correlation", "clusters",
                 "strain", "stress-strain", "volume-temperature", "msd", "dendrogram", "relieff", "learning-curve", "confusion"):
        text = (folder / f"{name}.csv").read_text(encoding="utf-8")
        assert text.count("\n") > 2 and "," in text, name
    shares = (folder / "composition.csv").read_text(encoding="utf-8").splitlines()
    both = FOLDER / "evolution.csv"
    cli("figure", SAMPLES / "demo.vitrine", "evolution", "-o", both)
    tables = both.read_text(encoding="utf-8")
    assert "# creep 2.0 GPa" in tables and "# creep 2.3 GPa" in tables
    cu = next(line.split(",") for line in shares if line.startswith("Cu,"))
    assert abs(float(cu[1]) - 48.35) < 0.1, cu
    # Rules and numbers of atoms come first, then columns that programs can read.
    assert shares[0].startswith("# 95 % Wilson intervals") and "5324 all" in shares[0], shares[0]
    kinds = [line for line in (folder / "polyhedra.csv").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    row = next(csv.DictReader(kinds))
    assert int(row["count"]) > 100 and abs(float(row["Δf (%)"])) < 100, row
    means = [line for line in (folder / "cn-table.csv").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    row = next(csv.DictReader(means))
    assert (row["subset"], row["species"], row["n"]) == ("all", "all species", "5324"), row
    assert abs(float(row["CN"]) - 13.25) < 0.01 and float(row["d5"]) < 0.5, row
    return None


def test_study_and_figures():
    study = FOLDER / "s.vitrine"
    cli("study", SAMPLES / "acoustic-2.0GPa-2e10.lammpstrj.zst", "--model", SAMPLES / "CuZr.vitmodel", "--temperature",
        100, "--label", "ultrasound", "-o", study)
    with study.open("a", encoding="utf-8") as text:
        text.write("\n[another program]\nkey=kept\n")
    cli("study", "--title", "A title", "-o", study)
    text = study.read_text(encoding="utf-8")
    assert "key=kept" in text and "title=A title" in text and "label=ultrasound" in text
    assert "20 of 20 start times" in cli("run", study).stdout
    if not has_figures():
        return "this build has no figures"
    for name in ("distribution", "evolution", "la-fraction", "slice", "filmstrip", "predicted-actual"):
        svg = FOLDER / f"{name}.svg"
        cli("figure", study, name, "-o", svg, "--dpi", 60)
        assert "<text" in svg.read_text(encoding="utf-8"), name
    table = FOLDER / "fraction.csv"
    cli("figure", study, "la-fraction", "-o", table)
    rows = list(csv.reader(line for line in table.open(encoding="utf-8") if not line.startswith("#")))
    assert abs(float(rows[1][1]) - 0.356) < 0.001, rows[1]
    cli("figure", study, "nothing", "-o", FOLDER / "x.svg", expect=2)
    for words in (("--axis", "q"), ("--colormap", "none"), ("--colour", "none"), ("--position", 7),
                  ("--thickness", -1), ("--time", "inf")):
        cli("figure", study, "slice", "-o", FOLDER / "x.svg", *words, expect=2)
    cli("figure", study, "history", "-o", FOLDER / "x.svg", expect=2)
    cli("figure", study, "history", "-o", FOLDER / "x.svg", "--atom", 999999, expect=2)
    assert not (FOLDER / "x.svg").exists()
    far = cli("figure", study, "slice", "--time", 1e6, "-o", FOLDER / "far.svg", "--dpi", 60)
    assert "no start time at 1e+06 ps" in far.stderr
    # No figure shows atoms between frames: the one of another frame says so.
    for time, says in ((80, False), (80.3, True), (80.5, False)):
        cli("figure", study, "slice", "--colour", "d5", "--time", time, "-o", FOLDER / "near.svg", "--dpi", 60)
        assert ("nearest" in (FOLDER / "near.svg").read_text()) == says, time
    cli("figure", study, "slice", "-o", FOLDER / "x.doc", expect=2)
    done = cli("figures", study, "-o", FOLDER / "figures", "--format", "pdf", "--dpi", 60)
    assert all(pathlib.Path(line).stat().st_size > 1000 for line in done.stdout.split("\n") if line)
    return None


def main():
    tests = [(name, value) for name, value in globals().items() if name.startswith("test_")]
    print(f"1..{len(tests)}")
    for number, (name, test) in enumerate(tests, 1):
        try:
            skipped = test()
            print(f"ok {number} {name}" + (f" # SKIP {skipped}" if skipped else ""))
        except AssertionError as error:
            print(f"not ok {number} {name}\n# {error}")


main()
