"""Learns the two judges of the address matcher from what `pairs.rs` measured.

python pairs.py PAIRS.jsonl.gz NUMBERS WORDS WORDS_OUT FOREST_OUT

First a linear judge of the words, then trees on the numbers and on what the
linear judge said of pairs it had not seen. The trees learn each pair twice,
with its place among the candidates and without. Five parts of whole groups
(rows of one address `a`) are left out in turn; the lifts of the labels are
chosen on four of them and measured on the fifth. The models that are written
are learned from all rows. Needs numpy, scipy, scikit-learn and lightgbm.
"""
import gzip
import json
import sys

import lightgbm
import numpy
from pair_file import encode_forest, encode_words
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

PARAMETERS = dict(
    objective="multiclass", num_class=3, learning_rate=0.07, num_leaves=31, max_bin=63,
    min_data_in_leaf=40, feature_fraction=0.4, bagging_fraction=0.8, bagging_freq=1,
    lambda_l2=3, num_threads=1, verbose=-1, seed=7,
)
ROUNDS, PARTS, RAREST, COST, LENGTH = 180, 5, 5, 0.03, 8


def read_numbers(path, rows):
    raw = numpy.fromfile(path, dtype="<f4")
    width = int(raw[:1].view("<u4")[0])
    return raw.reshape(rows, width + 1)[:, 1:]


def read_words(path):
    """A row a pair, a column a fingerprint that stands in enough pairs."""
    raw, at, ends, prints, values = numpy.fromfile(path, dtype="<u4"), 0, [0], [], []
    while at < len(raw):
        cells = raw[at + 1:at + 1 + 2 * raw[at]]
        prints.append(cells[0::2])
        values.append(cells[1::2].view("<f4"))
        ends.append(ends[-1] + len(prints[-1]))
        at += 1 + 2 * raw[at]
    known, columns, counts = numpy.unique(numpy.concatenate(prints), return_inverse=True, return_counts=True)
    cells = sparse.csr_matrix((numpy.concatenate(values), columns, ends))
    kept = counts >= RAREST
    # The same steps as in the program: rarity in sixteenths, rows of one length.
    rarity = numpy.clip(numpy.round(numpy.log((len(ends) - 1) / counts[kept]) * 16), 1, 255)
    cells = (cells[:, kept] @ sparse.diags(rarity / 16)).tocsr()
    length = numpy.sqrt(numpy.asarray(cells.multiply(cells).sum(1)).ravel())
    return sparse.diags(LENGTH / numpy.maximum(length, 1e-6)) @ cells, known[kept], rarity


def linear(x, y):
    return LogisticRegression(C=COST, max_iter=80, tol=1e-3).fit(x, y)


def against(values, groups):
    """What is left of each value when its group's highest, and its mean, are taken off."""
    order = numpy.argsort(groups, kind="stable")
    starts = numpy.flatnonzero(numpy.r_[True, numpy.diff(groups[order]) != 0])
    sizes = numpy.diff(numpy.r_[starts, len(order)])
    highest, mean = numpy.empty(len(values)), numpy.empty(len(values))
    highest[order] = numpy.repeat(numpy.maximum.reduceat(values[order], starts), sizes)
    mean[order] = numpy.repeat(numpy.add.reduceat(values[order], starts) / sizes, sizes)
    return numpy.c_[values - highest, values - mean]


def grow(x, places, y):
    nowhere = numpy.full(len(y), -1.0)
    both = numpy.r_[numpy.c_[x, places], numpy.c_[x, nowhere]]
    return lightgbm.train(PARAMETERS, lightgbm.Dataset(both, numpy.r_[y, y]), ROUNDS)


def lift_for(shares, y):
    grid = [(0.0, a, b) for a in (0, 0.1, 0.2, 0.3, 0.4) for b in (0, 0.2, 0.4, 0.6, 0.8, 1.0)]
    return max(grid, key=lambda lift: f1_score(y, lifted(shares, lift), average="macro"))


def lifted(shares, lift):
    return (numpy.log(shares + 1e-9) + lift).argmax(1)


def report(name, shares, y, part):
    best = numpy.zeros(len(y), dtype=int)
    for left in range(PARTS):
        best[part == left] = lifted(shares[part == left], lift_for(shares[part != left], y[part != left]))
    print("%s: macro-F1 %.4f, by label %s, accuracy %.4f" % (
        name, f1_score(y, best, average="macro"), f1_score(y, best, average=None).round(3),
        (best == y).mean()), flush=True)


def main(pairs, numbers, words, words_out, forest_out):
    rows = [json.loads(line) for line in gzip.open(pairs, "rt", encoding="utf-8")]
    y = numpy.array([row["label"] for row in rows])
    x, (cells, prints, rarity) = read_numbers(numbers, len(rows)), read_words(words)
    known = {a: at for at, a in enumerate(dict.fromkeys(row["a"] for row in rows))}
    groups = numpy.array([known[row["a"]] for row in rows])
    part = numpy.random.RandomState(0).randint(0, PARTS, len(known))[groups]
    seen, places = {}, numpy.zeros(len(rows))
    for at, group in enumerate(groups):
        places[at] = seen.get(group, 0)
        seen[group] = places[at] + 1
    said = numpy.zeros((len(rows), 3))
    for left in range(PARTS):
        said[part == left] = linear(cells[part != left], y[part != left]).predict_proba(cells[part == left])
    report("words alone", said, y, part)
    logs = numpy.log(said + 1e-4)
    x = numpy.c_[x, logs, against(logs[:, 0], groups), against(logs[:, 1], groups), against(logs[:, 2], groups)]
    ranked, unranked = numpy.zeros((len(rows), 3)), numpy.zeros((len(rows), 3))
    for left in range(PARTS):
        out = part == left
        model = grow(x[~out], places[~out], y[~out])
        ranked[out] = model.predict(numpy.c_[x[out], places[out]])
        unranked[out] = model.predict(numpy.c_[x[out], numpy.full(out.sum(), -1.0)])
    report("in the order of the search", ranked, y, part)
    report("in any order", unranked, y, part)
    first = places == 0
    print("no match at the first place %.2f, at the others %.2f" % (
        unranked[first, 0].mean(), unranked[~first, 0].mean()), flush=True)
    with open(words_out, "wb") as file:
        file.write(encode_words(linear(cells, y), prints, rarity))
    lifts = lift_for(ranked, y), lift_for(unranked, y)
    with open(forest_out, "wb") as file:
        file.write(encode_forest(grow(x, places, y), x.shape[1] + 1, lifts))


if __name__ == "__main__":
    main(*sys.argv[1:])
