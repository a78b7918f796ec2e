#!/usr/bin/python3
"""The dialog of exports: a journal is chosen, its verdicts read, a mend taken, source data written. Speaks TAP."""
import pathlib
import re
import sys
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desktop import (FOLDER, label_with, main, node_named, press, save_as, settle, start_demo,  # noqa: E402
                     take_picture, type_path, wait_for, windows, xdotool)

PICTURES = None


def picture(name):
    if PICTURES:
        take_picture(pathlib.Path(PICTURES) / f"{name}.png")


def export_chart():
    """The dialog of one chart: that of mechanics has curves of both runs."""
    xdotool("key", "ctrl+e")
    wait_for("the dialog", lambda: "Export Figure" in windows())
    wait_for("the preview", label_with("True size:"))
    xdotool("windowfocus", windows()["Export Figure"])
    settle()


def pick(*keys):
    """An entry of the drop-down with the focus."""
    settle()
    for key in ("space", *keys, "Return"):
        xdotool("key", key)
        settle(0.3)


def test_preview_in_true_size():
    start_demo()
    export_chart()
    wait_for("the width of a page", label_with("True size: 180 ×"))
    picture("export-plain")


def test_journal():
    xdotool("key", "Tab", "Tab", "space", "Tab")
    pick("Down")
    wait_for("the width of Nature", label_with("True size: 89 ×"))
    wait_for("the verdicts", label_with("Nature:"))
    wait_for("a rule", label_with("Smallest text"))
    picture("export-nature")
    xdotool("key", "Tab")
    pick("Down")
    wait_for("the double column", label_with("True size: 183 ×"))
    wait_for("the verdicts of that", label_with("Nature:"))
    settle(0.5, 5)
    picture("export-double")


def fails():
    label = label_with("Nature:")() or ""
    found = re.search(r"(one|\d+) rules? fails?", label)
    return 0 if not found else 1 if found[1] == "one" else int(found[1])


def test_mend_is_taken():
    before = fails()
    if before == 0:
        return
    button = wait_for("a mend", lambda: next((n for n in walk_buttons() if n.startswith("Take ")), None))
    press(button)
    wait_for("fewer rules that fail", lambda: fails() < before)


def walk_buttons():
    from desktop import program, walk
    return [node.name for node in walk(program()) if node.role == "push button"]


def test_written_with_source_data():
    out = FOLDER / "journal.svg"
    press("Choose Name…")
    wait_for("the file chooser", lambda: node_named("Save"))
    settle(0.3)
    type_path(out)
    wait_for("the file", out.exists)
    wait_for("the dialog's end", lambda: "Export Figure" not in windows())
    width = float(re.search(r'<svg [^>]*width="([\d.]+)pt"', out.read_text(encoding="utf-8"))[1])
    assert abs(width * 25.4 / 72 - 183) < 0.01, width
    zipped = FOLDER / "journal-source.zip"
    wait_for("the source data", zipped.exists)
    with zipfile.ZipFile(zipped) as pack:
        assert {"README.txt", "caption.txt", "study.vitrine"} <= set(pack.namelist()), pack.namelist()


def test_settings_are_kept_with_the_study():
    path = FOLDER / "kept.vitrine"
    save_as(path)
    text = path.read_text(encoding="utf-8")
    assert "journal=nature" in text and "width=double" in text and "[figure " in text, text
    export_chart()
    wait_for("the same as before", label_with("True size: 183 ×"))
    xdotool("key", "Escape")
    wait_for("the dialog's end", lambda: "Export Figure" not in windows())


if len(sys.argv) > 2:
    PICTURES = sys.argv.pop()
main(globals())
