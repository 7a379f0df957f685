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


def stream_report(candidates, messages, cap=15):
    """Per message, in the order of time: the best earlier candidate against the clusters. A cluster of more
    than `cap` messages counts as `cap`. `candidates`: id_a (the message), id_b (earlier), probability."""
    cluster = {m["id"]: m["cluster"] for m in messages}
    size, seen, rows = {}, set(), []
    for m in messages:
        size[m["cluster"]] = size.get(m["cluster"], 0) + 1
    ranked = candidates.sort_values("probability", ascending=False, kind="stable").groupby("id_a")
    found = {message: (of.id_b.tolist()[:10], of.probability.iloc[0]) for message, of in ranked}
    for m in sorted(messages, key=lambda m: m["time"]):
        own = m["cluster"]
        earlier, probability = found.get(m["id"], ([], 0.0))
        right = [bool(own) and cluster[e] == own for e in earlier]
        weight = min(1.0, cap / size[own]) if own else 1.0
        rows.append((own in seen, probability, any(right[:1]), any(right), weight))
        if own:
            seen.add(own)
    has, probability, first, ten, weight = (np.array(column) for column in zip(*rows))
    mean = lambda hit: np.average(hit[has], weights=weight[has])
    print(f"stream: {has.sum()} of {len(rows)} messages have an earlier one; P@1 {mean(first):.3f}, R@10 {mean(ten):.3f}")
    order = np.argsort(-probability, kind="stable")
    for what, hit in (("the best candidate is right", first), ("there is an earlier one", has)):
        right, all_ = np.cumsum((weight * hit)[order]), np.cumsum(weight[order])
        precision, recall = right / all_, right / (weight * has).sum()
        for least in (0.9, 0.95):
            best = np.where(precision >= least)[0].max()
            print(f"stream, {what}: precision {least}: recall {recall[best]:.3f} at probability {probability[order][best]:.3f}")
