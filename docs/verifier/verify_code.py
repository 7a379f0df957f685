#!/usr/bin/env python3
"""Looks at a code of Huying without asking the server: a reference verifier.

    pip install cwt
    verify_code.py fetch https://city.example FOLDER       # now and then, while online
    verify_code.py look FOLDER --use gate --verifier 12 < codes.txt

One line in, one line out. What is learned of a code: good or not, the number of the brand, four letters to
compare with the holder's screen, and whether it is a printed card. Nothing is written down.

A code is base45 (RFC 9285) of a tagged COSE_Sign1 (RFC 9052) with the claims exp (4) and cti (7). The bytes of
cti, in order: 1 how it moves on (1 live, 2 fresh, 3 card), 1 uses (a bit each), 1 brand, 2 verifier (0: any),
6 who the holder is towards this verifier alone, 10 anchor. A live code has in the unprotected header -65537 two
bytes of a step and ten of a value; hashed step times it is the anchor.
"""

import argparse
import base64
import hashlib
import json
import sys
import time
import urllib.request
from pathlib import Path

import cbor2
from cwt import COSEKey, decode

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
USES = ["gate", "station", "merchant", "clinic", "school", "subsidy"]
LIVE, FRESH, CARD = 1, 2, 3
STEPS, STEP_S, SKEW_S, FRESH_S = 2880, 30, 30, 60
STEP_LABEL = -65537
FILES = {"keys.json": "/.well-known/huying-code-keys.json", "revoked.json": "/code/revoked.json"}


class Refused(Exception):
    """Why a code is not good."""


def unbase45(text: str) -> bytes:
    digits = [ALPHABET.index(letter) for letter in text]
    out = bytearray()
    for at in range(0, len(digits), 3):
        group = digits[at : at + 3]
        number = sum(digit * 45**place for place, digit in enumerate(group))
        out += number.to_bytes(2 if len(group) == 3 else 1, "big")
    return bytes(out)


def unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def fetch(site: str, folder: Path) -> None:
    for name, path in FILES.items():
        with urllib.request.urlopen(site.rstrip("/") + path, timeout=20) as answer:
            (folder / name).write_bytes(answer.read())


def keys_of(folder: Path) -> list:
    keys = json.loads((folder / "keys.json").read_text())["keys"]
    wanted = ("kty", "crv", "alg", "use", "kid", "x", "y")
    return [COSEKey.from_jwk({name: key[name] for name in wanted if name != "kid"} | {"kid": unbase64(key["kid"])}) for key in keys]


def is_of_the_chain(step: int, value: bytes, anchor: bytes) -> bool:
    for at in range(step, 0, -1):
        value = hashlib.sha256(b"huying code step" + at.to_bytes(2, "big") + value).digest()[:10]
    return value == anchor


def check_moment(kind: int, header: dict, anchor: bytes, expires: int, now: int) -> None:
    moving = header.get(STEP_LABEL)
    if kind == LIVE and moving and len(moving) == 12:
        step = int.from_bytes(moving[:2], "big")
        begins = expires - STEPS * STEP_S + (step - 1) * STEP_S
        current = begins - SKEW_S <= now < begins + STEP_S + SKEW_S
        if step <= STEPS and current and is_of_the_chain(step, moving[2:], anchor):
            return
    elif kind == FRESH and not moving and now >= expires - FRESH_S - SKEW_S:
        return
    elif kind == CARD and not moving:
        return
    raise Refused("not of this minute")


def look(text: str, keys: list, revoked: dict, use: str, verifier: int, cards: bool, now: int) -> dict:
    try:
        code = unbase45(text)
        claims = decode(code, keys, no_verify=False)  # signature and expiry, offline
        header = cbor2.loads(code).value[1]
    except Exception as error:
        raise Refused(f"not a code of this city, or run out ({type(error).__name__})") from error
    expires, packed = claims[4], claims[7]
    if len(packed) != 21 or now >= expires:
        raise Refused("run out")
    kind, uses, brand = packed[0], packed[1], packed[2]
    number, pairwise, anchor = int.from_bytes(packed[3:5], "big"), packed[5:11], packed[11:]
    check_moment(kind, header, anchor, expires, now)
    if not uses & (1 << USES.index(use)) or (kind == CARD and not cards):
        raise Refused("not for this use")
    if number not in (0, verifier):
        raise Refused("not for this place")
    if now >= revoked["good_until"]:
        raise Refused("the list of codes taken back is too old: fetch it")
    each, listed = revoked["bytes_each"], unbase64(revoked["anchors"])
    if anchor[:each] in {listed[at : at + each] for at in range(0, len(listed), each)}:
        raise Refused("taken back")
    bits = int.from_bytes(pairwise[:3], "big")
    tail = "".join(LETTERS[bits >> (19 - 5 * at) & 31] for at in range(4))
    return {"good": True, "brand": brand, "tail": tail, "card": kind == CARD}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    fetching = commands.add_parser("fetch")
    fetching.add_argument("site")
    fetching.add_argument("folder", type=Path)
    looking = commands.add_parser("look")
    looking.add_argument("folder", type=Path)
    looking.add_argument("--use", choices=USES, required=True)
    looking.add_argument("--verifier", type=int, default=0)
    looking.add_argument("--cards", action="store_true", help="printed cards are good enough")
    looking.add_argument("--now", type=int, help="seconds since 1970, instead of the clock's")
    asked = parser.parse_args()
    if asked.command == "fetch":
        fetch(asked.site, asked.folder)
        return
    keys, revoked = keys_of(asked.folder), json.loads((asked.folder / "revoked.json").read_text())
    for line in sys.stdin:
        now = int(time.time()) if asked.now is None else asked.now
        try:
            seen = look(line.rstrip("\r\n"), keys, revoked, asked.use, asked.verifier, asked.cards, now)
        except Refused as refused:
            seen = {"good": False, "why": str(refused)}
        print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    main()
