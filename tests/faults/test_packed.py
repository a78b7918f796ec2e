#!/usr/bin/env python3
"""Packed files: what is in them is looked at before they are unpacked, they need no cache that can be written, and bombs are none."""
import bz2
import errno
import gzip
import lzma
import os
import resource
import shutil
import subprocess

from faulty import LIBRARY, new_path, sound, start
from harness import FOLDER, cli, main

CAMPAIGN = bool(os.environ.get("VITRINE_CAMPAIGN"))
ZSTD = shutil.which("zstd")
NOWHERE = "/dev/null/cache"
MANY = 40 << 20


def packings():
    yield "gz", lambda path: gzip.open(path, "wb", 1)
    yield "xz", lambda path: lzma.open(path, "wb", preset=0)
    yield "bz2", lambda path: bz2.open(path, "wb", 1)


def pack(ending, open_packed, pieces):
    path = FOLDER / f"packed-{len(pieces)}.dump.{ending}"
    with open_packed(path) as file:
        for piece, times in pieces:
            for _ in range(times):
                file.write(piece)
    return path


def pack_all(pieces):
    made = [pack(ending, open_packed, pieces) for ending, open_packed in packings()]
    if ZSTD:
        plain = FOLDER / "plain"
        with open(plain, "wb") as file:
            for piece, times in pieces:
                for _ in range(times):
                    file.write(piece)
        path = FOLDER / f"packed-{len(pieces)}.dump.zst"
        subprocess.run([ZSTD, "-q", "-f", str(plain), "-o", str(path)], check=True)
        plain.unlink()
        made.append(path)
    return made


def limit_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))


def test_what_is_in_them_is_looked_at_first():
    """Nothing is unpacked into a file: none may have more than a MiB."""
    for path in pack_all([(b"\0" * (1 << 20), MANY >> 20)]):
        process = start(new_path(""), "info", path, preexec_fn=limit_files)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1 and "format" in said and "write" not in said, (path.name, said)


def test_they_need_no_cache():
    wanted = [line for line in cli("info", sound()).stdout.splitlines() if line.startswith(("frames", "times", "atoms"))]
    for path in pack_all([(sound().read_bytes(), 1)]):
        for cache in (NOWHERE, ""):
            lines = cli("info", path, cache=cache).stdout.splitlines()
            assert [line for line in lines if line.startswith(("frames", "times", "atoms"))] == wanted, (path.name, cache)


def test_a_disk_that_is_full_is_said():
    for path in pack_all([(sound().read_bytes(), 1)]):
        process = start(new_path(""), "info", path, preexec_fn=limit_files)
        out, said = process.communicate(timeout=60)
        assert process.returncode == 1 and path.name in said and "unpacked" in said, (path.name, out, said)


def test_a_full_disk_is_gone_around():
    """With no room in the cache folder and that of temporary files, content is unpacked in memory."""
    if not LIBRARY:
        return
    for path in pack_all([(sound().read_bytes(), 1)]):
        cache = new_path("")
        (cache / "tmp").mkdir(parents=True)
        env = {"LD_PRELOAD": LIBRARY, "VITRINE_FAIL_CALL": "write", "VITRINE_FAIL_AT": 1, "VITRINE_FAIL_REST": 1,
               "VITRINE_FAIL_WITH": errno.ENOSPC, "VITRINE_FAIL_UNDER": cache, "TMPDIR": cache / "tmp"}
        process = start(cache, "info", path, env=env)
        out, said = process.communicate(timeout=60)
        assert process.returncode == 0 and "frames   " in out, (path.name, out, said)


def bombs():
    """Frames, and then what no file of numbers packs to: the frames are kept."""
    pieces = [(sound().read_bytes(), 1), (b"\0" * (1 << 20), 1400)]
    for path in pack_all(pieces):
        if path.name.endswith(".gz"):
            continue  # as long as it is, it is read without being unpacked
        process = start(new_path(""), "info", path, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30)))
        out, said = process.communicate(timeout=300)
        assert process.returncode == 1 and "times as long" in said, (path.name, said)
        assert "frames   " in out, (path.name, out)


if CAMPAIGN:
    test_bombs = bombs

main()
