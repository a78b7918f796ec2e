"""The manual: do its links lead somewhere, does it have a place for all that the program has, and do its commands do what it says?

    test_manual.py VITRINE-CLI MAKE-HTML LIST-TABLES pages|commands|commands-long

A block of code with the word `sh` holds commands. The block `text` behind it holds what they print or write: each of its
lines stands there, and … stands for anything. `sh long` marks commands that take above five seconds.
"""
import html.parser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

CLI, MAKE_HTML, LIST_TABLES, PART = sys.argv[1:]
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MANUAL = ROOT / "docs" / "manual"
SAMPLES = ROOT / "resources" / "samples"
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted(MANUAL.glob("*.md"))}

# Processor time of a command of the suite proper, s; the machine may be slower than the one it was measured on.
MOST_SECONDS = 5
SLACK = 4


def make_slug(heading):
    text = re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text))


def without_code(text):
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M))


def anchors_of(text):
    slugs = {make_slug(line.lstrip("#")) for line in text.splitlines() if line.startswith("#")}
    return slugs | set(re.findall(r'<a id="([^"]+)"></a>', text))


# ---- Pages

def test_links_lead_somewhere():
    wrong, n = [], 0
    for name, text in PAGES.items():
        for target in re.findall(r"\]\(([^)\s]+)\)", without_code(text)):
            n += 1
            file, _, anchor = urllib.parse.unquote(target).partition("#")
            if ":" in target or file.startswith(("/", "..")):
                wrong.append(f"{name}: {target} leads out of the manual")
            elif file and not (MANUAL / file).is_file():
                wrong.append(f"{name}: there is no {file}")
            elif anchor and anchor not in anchors_of(PAGES[file or name]):
                wrong.append(f"{name}: there is no {target}")
    assert n > 200, n
    assert not wrong, "\n".join(wrong)


def test_anchors_are_of_one_place():
    found = [anchor for text in PAGES.values() for anchor in re.findall(r'<a id="([^"]+)"></a>', text)]
    twice = {anchor for anchor in found if found.count(anchor) > 1}
    assert not twice, twice


def test_contents_have_all_pages():
    listed = re.findall(r"^- \[[^]]+\]\(([^)]+)\)", PAGES["index.md"], re.M)
    assert sorted(listed) == sorted(set(PAGES) - {"index.md"}), set(listed) ^ set(PAGES)


def test_pictures_are_shown_and_small():
    shown = {name for text in PAGES.values() for name in re.findall(r"!\[[^]]+\]\(([^)]+)\)", text)}
    there = {path.relative_to(MANUAL).as_posix() for path in MANUAL.rglob("*.png")}
    assert shown == there, shown ^ there
    large = [name for name in there if (MANUAL / name).stat().st_size > 160_000]
    assert not large, large


def test_all_of_the_program_has_a_place():
    if not LIST_TABLES:
        return "this build has no window"
    rows = [line.split("\t") for line in subprocess.run([LIST_TABLES], capture_output=True, text=True, check=True).stdout.splitlines()]
    options = subprocess.run([CLI, "options"], capture_output=True, text=True, check=True).stdout.splitlines()[1:]
    anchors = {anchor for text in PAGES.values() for anchor in re.findall(r'<a id="([^"]+)"></a>', text)}
    wanted = {f"{row[0]}-{row[1]}" for row in rows if row[0] in ("figure", "quantity", "action")}
    wanted |= {row[1] for row in rows if row[0] == "symbol"}
    wanted |= {"option-" + ".".join(line.split("\t")[:2]) for line in options}
    wanted |= {"options-" + line.split("\t")[0] for line in options}
    # What has the keys in the panels: see vit_help_topic_set().
    wanted |= {"runs", "playhead", "inspector"}
    assert len(wanted) > 200, len(wanted)
    assert not wanted - anchors, sorted(wanted - anchors)
    pages = {row[1] + ".md" for row in rows if row[0] == "page"}
    assert pages and not pages - set(PAGES), pages - set(PAGES)
    return None


def test_figures_say_what_is_to_be_said():
    """Each section of a figure or quantity has its parts."""
    wrong = []
    for name, text in PAGES.items():
        for kind, topic, body in re.findall(r'<a id="(figure|quantity)-([^"]+)"></a>(.*?)(?=<a id="|\Z)', text, re.S):
            parts = ("**What it shows.**", "**How it is computed.**", "**Beware.**", "**On the demo.**") if kind == "figure" else \
                ("**Computed.**", "**Beware.**")
            wrong += [f"{name}: {topic} lacks {part}" for part in parts if part not in body]
            if kind == "figure" and "```sh" not in body:
                wrong.append(f"{name}: {topic} shows no command")
    assert not wrong, "\n".join(wrong)


def test_messages_are_those_of_the_program():
    """Each that is quoted in a heading of the page stands in the sources, but for what varies."""
    sources = " ".join(path.read_text(encoding="utf-8") for folder in ("core", "ui", "app") for path in (ROOT / folder).rglob("*.c"))
    sources = re.sub(r'"\s*\n\s*"', "", sources).replace('\\"', '"')
    wrong, n = [], 0
    for message in re.findall(r'^### "(.*)"$', PAGES["troubleshooting.md"], re.M):
        n += 1
        for piece in (part.strip() for part in message.split("…")):
            words = re.escape(piece).replace(r"T_ML", "T_ML")
            if piece and not re.search(words, sources) and not re.search(words.replace("not\\ a\\ ", "not a "), sources):
                wrong.append(f"{message}: {piece}")
    assert n > 15, n
    assert not wrong, "\n".join(wrong)


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.targets = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for key, value in attributes:
            if key == "id":
                self.ids.add(value)
            elif key in ("href", "src"):
                self.targets.append(value)
        assert tag != "script", "a script"


def test_html_is_whole():
    """All links of the pages in HTML lead somewhere in their folder."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([MAKE_HTML, str(MANUAL), folder], check=True)
        pages = {path.name: Page(path.read_text(encoding="utf-8")) for path in pathlib.Path(folder).glob("*.html")}
        assert {name[:-5] for name in pages} == {name[:-3] for name in PAGES}
        wrong = []
        for name, page in pages.items():
            for target in page.targets:
                file, _, anchor = urllib.parse.unquote(target).partition("#")
                if ":" in target or (file and not (pathlib.Path(folder) / file).is_file()):
                    wrong.append(f"{name}: {target}")
                elif anchor and anchor not in pages[file or name].ids:
                    wrong.append(f"{name}: there is no {target}")
        assert not wrong, "\n".join(wrong)


def test_html_refuses_what_is_no_manual():
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([MAKE_HTML, folder, folder + "/out"], capture_output=True, text=True, check=False)
        assert done.returncode == 1 and "index.md" in done.stderr, done


# ---- Commands

def list_blocks():
    """(page, whether it is long, commands, lines that are shown)."""
    for name, text in PAGES.items():
        pattern = r"^```sh( long)?\n(.*?)^```\n(?:\n```text\n(.*?)^```)?"
        for long, commands, output in re.findall(pattern, text, re.S | re.M):
            yield name, bool(long), commands.splitlines(), output.splitlines()


def has_line(everything, line):
    pieces = [re.escape(piece) for piece in re.split(r"…", line.strip())]
    return re.search(".*".join(pieces), everything)


def run_block(folder, name, commands, output):
    said = ""
    for command in commands:
        assert command.startswith("vitrine-cli "), f"{name}: {command}"
        began = os.times()
        done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
        now = os.times()
        took = now.children_user - began.children_user
        assert done.returncode == 0, f"{name}: {command}: {done.returncode}: {done.stderr[-600:]}"
        assert PART == "commands-long" or took < SLACK * MOST_SECONDS, f"{name}: {command} took {took:.1f} s: mark it as long"
        said += done.stdout + done.stderr
        written = re.search(r"-o (\S+)", command)
        path = folder / written[1] if written else None
        if path and path.suffix in (".csv", ".vitrine") and path.is_file():
            said += path.read_text(encoding="utf-8")
    wrong = [line for line in output if line.strip() and not has_line(said, line)]
    assert not wrong, f"{name}: {commands[-1]} does not say\n" + "\n".join(wrong)


def run_commands(long):
    blocks = [block for block in list_blocks() if block[1] == long]
    assert blocks
    wrong = []
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "samples"
        shutil.copytree(SAMPLES, folder)
        (pathlib.Path(place) / "vitrine-cli").symlink_to(CLI)
        os.environ["PATH"] = f"{place}:{os.environ['PATH']}"
        os.environ["VITRINE_CACHE_DIR"] = f"{place}/cache"
        # Stores lie beside the studies here, as they do for a reader.
        os.environ.pop("VITRINE_STORE", None)
        for name, _, commands, output in blocks:
            began = time.monotonic()
            try:
                run_block(folder, name, commands, output)
            except AssertionError as error:
                wrong.append(str(error))
            if os.environ.get("VITRINE_TEST_VERBOSE"):
                print(f"# {time.monotonic() - began:6.2f} s {name}: {commands[-1]}", flush=True)
    assert not wrong, "\n".join(wrong)


def test_commands_do_what_is_shown():
    run_commands(False)


def test_long_commands_do_what_is_shown():
    run_commands(True)


def main():
    of_part = {"commands": [test_commands_do_what_is_shown], "commands-long": [test_long_commands_do_what_is_shown]}
    tests = of_part.get(PART) or [test for name, test in globals().items()
                                  if name.startswith("test_") and "commands" not in name]
    print(f"1..{len(tests)}")
    for i, test in enumerate(tests, 1):
        try:
            why = test()
            print(f"ok {i} {test.__name__}" + (f" # SKIP {why}" if why else ""))
        except Exception as error:
            print("# " + "\n# ".join(f"{type(error).__name__}: {error}".splitlines()))
            print(f"not ok {i} {test.__name__}")


main()
