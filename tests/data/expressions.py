#!/usr/bin/python3
"""Writes expressions.tsv.gz: random expressions over random columns, with what NumPy makes of them.

    expressions.py OUT

Columns have NaN, infinities, zeros of both signs and ties. Truth values are turned to 0 and 1 at
once. Every function of groups is evaluated group by group with NumPy's function; ranks are counted.
The text has no more parentheses than it needs; where Python has the same operators, it is evaluated
by Python, too, and has to give the same. An expression is left out if its values hang on the last
digits of a library's functions.
"""
import gzip
import random
import re
import sys

import numpy as np

N_ATOMS = 24
N_EXPRESSIONS = 500
SPECIES = ["Cu", "Zr", "Al"]

rng = np.random.default_rng(18)
choice = random.Random(18)

OR, AND, COMPARE, SUM, PRODUCT, SIGN, POWER, ATOM = range(1, 9)
BINARY = {
    "||": (OR, np.logical_or), "&&": (AND, np.logical_and),
    "<": (COMPARE, np.less), "<=": (COMPARE, np.less_equal), ">": (COMPARE, np.greater),
    ">=": (COMPARE, np.greater_equal), "==": (COMPARE, np.equal), "!=": (COMPARE, np.not_equal),
    "+": (SUM, np.add), "-": (SUM, np.subtract), "*": (PRODUCT, np.multiply),
    "/": (PRODUCT, np.divide), "%": (PRODUCT, np.mod), "**": (POWER, np.power),
}
EXACT = {"abs": np.abs, "sign": np.sign, "sqrt": np.sqrt, "floor": np.floor, "ceil": np.ceil,
         "round": np.round, "trunc": np.trunc, "isnan": np.isnan, "isinf": np.isinf,
         "isfinite": np.isfinite}
ROUNDED = {"cbrt": np.cbrt, "exp": np.exp, "log": np.log, "log2": np.log2, "log10": np.log10,
           "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos,
           "atan": np.arctan}
TWO = {"atan2": np.arctan2, "hypot": np.hypot}
GROUPS = {"count": np.count_nonzero, "sum": np.sum, "mean": np.mean, "var": np.var, "std": np.std,
          "lowest": np.min, "highest": np.max, "median": np.median, "nansum": np.nansum,
          "nanmean": np.nanmean, "nanvar": np.nanvar, "nanstd": np.nanstd, "nanlowest": np.nanmin,
          "nanhighest": np.nanmax, "nanmedian": np.nanmedian, "rank": None}


def make_columns():
    a = np.round(rng.normal(0, 2, N_ATOMS), 1)
    a[[3, 11]] = np.nan
    a[5], a[17] = np.inf, -np.inf
    b = rng.integers(-3, 4, N_ATOMS).astype(float)
    b[[2, 9]] = -0.0
    c = np.exp(rng.normal(5, 2, N_ATOMS))
    c[7] = np.nan
    d = np.round(rng.random(N_ATOMS), 3)
    kind = rng.integers(1, 4, N_ATOMS).astype(float)
    key = rng.integers(0, 5, N_ATOMS).astype(float)
    key[4] = np.nan
    return {"a": a, "b": b, "c_s[1]": c, "d5": d, "type": kind, "key": key, "element": kind}


COLUMNS = make_columns()


def make_plain(depth):
    """A random tree of what Python has, too."""
    draw = choice.random()
    if depth == 0:
        return make(0)
    if draw < 0.25:
        return ("sign", choice.choice("-+"), make_plain(depth - 1))
    return ("binary", choice.choice(["+", "-", "*", "/", "%", "**"]), make_plain(depth - 1), make_plain(depth - 1))


def make(depth):
    """A random tree."""
    draw = choice.random()
    if depth == 0:
        if choice.random() < 0.3:
            return ("number", choice.choice(["0", "1", "2", "0.5", "3e2", "1.25", ".1", "7.", "pi", "inf", "nan"]))
        return ("column", choice.choice(["a", "b", "c_s[1]", "d5", "type", "key"]))
    if draw < 0.55:
        return ("binary", choice.choice(list(BINARY)), make(depth - 1), make(depth - 1))
    if draw < 0.63:
        return ("sign", choice.choice("-+!"), make(depth - 1))
    if draw < 0.75:
        return ("call", choice.choice(list(EXACT) + list(ROUNDED)), [make(depth - 1)])
    if draw < 0.79:
        return ("call", choice.choice(list(TWO)), [make(depth - 1), make(depth - 1)])
    if draw < 0.83:
        return ("call", choice.choice(["min", "max"]), [make(depth - 1) for _ in range(choice.choice([2, 2, 3]))])
    if draw < 0.88:
        return ("call", choice.choice(["where", "if"]), [make(depth - 1) for _ in range(3)])
    if draw < 0.92:
        return ("species", choice.choice(["==", "!="]), choice.choice(SPECIES))
    by = choice.choice([None, ("column", "element"), ("column", "key"), ("column", "b"), make(1)])
    return ("group", choice.choice(list(GROUPS)), make(depth - 1), by)


def rank(values):
    out = np.full(values.size, np.nan)
    for i, x in enumerate(values):
        if not np.isnan(x):
            out[i] = np.sum(values < x) + (np.sum(values == x) + 1) / 2
    return out


def reduce(name, values, keys):
    out = np.full(N_ATOMS, np.nan)
    for key in [None] if keys is None else np.unique(keys[~np.isnan(keys)]):
        chosen = np.full(N_ATOMS, True) if key is None else keys == key
        out[chosen] = rank(values[chosen]) if name == "rank" else GROUPS[name](values[chosen])
    return out


def evaluate(tree, noise):
    def blur(values):
        return values * (1 + noise * rng.choice([-1, 0, 1], N_ATOMS)) if noise else values

    kind, what, *rest = tree
    if kind == "number":
        number = {"pi": np.pi, "inf": np.inf, "nan": np.nan}.get(what)
        return np.full(N_ATOMS, float(what) if number is None else number)
    if kind == "column":
        return COLUMNS[what]
    if kind == "species":
        same = COLUMNS["element"] == SPECIES.index(rest[0]) + 1
        return (same if what == "==" else ~same).astype(float)
    if kind == "group":
        values, keys = evaluate(rest[0], noise), rest[1] and evaluate(rest[1], noise)
        out = reduce(what, values, keys)
        exact = what in ("rank", "count") or "est" in what
        # A sum is only as good as its largest parts.
        size = np.nansum(np.abs(values[np.isfinite(values)]))
        return out if exact or not noise else blur(out) + noise * size * rng.choice([-1, 0, 1]) * np.isfinite(out)
    inputs = [evaluate(part, noise) for part in (rest[0] if kind == "call" else rest)]
    if kind == "binary":
        out = BINARY[what][1](*inputs).astype(float)
        return blur(out) if what == "**" else out
    if kind == "sign":
        return {"-": np.negative, "+": np.positive, "!": np.logical_not}[what](inputs[0]).astype(float)
    if what in ("where", "if"):
        return np.where(inputs[0].astype(bool), inputs[1], inputs[2])
    if what in ("min", "max"):
        pick = np.minimum if what == "min" else np.maximum
        out = inputs[0]
        for other in inputs[1:]:
            out = pick(out, other)
        return out
    if what in EXACT:
        return EXACT[what](inputs[0]).astype(float)
    return blur((ROUNDED.get(what) or TWO[what])(*inputs))


def write(tree):
    """The text, and how strongly its outermost operator binds."""
    kind, what, *rest = tree
    if kind in ("number", "column"):
        return what, ATOM
    if kind == "species":
        name = choice.choice([rest[0], f'"{rest[0]}"', f"'{rest[0]}'"])
        sides = [choice.choice(["element", "species"]), name]
        if choice.random() < 0.3:
            sides.reverse()
        return f"{sides[0]} {what} {sides[1]}", COMPARE
    if kind == "call":
        return f"{what}({', '.join(write(part)[0] for part in rest[0])})", ATOM
    if kind == "group":
        return f"{what}({write(rest[0])[0]}{', ' + write(rest[1])[0] if rest[1] else ''})", ATOM
    if kind == "sign":
        text, binds = write(rest[0])
        return (what + text if binds >= SIGN else f"{what}({text})"), SIGN
    binds = BINARY[what][0]
    (left, left_binds), (right, right_binds) = write(rest[0]), write(rest[1])
    # Powers are taken from the right, and have a sign on their right; comparisons do not chain.
    left_least = binds + 1 if binds in (POWER, COMPARE) else binds
    right_least = SIGN if binds == POWER else binds + 1
    if left_binds < left_least:
        left = f"({left})"
    if right_binds < right_least:
        right = f"({right})"
    sign = choice.choice(["**", "^"]) if what == "**" else what
    blank = choice.choice(["", " "])
    return f"{left}{blank}{sign}{blank}{right}", binds


def is_plain(tree):
    """Whether Python has all its operators, bound alike."""
    kind, what, *rest = tree
    if kind in ("number", "column"):
        return True
    if kind == "binary":
        return what in ("+", "-", "*", "/", "%", "**") and all(map(is_plain, rest))
    return kind == "sign" and what != "!" and is_plain(rest[0])


def check_by_python(tree, text, values):
    names = {"c_s": [None, COLUMNS["c_s[1]"]], "F": np.float64, "np": np,
             **{name: column for name, column in COLUMNS.items() if "[" not in name}}
    plain = re.sub(r"(?<![\w.\[])(\d+\.?\d*(?:e\d+)?|\.\d+)", r"F(\1)", text.replace("^", "**"))
    plain = re.sub(r"\b(pi|inf|nan)\b", r"F(np.\1)", plain)
    # Arrays of NumPy take a square root for ** 0.5, which may round otherwise.
    if not is_same(np.broadcast_to(eval(plain, names), N_ATOMS), values):
        sys.exit(f"Python reads {text} otherwise")


def is_same(one, other):
    return np.array_equal(np.isnan(one), np.isnan(other)) and np.allclose(one, other, 1e-10, 0, equal_nan=True)


def main():
    lines, texts, n_plain = [], set(), 0
    for name, values in COLUMNS.items():
        lines.append(("column", name, values))
    while len(texts) < N_EXPRESSIONS:
        tree = choice.choice([make, make, make_plain])(choice.choice([1, 2, 3, 3, 4, 5]))
        values = evaluate(tree, 0)
        stable = all(is_same(values, evaluate(tree, 1e-14)) for _ in range(6))
        text = write(tree)[0]
        # Few that say nothing.
        dull = np.isnan(values).all() or (values == values[0]).all()
        if not stable or text in texts or len(text) > 400 or (dull and choice.random() < 0.9):
            continue
        if is_plain(tree) and ("a" in text or "b" in text):
            check_by_python(tree, text, values)
            n_plain += 1
        texts.add(text)
        lines.append(("expression", text, values))
    with gzip.GzipFile(sys.argv[1], "wb", mtime=0) as file:
        for kind, text, values in lines:
            file.write("\t".join([kind, text, *map(repr, map(float, values))]).encode() + b"\n")
    print(f"{len(texts)} expressions, {n_plain} of them by Python, too; NumPy {np.__version__}")


np.seterr(all="ignore")
if __name__ == "__main__":
    import warnings
    warnings.simplefilter("ignore")
    main()
