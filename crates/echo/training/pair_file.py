"""The two files of the address matcher that are learned, as `matcher.rs` and
`pair_words.rs` read them.
"""
import struct

import numpy


def count(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def closed(content):
    total = 0xCBF29CE484222325
    for byte in content:
        total = (total ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return bytes(content) + struct.pack("<Q", total)


def nodes(tree):
    if "leaf_value" in tree:
        return [count(0) + struct.pack("<f", tree["leaf_value"])]
    left, right = nodes(tree["left_child"]), nodes(tree["right_child"])
    own = count(tree["split_feature"] + 1) + struct.pack("<f", tree["threshold"])
    return [own + count(1 + len(left))] + left + right


def encode_forest(model, features, lifts):
    trees = model.dump_model()["tree_info"]
    out = bytearray(b"HYPAIR02") + struct.pack("<6f", *lifts[0], *lifts[1])
    out += count(3) + count(features) + count(len(trees))
    for tree in trees:
        parts = nodes(tree["tree_structure"])
        out += count(len(parts)) + b"".join(parts)
    return closed(out)


def encode_words(model, prints, rarity):
    weights = model.coef_.T
    # The largest weights are cut, so that the many small ones keep their steps.
    grain = float(numpy.quantile(numpy.abs(weights), 0.999)) / 127
    steps = numpy.clip(numpy.round(weights / grain), -127, 127).astype("i1")
    kept = numpy.flatnonzero(numpy.abs(steps).any(1))
    out = bytearray(b"HYPWRD01") + struct.pack("<4f", *model.intercept_, grain) + count(len(kept))
    last = 0
    for at in kept:
        out += count(int(prints[at]) - last)
        last = int(prints[at])
    for at in kept:
        out += bytes([int(rarity[at])]) + steps[at].tobytes()
    return closed(out)
