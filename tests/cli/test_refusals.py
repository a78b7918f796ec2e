#!/usr/bin/env python3
"""What is refused on the command line, and that nothing is passed over in silence. Speaks TAP."""
import csv
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import time
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "consistency"))
from harness import CLI, FOLDER, MODEL, Study, cli, main, new_path, run_of, sound  # noqa: E402


def write_dump(path, n=512, move=0.3, infinite=False, frames=8):
    draw = random.Random(1)
    base = [[3 * (i % 8) + draw.gauss(0, 0.1), 3 * (i // 8 % 8) + draw.gauss(0, 0.1), 3 * (i // 64) + draw.gauss(0, 0.1)] for i in range(n)]
    with open(path, "w", encoding="utf-8") as file:
        for k in range(frames):
            file.write(f"ITEM: TIME\n{k}\nITEM: TIMESTEP\n{1000 * k}\nITEM: NUMBER OF ATOMS\n{n}\nITEM: BOX BOUNDS pp pp pp\n0 24\n0 24\n0 24\n"
                       "ITEM: ATOMS id type xu yu zu c_e\n")
            for i, x in enumerate(base):
                y = [a + draw.gauss(0, move) for a in x]
                e = "inf" if infinite and i % 50 == 3 else f"{draw.gauss(0, 1):.4f}"
                file.write(f"{i + 1} {1 + i % 2} {y[0]:.4f} {y[1]:.4f} {y[2]:.4f} {e}\n")
    return path


def commands():
    return re.findall(r"^  ([a-z]+) ", cli("--help").stdout.split("Commands:")[1], re.M)


def test_each_number_has_limits():
    """Zero, halves of whole numbers, what is no number: refused, or it is a number that the option takes."""
    path = write_dump(FOLDER / "moves.dump")
    found = 0
    for command in commands():
        text = cli(command, "--help").stdout
        for name in re.findall(r"--([a-z-]+)=(?:N|PS|PERCENT|L|E|HZ|MM|PT|S|STEPS)(?=\s)", text):
            found += 1
            for wrong in ("1x", "nan", "inf", "1e400"):
                done = cli(command, f"--{name}={wrong}", path, expect=None)
                assert done.returncode == 2 and f"--{name}" in done.stderr and not done.stdout, (command, name, wrong, done)
    assert found > 30, found
    for words in (("rank", path, "--target", "d2min", "--top", 0), ("rank", path, "--target", "d2min", "--bottom", 0),
                  ("rank", path, "--target", "d2min", "--interval", 0), ("repack", path, "-o", FOLDER / "x.zst", "--level", 0),
                  ("repack", path, "-o", FOLDER / "x.zst", "--level", 2.5), ("msd", path, "--lags", 0), ("atoms", path, "--frame", -1),
                  ("learn", path, "--target", "d2min", "--penalty", 0), ("submit", path, "--jobs", 0), ("watch", path, "--idle", 0),
                  ("run", path, "--threads", 0)):
        done = cli(*words, expect=2)
        assert str(words[-1]) in done.stderr and str(words[-2]) in done.stderr, (words, done.stderr)


def test_what_is_empty_is_refused():
    path = FOLDER / "moves.dump"
    for words in (("rank", path, "--target", "d2min", "--indicator", ""), ("rank", path, "--target", ""), ("atoms", path, "--frame", 0, "-p", ""),
                  ("run", path, "--results", ""), ("status", path, "--store", "")):
        done = cli(*words, expect=2)
        assert "is empty" in done.stderr and not done.stdout, (words, done)


def test_a_target_that_is_the_same_for_all_atoms_is_refused():
    path = write_dump(FOLDER / "still.dump", move=0)
    for target in ("d2min", "displacement"):
        done = cli("rank", path, "--target", target, "--interval", 3, "--indicator", "volume", "--cutoff", 3.7, expect=1)
        assert "is 0 for all atoms" in done.stderr and "nan" not in done.stdout, done
    assert "nan" not in cli("msd", path).stdout


def test_infinite_values_are_said():
    path = write_dump(FOLDER / "infinite.dump", infinite=True)
    for words in (("--target", "column:c_e", "--indicator", "volume"), ("--target", "d2min", "--interval", 3, "--indicator", "column:c_e")):
        done = cli("rank", path, *words, "--cutoff", 3.7)
        assert "c_e: atoms whose value is infinite are left out" in done.stderr and "nan" not in done.stdout, done
    average = [line.split() for line in done.stdout.splitlines() if "c_e:avg" in line]
    plain = [line.split() for line in done.stdout.splitlines() if line.split()[:1] == ["c_e"]]
    assert int(average[0][-2]) >= int(plain[0][-2]), done.stdout


def test_a_lone_atom_has_no_msd():
    path = write_dump(FOLDER / "lone.dump", n=1)
    done = cli("msd", path, expect=1)
    assert "of one atom nothing is left" in done.stderr and not done.stdout, done


def test_a_figure_has_room():
    study = Study(run_of(FOLDER / "moves.dump", "moves")).write(analysis={"cutoff": 3.7})
    done = cli("figure", study, "gr", "--height", 1, "-o", new_path(".svg"), expect=2)
    assert "0, or numbers from 10" in done.stderr
    cli("figure", study, "gr", "--height", 0, "-o", new_path(".svg"))


def test_columns_of_maps_have_units():
    study = Study(run_of(FOLDER / "moves.dump", "moves")).write(analysis={"cutoff": 3.7})
    for colour, head in (("volume", "volume (Å³)"), ("d2min", "d2min (Å²)"), ("c_e", "c_e"), ("cn", "cn")):
        path = new_path(".csv")
        cli("figure", study, "slice", "--colour", colour, "-o", path)
        names = next(line for line in path.read_text().splitlines() if not line.startswith("#"))
        assert head in names.split(","), names


def test_a_filter_is_refused_by_figures_that_show_it():
    study = Study(run_of(sound(), "sound"), model=MODEL).write(view={"filter": "nonsense > 3"})
    cli("figure", study, "la-fraction", "-o", new_path(".csv"))
    done = cli("figure", study, "slice", "-o", new_path(".csv"), expect=2)
    assert "view.filter" in done.stderr and "nonsense" in done.stderr


def test_what_would_be_ignored_is_refused():
    study = Study(run_of(sound(), "sound"), model=MODEL).write()
    for words in (("run", study, "--where", "id > 3"), ("status", study, "--axis", "x"), ("pack", study, "-o", FOLDER / "x.vitpack", "--camera", "x"),
                  ("rank", study, "--target", "la", "--where", "id > 3"), ("run", study, "--set", "view.slice-axis=x"),
                  ("atoms", study, "--time", 0, "-p", "cn", "--whole-box")):
        done = cli(*words, expect=2)
        assert "bears on what is shown" in done.stderr and not done.stdout, (words, done)
    cli("figure", study, "gr", "--cutoff", 3.85, "-o", new_path(".csv"))
    table = cli("atoms", study, "--time", 0, "-p", "cn", "--where", "element == Cu", "--cutoff", 3.85).stdout
    assert 1 < len(table.splitlines()) < 1500


def test_names_with_commas_and_quotes_stay_one_cell():
    path = FOLDER / "comma.xyz"
    draw = random.Random(1)
    with open(path, "w", encoding="utf-8") as file:
        for k in range(6):
            file.write(f'216\nLattice="18 0 0 0 18 0 0 0 18" Properties=species:S:1:pos:R:3:a,b:R:1:q"x:R:1 Time={k}\n')
            for i in range(216):
                x = [3 * j + draw.random() * 0.4 for j in (i % 6, i // 6 % 6, i // 36)]
                file.write(f"Cu {x[0]} {x[1]} {x[2]} {draw.random()} {draw.random()}\n")
    study = Study(run_of(path, 'x, "y"', species="Cu;")).write(analysis={"cutoff": 3.6})
    for name in ("slice", "quantity", "profile", "profile-time", "plasticity-grid"):
        for column in ("column:a,b", 'column:q"x', "a,b"):
            table = new_path(".csv")
            done = cli("figure", study, name, "--colour", column, "-o", table, expect=None)
            if column == "a,b" and done.returncode == 2:
                continue  # an expression has no commas there
            assert done.returncode == 0, (name, column, done.stderr)
            lines = [line for line in table.read_text().splitlines() if not line.startswith("#")]
            width = 0
            for row in csv.reader(lines):
                assert not width or not row or len(row) == width, (name, column, row)
                width = len(row)


def test_files_of_other_programs_are_named():
    plain, letter = FOLDER / "plain.zip", FOLDER / "letter.docx"
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.dump", "ITEM: TIMESTEP\n0\n")
    with zipfile.ZipFile(letter, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
    for path, what in ((plain, "a ZIP archive"), (letter, "a document of an office program")):
        for copy, words in ((path, ("info",)), (path, ("figure", "gr", "-o", new_path(".svg"))), (path.with_suffix(".vitrine"), ("run",)),
                            (path.with_suffix(".vitstory"), ("story", "check"))):
            if copy != path:
                copy.write_bytes(path.read_bytes())
            if words[0] == "story" and "story " not in cli("--help").stdout:
                continue
            done = cli(*words[:1], *(words[1:] if words[0] == "story" else ()), copy, *(words[1:] if words[0] != "story" else ()), expect=1)
            assert what in done.stderr and "NUL" not in done.stderr, (copy, words, done.stderr)


def test_killed_processes_are_not_at_work():
    study = Study(run_of(sound(), "sound"), model=MODEL).write()
    store = FOLDER / "killed.results"
    env = {**os.environ, "VITRINE_CACHE_DIR": str(FOLDER / "killed"), "VITRINE_STORE": str(store)}
    for _ in range(20):
        process = subprocess.Popen([CLI, "run", study, "--results", "all"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not list(store.glob("processes/*")) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if list(store.glob("processes/*")):
            break
    assert list(store.glob("processes/*"))
    done = subprocess.run([CLI, "status", study, "--results", "all"], env=env, capture_output=True, text=True, check=False)
    assert "processes" not in done.stdout, done.stdout


main()
