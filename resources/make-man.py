#!/usr/bin/env python3
"""Makes the sections COMMANDS and EXIT STATUS of vitrine-cli(1) from what the program says of itself.

    make-man.py PROGRAM PAGE           writes it into PAGE
    make-man.py PROGRAM PAGE --check   exits 1 where PAGE does not say the same
"""
import pathlib
import re
import subprocess
import sys


def escape(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text


def ask(program, *words):
    return subprocess.run([program, *words, "--help"], capture_output=True, text=True, check=True).stdout


def describe_option(line):
    match = re.match(r"  (?:(-\w), |    )?(--[a-z-]+)(?:=(.+?))?(?:\s{2,}|\s(?=[A-Z0-9]))(.*)$", line)
    short, name, value, text = match.groups()
    begin = f"{escape(short)}\", \" {escape(name)}" if short else escape(name)
    if value:
        value = value.strip()
        head = f".BR {begin} = \"\\fI{escape(value)}\\fR\"" if not short else \
            f".BR {escape(short)} \", \" {escape(name)} = \"\\fI{escape(value)}\\fR\""
    else:
        head = f".BR {escape(short)} \", \" {escape(name)}" if short else f".B {escape(name)}"
    return [".TP", head, escape(text)]


def describe_command(program, name):
    text = ask(program, name)
    usage = re.search(r"^  vitrine-cli \w+ \[OPTION…\] ?(.*)$", text, re.M)
    summary = text.split("\n\n")[1] if "\n\n" in text else ""
    lines = [f".SS vitrine\\-cli {name} {escape(usage[1]) if usage else ''}".rstrip(), escape(summary.strip())]
    options = text.split("Application Options:\n")
    rest = ""
    if len(options) > 1:
        block, _, rest = options[1].partition("\n\n")
        for line in block.splitlines():
            if line.strip():
                lines += describe_option(line)
    for title, body in re.findall(r"^(\w[\w ]*):\n((?:  \S.*\n?)+)", rest, re.M):
        lines += [".PP", f"{escape(title)}:"]
        for item in body.splitlines():
            key, _, words = item.strip().partition(" ")
            lines += [".TP", f".B {key}", escape(words.strip())]
    return lines


def main():
    words = [word for word in sys.argv[1:] if word != "--check"]
    if len(words) != 2 or any(word.startswith("-") for word in words):
        print("usage: make-man.py PROGRAM PAGE [--check]", file=sys.stderr)
        return 2
    program, page = words[0], pathlib.Path(words[1])
    text = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    names = re.findall(r"^  (\w+) ", text.split("Options:")[0], re.M)
    lines = [".SH COMMANDS"]
    for name in names:
        lines += describe_command(program, name)
    exits = [".SH EXIT STATUS"]
    for code, meaning in re.findall(r"^  (\d+) +(.*)$", text.split("Exit status:")[1], re.M):
        exits += [".TP", f".B {code}", escape(meaning)]
    old = page.read_text(encoding="utf-8")
    new = re.sub(r"^\.SH COMMANDS\n.*?(?=^\.SH EXIT)", lambda _: "\n".join(lines) + "\n", old, flags=re.S | re.M)
    new = re.sub(r"^\.SH EXIT STATUS\n.*?(?=^\.SH FILES)", lambda _: "\n".join(exits) + "\n", new, flags=re.S | re.M)
    if "--check" in sys.argv:
        if new != old:
            print(f"{page}: the commands have changed: run resources/make-man.py")
        return new != old
    page.write_text(new, encoding="utf-8")
    return 0


sys.exit(main())
