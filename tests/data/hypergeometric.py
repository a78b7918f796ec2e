#!/usr/bin/python3
# Prints the rows of test-hypergeometric.c: atoms, marked, drawn, hits, mean, P(hits or more), and the ends
# of the bands of 95 % and 50 %, by scipy.stats.hypergeom (SciPy 1.10).
from scipy.stats import hypergeom

CASES = [(447, 45, 5, 2), (447, 45, 5, 0), (10, 3, 4, 3), (20, 10, 10, 7), (1000, 500, 40, 30), (100000, 1000, 100, 4),
         (5, 1, 1, 1), (8, 8, 3, 3), (8, 0, 3, 0), (50000, 25000, 2000, 1050)]
for n_of, n_marked, n_drawn, hits in CASES:
    law = hypergeom(n_of, n_marked, n_drawn)
    low, high, inner_low, inner_high = (int(law.ppf(p)) for p in (0.025, 0.975, 0.25, 0.75))
    print(f"{{ {n_of}, {n_marked}, {n_drawn}, {hits}, {law.mean():.15g}, {law.sf(hits - 1):.15g}, "
          f"{low}, {high}, {inner_low}, {inner_high} }},")
