"""Learns the trees of the address matcher from the features `pairs.rs` wrote.

python pairs.py PAIRS.jsonl.gz FEATURES MODEL_OUT

A fifth of the queries is left out. The lift of each label is chosen on one half
of it and measured on the other, both ways; the model is the one learned here.
Needs numpy, scikit-learn and lightgbm.
"""
import gzip
import json
import struct
import sys

import lightgbm
import numpy
from sklearn.metrics import f1_score

PARAMETERS = dict(
    objective="multiclass", num_class=3, learning_rate=0.06, num_leaves=31,
    min_data_in_leaf=20, feature_fraction=0.5, bagging_fraction=0.8, bagging_freq=1,
    lambda_l2=3, num_threads=1, verbose=-1, seed=7,
)
ROUNDS = 200


def fit(x, y):
    return lightgbm.train(PARAMETERS, lightgbm.Dataset(x, y), ROUNDS)


def lift_for(shares, y):
    grid = [(0.0, a, b) for a in (0, 0.1, 0.2, 0.3, 0.4) for b in (0, 0.2, 0.4, 0.6, 0.8, 1.0)]
    return max(grid, key=lambda lift: score(shares, y, lift))


def score(shares, y, lift):
    best = (numpy.log(shares + 1e-9) + lift).argmax(1)
    return f1_score(y, best, average="macro")


def count(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def nodes(tree):
    if "leaf_value" in tree:
        return [count(0) + struct.pack("<f", tree["leaf_value"])]
    left, right = nodes(tree["left_child"]), nodes(tree["right_child"])
    own = count(tree["split_feature"] + 1) + struct.pack("<f", tree["threshold"])
    return [own + count(1 + len(left))] + left + right


def encode(model, features, lift):
    trees = model.dump_model()["tree_info"]
    out = bytearray(b"HYPAIR01") + struct.pack("<fff", *lift)
    out += count(3) + count(features) + count(len(trees))
    for tree in trees:
        parts = nodes(tree["tree_structure"])
        out += count(len(parts)) + b"".join(parts)
    total = 0xCBF29CE484222325
    for byte in out:
        total = (total ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return bytes(out) + struct.pack("<Q", total)


def main(pairs, features, out):
    rows = [json.loads(line) for line in gzip.open(pairs, "rt", encoding="utf-8")]
    y = numpy.array([row["label"] for row in rows])
    raw = numpy.fromfile(features, dtype="<f4")
    width = int(raw[:1].view("<u4")[0])
    x = raw.reshape(len(rows), width + 1)[:, 1:]
    queries = {key: at for at, key in enumerate(dict.fromkeys(row["qid"] for row in rows))}
    part_of = numpy.random.RandomState(0).randint(0, 5, len(queries))
    fold = part_of[[queries[row["qid"]] for row in rows]]
    model = fit(x[fold != 0], y[fold != 0])
    shares, right = model.predict(x[fold == 0]), y[fold == 0]
    half = numpy.array([queries[row["qid"]] % 2 for row in rows])[fold == 0]
    best = numpy.zeros(len(right), dtype=int)
    for part in (0, 1):
        lift = lift_for(shares[half != part], right[half != part])
        best[half == part] = (numpy.log(shares[half == part] + 1e-9) + lift).argmax(1)
    print("macro-F1 %.4f, by label %s, accuracy %.4f" % (
        f1_score(right, best, average="macro"), f1_score(right, best, average=None),
        (best == right).mean()), flush=True)
    data = encode(model, width, lift_for(shares, right))
    print(len(data), "bytes")
    with open(out, "wb") as file:
        file.write(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
