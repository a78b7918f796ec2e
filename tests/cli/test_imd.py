#!/usr/bin/env python3
"""Simulations that are listened to over IMD: a mock server of versions 2 and 3, well and badly behaved, and LAMMPS where it
is installed. Speaks TAP."""
import json
import os
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from growing_run import frame  # noqa: E402
from imd_server import ATOMS, SESSION, Server, coordinates, frame_3, handshake, header  # noqa: E402

CLI = sys.argv[1]
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-test-"))
ENV = {**{k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}, "VITRINE_CACHE_DIR": str(FOLDER / "cache")}
LIKE = FOLDER / "like.dump"
LIKE.write_text(frame(0))


def listen(server, *words, expect=0):
    done = subprocess.run([CLI, "watch", LIKE, "--imd", server.address, "--json", *map(str, words)], capture_output=True, text=True,
                          env=ENV, timeout=60)
    server.thread.join(20)
    assert done.returncode == expect, (done.returncode, done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def read(path, *words):
    info = subprocess.run([CLI, "info", path, "--json", *words], capture_output=True, text=True, env=ENV)
    assert info.returncode == 0, info.stderr
    return json.loads(info.stdout)


def test_version_2():
    """Coordinates alone, in both byte orders: recorded with the box of the file and the steps that the user says."""
    for name, order in (("little", "<"), ("big", ">")):
        path = FOLDER / f"{name}.dump"
        server = Server(handshake(2, order), *(coordinates(k, order) for k in range(1, 6)), header(0, 0))
        events, said = listen(server, "-o", path, "--every", 100)
        assert server.heard[:8] == header(3, 0), server.heard
        last = events[-1]
        assert (last["version"], last["received"], last["recorded"], last["left_out"]) == (2, 5, 5, 0), last
        assert "warning" not in said, said
        found = read(path, "--timestep", "0.002")
        assert found["frames"] == 5 and found["steps"] == [100, 200, 300, 400, 500], found
        atoms = subprocess.run([CLI, "atoms", path, "--timestep", "0.002", "--time", "0.8", "-o", FOLDER / f"{name}.csv"],
                               capture_output=True, text=True, env=ENV)
        assert atoms.returncode == 0, atoms.stderr
        lines = path.read_text().splitlines()
        assert lines[-1].split()[:2] == ["125", "1"] and [float(x) for x in lines[-1].split()[2:]] == [98, 98.25, 98.5], lines[-1]


def test_version_3():
    """Time, step and box are those of the server; velocities are passed over."""
    for name, order in (("little-3", "<"), ("big-3", ">")):
        path = FOLDER / f"{name}.dump"
        server = Server(handshake(3, order) + SESSION, *(frame_3(k, order) for k in range(3)), header(0, 0))
        events, said = listen(server, "-o", path)
        assert events[-1]["step"] == 1000 and events[-1]["time_ps"] == 1 and events[-1]["version"] == 3, events
        found = read(path)
        assert found["steps"] == [0, 500, 1000] and found["times_ps"] == [0, 0.5, 1], found
        cells = re.findall(r"BOX BOUNDS xy xz yz pp pp pp\n(\S+) (\S+) (\S+)", path.read_text())
        assert [tuple(map(float, c)) for c in cells] == [(0, 13.5 + k, 1.5) for k in range(3)], cells


def test_extended_xyz():
    """A recording of that name says the same as a dump: atoms, positions, boxes, steps and times."""
    paths = [FOLDER / name for name in ("same.dump", "same.extxyz")]
    for path in paths:
        listen(Server(handshake(3, "<") + SESSION, *(frame_3(k, "<") for k in range(3)), header(0, 0)), "-o", path)
        found = read(path)
        assert found["steps"] == [0, 500, 1000] and found["times_ps"] == [0, 0.5, 1], found
    dump, xyz = (path.read_text().splitlines() for path in paths)
    of_dump = [(int(i), int(t), *map(float, (x, y, z))) for i, t, x, y, z in (line.split() for line in dump if len(line.split()) == 5)]
    of_xyz = [(int(i), int(t), *map(float, (x, y, z))) for _, x, y, z, i, t in (line.split() for line in xyz if len(line.split()) == 6 and "=" not in line)]
    assert len(of_dump) == 375 and of_dump == of_xyz, (of_dump[:2], of_xyz[:2])
    lattices = [list(map(float, cell.split())) for cell in re.findall(r'Lattice="([^"]*)"', "\n".join(xyz))]
    assert [(cell[0], cell[3]) for cell in lattices] == [(12 + k, 1.5) for k in range(3)], lattices


def test_what_came_is_kept():
    """Whatever the server does, its frames are in the file, and it is said what went wrong."""
    good = coordinates(1, "<")
    bad = {
        "goes away": (good, "closed the connection"),
        "goes away in the middle": (good + good[:100], "in the middle"),
        "other atoms": (good + coordinates(2, "<", 7), "of 7 atoms, where there are 125"),
        "huge": (good + header(2, 0x7fffffff), "of 2147483647 atoms"),
        "negative": (good + header(2, -5), "of -5 atoms"),
        "unknown": (good + header(77, 1), "unknown type 77"),
        "byte order": (good + coordinates(1000, ">"), "byte order"),
        "no numbers": (good + header(2, ATOMS) + struct.pack("<f", float("nan")) * (3 * ATOMS), "byte order"),
        "io error": (good + header(9, 1), "could not send"),
        "a long time": (good + header(12, 900), "time of length 900"),
    }
    for name, (bytes_sent, words) in bad.items():
        path = FOLDER / f"{name}.dump"
        _, said = listen(Server(handshake(2, "<"), bytes_sent), "-o", path, "--every", 10, expect=1)
        assert words in said and "127.0.0.1" in said, (name, said)
        assert read(path, "--timestep", "0.002")["frames"] == 1, name


def test_silence():
    """--idle ends it at a server that says nothing more, or nothing at all; what came is kept."""
    path = FOLDER / "silence.dump"
    server = Server(handshake(2, "<"), coordinates(1, "<"), coordinates(2, "<"), stays=True)
    events, said = listen(server, "-o", path, "--every", 10, "--idle", "0.5")
    assert events[-1]["received"] == 2 and "no more frames came for 0.5 s" in said, (events, said)
    assert read(path, "--timestep", "0.002")["frames"] == 2
    assert "no frame came for 0.5 s" in listen(Server(handshake(2, "<"), stays=True), "--idle", "0.5", expect=1)[1]
    assert "no frame came" in listen(Server(b"", waits_for_go=False, stays=True), "--idle", "0.5", expect=1)[1]


def test_strangers():
    """What does not speak IMD, or another version, or sends no coordinates."""
    nothing = Server(b"HTTP/1.1 400 Bad Request\r\n\r\n", waits_for_go=False)
    assert "does not speak IMD" in listen(nothing, expect=1)[1]
    assert "neither 2 nor 3" in listen(Server(handshake(7, "<"), waits_for_go=False), expect=1)[1]
    off = Server(handshake(3, "<") + header(10, 7) + bytes(7), waits_for_go=False)
    assert "sends no coordinates" in listen(off, expect=1)[1]
    closed = Server(b"")
    closed.socket.close()
    done = subprocess.run([CLI, "watch", LIKE, "--imd", closed.address], capture_output=True, text=True, env=ENV, timeout=60)
    assert done.returncode == 1 and closed.address in done.stderr, done.stderr


def test_usage():
    path = FOLDER / "there"
    path.write_text("mine")
    server = Server(handshake(2, "<"), header(0, 0))
    done = subprocess.run([CLI, "watch", LIKE, "--imd", server.address, "-o", path], capture_output=True, text=True, env=ENV, timeout=60)
    assert done.returncode == 1 and path.read_text() == "mine", done.stderr
    for words in ((LIKE, "--imd", "nowhere"), (LIKE, "--imd", "host:0")):
        done = subprocess.run([CLI, "watch", *words], capture_output=True, text=True, env=ENV, timeout=60)
        assert done.returncode == 2 and "is not HOST:PORT" in done.stderr, (words, done.returncode, done.stderr)
    assert subprocess.run([CLI, "watch", LIKE, "-o", FOLDER / "x"], capture_output=True, env=ENV, timeout=60).returncode == 2


def test_the_server_never_waits():
    """It sends as fast as it can what is more than any buffer of the system, and has sent it before the client is done."""
    n, began = 4000, time.monotonic()
    server = Server(handshake(2, "<"), b"".join(coordinates(k, "<") for k in range(n)), header(0, 0))
    events, _ = listen(server, "--every", 1)
    assert events[-1]["received"] == n, events[-1]
    assert time.monotonic() - began < 30


def test_interrupt():
    """SIGINT says goodbye to the server."""
    server = Server(handshake(2, "<"), coordinates(1, "<"), stays=True)
    process = subprocess.Popen([CLI, "watch", LIKE, "--imd", server.address, "--every", "1"], stdout=subprocess.PIPE, text=True, env=ENV)
    process.stdout.readline()
    process.terminate()
    assert process.wait(20) == 130
    server.thread.join(20)
    assert server.heard[8:16] == header(0, 0), server.heard


LAMMPS = """units metal
atom_style atomic
lattice fcc 4.05
region box block 0 3 0 3 0 3
create_box 2 box
create_atoms 1 box
set type 1 type/fraction 2 0.5 12345
mass 1 63.5
mass 2 91.2
pair_style lj/cut 6.0
pair_coeff * * 0.2 2.4
velocity all create 300 4321
fix 1 all nve
timestep 0.001
write_data atoms.data
fix 2 all imd {port} trate 10 unwrap on nowait off
dump 1 all custom 10 own.dump id type xu yu zu
dump_modify 1 sort id format float %.5f
run 200
"""


def test_lammps():
    """Frames of a real simulation are those of its own dump."""
    if not shutil.which("lmp"):
        return "lmp is not installed"
    folder = FOLDER / "lammps"
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "in").write_text(LAMMPS.format(port=port))
    lammps = subprocess.Popen(["lmp", "-in", "in"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        end = time.monotonic() + 30
        while not (folder / "own.dump").exists() and time.monotonic() < end:
            if (folder / "atoms.data").exists():
                with socket.socket() as probe:
                    if port_is_open(port):
                        break
            time.sleep(0.05)
        done = subprocess.run([CLI, "watch", folder / "atoms.data", "--imd", f"127.0.0.1:{port}", "-o", folder / "imd.dump", "--every", "10"],
                              capture_output=True, text=True, env=ENV, timeout=60)
        assert lammps.wait(30) == 0, lammps.stdout.read()
    finally:
        lammps.kill()
    own = frames_of(folder / "own.dump")
    came = frames_of(folder / "imd.dump")
    assert len(came) >= 15, (done.stdout, done.stderr)
    for step, atoms in came.items():
        assert step in own, (step, sorted(own))
        worst = max(abs(a - b) for x, y in zip(atoms, own[step]) for a, b in zip(x, y))
        assert worst < 2e-5, (step, worst)
    return None


def port_is_open(port):
    """Whether somebody listens there, without connecting: it would be taken for the client."""
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        local, state = line.split()[1], line.split()[3]
        if state == "0A" and int(local.split(":")[1], 16) == port:
            return True
    return False


def frames_of(path):
    frames = {}
    for piece in path.read_text().split("ITEM: TIMESTEP\n")[1:]:
        lines = piece.splitlines()
        rows = [line.split() for line in lines[lines.index(next(x for x in lines if x.startswith("ITEM: ATOMS"))) + 1:]]
        frames[int(lines[0])] = [tuple(map(float, row[2:5])) for row in rows if len(row) == 5]
    return frames


def main():
    tests = [(name, function) for name, function in sorted(globals().items()) if name.startswith("test_")]
    wanted = sys.argv[2:]
    tests = [t for t in tests if not wanted or t[0] in wanted]
    print(f"1..{len(tests)}")
    failed = 0
    for number, (name, function) in enumerate(tests, 1):
        try:
            skipped = function()
            print(f"ok {number} {name}" + (f" # SKIP {skipped}" if skipped else ""), flush=True)
        except Exception as error:  # noqa: BLE001
            failed += 1
            print(f"not ok {number} {name}\n# " + re.sub("\n", "\n# ", f"{type(error).__name__}: {error}"), flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    return 1 if failed else 0


sys.exit(main())
