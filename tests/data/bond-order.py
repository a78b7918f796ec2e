#!/usr/bin/python3
# Writes glass-100K.bond-order.gz: q4, w4, q6, w6, averaged q6 and the mean s(i,j) of every atom of
# glass-100K.dump.gz, cutoff 3.85 Å, by SciPy (neighbours, spherical harmonics) and SymPy (3j symbols).
import gzip
import numpy as np
from scipy.spatial import cKDTree
from scipy.special import sph_harm
from sympy.physics.wigner import wigner_3j

lines = gzip.open('glass-100K.dump.gz', 'rt').read().split('\n')
at = next(k for k, line in enumerate(lines) if line.startswith('ITEM: BOX'))
box = np.array([[float(v) for v in line.split()] for line in lines[at + 1:at + 4]])
atoms = np.array([[float(v) for v in line.split()] for line in lines[at + 5:] if line])
edge = box[:, 1] - box[:, 0]
x = (atoms[:, 2:5] - box[:, 0]) % edge
pairs = cKDTree(x, boxsize=edge).query_pairs(3.85, output_type='ndarray')
i, j = np.r_[pairs[:, 0], pairs[:, 1]], np.r_[pairs[:, 1], pairs[:, 0]]
d = x[j] - x[i]
d -= edge * np.round(d / edge)
theta, phi = np.arctan2(d[:, 1], d[:, 0]), np.arccos(d[:, 2] / np.linalg.norm(d, axis=1))
n = len(x)
count = np.bincount(i, minlength=n)


def mean(values):
    return (np.bincount(i, values.real, n) + 1j * np.bincount(i, values.imag, n)) / count


def order(l):
    return np.array([mean(sph_harm(m, l, theta, phi)) for m in range(-l, l + 1)])


def q(qlm):
    return np.sqrt(4 * np.pi / len(qlm) * (abs(qlm)**2).sum(0))


def w(qlm, l):
    total = 0
    for a in range(-l, l + 1):
        for b in range(-l, l + 1):
            if abs(a + b) <= l:
                total = total + float(wigner_3j(l, l, l, a, b, -a - b)) * \
                    (qlm[a + l] * qlm[b + l] * qlm[l - a - b]).real
    return total / (abs(qlm)**2).sum(0)**1.5


q4, q6 = order(4), order(6)
averaged = np.array([(mean(row[j]) * count + row) / (count + 1) for row in q6])
unit = q6 / np.sqrt((abs(q6)**2).sum(0))
s = (unit[:, i] * unit[:, j].conj()).sum(0).real
rows = np.c_[q(q4), w(q4, 4), q(q6), w(q6, 6), q(averaged), np.bincount(i, s, n) / count]
with gzip.GzipFile('glass-100K.bond-order.gz', 'wb', 9, mtime=0) as out:
    for row in rows:
        out.write((' '.join('%.9g' % v for v in row) + '\n').encode())
