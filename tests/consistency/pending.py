"""Tests that the program does not pass yet, and until what. One that passes has to be taken off the list."""

_PENDING = {}

PENDING = {name: reason for reason, names in _PENDING.items() for name in names.split()}
