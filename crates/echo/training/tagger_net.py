"""Learns the network of the address tagger from what `views.rs` wrote.

python tagger_net.py VIEWS.jsonl MODEL_OUT [--fold 0..4] [--seed N] [--passes N]

With a fold a fifth of the addresses is left out and measured on. The layers are
those of `src/place/net.rs`, the loss is that of a conditional random field.
Addresses of one length are learned together, so nothing is padded and what is
exported is what was learned. Needs numpy and torch.
"""
import argparse
import collections
import json
import random

import numpy
import torch
from torch import nn

from net_file import OUTSIDE, UNKNOWN, best_path, encode, spans

FORM, PAIR, MARK, WINDOW, STATE = 48, 16, 6, 128, 128
RATE, BATCH, AVERAGED = 2e-3, 24, 4


def pairs_of(forms):
    return [f"{b}|{a}" for a, b in zip(["^"] + forms, forms)]


class Net(nn.Module):
    def __init__(self, forms, pairs, marks, per_token, labels):
        super().__init__()
        self.form, self.pair, self.mark = nn.Embedding(forms, FORM), nn.Embedding(pairs, PAIR), nn.Embedding(marks, MARK)
        for table in (self.form, self.pair, self.mark):
            nn.init.normal_(table.weight, std=0.3)
        seen = FORM + 2 * PAIR + per_token * MARK
        self.window = nn.Linear(3 * seen, WINDOW)
        self.lstm = nn.LSTM(WINDOW, STATE, bidirectional=True, batch_first=True)
        self.out = nn.Linear(2 * STATE + WINDOW, labels)
        self.steps = nn.Parameter(torch.zeros(labels, labels))
        self.drop = nn.Dropout(0.35)

    def forward(self, forms, pairs, marks):
        after = torch.cat([pairs[:, 1:], torch.full_like(pairs[:, :1], OUTSIDE)], 1)
        parts = [self.form(forms), self.pair(pairs), self.pair(after), self.mark(marks).flatten(2)]
        seen = self.drop(torch.cat(parts, 2))
        edge = torch.zeros_like(seen[:, :1])
        padded = torch.cat([edge, seen, edge], 1)
        window = self.drop(torch.relu(self.window(torch.cat([padded[:, :-2], seen, padded[:, 2:]], 2))))
        return self.out(self.drop(torch.cat([self.lstm(window)[0], window], 2)))

    def loss(self, scores, tags):
        right = scores.gather(2, tags[..., None]).sum((1, 2)) + self.steps[tags[:, :-1], tags[:, 1:]].sum(1)
        reached = scores[:, 0]
        raised = self.steps.exp()
        for at in range(1, scores.shape[1]):
            top = reached.max(1, keepdim=True).values
            reached = torch.log((reached - top).exp() @ raised + 1e-30) + top + scores[:, at]
        return (reached.logsumexp(1) - right).mean()


def numbered(rows, least):
    counts = collections.Counter(text for row in rows for text in row)
    return {text: at + 2 for at, text in enumerate(sorted(text for text, n in counts.items() if n >= least))}


def batches(rows, size):
    by_length = collections.defaultdict(list)
    for at, row in enumerate(rows):
        by_length[len(row["forms"])].append(at)
    out = []
    for members in by_length.values():
        random.shuffle(members)
        out += [members[at:at + size] for at in range(0, len(members), size)]
    random.shuffle(out)
    return out


def tensors(rows, vocabularies, hidden):
    forms, pairs, marks = vocabularies
    # Rare forms and pairs are hidden at times, so that UNKNOWN is learned too.
    known = lambda table, text: table.get(text, UNKNOWN) if random.random() >= hidden else UNKNOWN
    return (
        torch.tensor([[known(forms, form) for form in row["forms"]] for row in rows]),
        torch.tensor([[known(pairs, pair) for pair in pairs_of(row["forms"])] for row in rows]),
        torch.tensor([[[marks.get(mark, OUTSIDE) for mark in token] for token in row["marks"]] for row in rows]),
    )


def measure(net, rows, vocabularies, labels):
    net.eval()
    hits = given = wanted = 0
    steps = net.steps.detach().numpy()
    for members in batches(rows, 64):
        group = [rows[at] for at in members]
        with torch.no_grad():
            scores = net(*tensors(group, vocabularies, 0)).numpy()
        for row, own in zip(group, scores):
            found, right = spans(labels[tag] for tag in best_path(own, steps)), spans(row["tags"])
            hits, given, wanted = hits + len(found & right), given + len(found), wanted + len(right)
    print(f"F1 {2 * hits / (given + wanted):.4f} of {len(rows)}", flush=True)


def main():
    reader = argparse.ArgumentParser()
    reader.add_argument("views")
    reader.add_argument("out")
    reader.add_argument("--fold", type=int)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--passes", type=int, default=14)
    asked = reader.parse_args()
    random.seed(asked.seed)
    torch.manual_seed(asked.seed)
    torch.set_num_threads(1)
    rows = [json.loads(line) for line in open(asked.views, encoding="utf-8")]
    left_out = [row for at, row in enumerate(rows) if at * 7919 % 5 == asked.fold]
    rows = [row for at, row in enumerate(rows) if at * 7919 % 5 != asked.fold]
    rows = [row for row in rows if row["forms"] and len(row["forms"]) == len(row["tags"])]
    vocabularies = (
        numbered([row["forms"] for row in rows], 3),
        numbered([pairs_of(row["forms"]) for row in rows], 4),
        numbered([mark for row in rows for mark in row["marks"]], 1),
    )
    labels = sorted({tag for row in rows for tag in row["tags"]})
    sizes = [len(vocabulary) + 2 for vocabulary in vocabularies]
    net = Net(*sizes, len(rows[0]["marks"][0]), len(labels))
    adam = torch.optim.Adam(net.parameters(), lr=RATE, weight_decay=1e-6)
    mean = None
    for number in range(asked.passes):
        net.train()
        turns = batches(rows, BATCH)
        for at, members in enumerate(turns):
            share = (number + at / len(turns)) / asked.passes
            adam.param_groups[0]["lr"] = RATE * min(1, share * 20 + 0.1) * (1 - 0.9 * share)
            group = [rows[at] for at in members]
            tags = torch.tensor([[labels.index(tag) for tag in row["tags"]] for row in group])
            loss = net.loss(net(*tensors(group, vocabularies, 0.03)), tags)
            adam.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            adam.step()
        print("pass", number, f"{loss.item():.3f}", flush=True)
        if left_out and number % 4 == 3:
            measure(net, left_out, vocabularies, labels)
        if number >= asked.passes - AVERAGED:
            own = {name: value / AVERAGED for name, value in net.state_dict().items()}
            mean = own if mean is None else {name: mean[name] + value for name, value in own.items()}
    net.load_state_dict(mean)
    if left_out:
        measure(net, left_out, vocabularies, labels)
    with open(asked.out, "wb") as file:
        file.write(encode(net, vocabularies, labels))


if __name__ == "__main__":
    main()
