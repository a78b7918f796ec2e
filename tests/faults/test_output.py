#!/usr/bin/env python3
"""What is written where, what is said when it cannot be, and how programs end."""
import os
import pathlib
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "consistency"))
from harness import CLI, FOLDER, MODEL, SAMPLES, TESTS, Study, cli, main, new_path, run_of, sound  # noqa: E402

ROOT = os.geteuid() == 0


def study(**groups):
    return Study(run_of(sound(), "sound"), model=MODEL).write(**groups)


def environment(cache):
    env = {key: value for key, value in os.environ.items() if not key.startswith("VITRINE_")}
    return env | {"VITRINE_CACHE_DIR": str(cache), "VITRINE_STORE": ""}


def start(cache, *words, **more):
    return subprocess.Popen([CLI, *map(str, words)], env=environment(cache), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            **more)


def left_behind(folder):
    return [path for path in pathlib.Path(folder).rglob("*") if path.name.startswith(".vitrine-") or re.search(r"\.[A-Za-z0-9]{6}$", path.name)]


# ---- Exit codes ----

def test_one_table_of_exit_codes():
    """Help, README and the man page say the same of the same codes."""
    rows = dict(re.findall(r"^  (\d+) +(.+)$", cli("--help").stdout.split("Exit status:")[1], re.M))
    assert list(rows) == ["0", "1", "2", "75", "130"], rows
    readme = (TESTS.parent / "README.md").read_text(encoding="utf-8")
    assert {code: words.replace("`", "") for code, words in re.findall(r"^\| (\d+) \| (.+) \|$", readme, re.M)} == rows
    page = (TESTS.parent / "resources" / "vitrine-cli.1").read_text(encoding="utf-8")
    section = page.split(".SH EXIT STATUS\n")[1].split(".SH ")[0].replace("\\-", "-")
    assert dict(re.findall(r"^\.B (\d+)\n(.+)$", section, re.M)) == rows


def test_signals_end_and_keep_what_is_finished():
    """SIGINT at once, with 130; those that a queue sends let what is in hand come to its end, with 75."""
    for sent, code, words in ((signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 75, "stopped"), (signal.SIGUSR1, 75, "stopped")):
        cache = new_path("")
        process = start(cache, "run", SAMPLES / "demo.vitrine")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not list(cache.glob("results/" + "?" * 64)):
            time.sleep(0.02)
        process.send_signal(sent)
        out, said = process.communicate(timeout=60)
        assert process.returncode == code and words in out + said, (sent, process.returncode, said)
        assert list(cache.glob("results/" + "?" * 64)) and not left_behind(cache)


def test_signals_before_there_is_anything_to_cancel():
    """A program that waits for a pipe."""
    pipe = new_path(".csv")
    os.mkfifo(pipe)
    for sent in (signal.SIGINT, signal.SIGTERM):
        process = start(new_path(""), "model", MODEL, "--csv", pipe)
        time.sleep(0.7)
        assert process.poll() is None
        process.send_signal(sent)
        process.communicate(timeout=20)
        assert process.returncode == 130, (sent, process.returncode)


def test_ignored_signals_stay_ignored():
    """As under nohup, or in the background of a shell."""
    process = start(new_path(""), "run", study(), preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    for _ in range(5):
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)
    assert process.returncode == 0


def test_a_file_that_changes_while_it_is_read_is_75():
    """It is cut after the index was made; the results of what was read before are right."""
    path, cache = FOLDER / "cut-while-read.dump", new_path("")
    shutil.copy(sound(), path)
    own = Study(run_of(path, "cut"), model=MODEL).write()
    size, codes = path.stat().st_size, set()
    for k in range(12):
        shutil.copy(sound(), path)
        shutil.rmtree(cache, ignore_errors=True)
        process = start(cache, "run", own, "--cache-size", "1GiB")
        time.sleep(0.01 * k)
        os.truncate(path, size // 2)
        _, said = process.communicate(timeout=120)
        codes.add(process.returncode)
        assert process.returncode in (0, 1, 75) and (process.returncode == 0 or said), (k, process.returncode, said)
        assert (process.returncode == 75) == ("has changed since" in said or "was cut short" in said), (k, process.returncode, said)
    assert 0 not in codes or len(codes) > 1, codes


# ---- What `run` keeps ----

def test_a_cache_that_cannot_be_made():
    for place in ("/dev/null/cache", "/proc/cache"):
        done = cli("run", study(), cache=place, expect=1)
        assert place in done.stderr and "start times" not in done.stdout, (done.stdout, done.stderr)


def limited(limit):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def test_a_disk_that_is_full():
    """For everything, for results alone; the next run mends it."""
    for limit in (0, 4000, 20000):
        cache = new_path("")
        process = start(cache, "run", study(), preexec_fn=limited(limit))
        out, said = process.communicate(timeout=120)
        assert process.returncode == 1 and "3 of 3 start times" in out, (limit, process.returncode, out, said)
        assert re.search(r"0 of 3 start times are kept: .*cannot write", said), (limit, said)
        again = cli("run", study(), cache=cache, trace="results")
        assert "are kept" not in again.stderr


def become_ordinary():
    """Modes mean nothing to root."""
    if ROOT:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def test_a_folder_that_may_not_be_written():
    own, cache = study(), new_path("")
    (cache / "results").mkdir(parents=True)
    os.chmod(cache / "results", 0o555)
    for path in (FOLDER, cache):
        os.chmod(path, 0o755)
    try:
        process = start(cache, "run", own, preexec_fn=become_ordinary)
    except PermissionError:
        return  # the program itself lies where nobody else may look
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1 and "0 of 3 start times are kept" in said and "ermission denied" in said, said


def test_files_that_may_not_be_written():
    """By an ordinary user: those of others, and those in folders of others."""
    folder = new_path("")
    folder.mkdir()
    os.chmod(FOLDER, 0o755)
    theirs = folder / "theirs.csv"
    theirs.write_text("old", encoding="utf-8")
    os.chmod(theirs, 0o644)
    os.chmod(folder, 0o555)
    for path in (theirs, folder / "new.csv"):
        if not ROOT:
            os.chmod(theirs, 0o444)
        try:
            process = start(new_path(""), "figure", study(), "cn-table", "-o", path, preexec_fn=become_ordinary)
        except PermissionError:
            return
        _, said = process.communicate(timeout=120)
        assert process.returncode == 1 and path.name in said and "ermission denied" in said, said
    assert theirs.read_text(encoding="utf-8") == "old" and list(folder.iterdir()) == [theirs]
    os.chmod(folder, 0o755)


def test_a_budget_that_is_too_small_is_said():
    done = cli("run", study(), "--cache-size", "60KiB", cache=new_path(""))
    assert re.search(r"[12] of 3 start times are kept.*--cache-size", done.stderr), done.stderr
    done = cli("run", study(), "--cache-size", "1KiB", cache=new_path(""), expect=1)
    assert re.search(r"0 of 3 start times are kept.*--cache-size", done.stderr), done.stderr


def test_an_interval_that_the_model_lacks():
    for intervals, word in (("0.3;", "0.3 ps; it has"), ("0.2;0.2;", "twice"), ("0.2;7777;", "7777 ps; it has")):
        done = cli("run", study(model={"intervals": intervals}), expect=1)
        assert word in done.stderr and len(done.stderr.splitlines()) < 5, done.stderr


# ---- Files that are there already ----

def test_modes_are_kept_and_what_is_read_only_is_refused():
    table, own = FOLDER / "table.csv", FOLDER / "private.vitrine"
    for path, words in ((table, ("figure", study(), "cn-table", "-o", table)), (own, ("study", sound(), "-o", own))):
        for mode in (0o600, 0o640, 0o644):
            cli(*words)
            os.chmod(path, mode)
            cli(*words)
            assert stat.S_IMODE(path.stat().st_mode) == mode, (path, oct(path.stat().st_mode))
        before = path.read_bytes()
        os.chmod(path, 0o400)
        done = cli(*words, expect=1)
        assert path.name in done.stderr and path.read_bytes() == before, done.stderr
        os.chmod(path, 0o600)


def test_long_names():
    for ending in (".csv", ".pdf", ".png", ".svg"):
        name = "x" * (255 - len(ending)) + ending
        cli("figure", study(), "cn-table", "-o", FOLDER / name)
        assert (FOLDER / name).stat().st_size > 100
        done = cli("figure", study(), "cn-table", "-o", FOLDER / ("x" + name), expect=1)
        assert "too long" in done.stderr
    assert not left_behind(FOLDER)


def test_pipes_get_what_files_get():
    table, pipe = new_path(".csv"), new_path(".csv")
    cli("figure", study(), "cn-table", "-o", table)
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    cli("figure", study(), "cn-table", "-o", pipe)
    reader.join(20)
    assert got == [table.read_bytes()] and stat.S_ISFIFO(pipe.stat().st_mode)


def test_standard_output_is_appended_to():
    """Under its name of a file, too: what a shell has sent there before stays."""
    table, log = new_path(".csv"), FOLDER / "log"
    printed = cli("model", MODEL, "--csv", table).stdout
    log.write_text("before\n", encoding="utf-8")
    with open(log, "ab") as file:
        subprocess.run([CLI, "model", str(MODEL), "--csv", "/dev/stdout"], stdout=file, env=environment(new_path("")), check=True)
    assert log.read_bytes() == b"before\n" + table.read_bytes() + printed.encode("utf-8")


def test_killed_programs_leave_nothing_behind():
    """Killed at many moments while it writes; the next one finds a place without debris."""
    folder, cache = new_path(""), new_path("")
    folder.mkdir()
    for k in range(10):
        process = start(cache, "figures", study(), "--format", "csv", "-o", folder)
        time.sleep(0.05 + 0.03 * k)
        process.kill()
        process.communicate()
    cli("figures", study(), "--format", "csv", "-o", folder, cache=cache)
    assert not left_behind(folder) and not left_behind(cache), left_behind(folder) + left_behind(cache)


main()
