#!/usr/bin/env python3
"""Prints colours as colorspacious 1.1.2 (MIT licence) shows them to people who lack a kind of cone.

Machado, Oliveira and Fernandes 2009, severity 100. Columns: red, green, blue of sRGB, 0 ... 1, then the
same as seen with deuteranomaly, protanomaly and tritanomaly; then L*, a*, b* of the colour.
"""
import random

import numpy
from colorspacious import cspace_convert

random.seed(9)
colours = [(0.0, 0.447, 0.698), (0.835, 0.369, 0.0), (0.0, 0.62, 0.451), (0.8, 0.475, 0.655), (0.902, 0.624, 0.0),
           (0.337, 0.706, 0.914), (0.45, 0.45, 0.45), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (1.0, 0.0, 0.0)]
colours += [tuple(round(random.random(), 3) for _ in range(3)) for _ in range(40)]
print("# written by colour-vision.py: colorspacious 1.1.2")
for colour in colours:
    row = list(colour)
    for kind in ("deuteranomaly", "protanomaly", "tritanomaly"):
        space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
        row += list(numpy.clip(cspace_convert(colour, space, "sRGB1"), 0, 1))
    row += list(cspace_convert(colour, "sRGB1", "CIELab"))
    print("\t".join(f"{value:.5f}" for value in row))
