#!/usr/bin/env python3
"""What somebody has tried: odd lists, files edited with their size kept, equal labels, links, regions as they are seen."""
import os
import random

from harness import FOLDER, MODEL, SAMPLES, Study, blocks, cli, figure_text, glass, main, new_path, run_of, sound

DEMO = SAMPLES / "demo.vitrine"


def refused(*words):
    done = cli(*words, expect=None)
    assert done.returncode == 2 and done.stderr, (words, done.returncode, done.stderr)
    return done.stderr


# ---- Lists ----

def test_lists_that_go_wrong_after_their_first_number():
    for text in ("1,", "1, x", "7,8;9", "1,2;3", ",", "", "1.5", "0", "-1", "99999999", "nan"):
        for name in ("selection", "q6-w6"):
            refused("figure", DEMO, name, "--run", "unstressed", f"--atoms={text}", "-o", new_path(".csv"))


# ---- Characters that no font has ----

def test_characters_without_a_font_are_said_once():
    """The box in their place is drawn, but not in silence. U+F0123 is nobody's."""
    def study(label):
        path = new_path(".vitrine")
        path.write_text(f"[study]\nversion=1\n[run 1]\nfiles={glass()}\nlabel={label}\ntemperature=100\nshown=true\n", encoding="utf-8")
        return path
    for ending in (".png", ".pdf", ".svg"):
        done = cli("figure", study("\U000F0123\U000F0124 gl\u00e4s \u03b3\u0307"), "gr", "-o", new_path(ending))
        assert done.stderr.count("U+F0123") == 1 and "U+F0124" in done.stderr and "U+00E4" not in done.stderr, done.stderr
    assert "U+" not in cli("figure", study("gl\u00e4s"), "gr", "-o", new_path(".png")).stderr
    assert "U+" not in cli("figure", study("\U000F0123"), "gr", "-o", new_path(".csv")).stderr
    done = cli("figures", study("\U000F0123"), "-o", FOLDER / "boxes", expect=None)
    assert done.stderr.count("U+F0123") == 1, done.stderr


# ---- Files ----

def write_dump(path, edit=lambda text: text):
    draw = random.Random(1)
    text = []
    for k in range(40):
        text.append(f"ITEM: TIME\n{k * 0.5:g}\nITEM: TIMESTEP\n{k * 100}\nITEM: NUMBER OF ATOMS\n300\nITEM: BOX BOUNDS pp pp pp\n"
                    "0 17\n0 17\n0 17\nITEM: ATOMS id type xu yu zu\n")
        text += [f"{i + 1} {i % 2 + 1} {draw.random() * 17:.5f} {draw.random() * 17:.5f} {draw.random() * 17:.5f}\n" for i in range(300)]
    path.write_text(edit("".join(text)), encoding="utf-8")


def age(path, seconds):
    """As if it had been written a while ago; the time of the last change of the file itself is now."""
    os.utime(path, (os.stat(path).st_mtime - seconds,) * 2)


def test_a_time_that_was_edited_in_place():
    path, cache, table = FOLDER / "time.dump", new_path(""), new_path(".csv")
    write_dump(path)
    age(path, 100)
    words = ("atoms", path, "--time", 2.5, "--interval", 2, "-p", "distance", "-o", table)
    cli(*words, cache=cache)
    write_dump(path, lambda text: text.replace("ITEM: TIME\n2.5\n", "ITEM: TIME\n2.4\n"))
    age(path, 100)
    for _ in range(2):
        done = cli(*words, cache=cache, expect=None)
        assert done.returncode == 1 and "2.4 ps" in done.stderr, (done.returncode, done.stderr)


def test_lines_that_moved_while_the_size_stayed():
    path, cache = FOLDER / "moved.dump", new_path("")
    write_dump(path)
    age(path, 100)
    words = ("atoms", path, "--time", 5.5, "-p", "cn", "--cutoff", 3.5)
    cli(*words, "-o", new_path(".csv"), cache=cache)

    def move(text):
        frames = text.split("ITEM: TIME\n")
        for frame, change in ((11, lambda line: line[:-1]), (13, lambda line: line + "3")):
            lines = frames[frame].split("\n")
            lines[100] = change(lines[100])
            frames[frame] = "\n".join(lines)
        return "ITEM: TIME\n".join(frames)

    write_dump(path, move)
    first, second = new_path(".csv"), new_path(".csv")
    cli(*words, "-o", first, cache=cache)
    cli(*words, "--no-cache", "-o", second)
    assert first.read_bytes() == second.read_bytes()


# ---- Outputs ----

def test_links_are_written_through():
    target, link = FOLDER / "target.csv", FOLDER / "link.csv"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    cli("figure", DEMO, "cn-table", "-o", link)
    assert link.is_symlink() and target.read_text(encoding="utf-8").count("\n") > 3


def test_what_is_read_is_not_written_over():
    path = FOLDER / "own.dump"
    path.write_bytes(sound().read_bytes())
    before = path.read_bytes()
    refused("atoms", path, "--time", 0, "-o", path)
    refused("msd", path, "-o", path)
    model = FOLDER / "own.vitmodel"
    model.write_bytes(MODEL.read_bytes())
    refused("model", model, "--csv", model)
    assert path.read_bytes() == before and model.read_bytes() == MODEL.read_bytes()


# ---- Labels ----

def test_runs_of_one_name_are_told_apart():
    one = Study(run_of(sound(), "traj"), run_of(sound(), "traj"), run_of(sound(), "a/b"), run_of(sound(), "a b"), model=MODEL).write()
    done = cli("figures", one, "--format", "csv", "-o", new_path(""))
    names = done.stdout.split("\n")
    assert len(set(names)) == len(names), sorted(names)
    for label in ("traj", "traj (2)"):
        cli("figure", one, "evolution", "--run", label, "-o", new_path(".csv"))


def test_labels_are_what_they_are():
    label = '5" & <2>, x'
    one = Study(run_of(glass(), label)).write()
    (table,) = blocks(figure_text(one, "slice", "--colour", "cn"))
    assert set(table.texts("run")) == {label}
    assert f"# {label}\n" in figure_text(one, "gr")


# ---- Numbers ----

def test_regions_are_exported_as_they_are_seen():
    (table,) = blocks(figure_text(DEMO, "slice", "--colour", "region", "--time", 81, "--whole-box"))
    rows = [dict(zip(table.names, row)) for row in table.rows]
    assert {row["time (ps)"] for row in rows} == {"80"}
    assert all((row["region"] != "") == (row["liquid-like"] == "1") for row in rows)
    assert len({row["region"] for row in rows}) > 10 and all(row["region"] == "" or float(row["region"]).is_integer() for row in rows)


def test_one_liquid_like_fraction():
    """Of the atoms that have a T_ML: a hundred of four hundred leave."""
    draw = random.Random(1)
    places = [[(i % 8 + 0.5) * 17 / 8, (i // 8 % 8 + 0.5) * 17 / 8, (i // 64 + 0.5) * 17 / 8] for i in range(400)]
    path = FOLDER / "leaving.dump"
    with open(path, "w", encoding="utf-8") as file:
        for k in range(12):
            n = 400 if k < 6 else 300
            places = [[x + draw.gauss(0, 0.3) for x in place] for place in places]
            file.write(f"ITEM: TIME\n{k * 0.2:g}\nITEM: TIMESTEP\n{k * 100}\nITEM: NUMBER OF ATOMS\n{n}\nITEM: BOX BOUNDS pp pp pp\n"
                       "0 17\n0 17\n0 17\nITEM: ATOMS id type xu yu zu\n")
            for i in range(n):
                file.write(f"{i + 1} {i % 2 + 1} {places[i][0]:.5f} {places[i][1]:.5f} {places[i][2]:.5f}\n")
    one = Study(run_of(path, "leaving"), model=MODEL).write(analysis={"cutoff": 3.5})
    fraction = blocks(figure_text(one, "la-fraction"))[0].column(1)
    table = blocks(figure_text(one, "clusters"))[0]
    at = next(k for k, name in enumerate(table.names) if "all LA" in name and "fraction" in name)
    assert set(fraction) == {1} and table.column(at)[: len(fraction)] == fraction, (table.column(at), fraction)


def test_a_run_without_any_start_time_says_why():
    path = Study(run_of(sound(), "sound"), model=MODEL).write()
    text = path.read_text(encoding="utf-8")
    wrong = new_path(".vitrine")
    wrong.write_text(text.replace("[model]\n", "[model]\nintervals=1;nan;-3;\n"), encoding="utf-8")
    done = cli("run", wrong, expect=None)
    assert done.returncode == 1 and f"{wrong}:" in done.stderr, (done.returncode, done.stderr)
    wrong.write_text(text.replace("[model]\n", "[model]\nintervals=1;7777;\n"), encoding="utf-8")
    done = cli("run", wrong, expect=None)
    assert done.returncode == 1 and "7777 ps" in done.stderr, (done.returncode, done.stderr)


main()
