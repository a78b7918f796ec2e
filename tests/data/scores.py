#!/usr/bin/env python3
"""What scikit-learn and SciPy say of small samples: prints tests/data/scores.tsv.

Each case has three lines of numbers (indicator, target, events) and one of results: area under the
ROC curve, average precision, Matthews' coefficient at the best threshold, Pearson's and Spearman's
coefficient of indicator and target. The samples are made by this script; scikit-learn 1.2, SciPy 1.10.
"""
import numpy
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import average_precision_score, matthews_corrcoef, roc_auc_score


def scores(x, y, event):
    mcc = max(matthews_corrcoef(event, x >= t) for t in numpy.unique(x))
    return (roc_auc_score(event, x), average_precision_score(event, x), mcc, pearsonr(x, y)[0], spearmanr(x, y)[0])


def cases():
    random = numpy.random.RandomState(7)
    for name, n, step, slope, share in (("plain", 60, 0, 1.0, 0.2), ("ties", 80, 0.5, 0.7, 0.1), ("few", 12, 1, 1.5, 0.34),
                                        ("weak", 100, 0.1, 0.3, 0.1)):
        x = random.normal(size=n)
        y = slope * x + random.normal(size=n)
        if step:
            x, y = numpy.round(x / step) * step, numpy.round(y / step) * step
        event = y >= numpy.sort(y)[-int(n * share)]
        yield name, x, y, event


if __name__ == "__main__":
    print("# scikit-learn and SciPy, by scores.py")
    for name, x, y, event in cases():
        print(name, *("%.17g" % v for v in x), sep="\t")
        print(name, *("%.17g" % v for v in y), sep="\t")
        print(name, *(int(v) for v in event), sep="\t")
        print(name, *("%.15g" % v for v in scores(x, y, event)), sep="\t")
