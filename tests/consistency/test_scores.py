#!/usr/bin/env python3
"""Figures of scores, number by number: those that `rank` prints, and each other."""
import functools
import json
import pathlib
import tempfile

from harness import SAMPLES, blocks, cli, close, figure_text, main, number

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


def test_matrix():
    text = figure_text(DEMO, "indicator-matrix", *CHOSEN)
    assert "Spearman" in text and len(text.splitlines()) > 100


main()
