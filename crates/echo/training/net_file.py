"""The model file of the address tagger's network, as `src/place/net.rs` reads it,
and how tags are found and counted.
"""
import struct

import numpy

OUTSIDE, UNKNOWN = 0, 1


def print_of(kind, text):
    state = 0xCBF29CE484222325 ^ kind
    for byte in text.encode():
        state = (state ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    state ^= state >> 32
    state = state * 0xD6E8FEB86659FD93 & 0xFFFFFFFFFFFFFFFF
    return (state ^ state >> 32) & 0xFFFFFFFF


def best_path(scores, steps):
    reached, back = scores[0], []
    for row in scores[1:]:
        all_ways = reached[:, None] + steps
        back.append(all_ways.argmax(0))
        reached = all_ways.max(0) + row
    path = [int(reached.argmax())]
    for source in reversed(back):
        path.append(int(source[path[-1]]))
    return path[::-1]


def spans(tags):
    out, start = set(), None
    for at, tag in enumerate([*tags, "O"]):
        if start and tag == "I-" + start[1]:
            continue
        if start:
            out.add((start[0], at, start[1]))
        start = (at, tag[2:]) if tag != "O" else None
    return out


def count(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def matrix(weights):
    out = count(len(weights)) + count(len(weights[0]))
    for row in weights:
        grain = max(float(numpy.abs(row).max()), 1e-6) / 127
        out += struct.pack("<f", grain) + numpy.round(row / grain).astype("i1").tobytes()
    return out


def encode(net, vocabularies, labels):
    state = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    out = b"HYTNET01" + count(len(labels)) + b"".join(count(len(tag.encode())) + tag.encode() for tag in labels)
    for kind, name, vocabulary in zip((5, 6, 7), ("form", "pair", "mark"), vocabularies):
        prints = sorted((print_of(kind, text), row) for text, row in vocabulary.items())
        last, rows = 0, state[f"{name}.weight"]
        out += count(len(prints))
        for number, _ in prints:
            out += count(number - last)
            last = number
        out += matrix(rows[[OUTSIDE, UNKNOWN] + [row for _, row in prints]])
    layer = lambda weights, start: matrix(weights) + start.astype("<f4").tobytes()
    out += layer(state["window.weight"].T, state["window.bias"])
    for end in ("", "_reverse"):
        weights = numpy.concatenate([state[f"lstm.weight_ih_l0{end}"], state[f"lstm.weight_hh_l0{end}"]], 1).T
        out += layer(weights, state[f"lstm.bias_ih_l0{end}"] + state[f"lstm.bias_hh_l0{end}"])
    out += layer(state["out.weight"].T, state["out.bias"]) + state["steps"].astype("<f4").tobytes()
    total = 0xCBF29CE484222325
    for byte in out:
        total = (total ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return out + struct.pack("<Q", total)
