"""Folds of whole components, calibration, and the measures of the report."""
import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import precision_recall_curve, roc_auc_score


def components(count, edges):
    parent = list(range(count))

    def find(x):
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for a, b in edges:
        parent[find(a)] = find(b)
    return np.array([find(x) for x in range(count)])


def folds(component, seed, number):
    units = np.unique(component)
    fold = dict(zip(units, np.random.RandomState(seed).permutation(len(units)) % number))
    return np.array([fold[c] for c in component])


def line(raw, label, weight=None, points=24):
    """A rising line through the isotonic fit, as (raw, probability)."""
    fit = IsotonicRegression(out_of_bounds="clip", y_min=0.003, y_max=0.997).fit(raw, label, weight)
    at = np.unique(np.quantile(raw, np.linspace(0, 1, points)))
    # Averaging the steps over neighbours keeps the line rising and smooth.
    grid = np.quantile(raw, np.linspace(0, 1, 400))
    value = fit.predict(grid)
    smooth = [value[np.abs(grid - x) <= 0.35].mean() for x in at]
    smooth = np.maximum.accumulate(np.clip(smooth, 0.003, 0.997))
    return list(zip(at.tolist(), smooth.tolist()))


def apply(calibration, raw):
    xs, ys = zip(*calibration)
    return np.interp(raw, xs, ys)


def expected_calibration_error(probability, label, bins=10):
    which = np.minimum((probability * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        inside = which == b
        if inside.any():
            total += inside.mean() * abs(probability[inside].mean() - label[inside].mean())
    return total


def report(name, score, label, sizes):
    for what, keep in (("all", label >= 0), ("clusters under 15", (label >= 0) & (sizes < 15))):
        y, s = label[keep], score[keep]
        precision, recall, _ = precision_recall_curve(y, s)
        at = [max(recall[precision >= p]) for p in (0.95, 0.98)]
        print(f"{name}, {what}: {len(y)} pairs, AUC {roc_auc_score(y, s):.4f}, "
              f"recall at precision .95 {at[0]:.3f}, at .98 {at[1]:.3f}", flush=True)
