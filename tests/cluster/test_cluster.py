#!/usr/bin/env python3
"""One store of results, whoever fills it: the same lines of a dump for one process and for many, on one host and on several.

    test_cluster.py PROGRAM processes|claims|slurm|hosts

Slurm, network namespaces, sshd and sshfs are set up in a folder of the test's own and end with it. Where they are missing the
test is skipped with a line."""
import contextlib
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

CLI, PART = sys.argv[1], sys.argv[2]
SAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "resources" / "samples"
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-cluster-", dir="/tmp"))
WANTED = "all"


class Skip(Exception):
    """What is missing."""


def environment(**more):
    env = {key: value for key, value in os.environ.items()
           if not key.startswith(("VITRINE_", "SLURM")) and key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return env | {"VITRINE_CACHE_DIR": ""} | more


def cli(*words, expect=0, **env):
    done = subprocess.run([CLI, *map(str, words)], capture_output=True, text=True, env=environment(**env), timeout=200, check=False)
    assert expect is None or done.returncode == expect, (words, done.returncode, done.stdout, done.stderr)
    return done


_count = iter(range(10**6))


def new_study(*runs):
    """A study of small runs in a folder of its own, so that its store is."""
    folder = FOLDER / f"study{next(_count)}"
    folder.mkdir()
    for name in ("CuZr.vitmodel", *runs):
        shutil.copy(SAMPLES / name, folder)
    lines = ["[study]", "version=1", "[model]", "file=CuZr.vitmodel"]
    for number, name in enumerate(runs, 1):
        lines += [f"[run {number}]", f"files={name};", f"label=run {number}", "temperature=100", "species=Cu;Zr;"]
    path = folder / "s.vitrine"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


RUNS = ("acoustic-2.0GPa-2e10.lammpstrj.zst", "glass-100K.lammpstrj.zst")


def write_plain(path, n, name="creep-2.0.lammpstrj.zst"):
    """The frames of a run that @n start times need, not packed."""
    times = sorted({start + step for start in range(0, 5 * n, 5) for step in (0, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)})
    cli("atoms", SAMPLES / name, "--time", ",".join(f"{time:g}" for time in times), "-o", path, expect=None)


def store_of(study):
    return study.with_suffix(".results")


def dump(study):
    cli("store", "verify", store_of(study))
    text = cli("store", "dump", store_of(study)).stdout
    assert text.count("\n") > 100, text
    return text


_expected = {}


def expected(runs=RUNS):
    """What one process stores."""
    if runs not in _expected:
        study = new_study(*runs)
        cli("run", study, "--results", WANTED)
        cli("status", study, "--results", WANTED)
        _expected[runs] = dump(study)
    return _expected[runs]


def start(*words, **env):
    return subprocess.Popen([CLI, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env=environment(**env))


def computed(text):
    """Units that a process says it has computed."""
    return int(text.split(" computed\n")[0].rsplit(" ", 1)[1])


# ---- Processes of one host ----

def test_shards():
    study = new_study(*RUNS)
    for shard in (3, 0, 2, 1):
        done = cli("run", study, "--results", WANTED, "--shard", f"{shard}/4")
        assert done.stdout.startswith(f"shard {shard}/4: 0 of "), done.stdout
        assert cli("status", study, "--results", WANTED, expect=None).returncode == (0 if shard == 1 else 75)
    assert dump(study) == expected()


def test_shards_at_once():
    study = new_study(*RUNS)
    processes = [start("run", study, "--results", WANTED, "--shard", f"{shard}/4", "--threads", 1) for shard in range(4)]
    for process in processes:
        out, said = process.communicate(timeout=200)
        assert process.returncode == 0, (out, said)
    cli("run", study, "--results", WANTED, "--finish")
    status = json.loads(cli("status", study, "--results", WANTED, "--json").stdout)
    assert status["complete"] and status["missing"] == 0 and status["done"] == status["units"], status
    assert dump(study) == expected()


def test_threads():
    for threads in (1, 2):
        study = new_study(*RUNS)
        cli("run", study, "--results", WANTED, "--threads", threads)
        assert dump(study) == expected(), threads
    study = new_study(*RUNS)
    cli("run", study, "--results", WANTED, SLURM_CPUS_PER_TASK="3")
    assert dump(study) == expected()


def test_kernels():
    for cpu in ("plain", "avx2"):
        study = new_study(*RUNS)
        cli("run", study, "--results", WANTED, VITRINE_CPU=cpu)
        assert dump(study) == expected(), cpu


def test_memory():
    study = new_study(*RUNS)
    cli("run", study, "--results", WANTED, "--memory", "8MiB")
    assert dump(study) == expected()


def test_killed():
    """After a kill at any moment what was published is there; the next computes what is missing, and no more."""
    random_ = random.Random(5)
    study, units, there = new_study(*RUNS), None, 0
    for _ in range(12):
        process = start("run", study, "--results", WANTED, "--threads", 1)
        time.sleep(random_.uniform(0.05, 0.9))
        process.kill()
        process.communicate()
        if not store_of(study).exists():
            continue
        cli("store", "verify", store_of(study))
    status = json.loads(cli("status", study, "--results", WANTED, "--json", expect=None).stdout)
    units, there = status["units"], status["done"]
    done = cli("run", study, "--results", WANTED, "--shard", "0/1")
    # Units whose frames were hashed but not yet noted count as missing in a status, and are found.
    assert computed(done.stdout) <= units - there, (status, done.stdout)
    again = cli("run", study, "--results", WANTED, "--shard", "0/1")
    assert computed(again.stdout) == 0, again.stdout
    assert dump(study) == expected()


def test_signals():
    """Within five seconds, with 75; nothing that was published is computed again."""
    for sent in (signal.SIGTERM, signal.SIGUSR1):
        study = new_study("creep-2.0.lammpstrj.zst")
        process = start("run", study, "--results", WANTED, "--shard", "0/1", "--threads", 1)
        while not list(store_of(study).glob("segments/*.table")):
            assert process.poll() is None
            time.sleep(0.02)
        began = time.monotonic()
        process.send_signal(sent)
        out, said = process.communicate(timeout=60)
        took = time.monotonic() - began
        assert process.returncode == 75 and took < 5, (process.returncode, took, out, said)
        before = computed(out)
        assert before > 0, out
        done = cli("run", study, "--results", WANTED, "--shard", "0/1")
        assert f"{before} of 27 units were there, {27 - before} computed" in done.stdout, (before, done.stdout)
        assert dump(study) == expected(("creep-2.0.lammpstrj.zst",))


def test_full_disk():
    """An error that names the folder, and nothing lost."""
    study = new_study()
    write_plain(study.parent / "plain.dump", 10)
    with open(study, "a", encoding="utf-8") as file:
        file.write("[run 1]\nfiles=plain.dump;\nlabel=plain\ntemperature=100\nspecies=Cu;Zr;\n")
    cli("status", study, expect=75)
    limit = lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(resource.RLIMIT_FSIZE, (150000, 150000)))
    done = subprocess.run([CLI, "run", study, "--shard", "0/1"], capture_output=True, text=True, env=environment(), check=False,
                          preexec_fn=limit)
    assert done.returncode == 1 and str(store_of(study)) in done.stderr and "cannot write" in done.stderr, done
    cli("store", "verify", store_of(study))
    kept = cli("store", "dump", store_of(study)).stdout.count("t_ml ")
    assert 0 < kept < 10, kept
    done = cli("run", study, "--shard", "0/1")
    assert computed(done.stdout) == 10 - kept, (kept, done.stdout)


# ---- Claims ----

def claim(study, n, threads=1):
    """Processes that share a study. Returns: seconds of processor of all, and units that they computed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    processes = [start("run", study, "--results", WANTED, "--claim", "--threads", threads) for _ in range(n)]
    said = [process.communicate(timeout=200) for process in processes]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert not any(process.returncode for process in processes), said
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, sum(computed(out) for out, _ in said))


def test_claims():
    for n in (1, 2, 4):
        study = new_study(*RUNS)
        _, units = claim(study, n)
        assert units == 21, (n, units)
        assert dump(study) == expected()
        assert not list(store_of(study).glob("claims/*/*")), n


def test_claims_and_kills():
    study = new_study(*RUNS)
    for k in range(5):
        processes = [start("run", study, "--results", WANTED, "--claim", "--threads", 1) for _ in range(2)]
        time.sleep(0.3 + 0.1 * k)
        processes[k % 2].kill()
        processes[1 - k % 2].terminate()
        for process in processes:
            process.communicate(timeout=60)
    claim(study, 2)
    assert dump(study) == expected()


def test_claims_cost():
    """Two processes take at most 1.05 times the processor of one; medians, as a machine is never quiet. The files are plain: of a
    file that is one frame of zstd each process unpacks all."""
    def plain_study():
        study = new_study()
        with open(study, "a", encoding="utf-8") as file:
            for number, path in enumerate(plain, 1):
                shutil.copy(path, study.parent / f"{number}.dump")
                file.write(f"[run {number}]\nfiles={number}.dump;\nlabel={number}\ntemperature=100\nspecies=Cu;Zr;\n")
        return study
    plain = [FOLDER / "2.0.dump", FOLDER / "2.3.dump"]
    for path in plain:
        write_plain(path, 27, f"creep-{path.stem}.lammpstrj.zst")
    cost = {1: [], 2: []}
    for n in (1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2):
        cost[n].append(claim(plain_study(), n)[0])
    one, two = sorted(cost[1])[3], sorted(cost[2])[3]
    print(f"# processor of one process {one:.2f} s, of two {two:.2f} s: {two / one:.3f}")
    assert two <= 1.05 * one, cost


# ---- Slurm ----

CONFIGURATION = """ClusterName=vit
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool.%n
SlurmctldPidFile={folder}/run/slurmctld.pid
SlurmdPidFile={folder}/run/slurmd.%n.pid
SlurmctldLogFile={folder}/log/slurmctld
SlurmdLogFile={folder}/log/slurmd.%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=1
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
SlurmdTimeout=30
KillWait=5
NodeName=n[1-4] NodeHostname={host} NodeAddr=127.0.0.1 Port=[{first}-{last}] CPUs=1 RealMemory=4000 State=UNKNOWN
PartitionName=main Nodes=n[1-4] Default=YES MaxTime=INFINITE State=UP PreemptMode=OFF
"""


def need(*programs):
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    for program in programs:
        if not shutil.which(program, path=path):
            raise Skip(f"there is no {program}")
    if os.geteuid() != 0:
        raise Skip("not root")
    os.environ["PATH"] = path


def end_by_pid_file(path):
    with contextlib.suppress(OSError, ValueError):
        os.kill(int(pathlib.Path(path).read_text()), signal.SIGTERM)


@contextlib.contextmanager
def slurm():
    """Four nodes of one processor each on this machine."""
    need("munged", "slurmctld", "slurmd", "sbatch", "sinfo")
    folder = FOLDER / "slurm"
    for name in ("state", "log", "run"):
        (folder / name).mkdir(parents=True)
    munge = folder / "munge"
    munge.mkdir(mode=0o700)
    (munge / "key").write_bytes(os.urandom(32))
    os.chmod(munge / "key", 0o400)
    port = 16000 + os.getpid() % 700 * 10
    configuration = folder / "slurm.conf"
    configuration.write_text(CONFIGURATION.format(host=socket.gethostname().split(".")[0], folder=folder, port=port, first=port + 1,
                                                  last=port + 4), encoding="utf-8")
    os.environ["SLURM_CONF"] = str(configuration)
    try:
        subprocess.run(["munged", "--force", f"--key-file={munge}/key", f"--socket={munge}/socket", f"--pid-file={munge}/pid",
                        f"--log-file={munge}/log", f"--seed-file={munge}/seed"], check=True, capture_output=True)
        subprocess.run(["slurmctld", "-f", configuration], check=True, capture_output=True)
        for node in range(1, 5):
            (folder / f"spool.n{node}").mkdir()
            subprocess.run(["slurmd", "-f", configuration, "-N", f"n{node}"], check=True, capture_output=True)
        deadline = time.monotonic() + 60
        while (states := subprocess.run(["sinfo", "-h", "-N", "-o", "%t"], capture_output=True, text=True, check=False).stdout.split()) \
                != ["idle"] * 4:
            assert time.monotonic() < deadline, states
            time.sleep(0.5)
        yield
    finally:
        for name in [*(folder / "run").glob("slurmd.*"), folder / "run" / "slurmctld.pid", munge / "pid"]:
            end_by_pid_file(name)


def sbatch(script, *words):
    """Waits for the jobs. Returns: whether all were good."""
    env = environment(SLURM_CONF=os.environ["SLURM_CONF"])
    done = subprocess.run(["sbatch", "--wait", "--output", str(FOLDER / "job-%a.txt"), *words, str(script)], capture_output=True,
                          text=True, env=env, check=False, timeout=240)
    return done.returncode == 0, done.stdout + done.stderr


def test_slurm_array():
    with slurm():
        study, script = new_study(*RUNS), FOLDER / "job.sh"
        cli("submit", study, "--slurm", "--jobs", 8, "--threads", 1, "--memory", "500MiB", "-o", script, SLURM_CONF=os.environ["SLURM_CONF"])
        text = script.read_text()
        assert "#SBATCH --array=0-7\n" in text and "--shard=\"$SLURM_ARRAY_TASK_ID/8\"" in text, text
        good, said = sbatch(script)
        texts = [path.read_text() for path in sorted(FOLDER.glob("job-*.txt"))]
        assert good and len(texts) == 8, (said, texts)
        assert sum(computed(text) for text in texts) == 21, texts
        cli("status", study, "--results", WANTED)
        assert dump(study) == expected()
        # Jobs that are cancelled end softly; the same script computes what is missing.
        study = new_study(*RUNS)
        cli("submit", study, "--slurm", "--jobs", 4, "--threads", 1, "--memory", "500MiB", "-o", script)
        env = environment(SLURM_CONF=os.environ["SLURM_CONF"])
        job = subprocess.run(["sbatch", "--parsable", "--output", "/dev/null", script], capture_output=True, text=True, env=env,
                             check=True).stdout.strip()
        deadline = time.monotonic() + 60
        while not list(store_of(study).glob("segments/*.table")) and time.monotonic() < deadline:
            time.sleep(0.05)
        subprocess.run(["scancel", job], env=env, check=True)
        while subprocess.run(["squeue", "-h"], capture_output=True, text=True, env=env, check=True).stdout and \
                time.monotonic() < deadline:
            time.sleep(0.3)
        good, said = sbatch(script)
        assert good, said
        cli("run", study, "--results", WANTED, "--finish")
        assert dump(study) == expected()


# ---- Two hosts ----

def run(*words, **more):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=True, timeout=60, **more)


@contextlib.contextmanager
def two_hosts():
    """Network namespaces with a cable between them, and an ssh server in each."""
    need("ip", "sshd", "ssh", "ssh-keygen", "nsenter")
    tag = f"vit{os.getpid() % 10000}"
    names = [f"{tag}a", f"{tag}b"]
    keys, servers = FOLDER / f"ssh{next(_count)}", []
    keys.mkdir(mode=0o700)
    try:
        try:
            for name in names:
                run("ip", "netns", "add", name)
            run("ip", "link", "add", names[0], "netns", names[0], "type", "veth", "peer", "name", names[1], "netns", names[1])
        except subprocess.CalledProcessError as error:
            raise Skip("network namespaces cannot be made: " + error.stderr.strip()) from error
        for name, address in zip(names, ("10.77.0.1", "10.77.0.2")):
            for words in (("addr", "add", address + "/24", "dev", name), ("link", "set", name, "up"), ("link", "set", "lo", "up")):
                run("ip", "-n", name, *words)
        for name in ("host", "user"):
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", keys / name)
        shutil.copy(keys / "user.pub", keys / "authorized")
        pathlib.Path("/run/sshd").mkdir(exist_ok=True)
        sshd = shutil.which("sshd")
        for name, address in zip(names, ("10.77.0.1", "10.77.0.2")):
            servers.append(subprocess.Popen(
                ["ip", "netns", "exec", name, sshd, "-D", "-e", "-f", "/dev/null", "-p", "2222", "-h", str(keys / "host"),
                 "-o", f"ListenAddress={address}", "-o", f"AuthorizedKeysFile={keys}/authorized", "-o", "StrictModes=no",
                 "-o", "PermitRootLogin=yes", "-o", "UsePAM=no", "-o", "PidFile=none", "-o", "Subsystem=sftp internal-sftp"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        yield names, ["-p", "2222", "-i", keys / "user", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                      "-o", "LogLevel=ERROR"]
    finally:
        for server in servers:
            server.terminate()
            server.wait(20)
        for name in names:
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)


def wait_for_ssh(name, options, address):
    deadline = time.monotonic() + 30
    while subprocess.run(["ip", "netns", "exec", name, "ssh", *map(str, options), address, "true"], capture_output=True,
                         check=False).returncode:
        assert time.monotonic() < deadline, "no ssh server"
        time.sleep(0.3)


def test_two_hosts_with_a_shared_folder():
    with two_hosts() as (names, options):
        study = new_study(*RUNS)
        wait_for_ssh(names[0], options, "10.77.0.2")
        command = f"VITRINE_CACHE_DIR= {CLI} run {study} --results {WANTED} --claim --threads 1"
        processes = [subprocess.Popen(["ip", "netns", "exec", names[i], "ssh", *map(str, options), address, command],
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment())
                     for i, address in ((0, "10.77.0.2"), (1, "10.77.0.1"))]
        said = [process.communicate(timeout=200) for process in processes]
        assert not any(process.returncode for process in processes), said
        assert sum(computed(out) for out, _ in said) == 21, said
        assert dump(study) == expected()


def test_sshfs_on_one_side():
    """Files and store lie on one host; the other sees them through sshfs, with other stamps and its own delays."""
    need("sshfs", "fusermount3")
    if not pathlib.Path("/dev/fuse").exists():
        raise Skip("there is no /dev/fuse")
    with two_hosts() as (names, options):
        study, mount = new_study(*RUNS), FOLDER / "mount"
        mount.mkdir()
        wait_for_ssh(names[0], options, "10.77.0.2")
        flags = [word for key, value in zip(options[::2], options[1::2]) if key == "-o" for word in ("-o", value)]
        run("nsenter", f"--net=/run/netns/{names[0]}", "sshfs", "-p", "2222", "-o", f"IdentityFile={options[3]}", *flags,
            f"10.77.0.2:{study.parent}", mount)
        try:
            there = [start("run", mount / study.name, "--results", WANTED, "--shard", "0/2", "--threads", 1),
                     start("run", study, "--results", WANTED, "--shard", "1/2", "--threads", 1)]
            said = [process.communicate(timeout=200) for process in there]
            assert not any(process.returncode for process in there), said
            cli("run", mount / study.name, "--results", WANTED, "--finish")
            assert dump(study) == expected()
        finally:
            subprocess.run(["fusermount3", "-u", str(mount)], capture_output=True, check=False)


PARTS = {"processes": (test_shards, test_shards_at_once, test_threads, test_kernels, test_memory, test_killed, test_signals,
                       test_full_disk),
         "claims": (test_claims, test_claims_and_kills, test_claims_cost),
         "slurm": (test_slurm_array,),
         "hosts": (test_two_hosts_with_a_shared_folder, test_sshfs_on_one_side)}


def main():
    only = os.environ.get("VITRINE_TEST_ONLY")
    tests = [test for test in PARTS[PART] if not only or only in test.__name__]
    failed = False
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        began = time.monotonic()
        try:
            test()
            print(f"ok {number} {test.__name__} # {time.monotonic() - began:.1f} s", flush=True)
        except Skip as reason:
            # Where everything has been installed nothing may be missing.
            bad = bool(os.environ.get("VITRINE_CLUSTER"))
            failed = failed or bad
            print(f"not ok {number} {test.__name__}: {reason}" if bad else f"ok {number} {test.__name__} # SKIP {reason}", flush=True)
        except (AssertionError, subprocess.SubprocessError, OSError) as error:
            failed = True
            print(f"# {type(error).__name__}: {error}".replace("\n", "\n# "))
            print(f"not ok {number} {test.__name__}", flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    return failed


sys.exit(main())
