#!/usr/bin/env python3
"""One call of the system after the other fails: what is written is whole or the old, what is kept is right, and it is said.

With VITRINE_CAMPAIGN up to 30 calls of each kind, else three."""
import os
import random

from faulty import CALLS, LIBRARY, MODEL, left_behind, new_path, run_failing, sound, study, tables, wanted
from harness import Study, main, run_of

CAMPAIGN = bool(os.environ.get("VITRINE_CAMPAIGN"))
RANDOM = random.Random(18)
OLD = "old content\n"


def places(call, words, folder, cache_of):
    """Which of the calls fail: counted by letting one fail that never comes."""
    low, high = 1, 2
    def happens(at):
        return run_failing(call, at, CALLS[call][0], folder, cache_of(), *words)[2]
    if not happens(1):
        return []
    while happens(high) and high < 4096:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if happens(middle) else (low, middle)
    everything = list(range(1, low + 1))
    return sorted(RANDOM.sample(everything, min(30 if CAMPAIGN else 3, low)))


def test_outputs_are_whole_or_the_old():
    if not LIBRARY:
        return "needs the library of failing calls"
    own = study()
    for name in ("la-fraction", "cn-table") if CAMPAIGN else ("cn-table",):
        for call in ("open", "write", "sync", "rename", "link", "mode"):
            folder = new_path("")
            folder.mkdir()
            path, cache = folder / "table.csv", new_path("")
            tables(cache)
            words = ("figure", own, name, "-o", path)
            for number in CALLS[call]:
                path.write_text(OLD, encoding="utf-8")
                at = places(call, words, folder, lambda: cache)
                assert at or call in ("link", "open"), (call, "there is no such call")
                for k in at:
                    path.write_text(OLD, encoding="utf-8")
                    code, said, failed = run_failing(call, k, number, folder, cache, *words)
                    content = path.read_text(encoding="utf-8")
                    if call == "link":
                        assert code == 0, ("another way is there", k, said)
                    if code == 0:
                        # Another way was found.
                        assert content.encode("utf-8") == wanted()[name], (call, k, number)
                    else:
                        assert code == 1 and any("table.csv" in line for line in said), (call, k, number, code, said)
                        assert content == OLD, (call, k, number)
                    assert failed and not left_behind(folder), (call, k, left_behind(folder))


def test_caches_are_right_whatever_fails():
    """And `run` says it when less is kept than was computed."""
    if not LIBRARY:
        return "needs the library of failing calls"
    own = study()
    for call in ("mkdir", "open", "write", "rename", "link", "read"):
        words = ("run", own)
        def fresh():
            return new_path("")
        caches = []
        def cache_of():
            caches.append(new_path(""))
            return caches[-1]
        # The folder differs each time, so count under what all have in common.
        common = str(new_path("")).rsplit("/", 1)[0] + "/"
        for number in CALLS[call]:
            for k in places(call, words, common, cache_of):
                for rest in (False, True):
                    cache = fresh()
                    code, said, _ = run_failing(call, k, number, common, cache, *words, rest=rest)
                    assert code in (0, 1) and (code == 0 or said), (call, k, rest, code, said)
                    if code == 0 and call not in ("read",):
                        again, heard, _ = run_failing("none", 1, 1, common, cache, *words)
                        assert again == 0 and not any("are kept" in line for line in heard), (call, k, rest, heard)
                    assert not left_behind(cache), (call, k, rest, left_behind(cache))
                    assert tables(cache) == wanted(), (call, k, rest)


def test_studies_are_whole_or_the_old():
    if not LIBRARY:
        return "needs the library of failing calls"
    for call in ("open", "write", "sync", "rename", "link", "mode"):
        folder = new_path("")
        folder.mkdir()
        path = folder / "own.vitrine"
        text = Study(run_of(sound(), "sound"), model=MODEL).write().read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        words = ("study", sound(), "-o", path)
        def renewed():
            path.write_text(text, encoding="utf-8")
            return new_path("")
        for number in CALLS[call]:
            for k in places(call, words, folder, renewed):
                cache = renewed()
                code, said, _ = run_failing(call, k, number, folder, cache, *words)
                now = path.read_text(encoding="utf-8")
                assert (code == 0 and now.count("[run ") == 2) or (code == 1 and now == text and said), (call, k, code, said)
                assert not left_behind(folder), left_behind(folder)


main()
