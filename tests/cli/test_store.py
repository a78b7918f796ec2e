#!/usr/bin/env python3
"""The store of results on the command line: what is damaged is missing, and is computed again; where a store cannot be. Speaks TAP."""
import gzip
import io
import os
import pathlib
import random
import shutil
import subprocess
import sys
import time

for other in ("consistency", "support"):
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / other))
from growing_run import wrapped  # noqa: E402
from harness import FOLDER, MODEL, Study, main, results, run_of, sound  # noqa: E402

CLI = sys.argv[1]
WORDS = ("--results", "t_ml,structure,clusters")


def cli(*words, expect=0, cache=FOLDER / "cache", **more):
    env = {key: value for key, value in os.environ.items() if not key.startswith("VITRINE_")}
    env |= {"VITRINE_CACHE_DIR": str(cache)} | more
    done = subprocess.run([CLI, *map(str, words)], capture_output=True, text=True, env=env, check=False)
    assert expect is None or done.returncode == expect, f"{words}: exit {done.returncode}: {done.stderr}"
    return done


def study(name):
    folder = FOLDER / name
    folder.mkdir()
    path = folder / "own.vitrine"
    shutil.copy(Study(run_of(sound(), "sound"), model=MODEL).write(), path)
    return path, folder / "own.results"


def segments(store):
    return sorted(store.glob("segments/*.data"))


def flip(path, at):
    with open(path, "r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 4]))


def test_what_is_damaged_is_missing_and_is_computed_again():
    path, store = study("damaged")
    cli("run", path, *WORDS)
    whole = cli("store", "dump", store).stdout
    assert "complete" in cli("status", path, *WORDS).stdout
    (segment,) = segments(store)
    for at in range(40, segment.stat().st_size, segment.stat().st_size // 7):
        flip(segment, at)
    assert cli("store", "verify", store, expect=1).stderr
    for _ in range(2):
        said = cli("status", path, *WORDS, expect=75)
        assert "complete" not in said.stdout and " 0 missing" not in said.stdout, said.stdout
    cli("pack", path, "-o", FOLDER / "own.vitpack", *WORDS, expect=75)
    done = cli("run", path, *WORDS, "--shard", "0/1")
    assert not done.stdout.endswith(" 0 computed\n"), done.stdout
    assert "complete" in cli("status", path, *WORDS).stdout
    assert cli("store", "dump", store).stdout == whole
    # Once it is there again, nothing is computed.
    assert cli("run", path, *WORDS, "--shard", "0/1").stdout.endswith(" 0 computed\n")


def test_a_store_without_marks_is_read_once():
    """What an earlier version, or a copy, left."""
    path, store = study("copied")
    cli("run", path)
    for mark in store.glob("segments/*.checked"):
        mark.unlink()
    assert "complete" in cli("status", path).stdout
    marks = {mark: mark.stat().st_ino for mark in store.glob("segments/*.checked")}
    assert marks
    assert "complete" in cli("status", path).stdout
    assert marks == {mark: mark.stat().st_ino for mark in store.glob("segments/*.checked")}


def test_damage_in_the_cache_is_computed_again():
    path, _ = study("cached")
    cache = FOLDER / "damaged-cache"
    cli("run", path, cache=cache, VITRINE_STORE="")
    entries = {entry: entry.read_bytes() for entry in (cache / "results").iterdir()}
    for entry in entries:
        flip(entry, entry.stat().st_size - 3)
    cli("run", path, cache=cache, VITRINE_STORE="")
    for entry, was in entries.items():
        assert entry.read_bytes() == was, entry


def test_what_the_cache_has_does_not_change_what_a_store_gets():
    cold, cold_store = study("cold")
    cli("run", cold, "--results", "all", cache=FOLDER / "empty")
    wanted = cli("store", "dump", cold_store).stdout
    kinds = {line.split()[0] for line in wanted.splitlines()}
    assert {"plasticity", "plasticity-curves", "t_ml-curve", "msd", "rdf", "regions", "cutoff"} <= kinds, kinds
    for word in ("t_ml", "structure", "plasticity", "clusters", "pairs", "msd", "curves", "all"):
        path, store = study(f"warm-{word}")
        cache = FOLDER / f"cache-{word}"
        cli("run", path, "--results", word, cache=cache, VITRINE_STORE="")
        cli("run", path, "--results", "all", cache=cache)
        assert cli("store", "dump", store).stdout == wanted, word
    # Nor where less is wanted than the cache has.
    for word in ("structure", "plasticity", "clusters", "pairs", "curves", "scores"):
        dumps = []
        for cache in (FOLDER / f"less-{word}", FOLDER / "cache-all"):
            path, store = study(f"less-{word}-{len(dumps)}")
            cli("run", path, "--results", word, cache=cache)
            dumps.append(cli("store", "dump", store).stdout)
        if word == "pairs":
            assert "rdf " in dumps[0] and "complete" in cli("status", path, "--results", word).stdout
        assert dumps[0] == dumps[1], (word, set(dumps[0].splitlines()) ^ set(dumps[1].splitlines()))


def test_what_one_process_found_of_files_no_other_finds_again():
    """Index, keys of frames, images of atoms, states of unpacking, r_c, g(r): with an empty cache on another host."""
    plain = FOLDER / "wrapped.dump"
    plain.write_text("".join(wrapped(k) for k in range(131)))
    packed = FOLDER / "wrapped.dump.gz"
    # States of unpacking are kept of files of some MiB.
    digits, names = random.Random(1), " ".join(f"c_{k}" for k in range(12))
    padded = io.StringIO()
    for line in plain.read_text().splitlines():
        is_row = len(line.split()) == 5 and not line.startswith("ITEM")
        padded.write(line + (" " + " ".join(str(digits.getrandbits(180)) for _ in range(12)) if is_row else
                             f" {names}" if line.startswith("ITEM: ATOMS") else "") + "\n")
    packed.write_bytes(gzip.compress(padded.getvalue().encode(), 1))
    time.sleep(0.05)  # what is known of a file that changed just now is not believed
    for file in (plain, packed):
        folder = FOLDER / f"of-{file.name}"
        folder.mkdir()
        path, store, other = folder / "own.vitrine", folder / "own.results", folder / "other.vitrine"
        study_of = Study(run_of(file, "wrapped", timestep=0.002), model=MODEL)
        shutil.copy(study_of.write(), path)
        study_of.runs[0]["temperature"] = 120
        shutil.copy(study_of.write(), other)
        how = {"cache": FOLDER / "first", "VITRINE_TRACE": "files,results"}
        cli("run", path, "--results", "t_ml,pairs,msd", **how)
        endings = {name.suffix for name in (store / "files").iterdir()}
        assert endings == {".index", ".crossings"} | ({".checkpoints", ".boxes"} if file == packed else set()), endings
        alone = cli("atoms", other, "--property", "t_ml", "--time", "20", cache=folder / "alone", VITRINE_STORE="")
        how["cache"] = folder / "second"
        # Nothing is read where all is there.
        again = cli("run", path, "--results", "t_ml,pairs,msd", "--shard", "0/1", **how)
        assert again.stdout.endswith(" 0 computed\n") and " read" not in again.stderr and " hashed" not in again.stderr
        # A start time that is new reads its own frames alone, though atoms have crossed the box in those between.
        done = cli("atoms", other, f"--store={store}", "--property", "t_ml", "--time", "20", **how)
        n_read = done.stderr.count(" read")
        assert 0 < n_read <= 14 and " hashed" not in done.stderr, done.stderr
        assert done.stdout == alone.stdout
        how["cache"] = folder / "third"
        done = cli("figure", path, "gr", "-o", folder / "g.csv", **how)
        assert {event.how for event in results(done) if event.name in ("cutoff", "rdf")} == {"disk"}, done.stderr
        assert " read" not in done.stderr and " hashed" not in done.stderr, done.stderr


def test_what_needs_no_model_asks_for_none():
    folder = FOLDER / "without-model"
    folder.mkdir()
    path = folder / "own.vitrine"
    shutil.copy(Study(run_of(sound(), "sound")).write(), path)
    words = ("--results", "msd,pairs")
    assert "complete" not in cli("status", path, *words, expect=75).stdout
    done = cli("run", path, *words)
    assert "model" not in done.stderr and done.stdout == "sound: msd,pairs\n", done
    kinds = {line.split()[0] for line in cli("store", "dump", folder / "own.results").stdout.splitlines()}
    assert {"msd", "rheology", "rdf", "cutoff"} <= kinds, kinds
    assert "complete" in cli("status", path, *words).stdout
    again = cli("run", path, *words, "--finish", cache=FOLDER / "no-model-cache", VITRINE_TRACE="results")
    assert " computed" not in again.stderr, again.stderr
    # What is of start times, or made of T_ML, does.
    for word in ("t_ml", "structure", "curves", "msd,clusters"):
        assert "model is needed" in cli("run", path, "--results", word, expect=1).stderr, word


def test_a_store_that_was_asked_for_and_cannot_be_is_an_error():
    path, _ = study("asked")
    plain, full = FOLDER / "plain-file", FOLDER / "full"
    plain.write_text("no folder")
    full.mkdir()
    (full / "letter").write_text("somebody's own")
    for words in (("run",), ("run", "--shard", "0/2"), ("status",), ("atoms", "--time", 0, "-o", FOLDER / "a.csv")):
        for place in (plain, full, plain / "below", pathlib.Path("/proc/none")):
            done = cli(words[0], path, *words[1:], f"--store={place}", expect=1)
            assert str(place) in done.stderr and "warning" not in done.stderr and not done.stdout, (words, place, done)
    assert sorted(name.name for name in full.iterdir()) == ["letter"]
    # One that is switched off is not one that is yet to be made.
    for words in (("pack", path, "-o", FOLDER / "off.vitpack"), ("status", path)):
        assert "VITRINE_STORE is empty" in cli(*words, expect=75, VITRINE_STORE="").stderr, words
        assert "--no-cache" in cli(*words, "--no-cache", expect=75).stderr, words
        assert "VITRINE_STORE" not in cli(*words, expect=75).stderr, words
    # Where it is beside the study, the cache is as good.
    store = path.with_suffix(".results")
    store.write_text("in the way")
    assert "the cache is used instead" in cli("run", path).stderr


main()
