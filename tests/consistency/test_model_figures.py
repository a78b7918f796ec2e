#!/usr/bin/env python3
"""Figures of the model, number by number: those of a small model from its instances, those of the demo's from `model` and `features`."""
import csv
import functools
import json
import math

import recompute
from harness import (FOLDER, MODEL, SAMPLES, Study, assert_same, atoms, blocks, cli, close, figure_text, main, mean, numbers, run_of, sound)

DEMO = SAMPLES / "demo.vitrine"
NINE, FLOAT = 6e-9, 3e-7
K = 10


@functools.cache
def tables(name, study=DEMO, *words):
    return blocks(figure_text(study, name, *words))


def report(*words):
    return json.loads(cli(*words, "--json").stdout)


@functools.cache
def validation():
    return report("model", MODEL, "--validate")


@functools.cache
def instances(model=MODEL):
    """Class and features of each instance, and the intervals."""
    path = FOLDER / f"{model.name}.csv"
    cli("model", model, "--csv", path)
    with path.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    intervals = [float(name.split(" at ")[1].split()[0]) for name in rows[0][2:]]
    return [float(row[0]) for row in rows[1:]], [list(map(float, row[2:])) for row in rows[1:]], intervals


@functools.cache
def small():
    """A model of 150 instances of three runs, small enough for plain Python."""
    path = FOLDER / "small.vitmodel"
    runs = {100: "glass-100K", 700: "creep-2.0", 1000: "creep-2.3"}
    cli("train", *(f"--class={t}={SAMPLES / name}.lammpstrj.zst" for t, name in runs.items()), "--per-class", 50, "-k", K, "-o", path)
    return path


@functools.cache
def study():
    return Study(run_of(sound(), "sound"), model=small()).write(view={"time": 100}, analysis={"cutoff": 3.85})



# ---- Cross-validation ----

def test_confusion():
    """Shares of the counts that `model --validate` prints."""
    (table,) = tables("confusion")
    counts = validation()["confusion"]
    wanted = [100 * count / sum(row) for row in counts for count in row]
    classes = [f"{c['temperature']:g}" for c in validation()["classes"]]
    assert [row[:2] for row in table.rows] == [[a, b] for a in classes for b in classes]
    assert_same(table.column(2), wanted, "confusion", FLOAT, 1e-9)


def test_predicted_actual():
    (table,) = tables("predicted-actual")
    classes = validation()["classes"]
    at = table.names.index("mean: temperature of the run (K)")
    assert table.column(at) == [c["temperature"] for c in classes]
    assert_same(table.column(at + 1), [c["mean"] for c in classes], "means", NINE)
    # Three curves of each class: an outline, a bar between 5 and 95 %, one between the quartiles.
    for number, one in enumerate(classes):
        box = [table.column(6 * number + 3)[:2], table.column(6 * number + 5)[:2]]
        low, first, _, third, high = one["quantiles"]
        assert_same(box[0] + box[1], [low, high, first, third], f"quantiles of {one['temperature']}", NINE)
        outline = table.column(6 * number)
        assert len(outline) == 121 and outline[0] == outline[-1]
        widths = [b - a for a, b in zip(outline[:60], reversed(outline[60:120]))]
        assert min(widths) == 0 and close(max(widths), 0.9 * 100, 1e-9), one


def test_learning_curve():
    """At k = 50 it is the validation; instances are a part of those nine tenths."""
    learning, neighbours = tables("learning-curve")
    at = neighbours.column(0).index(50)
    counts = validation()["confusion"]
    right = 100 * sum(counts[i][i] for i in range(7)) / sum(map(sum, counts))
    classes = validation()["classes"]
    root = math.sqrt(mean([(c["mean"] - c["temperature"]) ** 2 for c in classes]))
    assert close(neighbours.column(1)[at], right, NINE), (neighbours.column(1)[at], right)
    assert close(neighbours.column(3)[at], root, NINE), (neighbours.column(3)[at], root)
    assert close(neighbours.column(5)[at], mean([c["sd"] for c in classes]), NINE), neighbours.column(5)[at]
    instances_, accuracy, error = (learning.column(k) for k in (0, 1, 3))
    assert instances_ == sorted(instances_) and 0.85 < instances_[-1] / (7 * 2048) < 0.95
    assert accuracy[-1] > accuracy[0] and error[-1] < error[0] / 2 and abs(accuracy[-1] - right) < 3


# ---- Classes and intervals ----

def test_dendrogram():
    """Average linkage of the class means of features that are standardised over all instances."""
    labels, rows, _ = instances()
    moments = [(recompute.mean(column), recompute.deviation(column, 0)) for column in zip(*rows)]
    points = []
    for label in sorted(set(labels)):
        own = [row for row, other in zip(rows, labels) if other == label]
        points.append([(recompute.mean(column) - m) / sd for column, (m, sd) in zip(zip(*own), moments)])
    (table,) = tables("dendrogram")
    heights = [table.column(k)[1] for k in range(1, len(table.names), 2)]
    # Instances are printed with nine digits.
    assert_same(heights, recompute.average_linkage(points), "heights", 1e-7)
    assert_same(heights, [merge["height"] for merge in report("classes", MODEL)["merges"]], "heights", NINE)
    for k in range(0, len(table.names), 2):
        x, y = table.column(k), table.column(k + 1)
        assert x[0] == x[1] and x[2] == x[3] and y[1] == y[2] and max(y[0], y[3]) < y[1]


def test_relieff():
    """All of a small model; the demo's as `features` prints them."""
    labels, rows, intervals = instances(small())
    for model, source in ((small(), study()), (MODEL, DEMO)):
        (table,) = tables("relieff", source)
        found = [first or second for first, second in zip(table.texts(1), table.texts(2))]
        assert all((a == "") != (b == "") for a, b in zip(table.texts(1), table.texts(2)))
        assert_same(numbers(found), report("features", model)["weights"], "weights", NINE)
        if model == small():
            assert [float(name) for name in table.texts(0)] == intervals
            assert_same(numbers(found), recompute.relieff(rows, labels, 10), "weights by hand", 1e-5, 1e-7)


def test_features():
    """Densities of lg(Δr²/T) at 10 ps, class by class, in eighty bins between the ends."""
    labels, rows, intervals = instances()
    values = [row[intervals.index(10)] for row in rows]
    low, width = min(values), (max(values) - min(values)) / 80
    (table,) = tables("features")
    edges = table.column(0)
    assert_same(edges, [low + k * width for k in range(80)], "edges", 1e-7, 1e-8)
    for number, label in enumerate(sorted(set(labels))):
        own = [value for value, other in zip(values, labels) if other == label]
        counts = [0] * 80
        for value in own:
            counts[min(int((value - low) / width), 79)] += 1
        found = table.column(3 * number + 2)
        found += [0.0] * (80 - len(found))
        assert sum(abs(f * len(own) * width - c) > 0.01 for f, c in zip(found, counts)) <= 2, label
        assert close(sum(found) * width, 1, 1e-6)


# ---- T_ML of a run, atom by atom ----

@functools.cache
def queries():
    """Features of the run's atoms at 100 ps: lg(max(Δr², 1e-12)/T), rounded to float as they are kept."""
    import struct
    usual = [i for i in instances(small())[2] if 0.2 <= i <= 200]
    columns = []
    for interval in usual:
        r = numbers(atoms(sound(), "--time", 100, "--interval", interval, "-p", "distance")["distance"])
        columns.append([struct.unpack("f", struct.pack("f", math.log10(max(d * d, 1e-12) / 100)))[0] for d in r])
    return usual, list(zip(*columns))


@functools.cache
def neighbours():
    """T_ML and distance of the k-th neighbour of each atom, by brute force."""
    usual, found = queries()
    labels, rows, intervals = instances(small())
    kept = [intervals.index(i) for i in usual]
    rows = [[row[k] for k in kept] for row in rows]
    return [recompute.nearest_labels(rows, labels, query, K) for query in found]


def test_tml_is_the_mean_of_the_nearest_labels():
    found = numbers(atoms(sound(), "--time", 100, "-m", small(), "-T", 100, "-p", "t_ml")["t_ml"])
    wanted = [mean(near) for near, _ in neighbours()]
    wrong = [(a, b) for a, b in zip(found, wanted) if not close(a, b, 1e-6)]
    assert len(wrong) <= 2, (len(wrong), wrong[:3])  # instances are printed with nine digits: a tie may fall otherwise
    assert len(set(wanted)) > 10


def test_distances():
    """Of the run's atoms and of the instances among themselves, in sixty bins to the farthest."""
    (table,) = tables("distances", study())
    usual, _ = queries()
    labels, rows, intervals = instances(small())
    kept = [intervals.index(i) for i in usual]
    own = [[row[k] for k in kept] for row in rows]
    training = [recompute.nearest_labels(own[:i] + own[i + 1:], labels[:i] + labels[i + 1:], row, K)[1] for i, row in enumerate(own)]
    run = [distance for _, distance in neighbours()]
    high = min(max(training + run), 6)
    assert close(table.column(1)[59], high, 1e-6), (table.column(1)[59], high)
    for at, values in ((2, training), (5, run)):
        counts = [0] * 60
        for value in values:
            counts[min(int(value / high * 60), 59)] += 1
        found = [f * len(values) * high / 60 for f in table.column(at)]
        assert sum(abs(a - b) > 0.01 for a, b in zip(found, counts)) <= 4, at
        assert close(sum(found), len(values), 1e-6)
    limit = sorted(training)[int(0.99 * (len(training) - 1))]
    share = 100 * sum(value > limit for value in run) / len(run)
    (full,) = [part for part in figure_svg_caption().split(",") if "sound" in part]
    assert abs(float(full.split(")")[1].split()[0]) - share) < 0.11, (full, share)


@functools.cache
def figure_svg_caption():
    """What the figure says below its axes: the table does not have it."""
    import html
    import re
    from harness import figure
    text = figure(study(), "distances", "--dpi", 60, ending=".svg").decode("utf-8")
    words = html.unescape(re.sub(r"<[^>]*>", " ", text[text.index("distance to the k-th") - 200:]))
    return re.sub(r"\s+", " ", words[words.index("farther than"):])


def test_intervals_of_the_study_are_those_of_its_figures():
    """A study may take some of the model's intervals: T_ML is then of those alone."""
    usual, found = queries()
    chosen = [1, 10, 100]
    labels, rows, intervals = instances(small())
    rows = [[row[intervals.index(i)] for i in chosen] for row in rows]
    short = Study(run_of(sound(), "sound"), model=small()).write(model={"intervals": "1;10;100;"}, view={"time": 100})
    table = blocks(figure_text(short, "slice"))[0]
    picked = {int(row[2]): float(row[8]) for row in table.rows}
    wrong = 0
    for atom, value in picked.items():
        query = [found[atom - 1][usual.index(i)] for i in chosen]
        wrong += not close(value, mean(recompute.nearest_labels(rows, labels, query, K)[0]), 1e-6)
    assert len(picked) > 100 and wrong <= 1, (len(picked), wrong)


main()
