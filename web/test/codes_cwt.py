"""Codes as the PyPI package cwt signs them, for the browser's verifier: `pip install cwt`, then
`python codes_cwt.py > codes_cwt.json`. Signatures of cwt are random, so the file is kept."""

import base64
import hashlib
import json

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cwt import COSE, COSEAlgs, COSEHeaders, COSEKey

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
NOW, EXPIRES = 1_899_959_995, 1_900_000_000
STEPS, STEP_S, STEP_LABEL = 2880, 30, -65537


def base45(data: bytes) -> str:
    out = ""
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            out, number = out + ALPHABET[number % 45], number // 45
    return out


def before(step: int, value: bytes) -> bytes:
    return hashlib.sha256(b"huying code step" + step.to_bytes(2, "big") + value).digest()[:10]


def value_at(secret: bytes, step: int) -> bytes:
    for at in range(STEPS, step, -1):
        secret = before(at, secret)
    return secret


def code(key: COSEKey, packed: bytes, expires: int, more: dict) -> str:
    payload = cbor2.dumps({4: expires, 7: packed})
    cose = COSE.new(alg_auto_inclusion=False, kid_auto_inclusion=False)
    header = {COSEHeaders.KID: b"\x05", **more}
    return base45(cose.encode_and_sign(payload, key, protected={COSEHeaders.ALG: COSEAlgs.ES256}, unprotected=header))


def main() -> None:
    private = ec.derive_private_key(0x5EED, ec.SECP256R1())
    numbers = private.public_key().public_numbers()
    b64 = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    x, y, d = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y, 0x5EED))
    key = COSEKey.new({1: 2, 3: -7, -1: 1, -2: x, -3: y, -4: d, 2: b"\x05"})
    other = COSEKey.new({1: 2, 3: -7, -1: 1, **other_point(), 2: b"\x05"})
    secret = bytes(range(10))
    anchor = value_at(secret, 0)
    claims = lambda kind, uses=1: bytes([kind, uses, 4]) + (12).to_bytes(2, "big") + bytes([1, 2, 3, 4, 5, 6]) + anchor
    step = (NOW - (EXPIRES - STEPS * STEP_S)) // STEP_S + 1
    moving = {STEP_LABEL: step.to_bytes(2, "big") + value_at(secret, step)}
    stale = {STEP_LABEL: (step - 9).to_bytes(2, "big") + value_at(secret, step - 9)}
    ahead = {STEP_LABEL: (step + 1).to_bytes(2, "big") + value_at(secret, step)}
    yes = lambda card: {"good": True, "brand": 4, "tail": "0410", "card": card}
    no = lambda why: {"good": False, "why": why}
    looks = [
        ("live", code(key, claims(1), EXPIRES, moving), yes(False)),
        ("live of minutes ago", code(key, claims(1), EXPIRES, stale), no("old")),
        ("an old value as the next one", code(key, claims(1), EXPIRES, ahead), no("old")),
        ("live without its moving part", code(key, claims(1), EXPIRES, {}), no("old")),
        ("fresh", code(key, claims(2), NOW + 60, {}), yes(False)),
        ("run out", code(key, claims(2), NOW, {}), no("expired")),
        ("card", code(key, claims(3), EXPIRES, {}), yes(True)),
        ("another use", code(key, claims(2, 32), NOW + 60, {}), no("other-use")),
        ("no such kind", code(key, claims(9), NOW + 60, {}), no("not-ours")),
        ("another key", code(other, claims(2), NOW + 60, {}), no("not-ours")),
        ("other claims", code(key, claims(2)[:20], NOW + 60, {}), no("not-ours")),
    ]
    keys = [{"kid": b64(b"\x05"), "x": b64(x), "y": b64(y)}]
    out = {"keys": keys, "now": NOW, "looks": [{"name": name, "text": text, "says": says} for name, text, says in looks]}
    print(json.dumps(out, indent=2, ensure_ascii=False))


def other_point() -> dict:
    private = ec.derive_private_key(0xBAD, ec.SECP256R1())
    numbers = private.public_key().public_numbers()
    x, y, d = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y, 0xBAD))
    return {-2: x, -3: y, -4: d}


if __name__ == "__main__":
    main()
