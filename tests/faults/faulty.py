"""What the tests of faults share: programs in which a call fails, and what must hold whatever happens."""
import errno
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "consistency"))
from harness import CLI, MODEL, SAMPLES, Study, figure, new_path, run_of, sound  # noqa: E402

LIBRARY = os.environ.get("VITRINE_FAILING_CALLS", "")
FIGURES = ("la-fraction", "cn-table", "gr")
CALLS = {"open": (errno.EACCES, errno.EMFILE), "write": (errno.ENOSPC, errno.EIO), "sync": (errno.EIO,), "rename": (errno.EACCES,),
         "link": (errno.ENOSPC,), "mkdir": (errno.EACCES,), "mode": (errno.EPERM,), "read": (errno.EIO,)}


def environment(cache, **more):
    env = {key: value for key, value in os.environ.items()
           if key not in ("DISPLAY", "WAYLAND_DISPLAY") and not key.startswith("VITRINE_")}
    return env | {"VITRINE_CACHE_DIR": str(cache), "VITRINE_STORE": ""} | {key: str(value) for key, value in more.items()}


def start(cache, *words, env=None, **more):
    return subprocess.Popen([CLI, *map(str, words)], env=environment(cache, **(env or {})), stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, errors="replace", **more)


def run_failing(call, at, number, folder, cache, *words, rest=False):
    """Runs a command in which a call fails. Returns: what it ended with, what it said, and whether the call failed."""
    env = {"LD_PRELOAD": LIBRARY, "VITRINE_FAIL_CALL": call, "VITRINE_FAIL_AT": at, "VITRINE_FAIL_WITH": number,
           "VITRINE_FAIL_UNDER": folder}
    if rest:
        env["VITRINE_FAIL_REST"] = 1
    process = start(cache, *words, env=env)
    _, said = process.communicate(timeout=120)
    lines = said.splitlines()
    return process.returncode, [line for line in lines if not line.startswith("failing-calls: ")], len(lines) != len(
        [line for line in lines if not line.startswith("failing-calls: ")])


def study():
    return Study(run_of(sound(), "sound"), model=MODEL).write()


def tables(cache):
    own = study()
    return {name: figure(own, name, cache=cache) for name in FIGURES}


_WANTED = {}


def wanted():
    if not _WANTED:
        _WANTED.update(tables(new_path("")))
    return _WANTED


def left_behind(*folders):
    """Temporary files."""
    return [path for folder in folders for path in pathlib.Path(folder).rglob("*")
            if path.name.startswith(".vitrine-") or re.search(r"\.[A-Za-z0-9]{6}$", path.name)]
