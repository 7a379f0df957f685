"""Makes a benchmark of repeated requests: messages and labelled pairs. All words and places are invented.

    generate.py OUT_DIR [--matters 600] [--seed 1]

Writes messages.jsonl (id, time, title, body, channel, cluster) and pairs.csv (id_a, id_b, label, kind).
Only Python's standard library; the same seed gives the same files everywhere.
"""

import argparse
import csv
import json
import random
from datetime import datetime, timedelta
from pathlib import Path

from vocabulary import MATTERS, follow_up, phone_words, places

BEGIN = datetime(2031, 1, 6, 8, 0)


class Writer:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.messages, self.pairs = [], []
        self.taken = set()

    def add(self, title, body, day, channel, cluster):
        minute = self.dice.randrange(24 * 60)
        when = BEGIN + timedelta(days=day, minutes=minute)
        message = {
            "id": len(self.messages) + 1,
            "time": when.strftime("%Y-%m-%d %H:%M:%S"),
            "title": title,
            "body": body,
            "channel": channel,
            "cluster": cluster,
        }
        self.messages.append(message)
        return message

    def is_free(self, matter, place):
        """Whether nobody tells of this matter at this place yet; from now on somebody does."""
        free = (matter.word, place) not in self.taken
        self.taken.add((matter.word, place))
        return free

    def pair(self, a, b, label, kind):
        self.pairs.append((a["id"], b["id"], label, kind))

    def tell(self, matter, place, day, cluster, style=None):
        """One person tells of a matter at a place, in one of several ways."""
        title = self.dice.choice(matter.titles).format(p=place.short(self.dice))
        sentences = [self.dice.choice(options) for options in matter.facts]
        self.dice.shuffle(sentences)
        kept = sentences[: self.dice.randint(2, len(sentences))]
        body = f"{place.full(self.dice)}{self.dice.choice(matter.openings)}" + "".join(kept)
        body += self.dice.choice(matter.wishes)
        channel = style or self.dice.choice(["web", "app", "phone"])
        if channel == "phone":
            title, body = phone_words(self.dice, matter, place)
        return self.add(title, body, day, channel, cluster)


def one_matter(out, number, matter, place, all_places):
    """A matter with everything that belongs to it and everything that is only like it."""
    dice, cluster, day = out.dice, f"M{number:05}", out.dice.randrange(330)
    first = out.tell(matter, place, day, cluster, "web")
    again = [first]
    for _ in range(dice.choice([1, 1, 2, 3])):
        other = out.tell(matter, place, day + dice.randint(0, 25), cluster, dice.choice(["web", "app"]))
        out.pair(first, other, 1, "other words")
        again.append(other)
    called = out.tell(matter, place, day + dice.randint(1, 20), cluster, "phone")
    out.pair(first, called, 1, "another channel")
    title, body = follow_up(dice, matter, place)
    later = out.add(title, body, day + dice.randint(5, 40), "app", cluster)
    out.pair(first, later, 1, "follow-up that says little")
    copy = out.add(first["title"], first["body"] + dice.choice(["", "！", "请回复。"]), day + dice.randint(0, 9), "web", cluster)
    out.pair(first, copy, 1, "sent twice")
    for kind, elsewhere in place.near_misses(dice, all_places):
        alone = f"{cluster}-{kind}"
        swapped = out.add(
            place.swap(first["title"], elsewhere), place.swap(first["body"], elsewhere),
            day + dice.randint(0, 25), "web", alone,
        )
        out.pair(first, swapped, 0, f"copied text, {kind}")
        told = out.tell(matter, elsewhere, day + dice.randint(0, 25), alone, "web")
        out.pair(first, told, 0, f"same kind of matter, {kind}")
        out.pair(swapped, told, 1, "other words")
    others = dice.sample([m for m in MATTERS if m is not matter], len(MATTERS) - 1)
    stranger = next((m for m in others if out.is_free(m, place)), others[0])
    here = out.tell(stranger, place, day + dice.randint(0, 25), f"{cluster}-matter", "web")
    out.pair(first, here, 0, "same place, another matter")
    lost_title, lost_body = follow_up(dice, stranger, dice.choice(all_places))
    lost = out.add(lost_title, lost_body, day + dice.randint(5, 40), "app", f"{cluster}-other")
    out.pair(first, lost, 0, "follow-up of something else")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--matters", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    out = Writer(args.seed)
    all_places = places(random.Random(args.seed + 1))
    for number in range(args.matters):
        matter, place = out.dice.choice(MATTERS), out.dice.choice(all_places)
        while not out.is_free(matter, place):
            matter, place = out.dice.choice(MATTERS), out.dice.choice(all_places)
        one_matter(out, number, matter, place, all_places)
    args.out.mkdir(parents=True, exist_ok=True)
    with open(args.out / "messages.jsonl", "w", encoding="utf-8") as file:
        for message in out.messages:
            file.write(json.dumps(message, ensure_ascii=False) + "\n")
    with open(args.out / "pairs.csv", "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id_a", "id_b", "label", "kind"])
        rows.writerows(out.pairs)
    print(f"{len(out.messages)} messages, {len(out.pairs)} pairs in {args.out}")


if __name__ == "__main__":
    main()
