"""Writes a LightGBM model with its calibration in the form src/repeats/trees.rs reads."""
import struct


def _nodes(tree):
    inner, leaves = [], []

    def walk(node):
        if "leaf_value" in node:
            leaves.append(node["leaf_value"])
            return -len(leaves)
        at = len(inner)
        inner.append(None)
        missing = node["missing_type"] == "NaN"
        flags = (1 if node["default_left"] else 0) | (2 if missing else 0)
        left, right = walk(node["left_child"]), walk(node["right_child"])
        inner[at] = (node["split_feature"], flags, node["threshold"], left, right)
        return at

    walk(tree["tree_structure"])
    return inner, leaves


def write(path, boosters, calibration):
    """The mean of several models is one model with all their trees and smaller leaves."""
    models = [booster.dump_model() for booster in boosters]
    trees = [_nodes(tree) for model in models for tree in model["tree_info"]]
    trees = [(inner, [leaf / len(models) for leaf in leaves]) for inner, leaves in trees if inner]
    out = struct.pack("<BHH", 1, models[0]["max_feature_idx"] + 1, len(trees))
    for inner, leaves in trees:
        out += struct.pack("<B", len(leaves))
        for feature, flags, threshold, left, right in inner:
            out += struct.pack("<BBfbb", feature, flags, threshold, left, right)
        out += struct.pack("<%df" % len(leaves), *leaves)
    out += struct.pack("<B", len(calibration))
    for raw, probability in calibration:
        out += struct.pack("<ff", raw, probability)
    with open(path, "wb") as file:
        file.write(out)
    return len(out)
