#!/usr/bin/python3
"""Keeps the frames of a creep run that the start times 0, 5 ... 130 ps need with intervals of 0.2 ... 200 ps.

Usage: thin.py < in.lammpstrj > out.lammpstrj
"""
import sys

frame, time, first = [], None, None


def flush():
    global first
    if time is None:
        sys.stdout.writelines(frame)
        return
    if first is None:
        first = time
    t = round(time - first, 6)
    if t <= 132.5 or abs(t / 5 - round(t / 5)) < 1e-6:
        sys.stdout.writelines(frame)


after_time = False
for line in sys.stdin:
    if line.startswith(("ITEM: UNITS", "ITEM: TIME\n")) and any(l.startswith("ITEM: ATOMS") for l in frame[:14]):
        flush()
        frame, time = [], None
    if after_time:
        time = float(line)
    after_time = line == "ITEM: TIME\n"
    frame.append(line)
flush()
