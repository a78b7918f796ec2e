#!/usr/bin/env python3
"""What is kept on disk is never believed when it should not be: flipped bytes, edits of large frames, programs side by side, killed
ones, files that grow."""
import gzip
import os
import random
import re
import shutil
import time

from faulty import CLI, MODEL, SAMPLES, Study, environment, left_behind, new_path, run_of, sound, start, study, tables, wanted
from harness import FOLDER, cli, figure, main

CAMPAIGN = bool(os.environ.get("VITRINE_CAMPAIGN"))
RANDOM = random.Random(19)
MANY = 8 if CAMPAIGN else 1


# ---- Flipped bytes ----

def flip(path):
    """One bit. Returns what undoes it."""
    data = bytearray(path.read_bytes())
    at = RANDOM.choice((RANDOM.randrange(len(data)), RANDOM.randrange(min(len(data), 600)), len(data) - 1 - RANDOM.randrange(min(len(data), 600))))
    data[at] ^= 1 << RANDOM.randrange(8)
    path.write_bytes(data)
    return at


def stored(cache):
    files = {}
    for path in sorted(cache.rglob("*")):
        if path.is_file():
            files.setdefault(path.parent.name, []).append(path)
    return files


def check_flips(words_of, kinds, times):
    """@words_of: a cache to what must not depend on it."""
    whole, cache = new_path(""), new_path("")
    right = words_of(whole)
    assert words_of(whole) == right
    assert set(kinds) <= set(stored(whole)), stored(whole)
    for kind in kinds:
        for _ in range(times * MANY):
            shutil.rmtree(cache, ignore_errors=True)
            shutil.copytree(whole, cache)
            path = RANDOM.choice(stored(cache)[kind])
            at = flip(path)
            assert words_of(cache) == right, f"{kind}: byte {at} of {path.stat().st_size}"


def test_flipped_bytes_of_an_index_and_of_results():
    own = study()
    check_flips(lambda cache: [figure(own, name, cache=cache) for name in ("la-fraction", "msd")], ("index", "results"), 20)


def test_flipped_bytes_of_checkpoints():
    """A packed file that is read from its middle. Digits that cannot be packed well, so that it is large enough to be kept packed."""
    path, draw = FOLDER / "packed.dump.gz", random.Random(3)
    with gzip.open(path, "wt", 1) as file:
        for k in range(8):
            file.write(f"ITEM: TIME\n{k}\nITEM: TIMESTEP\n{k}\nITEM: NUMBER OF ATOMS\n30000\nITEM: BOX BOUNDS pp pp pp\n0 90\n0 90\n0 90\n"
                       "ITEM: ATOMS id type xu yu zu\n")
            file.write("".join(f"{i} 1 {draw.random() * 90:.10f} {draw.random() * 90:.10f} {draw.random() * 90:.10f}\n" for i in range(30000)))
    assert path.stat().st_size > 4 << 20

    def middle(cache):
        table = new_path(".csv")
        cli("atoms", path, "--frame", 6, "--to-frame", 5, "-p", "distance", "-o", table, cache=cache)
        return table.read_bytes()

    check_flips(middle, ("checkpoints", "index"), 6)


def test_flipped_bytes_of_a_model():
    model = FOLDER / "flipped.vitmodel"
    for _ in range(20 * MANY):
        shutil.copy(MODEL, model)
        at = flip(model)
        done = cli("model", model, expect=1)
        assert "flipped.vitmodel" in done.stderr, at


# ---- Files ----

def write_large(path, n=40000, edit=None):
    """Two frames of more than 1 MiB."""
    draw = random.Random(2)
    with open(path, "w", encoding="utf-8") as file:
        for k in range(2):
            file.write(f"ITEM: TIME\n{0.2 * k:g}\nITEM: TIMESTEP\n{200 * k}\nITEM: NUMBER OF ATOMS\n{n}\nITEM: BOX BOUNDS pp pp pp\n"
                       "0 90\n0 90\n0 90\nITEM: ATOMS id type xu yu zu\n")
            for i in range(n):
                row = f"{i + 1} {i % 2 + 1} {draw.random() * 0.3 + i % 90:.5f} {i // 90 % 90:.5f} {i // 8100:.5f}\n"
                file.write(edit(row) if edit and k == 1 and i == n // 2 else row)


def test_a_large_frame_that_is_edited_in_its_middle():
    """T_ML follows; size and mtime are as they were."""
    path, cache = FOLDER / "large.dump", new_path("")
    own = Study(run_of(path, "large"), model=MODEL).write(model={"intervals": "0.2;"})
    write_large(path)
    os.utime(path, (time.time() - 100,) * 2)
    before = path.stat()
    first = cli("atoms", own, "--time", 0, "-p", "t_ml,distance", cache=cache).stdout
    cli("run", own, cache=cache)

    def edit(row):
        words = row.split()
        words[2] = f"{float(words[2]) + 5:.5f}"[:len(words[2])]
        return " ".join(words) + "\n"

    write_large(path, edit=edit)
    os.utime(path, (before.st_mtime, before.st_mtime))
    assert path.stat().st_size == before.st_size
    second = cli("atoms", own, "--time", 0, "-p", "t_ml,distance", cache=cache).stdout
    assert second == cli("atoms", own, "--time", 0, "-p", "t_ml,distance", "--no-cache").stdout
    assert second != first


def test_a_file_that_grows_while_it_is_read():
    """What was there when it was opened is computed; the next run does the rest, and all is as if it had been there at once."""
    path, whole = FOLDER / "growing.dump", sound().read_bytes()
    frames = [match.start() for match in re.finditer(rb"ITEM: TIME\n", whole)] + [len(whole)]
    own = Study(run_of(path, "sound"), model=MODEL).write()
    cache = new_path("")
    path.write_bytes(whole[:frames[12]])
    for end in (frames[14] + 100, frames[20], frames[-2] + 7, len(whole)):
        process = start(cache, "run", own)
        time.sleep(0.05)
        with open(path, "ab") as file:
            file.write(whole[path.stat().st_size:end])
        _, said = process.communicate(timeout=120)
        assert process.returncode in (0, 1, 75) and (process.returncode == 0 or said), (process.returncode, said)
    assert path.read_bytes() == whole
    cli("run", own, cache=cache)
    again = Study(run_of(path, "sound"), model=MODEL).write()
    assert figure(again, "la-fraction", cache=cache) == wanted()["la-fraction"]


# ---- Programs ----

def test_killed_runs_are_taken_up():
    cache = new_path("")
    for k in range(4 * MANY):
        process = start(cache, "run", study())
        time.sleep(0.03 + 0.09 * k / MANY)
        process.kill()
        process.communicate()
    cli("run", study(), cache=cache)
    done = cli("run", study(), cache=cache, trace="results")
    assert " computed" not in done.stderr, done.stderr
    assert tables(cache) == wanted() and not left_behind(cache)


def test_two_programs_on_one_cache():
    """One of them with a small budget, so that it removes what the other has just stored."""
    for _ in range(MANY):
        cache = new_path("")
        several = [start(cache, "run", study()), start(cache, "run", study(), "--cache-size", "70KiB"),
                   start(cache, "figure", study(), "la-fraction", "-o", new_path(".csv"))]
        for process in several:
            _, said = process.communicate(timeout=120)
            assert process.returncode == 0, said
        assert tables(cache) == wanted() and not left_behind(cache)


# ---- Labels ----

LABELS = ("../../up", "/etc/passwd", "a/b", "..", ".", "%s%n%d", "=1+1", "x" * 3000, r"two\nlines", "\x1b[31mred", "<b>&amp;", "-o", "*?[",
          "\u202eright to left", "\u0000"[:0] + "e\u0301", "'; rm -rf ~", "CON", "日本", r"tab\there", " ")


def test_hostile_labels():
    """They stay text: no file outside the folder, no control character on a terminal, tables and pictures that can be read."""
    import csv
    import io
    from xml.etree import ElementTree
    runs = [run_of(sound(), label) for label in LABELS]
    own, folder = Study(*runs, model=MODEL).write(), new_path("")
    folder.mkdir()
    before = set(FOLDER.iterdir())
    done = cli("figures", own, "--format", "csv", "-o", folder / "in" / "here", expect=None)
    assert done.returncode in (0, 1), done.stderr
    made = [path for path in folder.rglob("*") if path.is_file()]
    assert len(made) > 25 and all(path.parent == folder / "in" / "here" for path in made)
    assert set(FOLDER.iterdir()) == before
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", done.stdout + done.stderr.replace("\r", "")), "control characters"
    picture = new_path(".svg")
    cli("figure", own, "la-fraction", "-o", picture)
    ElementTree.parse(picture)
    done = cli("run", own)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", done.stdout + done.stderr.replace("\r", "")), "control characters"
    for path in made:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text) and list(csv.reader(io.StringIO(text))), path.name


main()
