#!/usr/bin/env python3
"""Writes the lists of the manual that follow from tables of the program.

    make-manual.py PROGRAM TABLES MANUAL           writes them into the pages of the folder MANUAL
    make-manual.py PROGRAM TABLES MANUAL --check   exits 1 where pages do not say the same

PROGRAM is vitrine-cli, TABLES is tests/manual/list-tables of a build. A list stands between the marks <!-- NAME --> and
<!-- end NAME -->.
"""
import csv
import pathlib
import re
import subprocess
import sys

UNIT_OF_NOTHING = ("", "1")
NEEDS = {1: "a model and the temperature of the bath", 2: "an interval", 4: "times, and frames before", 8: "times, and frames after"}


def ask(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def escape(text):
    """Text as CommonMark shows it."""
    return re.sub(r"([\\`*\[\]<>])", r"\\\1", text)


def first_up(text):
    return text[:1].upper() + text[1:]


def read_rows(text):
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def describe_values(row):
    values = row["values"].replace("|", ", ")
    low, dots, high = values.partition("..")
    if dots:
        far = [abs(float(limit)) >= 1e12 for limit in (low, high)]
        values = "" if all(far) else f"from {low}" if far[1] else f"{low} … {high}"
    return ", ".join(part for part in (row["type"] + (f": {values}" if values else ""), row["unit"]) if part)


def make_options(options):
    lines, group = [], None
    for row in options:
        if row["group"] != group:
            group = row["group"]
            lines += ["", f'<a id="options-{group}"></a>', "", f"## {first_up(group).replace('-', ' ')}", ""]
        short = f", `--{row['short']}`" if row["short"] else ""
        default = "" if row["default"] in ("", "nan") else f" Default: `{row['default']}`."
        lines.append(f'- <a id="option-{group}.{row["key"]}"></a>`{group}.{row["key"]}`{short}: {escape(row["what"])}. '
                     f"({escape(describe_values(row))}.){default}")
    return "\n".join(lines).strip()


def make_premises(premises):
    return "\n".join(f'- <a id="premise-{row["name"]}"></a>`{row["name"]}`: {escape(row["what"])}. '
                     f'({escape(row["values"].replace("|", ", "))}{", " + row["unit"] if row["unit"] else ""}.)'
                     for row in premises)


def make_commands(program):
    text = ask(program, "--help")
    lines = []
    for name, what in re.findall(r"^  (\w+) +(.*)$", text.split("Options:")[0], re.M):
        told = ask(program, name, "--help")
        usages = re.findall(r"^  (vitrine-cli .*)$", told.split("Help Options")[0], re.M)
        lines += [f'<a id="command-{name}"></a>', "", f"## {name}", "", first_up(escape(what)) + ".", "",
                  "```text", *usages, "```", ""]
        block = told.partition("Application Options:\n")[2].partition("\n\n")[0]
        for line in block.splitlines():
            match = re.match(r"  (?:(-\w), |    )?(--[a-z-]+)(?:=(.+?))?(?:\s{2,}|\s(?=[A-Z0-9]))(.*)$", line)
            if match:
                short, option, value, words = match.groups()
                names = f"`{short}`, " * bool(short) + f"`{option}{'=' + value.strip() if value else ''}`"
                lines.append(f"- {names}: {escape(words)}")
        for title, body in re.findall(r"^(\w[\w ]*):\n((?:  \S.*\n?)+)", told.partition("Application Options:\n")[2], re.M):
            lines += ["", f"{title}:", ""]
            lines += ["- `{}`: {}".format(*(part.strip() for part in re.split(r"\s{2,}|\s(?=\S+$)", item.strip(), maxsplit=1)))
                      if re.search(r"\s{2,}", item.strip()) else f"- {escape(item.strip())}" for item in body.splitlines()]
        lines.append("")
    lines += ['<a id="exit-codes"></a>', "", "## Exit codes", ""]
    lines += [f"- `{code}`: {escape(what)}" for code, what in re.findall(r"^  (\d+) +(.*)$", text.split("Exit status:")[1], re.M)]
    return "\n".join(lines).strip()


def make_actions(actions):
    lines, group = [], None
    for group in dict.fromkeys(row[3] for row in actions):
        lines += ["", f"## {group}", ""]
        for _, name, title, _, keys in (row for row in actions if row[3] == group):
            lines.append(f'- <a id="action-{name}"></a>**{escape(title)}**' + (f": {escape(keys)}" if keys else ""))
    return "\n".join(lines).strip()


def make_formats(formats):
    lines = []
    for _, title, endings, beginnings, told_by, read, written in formats:
        names = ", ".join([f"`{end}`" for end in endings.split()] + [f"`{begin}…`" for begin in beginnings.split()])
        use = "read and written" if read == written == "1" else "read" if read == "1" else "written"
        lines.append(f"- **{title}** ({names}): {use}; told by {escape(told_by)}.")
    return "\n".join(lines)


def make_figure(row, options, pages):
    _, name, title, page, card = row
    card = re.sub("<.*?>", "", card.replace("<sub>", "_"))
    where = f" On the page [{pages[page]}]({page}.md)" + f" as *{escape(card)}*" * bool(card) + "." if page else ""
    words = ", ".join(f"[{option}](options.md#option-{option})" for option in options)
    return f"`{name}`: {escape(title)}.{where}" + (f" Options: {words}." if words else "")


def make_quantity(row):
    _, name, symbol, unit, what, needs = row
    needed = " and ".join(words for bit, words in NEEDS.items() if int(needs) & bit)
    return (f"`{name}`" + f", {escape(symbol)}" * (symbol != name) + f", in {unit}" * (unit not in UNIT_OF_NOTHING) +
            f": {escape(what)}." + f" Needs {needed}." * bool(needed))


def make_lists(program, tables):
    rows = [line.split("\t") for line in ask(tables).splitlines()]

    def of(kind):
        return [row for row in rows if row[0] == kind]

    options = read_rows(ask(program, "options"))
    pages = {name: title for _, name, title in of("page")}
    lists = {
        "options": make_options(options),
        "premises": make_premises(read_rows(ask(program, "premises"))),
        "commands": make_commands(program),
        "actions": make_actions(of("action")),
        "formats": make_formats(of("format")),
        "symbols": "\n".join(f'- <a id="{topic}"></a>**{escape(symbol)}**: {escape(what)}' for _, topic, symbol, what in of("symbol")),
    }
    # Options of the view, as time and colours, act on nearly everything.
    own = [f"{row['group']}.{row['key']}" for row in options if row["group"] not in ("view", "analysis", "liquid-like")]
    for row in of("figure"):
        used = [option for _, figure, option in of("figure-option") if figure == row[1] and option in own]
        lists[f"figure {row[1]}"] = make_figure(row, used, pages)
    for row in of("quantity"):
        lists[f"quantity {row[1]}"] = make_quantity(row)
    return lists


def main():
    words = [word for word in sys.argv[1:] if word != "--check"]
    if len(words) != 3 or any(word.startswith("-") for word in words):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    lists, found, wrong = make_lists(*words[:2]), set(), []
    for page in sorted(pathlib.Path(words[2]).glob("*.md")):
        old = page.read_text(encoding="utf-8")

        def put_in(match):
            found.add(match[1])
            if match[1] not in lists:
                wrong.append(f"{page}: there is no list {match[1]}")
                return match[0]
            return f"<!-- {match[1]} -->\n\n{lists[match[1]]}\n\n<!-- end {match[1]} -->"

        new = re.sub(r"<!-- ([a-z][\w -]*?) -->.*?<!-- end \1 -->", put_in, old, flags=re.S)
        if new != old and "--check" in sys.argv:
            wrong.append(f"{page}: its lists have changed: run resources/make-manual.py")
        elif new != old:
            page.write_text(new, encoding="utf-8")
    wrong += [f"{words[2]}: the list {name} stands on no page" for name in sorted(set(lists) - found)]
    print("\n".join(wrong) or f"{len(found)} lists")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
