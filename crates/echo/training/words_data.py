"""Pairs added to the labelled ones: members of one cluster, near strangers, copies."""
import gzip
import json
import re
import subprocess

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

NEIGHBOURS, STRANGERS, BIG, SEED = 12, 4, 15, "7"


def read_messages(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        messages = [json.loads(row) for row in file]
    for message in messages:
        message["id"] = str(message["id"])
    return messages


def _neighbours(messages):
    flat = lambda text: re.sub(r"\s+", "", text)
    titles = [flat(m["title"]) for m in messages]
    texts = [flat(m["title"] + " " + m["body"][:200]) for m in messages]
    alike = 0
    for source, share in ((texts, 1.0), (titles, 0.6)):
        table = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True).fit_transform(source)
        alike = alike + share * (table @ table.T).toarray()
    np.fill_diagonal(alike, -1)
    return np.argsort(-alike, axis=1, kind="stable")[:, :NEIGHBOURS]


def added_pairs(messages, pairs, data, work, tool):
    """Frame of id_a, id_b, label, kind; and the file with all messages and copies."""
    key = lambda a, b: (min(a, b), max(a, b))
    known = {key(a, b) for a, b in zip(pairs.id_a, pairs.id_b)}
    rows = {}
    for message, near in zip(messages, _neighbours(messages)):
        for rank, other in enumerate(near):
            other = messages[other]
            pair = key(message["id"], other["id"])
            if pair in known or pair in rows:
                continue
            if message["cluster"] and message["cluster"] == other["cluster"]:
                rows[pair] = (1, "pos")
            elif rank < STRANGERS and (message["cluster"] or other["cluster"]):
                rows[pair] = (0, "cross" if message["cluster"] and other["cluster"] else "half")
    clusters = {}
    for message in messages:
        if message["cluster"]:
            clusters.setdefault(message["cluster"], []).append(message["id"])
    for members in clusters.values():
        if len(members) < BIG:
            for n, a in enumerate(members):
                for b in members[n + 1:]:
                    if key(a, b) not in known:
                        rows.setdefault(key(a, b), (1, "pos"))
    copies = subprocess.run([tool, "copies", data / "dup3_messages.jsonl.gz", SEED],
                            capture_output=True, check=True).stdout
    everything = work / "with-copies.jsonl"
    everything.write_bytes(gzip.open(data / "dup3_messages.jsonl.gz").read() + copies)
    copied = {row["id"]: row for row in map(json.loads, copies.splitlines())}
    table = [(a, b, label, kind) for (a, b), (label, kind) in rows.items()]
    for name, copy in copied.items():
        kind, origin = name.split("-")
        if kind == "same" or copy["title"] != copied[f"same-{origin}"]["title"]:
            table.append((origin, name, int(kind == "same"), kind))
    frame = pd.DataFrame(table, columns=["id_a", "id_b", "label", "kind"])
    path = work / "added-pairs.csv"
    frame.to_csv(path, index=False)
    frame.attrs["path"] = path
    print(frame.groupby("kind").size().to_dict())
    return frame, everything
