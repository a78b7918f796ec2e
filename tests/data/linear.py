#!/usr/bin/env python3
"""What scikit-learn says of ridge and logistic regression: prints tests/data/linear.tsv.

Lines: name, then numbers. features (60 × 3, row by row), target; for ridge_LAMBDA and logistic_LAMBDA
the weights and the bias in units of the features as they are. Features are standardised (divided by n)
before the fit; the penalty is that of core/indicator/linear.h: alpha = LAMBDA n, C = 1/(LAMBDA n).
Classes are targets above 0.3. scikit-learn 1.2, tolerance 1e-12.
"""
import numpy
from sklearn.linear_model import LogisticRegression, Ridge

PENALTIES = (1e-4, 0.1, 1.0)
THRESHOLD = 0.3


def sample():
    random = numpy.random.RandomState(11)
    x = random.normal(size=(60, 3))
    x[:, 1] = 100 + 5 * (x[:, 1] + 0.9 * x[:, 0])
    x[:, 2] *= 1e-3
    y = 0.4 * x[:, 0] + 0.1 * (x[:, 1] - 100) - 300 * x[:, 2] + random.normal(size=60)
    return x, y


def fits(x, y):
    mean, sd = x.mean(0), x.std(0)
    u, n, event = (x - mean) / sd, len(y), y > THRESHOLD
    for penalty in PENALTIES:
        ridge = Ridge(alpha=penalty * n, tol=1e-14, solver="cholesky").fit(u, y)
        logistic = LogisticRegression(C=1 / (penalty * n), tol=1e-12, max_iter=100000, solver="newton-cg").fit(u, event)
        for name, w, b in (("ridge", ridge.coef_, ridge.intercept_), ("logistic", logistic.coef_[0], logistic.intercept_[0])):
            w = w / sd
            yield f"{name}_{penalty:g}", [*w, b - w @ mean]


if __name__ == "__main__":
    features, target = sample()
    print("# scikit-learn, by linear.py")
    print("features", *("%.17g" % v for v in features.ravel()), sep="\t")
    print("target", *("%.17g" % v for v in target), sep="\t")
    for key, values in fits(features, target):
        print(key, *("%.15g" % v for v in values), sep="\t")
