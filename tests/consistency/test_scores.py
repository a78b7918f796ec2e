#!/usr/bin/env python3
"""Figures of scores, number by number: those that `rank` prints, and each other."""
import functools
import json
import pathlib
import re
import tempfile

from harness import SAMPLES, atoms, blocks, cli, close, figure_text, main, new_path, number

DEMO = SAMPLES / "demo.vitrine"
RUN = "creep 2.3 GPa"
CHOSEN = ("--run", RUN, "--set", "ranking.indicator=s2:avg")


@functools.cache
def ranked(indicator):
    rows = json.loads(cli("rank", DEMO, "--run", RUN, "--target", "d2min", "--top", 10, "--indicator", indicator, "--json").stdout)["rows"]
    return {(row["indicator"], row["averaged"]): row for row in rows if row["species"] == "all"}


def table(name):
    (only,) = blocks(figure_text(DEMO, name, *CHOSEN))
    return only


def columns(name):
    rows = table(name).rows
    return [[number(row[k]) for row in rows] for k in range(len(rows[0]))]


def area(x, y):
    return sum((b - a) * (c + d) / 2 for a, b, c, d in zip([0] + x, x, [0] + y, y))


def test_ranking():
    rows = {row[0]: [number(v) for v in row[1:4]] for row in table("ranking").rows}
    for symbol, averaged in (("s_2", False), ("⟨s_2⟩", True)):
        row = ranked("s2")["s2", averaged]
        assert all(close(a, b, 1e-8) for a, b in zip(rows[symbol], (row["auc"], row["auc_low"], row["auc_high"]))), (rows[symbol], row)


def test_caption_of_a_ranking():
    """It says how many are not drawn, and which one was trained on the run itself."""
    model = new_path(".vitindicator")
    cli("learn", DEMO, "--run", RUN, "--target", "d2min", "--features", "volume", "--time", 80, "-o", model)
    for run, own in ((RUN, True), ("creep 2.0 GPa", False)):
        text = figure_text(DEMO, "ranking", "--run", run, "--set", "ranking.pool=0", "--time", 80, "--indicator-model", model)
        assert ("was trained on this run" in text) == own, text[:2000]
        (only,) = blocks(text)
        n_left_out = int(re.search(r"; (\d+) weaker ones are left out", text)[1])
        rows = json.loads(cli("rank", DEMO, "--run", run, "--target", "d2min", "--top", 10, "--time", 80, "--indicator-model", model,
                              "--json").stdout)["rows"]
        n_scored = sum(row["species"] == "all" and row["auc"] is not None for row in rows)
        assert len(only.rows) + n_left_out == n_scored, (len(only.rows), n_left_out, n_scored)


def test_the_chosen_one_is_drawn():
    """However weak it is."""
    usual = [row[0] for row in table("ranking").rows]
    group = [row for row in ranked("all").values() if row["auc"] is not None]
    weakest = min(group, key=lambda row: abs(row["auc"] - 0.5))
    name = weakest["indicator"] + (":avg" if weakest["averaged"] else "")
    (only,) = blocks(figure_text(DEMO, "ranking", *CHOSEN, "--set", f"ranking.indicator={name}"))
    drawn = [row[0] for row in only.rows]
    assert len(drawn) == len(usual) and drawn[:-1] == usual[:-1] and drawn[-1] != usual[-1], (name, usual, drawn)
    assert any(close(number(row[1]), weakest["auc"], 1e-8) for row in only.rows), (name, only.rows)


def test_curves():
    row = ranked("s2")["s2", True]
    false, recall = columns("roc")[:2]
    assert close(area(false, recall), row["auc"], 1e-3) and false[-1] == recall[-1] == 1
    recall, precision = columns("precision-recall")[:2]
    assert close(precision[-1], row["events"] / row["n"], 1e-8)
    assert recall == sorted(recall)


def test_score_against_width_and_interval():
    widths, auc = columns("score-average")[:2]
    assert close(auc[widths.index(0)], ranked("s2")["s2", False]["auc"], 1e-8)
    assert close(auc[widths.index(3)], ranked("s2")["s2", True]["auc"], 1e-8)
    intervals, auc = columns("score-interval")[:2]
    assert close(auc[intervals.index(5)], ranked("s2")["s2", True]["auc"], 1e-8)


def test_transfer():
    """The diagonal is what `learn` prints of each run, and what is said of the same glass."""
    words = ("--set", "ranking.features=s2,q6")
    (found,) = blocks(figure_text(DEMO, "transfer", *words))
    cells = {(row[1], row[0]): [number(v) for v in row[2:]] for row in found.rows}
    runs = ("creep 2.0 GPa", RUN)
    assert set(cells) == {(a, b) for a in runs for b in runs}, cells
    with tempfile.TemporaryDirectory() as folder:
        for run in runs:
            model = pathlib.Path(folder) / "one.vitindicator"
            told = json.loads(cli("learn", DEMO, "--run", run, "--target", "d2min", "--features", "s2,q6", "--per-species", "-o", model,
                                  "--json").stdout)["scores"][0]
            score, error, outside, same = cells[run, run]
            assert close(score, told["mean"], 1e-6) and close(error, told["error"], 1e-6) and outside == 0 and same == 1, (run, told)
    assert all(0.5 < score < 0.7 and same == 1 for score, _, _, same in cells.values()), cells


def test_deciles():
    tenths, share = columns("indicator-deciles")[:2]
    row = ranked("s2")["s2", True]
    assert tenths == list(range(1, 11))
    assert close(sum(share) / 1000, row["events"] / row["n"], 1e-4)


def test_map():
    """Hits are the highest of both, counted from the numbers of the other two maps."""
    one, target, hits = blocks(figure_text(DEMO, "indicator-map", *CHOSEN, "--time", 80, "--whole-box"))
    values = [{row[2]: number(row[8]) for row in block.rows} for block in (one, target, hits)]
    indicator, d2min, hit = values
    assert set(indicator) == set(d2min) == set(hit) and len(hit) == 5324
    events = sorted(d2min, key=d2min.get)[-len(d2min) // 10 + 1:]
    told = sorted(indicator, key=indicator.get)[-len(events):]
    assert len(events) == len(told) == 532
    for atom, value in hit.items():
        assert value == 1 + (atom in events) + 2 * (atom in told), (atom, value, d2min[atom], indicator[atom])
    # The same numbers as `atoms` has.
    printed = atoms(DEMO, "--run", RUN, "--time", 80, "-p", "s2:avg")
    assert all(close(number(value), indicator[name], 1e-8) for name, value in zip(printed["id"], printed["s2:avg"]))


def test_one_start_time():
    """Without pooling the ranking is that of the start time at the playhead."""
    (only,) = blocks(figure_text(DEMO, "ranking", *CHOSEN, "--set", "ranking.pool=0", "--time", 80))
    rows = json.loads(cli("rank", DEMO, "--run", RUN, "--target", "d2min", "--top", 10, "--indicator", "s2", "--time", 80, "--json").stdout)["rows"]
    (auc,) = [row["auc"] for row in rows if row["species"] == "all" and not row["averaged"]]
    assert close(number({row[0]: row[1] for row in only.rows}["s_2"]), auc, 1e-8)
    assert any("1 start time at 80 ps" in line for line in only.comments), only.comments


def test_kept_on_disk():
    """What was computed is read the next time, and is the same."""
    for name, kind in (("ranking", "ranking"), ("roc", "chosen-indicator"), ("score-average", "score-average")):
        first = figure_text(DEMO, name, *CHOSEN)
        path = new_path(".csv")
        said = cli("figure", DEMO, name, *CHOSEN, "-o", path, trace="results").stderr
        assert re.search(rf"^result {kind} [0-9a-f]+ disk$", said, re.M), said[-300:]
        assert f"result {kind}" not in re.sub(rf"result {kind} [0-9a-f]+ disk", "", said), said
        assert path.read_text(encoding="utf-8") == first, name


def test_matrix():
    text = figure_text(DEMO, "indicator-matrix", *CHOSEN)
    assert "Spearman" in text and len(text.splitlines()) > 100


main()
