#!/usr/bin/env python3
"""Figures by the rules of journals on the command line: sizes, checks, settings of a study, source data. Speaks TAP."""
import io
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipfile

CLI = sys.argv[1]
SAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "resources" / "samples"
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-test-"))
ENV = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
ENV["VITRINE_CACHE_DIR"] = str(FOLDER / "cache")
ENV["XDG_CONFIG_HOME"] = str(FOLDER / "config")
STUDY = SAMPLES / "demo.vitrine"


def cli(*words, expect=0):
    done = subprocess.run([CLI, *map(str, words)], capture_output=True, text=True, env=ENV, check=False)
    assert done.returncode == expect, (words, done.returncode, done.stdout, done.stderr)
    return done


def rule(report, name):
    return next(r for r in report["rules"] if r["rule"] == name)


def own_study(more):
    """A copy of the demo study with groups of its own, beside the samples' absolute paths."""
    text = STUDY.read_text()
    for name in re.findall(r"^(?:files|log|file|stress-strain-log|quench-log)=(.*)$", text, re.M):
        for part in filter(None, name.split(";")):
            text = re.sub(rf"(?<==|;){re.escape(part)}", str(SAMPLES / part), text)
    path = FOLDER / "own.vitrine"
    path.write_text(text + more)
    return path


def test_width_of_every_class():
    for journal, width, mm in (("nature", "single", 89), ("nature", "double", 183), ("elsevier", "middle", 140)):
        out = FOLDER / "w.svg"
        cli("figure", STUDY, "stress-strain", "--journal", journal, "--width", width, "-o", out)
        points = float(re.search(r'<svg [^>]*width="([\d.]+)pt"', out.read_text())[1])
        assert abs(points * 25.4 / 72 - mm) < 0.001, (journal, width, points)


def test_wrong_words():
    out = FOLDER / "x.svg"
    assert "there are nature" in cli("figure", STUDY, "strain", "--journal", "natur", "-o", out, expect=2).stderr
    assert "single, double" in cli("figure", STUDY, "strain", "--journal", "nature", "--width", "triple", "-o", out,
                                   expect=2).stderr
    assert "needs --journal" in cli("figure", STUDY, "strain", "--width", "single", "-o", out, expect=2).stderr
    assert "needs --journal" in cli("figure", STUDY, "strain", "--check", expect=2).stderr
    assert "--legend" in cli("figure", STUDY, "strain", "--legend", "left", "-o", out, expect=2).stderr
    assert "--height" in cli("figure", STUDY, "strain", "--height", "-3", "-o", out, expect=2).stderr
    assert not out.exists()


def test_check_and_mend():
    """What a check offers is taken, and the check then holds."""
    usual = json.loads(cli("figure", STUDY, "strain", "--journal", "nature", "--check").stdout)
    assert usual["failures"] == 0 and rule(usual, "curves-apart")["verdict"] == "holds"
    report = json.loads(cli("figure", STUDY, "strain", "--journal", "nature", "--check", "--line-styles", "no", expect=1).stdout)
    assert report["figure"] == "strain" and report["width_mm"] == 89
    apart = rule(report, "curves-apart")
    assert apart["verdict"] == "fails" and "grey" in apart["found"]
    assert rule(report, "lines")["source"] == "from memory" and rule(report, "width")["source"] == "read at the journal"
    words = [f"--{key}={value}" for key, value in apart["mend"]["set"].items()]
    mended = json.loads(cli("figure", STUDY, "strain", "--journal", "nature", "--check", *words).stdout)
    assert mended["failures"] == 0 and rule(mended, "curves-apart")["verdict"] == "holds"


def test_settings_of_a_study():
    """The study's settings of a figure hold for it alone; the command line goes before them."""
    study = own_study("\n[figure strain]\nwidth=100\nlegend=none\ntitle=Strain & more\nx-range=0,200\n")
    cli("figure", study, "strain", "-o", FOLDER / "s.svg")
    text = (FOLDER / "s.svg").read_text()
    assert abs(float(re.search(r'width="([\d.]+)pt"', text)[1]) * 25.4 / 72 - 100) < 0.001
    assert "Strain &amp; more" in text and "creep 2.3 GPa" not in text
    assert ">200<" in text and ">250<" not in text
    cli("figure", study, "strain", "-o", FOLDER / "s.svg", "--legend", "above")
    assert "creep 2.3 GPa" in (FOLDER / "s.svg").read_text()
    cli("figure", study, "stress", "-o", FOLDER / "t.svg")
    assert "Strain" not in (FOLDER / "t.svg").read_text()


def test_limits():
    out = FOLDER / "l.svg"
    for words, said in ((["--y-range", "500,600"], "y-range: all data lie beyond it, from "), (["--x-range", ",-500"], "x-range: all"),
                        (["--x-range", "1e5,2e5", "--y-range", "1e6,"], "; y-range: all data")):
        done = cli("figure", STUDY, "strain", *words, "-o", out)
        assert "strain: " in done.stderr and said in done.stderr and "(warning)" in done.stderr, done.stderr
    low, high = map(float, re.search(r"from (\S+) to (\S+) \(warning", cli("figure", STUDY, "strain", "--y-range", "500,600", "-o", out).stderr).groups())
    numbers = [line.split(",") for line in cli("figure", STUDY, "strain", "-o", FOLDER / "l.csv") and (FOLDER / "l.csv").read_text().splitlines()]
    values = [float(v) for row in numbers[2:] if not row[0].startswith("#") for v in row[1::2] if v]
    assert abs(low - min(values)) < 1e-3 * abs(low) + 1e-4 and abs(high - max(values)) < 1e-3 * abs(high) + 1e-4, (low, high, min(values), max(values))
    for words in (["--y-range", f"{low - 1},{low + 1}"], ["--x-range", "0,"], ["--y-range", f",{high}"]):
        assert "beyond" not in cli("figure", STUDY, "strain", *words, "-o", out).stderr
    png = FOLDER / "l.png"
    said = cli("figure", STUDY, "strain", "--width", 2000, "--dpi", 1200, "-o", png, expect=1).stderr
    assert "94488 ×" in said and "at most 32767 along a side" in said and not png.exists(), said
    said = cli("figure", STUDY, "strain", "--width", 600, "--dpi", 1200, "-o", png, expect=1).stderr
    assert "400 million" in said and not png.exists(), said
    for value in "nan", "inf", "infinity":
        said = cli("figure", STUDY, "strain", "--width", value, "-o", out, expect=2).stderr
        assert f"width={value}: numbers from 10 to 2000, or a width of the journal" in said, said


def test_montage():
    """Panels of other runs and times, in groups of an SVG; each is a table of the source data."""
    study = own_study("\n[montage fig 1]\ngrid=1;2\npanels=slice;mean;\nplace-a=1;1;1;1\nruns-a=creep 2.3 GPa;\n"
                      "time-a=40\nplace-b=1;2;1;1\n\n[figure fig 1]\njournal=nature\nwidth=double\n"
                      "[montage lost]\ngrid=1;1\npanels=mean;\nplace-a=1;1;1;1\nruns-a=creep 9 GPa;\n")
    out = FOLDER / "fig.svg"
    cli("figure", study, "fig 1", "-o", out)
    text = out.read_text()
    first, second = text.split('<g id="panel-a">')[1].split('<g id="panel-b">')
    assert "creep 2.3 GPa" in first and "40 ps" in first and "creep 2.0 GPa" not in first
    assert "creep 2.0 GPa" in second and "font-weight=\"bold\">b<" in second
    assert abs(float(re.search(r'width="([\d.]+)pt"', text)[1]) * 25.4 / 72 - 183) < 0.001
    assert "panel a" in cli("figure", study, "lost", "-o", out, expect=2).stderr
    assert "there is no figure" in cli("figure", study, "fig 2", "-o", out, expect=2).stderr


def test_own_journal():
    own = FOLDER / "config" / "vitrine" / "journals"
    own.mkdir(parents=True)
    (own / "lab.journal").write_text("[journal]\ntitle=Lab\n[width]\npage=77\nsource=own\n")
    report = json.loads(cli("figure", STUDY, "stress-strain", "--journal", "lab", "--check", "--line-styles").stdout)
    assert report["width_mm"] == 77
    (own / "lab.journal").write_text("[width]\npage=77\nsoruce=own\n")
    done = cli("figure", STUDY, "strain", "--journal", "lab", "--check", expect=2)
    assert "lab.journal:3: soruce" in done.stderr, done.stderr


def test_source_data():
    """The zip says how the figure is made again: the same bytes come out. Its numbers are those of the CSV."""
    out = FOLDER / "source data.svg"
    done = subprocess.run([CLI, "figure", STUDY, "mean", "-t", "80", "--journal", "nature", "-o", out, "--source-data"],
                          capture_output=True, text=True, env=ENV, check=False)
    if "without libzip" in done.stderr:
        return "built without libzip"
    assert done.returncode == 0, done.stderr
    first = out.read_bytes()
    with zipfile.ZipFile(FOLDER / "source data-source.zip") as pack:
        assert pack.testzip() is None
        files = {name: pack.read(name).decode() for name in pack.namelist()}
    assert sorted(files) == ["README.txt", "caption.txt", "mean.csv", "study.vitrine"], sorted(files)
    line = next(l for l in files["README.txt"].splitlines() if l.startswith("vitrine-cli figure"))
    out.unlink()
    again = subprocess.run([CLI, *shlex.split(line)[1:]], env=ENV, check=False)
    assert again.returncode == 0 and out.read_bytes() == first
    assert "temperature = 100 K (user)" in files["caption.txt"]
    cli("figure", STUDY, "mean", "-t", "80", "-o", FOLDER / "m.csv")
    numbers = [l for l in (FOLDER / "m.csv").read_text().splitlines() if not l.startswith("#")]
    assert [l for l in files["mean.csv"].splitlines() if not l.startswith("#")] == numbers
    # The study in the zip opens where the samples are.
    (FOLDER / "inside.vitrine").write_text(files["study.vitrine"])
    assert "version=1" in files["study.vitrine"]
    return None


def test_source_data_replace_source_data_alone():
    """A study, or anything else, that has the name of the zip is left as it is, and so is the figure."""
    for command, names in (("figure", ["mean", "-o", FOLDER / "kept.svg"]), ("figures", ["-o", FOLDER / "kept"])):
        out = FOLDER / ("kept.svg" if command == "figure" else "kept/mean.svg")
        zipped = out.with_name(out.stem + "-source.zip")
        out.parent.mkdir(exist_ok=True)
        other = io.BytesIO()
        with zipfile.ZipFile(other, "w") as pack:
            pack.writestr("study.vitrine", "[study]\n")
        for content in (b"a text of mine", b"", other.getvalue()):
            zipped.write_bytes(content)
            done = cli(command, STUDY, *names, "--source-data", expect=2)
            assert f"{zipped}: is there, and is no source data" in done.stderr, done.stderr
            assert zipped.read_bytes() == content and not out.exists()
        zipped.unlink()
    # Source data are written over.
    if "without libzip" in subprocess.run([CLI, "figure", STUDY, "mean", "-o", FOLDER / "kept.svg", "--source-data"], env=ENV,
                                          capture_output=True, text=True, check=False).stderr:
        return "built without libzip"
    before = (FOLDER / "kept-source.zip").read_bytes()
    cli("figure", STUDY, "mean", "-t", "80", "-o", FOLDER / "kept.svg", "--source-data")
    assert (FOLDER / "kept-source.zip").read_bytes() != before
    return None


def test_captions_of_a_montage_are_paragraphs():
    study = own_study("\n[montage pair]\ngrid=1;2\npanels=slice;strain;\nplace-a=1;1;1;1\nplace-b=1;2;1;1\n")
    done = subprocess.run([CLI, "figure", study, "pair", "-o", FOLDER / "pair.svg", "--source-data"],
                          capture_output=True, text=True, env=ENV, check=False)
    if "without libzip" in done.stderr:
        return "built without libzip"
    assert done.returncode == 0, done.stderr
    captions = []
    for name in "slice", "strain":
        cli("figure", study, name, "-o", FOLDER / f"{name}.csv")
        captions += [line[2:] for line in (FOLDER / f"{name}.csv").read_text().splitlines()[:1]]
    with zipfile.ZipFile(FOLDER / "pair-source.zip") as pack:
        paragraphs = pack.read("caption.txt").decode().split("\n\n")
    assert all(c in paragraphs for c in captions), (captions, paragraphs[:4])
    return None


def test_pages_have_a_table_for_each_panel():
    done = subprocess.run([CLI, "figure", STUDY, "clusters", "-o", FOLDER / "c.svg", "--source-data"],
                          capture_output=True, text=True, env=ENV, check=False)
    if "without libzip" in done.stderr:
        return "built without libzip"
    with zipfile.ZipFile(FOLDER / "c-source.zip") as pack:
        panels = [name for name in pack.namelist() if name.startswith("panel-")]
        assert panels == [f"panel-{letter}.csv" for letter in "abcdef"], panels
        assert all(len(pack.read(name).splitlines()) > 3 for name in panels)
    return None


def main():
    tests = [(name, value) for name, value in globals().items() if name.startswith("test_")]
    print(f"1..{len(tests)}")
    for number, (name, test) in enumerate(tests, 1):
        try:
            skipped = test()
            print(f"ok {number} {name}" + (f" # SKIP {skipped}" if skipped else ""))
        except AssertionError as error:
            print(f"not ok {number} {name}\n# {error}")
    shutil.rmtree(FOLDER)


main()
