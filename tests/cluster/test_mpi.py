#!/usr/bin/env python3
"""vitrine-mpi under OpenMPI and MPICH: 108,000 atoms on 1, 2, 3 and 8 ranks (of the second library on 8) give the bytes that one rank gives, and those
are the numbers of vitrine-cli; a box with empty space, so that ranks own no atom; a tilted box with surfaces. Speaks TAP.
Arguments: vitrine-cli, then NAME=PROGRAM for each MPI library that there is."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import big_glass  # noqa: E402

CLI = sys.argv[1]
PROGRAMS = dict(argument.split("=", 1) for argument in sys.argv[2:])
LAUNCHERS = {
    "openmpi": ["mpirun.openmpi", "--oversubscribe", "--bind-to", "none"],
    "mpich": ["mpirun.mpich"],
}
ENVIRONMENT = os.environ | {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "VITRINE_CACHE_DIR": ""}
RESULTS = "voronoi,bond-order,displacement,d2min,clusters,percolation"
COLUMNS = "voronoi,volume,d5,q4,w4,q6,w6,q6_avg,w6_avg,displacement,distance,d2min,mises,rotation,volumetric"
count = 0


def report(good, what, *details):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} {what}", *(f"\n# {line}" for d in details for line in str(d).splitlines()),
          sep="", flush=True)
    return good


def run(words, seconds=240):
    """A launcher that is missing or hangs ends after @seconds."""
    return subprocess.run(["timeout", str(seconds), *words], capture_output=True, text=True, env=ENVIRONMENT)


def other_processors(folder, path, expected, options):
    """Kernels without the instructions of newer processors, on three ranks; and two threads."""
    library = next(iter(PROGRAMS))
    for words, what in ((["env", "VITRINE_CPU=plain"], "kernels without AVX2 give the same bytes"), ([], "two threads give the same bytes")):
        output = folder / "other.dump"
        more = [] if words else ["--threads", "2"]
        out = run([*words, *LAUNCHERS[library], "-n", "3", PROGRAMS[library], "frame", str(path), *options, *more, "-o", str(output)])
        report(out.returncode == 0 and output.read_bytes() == expected[1].read_bytes(), what, out.returncode, out.stderr)


def frame(library, n_ranks, dump, output, *options):
    """Standard output of vitrine-mpi frame, or None."""
    out = run([*LAUNCHERS[library], "-n", str(n_ranks), PROGRAMS[library], "frame", str(dump), *options, "-o", str(output)])
    if out.returncode:
        print(f"# {out.returncode}: {out.stderr}")
        return None
    return out.stdout


def compare(folder, name, sizes, options, **dump):
    """All numbers of ranks of all libraries, against one rank of the first."""
    path = folder / f"{name}.dump"
    big_glass.write(path, **dump)
    expected = None
    first = next(iter(PROGRAMS))
    for library in PROGRAMS:
        # Of the second library the most ranks alone: the first has shown that they do not matter.
        for n_ranks in sizes if library == first else sizes[-1:]:
            output = folder / f"{name}.{library}.{n_ranks}.dump"
            text = frame(library, n_ranks, path, output, *options)
            if text is None:
                report(False, f"{name}: {library} on {n_ranks} ranks")
                continue
            if expected is None:
                expected = text, output
            else:
                same = text == expected[0] and output.read_bytes() == expected[1].read_bytes()
                report(same, f"{name}: {library} on {n_ranks} ranks gives the bytes of one rank", "" if same else text)
                output.unlink()
    return path, expected


def read_columns(path):
    lines = path.read_text().splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("ITEM: ATOMS"))
    names = lines[start].split()[2:]
    return {name: values for name, values in zip(names, zip(*(line.split() for line in lines[start + 1:])))}


def against_one_process(folder, path, expected):
    output = folder / "one-process.dump"
    out = run([CLI, "atoms", str(path), "--species", "Cu,Zr", "-f", "0", "--to-frame", "1", "--cutoff", "3.6", "-p", COLUMNS,
               "-o", str(output)])
    if out.returncode:
        return report(False, "vitrine-cli computes the same frame", out.stderr)
    theirs, ours = read_columns(output), read_columns(expected[1])
    wrong = [name for name in theirs if name not in ("element",) and theirs[name] != ours.get(name)]
    return report(not wrong and len(theirs) >= 20, "columns have the digits of vitrine-cli", f"differ: {wrong}" if wrong else "")


def wraps_everywhere(expected):
    line = next((line for line in expected[0].splitlines() if line.startswith("clusters:")), "")
    return report("one along all" in line, "one cluster winds around the box across all faces", line)


def ranks_without_atoms(folder, path):
    """By the report of eight ranks of the box that is mostly empty."""
    library = next(iter(PROGRAMS))
    out = run([*LAUNCHERS[library], "-n", "8", PROGRAMS[library], "frame", str(path), "--frame", "0", "--results", "voronoi",
               "--report"])
    lines = [line.split() for line in out.stderr.splitlines()]
    names = next((line for line in lines if line[:1] == ["rank"]), [])
    owned = [int(line[names.index("atoms")]) for line in lines if len(line) == len(names) > 0 and line[0].isdigit()]
    return report(len(owned) == 8 and 0 in owned, "a rank owns no atom", out.stderr)


def failures(path):
    for library in PROGRAMS:
        out = run([*LAUNCHERS[library], "-n", "3", PROGRAMS[library], "frame", str(path), "--frame", "7"], 60)
        good = out.returncode == 1 and out.stderr.count("there is no frame 7") == 1
        report(good, f"{library}: an error is told once", "" if good else out.stderr)
        out = run([*LAUNCHERS[library], "-n", "2", PROGRAMS[library], "--version"], 60)
        words = {"openmpi": "Open MPI", "mpich": "MPICH"}[library]
        report(out.returncode == 0 and out.stdout.count(words) == 1, f"{library}: --version", out.stdout, out.stderr)


def main():
    for library in list(PROGRAMS):
        if not shutil.which(LAUNCHERS[library][0]):
            del PROGRAMS[library]
    if not PROGRAMS:
        print("1..0 # SKIP vitrine-mpi was not built, or there is no mpirun: install openmpi or mpich, and -Dmpi=both")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        motion = ("--reference", "0", "--cutoff", "3.6", "--results", RESULTS, "--of", "v", "--above")
        path, expected = compare(folder, "glass", (1, 2, 3, 8), (*motion, "1.55"), times=(3, 3, 6), n=108000)
        if expected:
            against_one_process(folder, path, expected)
            wraps_everywhere(expected)
        failures(path)
        path, expected = compare(folder, "empty-space", (1, 3, 8), (*motion, "1.55"), times=(2, 1, 1), n=4000, vacuum=4)
        if expected:
            other_processors(folder, path, expected, (*motion, "1.55"))
        ranks_without_atoms(folder, path)
        compare(folder, "tilted", (1, 2, 5), ("--reference", "0", "--cutoff", "3.6", "--results",
                                              "displacement,d2min,clusters,percolation", "--of", "v", "--above", "1.55"),
                times=(2, 2, 1), n=8000, tilt=(0.3, -0.2, 0.1), edge_words="pp ff pp", strain=0.01)
    print(f"1..{count}")


main()
