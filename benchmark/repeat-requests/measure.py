"""Scores an answer to the benchmark.

    measure.py decide PAIRS.csv ANSWER.csv       ANSWER: id_a,id_b,probability (or any rising score)
    measure.py find MESSAGES.jsonl ANSWER.csv    ANSWER: id,rank,earlier_id (rank from 1, earlier messages only)

Only Python's standard library.
"""

import csv
import json
import sys
from collections import defaultdict


def auc(right, wrong):
    """The share of right-wrong pairs in the right order, ties half."""
    ranked = sorted([(score, 1) for score in right] + [(score, 0) for score in wrong])
    total, below, at = 0.0, 0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        ones = sum(kind for _, kind in ranked[at:end])
        zeros = end - at - ones
        total += ones * (below + zeros / 2)
        below += zeros
        at = end
    return total / max(1, len(right) * len(wrong))


def recall_at(right, wrong, precision):
    ranked = sorted([(score, 1) for score in right] + [(score, 0) for score in wrong], reverse=True)
    hits, best = 0, 0.0
    for place, (score, kind) in enumerate(ranked, 1):
        hits += kind
        last = place == len(ranked) or ranked[place][0] != score
        if last and hits / place >= precision:
            best = hits / len(right)
    return best


def decide(pairs_path, answer_path):
    with open(answer_path, encoding="utf-8") as file:
        answer = {(r["id_a"], r["id_b"]): float(r["probability"]) for r in csv.DictReader(file)}
    scores, kinds = {"1": [], "0": []}, defaultdict(list)
    with open(pairs_path, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            score = answer[row["id_a"], row["id_b"]]
            scores[row["label"]].append(score)
            kinds[row["label"], row["kind"]].append(score)
    right, wrong = scores["1"], scores["0"]
    print(f"AUC {auc(right, wrong):.3f}  recall at precision .95 {recall_at(right, wrong, 0.95):.3f}  .98 {recall_at(right, wrong, 0.98):.3f}")
    for (label, kind), mine in sorted(kinds.items()):
        value = auc(mine, wrong) if label == "1" else auc(right, mine)
        print(f"  {label}  {kind:45} {len(mine):6}  AUC {value:.3f}")


def find(messages_path, answer_path):
    with open(messages_path, encoding="utf-8") as file:
        messages = sorted(map(json.loads, file), key=lambda m: (m["time"], m["id"]))
    found = defaultdict(list)
    with open(answer_path, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["id"]].append((int(row["rank"]), row["earlier_id"]))
    seen, first, ten, asked = defaultdict(list), 0, 0.0, 0
    for message in messages:
        right = seen[message["cluster"]]
        if right:
            answer = [earlier for _, earlier in sorted(found[str(message["id"])])][:10]
            asked += 1
            first += answer[:1] != [] and answer[0] in right
            ten += len(set(answer) & set(right)) / min(10, len(right))
        right.append(str(message["id"]))
    print(f"{asked} messages have an earlier one: P@1 {first / asked:.3f}  R@10 {ten / asked:.3f}")


if __name__ == "__main__":
    {"decide": decide, "find": find}[sys.argv[1]](*sys.argv[2:])
