#!/usr/bin/env python3
"""The list of pending tests names tests, each once."""
import pathlib
import re

import pending
from harness import main

FILES = sorted(pathlib.Path(__file__).parent.glob("test_*.py"))


def names():
    return [name for file in FILES for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.M)]


def test_names_are_of_one_test():
    assert len(names()) == len(set(names())) > 150, sorted(name for name in names() if names().count(name) > 1)


def test_what_is_pending_is_a_test():
    assert set(pending.PENDING) <= set(names()), set(pending.PENDING) - set(names())


def test_what_is_pending_is_listed_once():
    listed = re.findall(r"^ +(test_\w+)$", pathlib.Path(pending.__file__).read_text(encoding="utf-8"), re.M)
    assert sorted(listed) == sorted(pending.PENDING)


main()
