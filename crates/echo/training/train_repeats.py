"""Trains the embedded repeats models. See README.md beside this file."""
import argparse
import subprocess
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd

import points
from measure import apply, components, expected_calibration_error, folds, line, report, stream_report
from model_file import write
from words_data import added_pairs, read_messages

HERE = Path(__file__).resolve().parent.parent / "data"
FOLDS, ROUNDS, BAGS, NO = 8, 2, 3, -1
SETTINGS = dict(n_estimators=350, num_leaves=16, learning_rate=0.045, min_child_samples=30, subsample=0.8,
                subsample_freq=1, colsample_bytree=0.2, reg_lambda=5, verbose=-1, n_jobs=1)
# What a pair counts for in training. The added ones are many and less sure.
BIG_CLUSTER = 0.5
ADDED = {"pos": 0.5, "cross": 0.1, "half": 0.1, "swap": 0.04, "same": 0.015}


def features(tool, messages, pairs, out):
    with open(out, "wb") as file:
        subprocess.run([tool, "features", messages, pairs], stdout=file, check=True)
    return pd.read_csv(out, dtype={"id_a": str, "id_b": str})


def words(args):
    data, work = Path(args.data), Path(args.work)
    messages = read_messages(data / "dup3_messages.jsonl.gz")
    pairs = pd.read_csv(data / "dup3_pairs.csv.gz", dtype={"id_a": str, "id_b": str})
    added, everything = added_pairs(messages, pairs, data, work, args.tool)
    real = features(args.tool, data / "dup3_messages.jsonl.gz", data / "dup3_pairs.csv.gz", work / "real.csv")
    extra = features(args.tool, everything, added.attrs["path"], work / "added.csv")
    names = list(real.columns[2:])
    x, extra_x = real[names].values, extra[names].values
    y, sizes = pairs.label.values, pairs.cluster_size.fillna(0).values
    extra_y, extra_weight = added.label.values, added.kind.map(ADDED).values

    number = {m["id"]: n for n, m in enumerate(messages)}
    edges = [(number[a], number[b]) for a, b in zip(pairs.id_a, pairs.id_b)]
    first = {}
    for n, m in enumerate(messages):
        if m["cluster"]:
            edges.append((first.setdefault(m["cluster"], n), n))
    component = components(len(messages), edges)
    origin = lambda ids: np.array([number[i.split("-")[-1]] for i in ids])
    a, b, extra_a, extra_b = (origin(ids) for ids in (pairs.id_a, pairs.id_b, added.id_a, added.id_b))

    def fit(keep, keep_extra, seed):
        weight = np.concatenate([np.where(sizes[keep] >= 15, BIG_CLUSTER, 1.0), extra_weight[keep_extra]])
        values, labels = np.vstack([x[keep], extra_x[keep_extra]]), np.concatenate([y[keep], extra_y[keep_extra]])
        return [lgb.LGBMClassifier(random_state=10 * seed + bag, **SETTINGS).fit(values, labels, sample_weight=weight)
                for bag in range(BAGS)]

    def judge(models, values):
        return np.mean([model.predict(values, raw_score=True) for model in models], axis=0)

    with open(work / "stream.csv", "wb") as file:
        subprocess.run([args.tool, "stream", data / "dup3_messages.jsonl.gz"], stdout=file, check=True)
    stream = pd.read_csv(work / "stream.csv", dtype={"id_a": str, "id_b": str})
    stream_x, stream_fold, stream_raw = stream[names].values, origin(stream.id_a), np.zeros(len(stream))
    raw, swap_raw = np.zeros(len(y)), np.zeros(len(extra_y))
    by_round = np.zeros((ROUNDS, len(y)))
    for seed in range(ROUNDS):
        fold = folds(component, seed, FOLDS)
        for k in range(FOLDS):
            keep = (fold[a] != k) & (y != NO)
            model = fit(keep, (fold[extra_a] != k) & (fold[extra_b] != k), seed)
            test, extra_test = fold[a] == k, fold[extra_a] == k
            by_round[seed, test] = judge(model, x[test])
            swap_raw[extra_test] += judge(model, extra_x[extra_test]) / ROUNDS
            asked = fold[stream_fold] == k
            stream_raw[asked] += judge(model, stream_x[asked]) / ROUNDS
    raw = by_round.mean(0)
    for seed in range(ROUNDS):
        report(f"words, round {seed}", by_round[seed], y, sizes)
    report("words, mean of rounds", raw, y, sizes)
    scored = y != NO
    half = folds(component, 99, 2)[a]
    honest = np.zeros(len(y))
    for k in (0, 1):
        honest[half == k] = apply(line(raw[scored & (half != k)], y[scored & (half != k)]), raw[half == k])
    print(f"calibration error, line of the other half: {expected_calibration_error(honest[scored], y[scored]):.3f}")
    calibration = line(raw[scored], y[scored])
    probability = apply(calibration, swap_raw)
    for kind in ("same", "swap", "cross", "half", "pos"):
        of = probability[(added.kind == kind).values]
        print(f"added {kind}: {len(of)}, mean probability {of.mean():.3f}, above one half {(of > .5).mean():.3f}")
    stream["probability"] = apply(calibration, stream_raw) + 1e-6 * stream_raw
    stream_report(stream[["id_a", "id_b", "probability"]], messages)
    whole = fit(scored, np.full(len(extra_y), True), 7)
    size = write(HERE / "repeats-words.model", [model.booster_ for model in whole], calibration)
    print(f"repeats-words.model: {size} bytes")
    pd.DataFrame({"id_a": pairs.id_a, "id_b": pairs.id_b, "label": y, "size": sizes,
                  "probability": apply(calibration, raw)}).to_csv(work / "words-out-of-fold.csv", index=False)


def grams(args):
    files = [Path(args.data) / f for f in ("l1_raw.jsonl.gz", "l1_unlabelled_silver.jsonl.gz", "reply4.jsonl.gz")]
    with open(HERE / "ordinary-grams.bin", "wb") as file:
        subprocess.run([args.tool, "grams", "4", *files], stdout=file, check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--step", choices=("grams", "words", "points"), default="words")
    arguments = parser.parse_args()
    {"grams": grams, "words": words, "points": points.train}[arguments.step](arguments)
