#!/usr/bin/env python3
"""Names and values that nobody can mean: refused on the command line with the nearest name, and said of a study with its file,
group, key and line. Nothing is taken in silence."""
import csv
import functools
import random
import re

from harness import FOLDER, MODEL, SAMPLES, Study, cli, figure_text, main, new_path, run_of, sound

RUNS = ("sound", "second sound")


@functools.cache
def study():
    return Study(*(run_of(sound(), label) for label in RUNS), model=MODEL, analysis={"cutoff": 3.85}).write()


def write(text):
    path = new_path(".vitrine")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def lines_of_study(*more):
    """A study with a run as lines; a place to put others."""
    return ["[study]", "version=1", "title=A study", "", "# of the demo", "[run 1]", f"files={sound()};", "label=sound",
            "temperature=100", *more]


@functools.cache
def options():
    return list(csv.DictReader(cli("options").stdout.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def misspell(word, random_):
    """One letter is another, missing, or twice."""
    at = random_.randrange(len(word))
    how = random_.randrange(3)
    return word[:at] + ("#", "", 2 * word[at])[how] + word[at + 1:] if how != 0 or word[at] != "#" else word


def check_line(said, path, line, *words):
    """A message for people that names the line."""
    found = [row for row in said.splitlines() if row.replace("vitrine-cli: ", "").startswith(f"{path}:{line}: ")]
    assert found and all(word in found[0] for word in words), (line, words, said)


# ---- The command line ----

def test_options_of_a_run_name_one():
    for row in options():
        if row["type"] != "run":
            continue
        name = f"{row['group']}.{row['key']}"
        for label, nearest in (("soun", "sound"), ("second sounds", "second sound"), ("x", "sound")):
            for words in (("figure", study(), "correlation", "-o", FOLDER / "no.csv"), ("run", study()),
                          ("study", sound(), "-o", FOLDER / "none.vitrine")):
                done = cli(*words, "--set", f"{name}={label}", expect=2)
                if words[0] == "run" and row["group"] == "view":
                    assert "bears on what is shown" in done.stderr, done.stderr
                    continue
                wanted = "sound" if words[0] == "study" else nearest
                assert f'{name}: there is no run "{label}"; the nearest is "{wanted}"' in done.stderr, done.stderr
    assert not (FOLDER / "none.vitrine").exists() and not (FOLDER / "no.csv").exists()
    done = cli("figure", study(), "slice", "--run", "secnd sound", "-o", FOLDER / "no.csv", expect=2)
    assert 'the nearest is "second sound"' in done.stderr, done.stderr


def test_a_run_that_is_there_is_taken():
    for row in options():
        if row["type"] == "run" and row["group"] != "view":
            assert "no run" not in cli("run", study(), "--set", f"{row['group']}.{row['key']}=second sound").stderr


def test_misspelt_names_have_a_nearest():
    """Commands, options of the program, options of the study, figures."""
    random_ = random.Random(1)
    commands = re.findall(r"^  (\w+) ", cli("--help").stdout.split("Options:")[0], re.M)
    for command in commands:
        wrong = misspell(command, random_)
        near = [name for name in commands if len(name) == len(wrong) and sum(a != b for a, b in zip(name, wrong)) < 2]
        if wrong in commands or len(near) > 1:
            continue
        assert f'there is no command "{wrong}"; the nearest is {command}\n' in cli(wrong, expect=2).stderr, wrong
        names = re.findall(r"--([a-z-]+)", cli(command, "--help").stdout.partition("Application Options:")[2])
        for name in random_.sample(names, min(3, len(names))):
            wrong = name + "x"
            said = cli(command, "--" + wrong, expect=2).stderr
            assert f"Unknown option --{wrong}; the nearest is --" in said, said
    for row in random_.sample(options(), 10):
        name = f"{row['group']}.{row['key']}"
        said = cli("run", study(), "--set", f"{name}x=1", expect=2).stderr
        assert f"there is no option {name}x; the nearest is {name} " in said, said
    figures = re.findall(r"^  ([a-z-]+) ", cli("figure", "--help").stdout.split("Figures:")[1], re.M)
    for name in random_.sample(figures, 8):
        said = cli("figure", study(), name + "e", "-o", FOLDER / "no.csv", expect=2).stderr
        assert f'there is no figure "{name}e"; the nearest is {name};' in said, said


# ---- A study ----

def test_unknown_groups_and_keys_are_said():
    lines = lines_of_study("temprature=100", "", "[liquid like]", "rule=percentage", "[distribution]", "bin-widht=40",
                           "[plasticity]", "nearest=3", "[run]", "files=x", "[runs 3]")
    path = write("\n".join(lines))
    said = cli("run", path, expect=None).stderr
    check_line(said, path, lines.index("temprature=100") + 1, "temprature", "[run 1]", "the nearest is temperature")
    check_line(said, path, lines.index("[liquid like]") + 1, "[liquid like]", "the nearest is [liquid-like]")
    check_line(said, path, lines.index("bin-widht=40") + 1, "bin-widht", "[distribution]", "the nearest is bin-width")
    check_line(said, path, lines.index("nearest=3") + 1, "nearest", "[plasticity]", "the nearest is nearest in [structure]")
    check_line(said, path, lines.index("[run]") + 1, "[run]", "the nearest is [run 1]")
    check_line(said, path, lines.index("[runs 3]") + 1, "[runs 3]")
    # What nothing reads is kept all the same.
    cli("study", "-o", path, "--title", "kept")
    kept = path.read_text(encoding="utf-8")
    assert all(line in kept for line in ("temprature=100", "[liquid like]", "bin-widht=40", "title=kept"))


def test_known_groups_and_keys_are_not():
    """Every key that the program writes, at values off the default, and all studies that come along."""
    done = cli("run", study())
    assert not done.stderr, done.stderr
    path = new_path(".vitrine")
    words = [word for row in options() if row["type"] in ("switch", "choice", "integer")
             for word in ("--set", f"{row['group']}.{row['key']}={row['values'].split('|')[-1].split('..')[-1] or 1}")]
    cli("study", sound(), "-m", MODEL, "-T", 100, "--stress", 1, "--frequency", 1e10, "--species", "Cu,Zr", "--timestep", 0.002,
        "--title", "all", *words, "-o", path)
    assert "nothing reads" not in cli("study", "-o", path).stderr
    for sample in SAMPLES.glob("*.vitrine"):
        copy = write(sample.read_bytes())
        said = cli("study", "-o", copy).stderr
        assert not said, (sample, said)


def test_what_stands_twice_is_said():
    lines = lines_of_study("temperature=200", "[liquid-like]", "percentage=5", "[run 1]", "files=b.dump")
    path = write("\n".join(lines))
    said = cli("run", path, expect=None).stderr
    check_line(said, path, 10, "temperature in [run 1] stands in line 9, too")
    check_line(said, path, 13, "[run 1] stands in line 6, too")
    check_line(said, path, 14, "files in [run 1] stands in line 7, too")


def test_options_of_a_study_that_name_no_run():
    for row in options():
        if row["type"] == "run":
            lines = lines_of_study("", f"[{row['group']}]", f"{row['key']}=suond")
            path = write("\n".join(lines))
            check_line(cli("run", path, expect=None).stderr, path, len(lines), f"{row['group']}.{row['key']}",
                       'there is no run "suond"; the nearest is "sound"')


def test_syntax_errors_name_their_line():
    random_ = random.Random(2)
    for wrong in ("no key", "[no end", "=no name", "]", "[a[b]", "key with no equals sign"):
        for _ in range(6):
            lines = lines_of_study("", "[structure]", "pool=1", "# the end", "")
            at = random_.randrange(1, len(lines) + 1)
            lines.insert(at, wrong)
            path = write("\n".join(lines) + "\n" * random_.randrange(3))
            before = path.read_bytes()
            done = cli("run", path, expect=1)
            check_line(done.stderr, path, at + 1, "is not a Vitrine study")
            assert path.read_bytes() == before


def test_wrong_values_of_a_run():
    """Warned or refused, never taken in silence; and the file stays as it is."""
    wrong = {"shown": ("maybe", "2", "", "yess"), "timestep": ("-1", "nan", "inf", "0.002 ps", ""),
             "temperature": ("nan", "-inf", "-100", "hot", "1e999", "100,5"), "stress": ("nan", "inf", "two"),
             "frequency": ("-1", "nan", "2e10Hz", "inf")}
    for key, values in wrong.items():
        for value in values:
            lines = [line for line in lines_of_study(f"{key}={value}") if not line.startswith("temperature=") or key == "temperature"]
            lines = [line for line in lines if line != "temperature=100"]
            path = write("\n".join(lines))
            before = path.read_bytes()
            done = cli("run", path, expect=None)
            check_line(done.stderr, path, lines.index(f"{key}={value}") + 1, key)
            assert done.returncode in (0, 1) and path.read_bytes() == before, (key, value)
    for word, shown in (("true", True), ("false", False), ("yes", True), ("no", False), ("1", True), ("off", False)):
        path = write("\n".join(lines_of_study(f"shown={word}")))
        assert f"shown={'true' if shown else 'false'}" in after_saving(path), word


def after_saving(path):
    done = cli("study", "-o", path)
    assert not done.stderr, done.stderr
    return path.read_text(encoding="utf-8")


def test_text_that_is_not_utf8():
    """Of a run, of an option: refused with the line. In a comment and in a key that nothing reads it is kept."""
    for key, extra in (("label", b"label=s\xffund"), ("species", b"species=C\xe4;Zr"), ("log", b"log=l\xf6g"), ("files", b"files=\xff;"),
                       ("title", b"[study]\ntitle=\xff"), ("pair-cutoffs", b"[structure]\npair-cutoffs=\xff"),
                       ("colour-column", b"[view]\ncolour-column=\xc3")):
        text = "\n".join(lines_of_study()).encode() + b"\n" + extra + b"\n"
        path = write(text)
        done = cli("run", path, expect=1)
        check_line(done.stderr, path, text.count(b"\n"), key, "is not UTF-8")
        assert path.read_bytes() == text
    text = b"# Gr\xf6\xdfe\n" + "\n".join(lines_of_study()).encode() + b"\nmine=\xff\n"
    path = write(text)
    cli("study", "-o", path, "--title", "new")
    assert b"# Gr\xf6\xdfe" in path.read_bytes() and b"mine=\xff" in path.read_bytes()


def test_numbers_of_options_that_are_none():
    """Refused with the line, or clamped and said with the line."""
    for row in options():
        if row["type"] not in ("number", "integer", "switch", "choice"):
            continue
        for value in ("nan", "inf", "-inf", "one", "1e999", "0x", "1,5", ""):
            lines = lines_of_study("", f"[{row['group']}]", f"{row['key']}={value}")
            path = write("\n".join(lines))
            done = cli("study", "-o", path, expect=None)
            check_line(done.stderr, path, len(lines), row["group"], row["key"])
            assert done.returncode in (0, 1), done


main()
