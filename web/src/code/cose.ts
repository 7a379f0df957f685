// Reads a code: a tagged COSE_Sign1 (RFC 9052) over CWT claims (RFC 8392). Only what codes are made
// of is understood; anything else is no code.
import { decode } from "./base45";
import { hex } from "./bytes";

type Item = number | Uint8Array | Item[] | Map<number, Item>;

/** A code as read; nothing of it was checked. */
export type Token = {
  /** What was signed, with its signature. */
  signed: Uint8Array;
  signature: Uint8Array;
  key: number;
  expires: number;
  kind: number;
  uses: number;
  brand: number;
  verifier: number;
  tail: string;
  anchor: Uint8Array;
  /** Step and value of the chain, if it has them. */
  step?: { at: number; value: Uint8Array };
};

const SIGN1 = 18;
const EXP = 4;
const CTI = 7;
const KID = 4;
const STEP_LABEL = -65537;
const CLAIMS_BYTES = 21;
/** `{1: -7}`: signed with ES256. */
const PROTECTED = "a10126";
/** Letters that are not taken for one another. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

class Reader {
  at = 0;
  constructor(readonly bytes: Uint8Array) {}

  take(count: number): Uint8Array {
    if (this.at + count > this.bytes.length) throw new Error("too short");
    return this.bytes.subarray(this.at, (this.at += count));
  }

  head(): [number, number] {
    const [first] = this.take(1);
    const [major, short] = [first >> 5, first & 31];
    if (short < 24) return [major, short];
    if (short > 26) throw new Error("not understood");
    const number = this.take(1 << (short - 24)).reduce((sum, byte) => sum * 256 + byte, 0);
    return [major, number];
  }

  item(): Item {
    const [major, number] = this.head();
    if (major === 0) return number;
    if (major === 1) return -1 - number;
    if (major === 2) return this.take(number);
    if (major === 4) return Array.from({ length: number }, () => this.item());
    if (major !== 5) throw new Error("not understood");
    const map = new Map<number, Item>();
    for (let left = number; left > 0; left -= 1) {
      const label = this.item();
      if (typeof label !== "number" || map.has(label)) throw new Error("no label");
      map.set(label, this.item());
    }
    return map;
  }

  end(): void {
    if (this.at !== this.bytes.length) throw new Error("too long");
  }
}

function bytesOf(item: Item | undefined): Uint8Array {
  if (!(item instanceof Uint8Array)) throw new Error("no bytes");
  return item;
}

function mapOf(item: Item): Map<number, Item> {
  if (!(item instanceof Map)) throw new Error("no map");
  return item;
}

/** Bytes with the head that says how many there are. */
function headed(bytes: Uint8Array): number[] {
  return [...(bytes.length < 24 ? [0x40 + bytes.length] : [0x58, bytes.length]), ...bytes];
}

/** What a signature is over: `["Signature1", protected, '', payload]`. */
function signedOf(header: Uint8Array, payload: Uint8Array): Uint8Array {
  const context = Array.from("Signature1", (letter) => letter.charCodeAt(0));
  return Uint8Array.from([0x84, 0x6a, ...context, ...headed(header), 0x40, ...headed(payload)]);
}

function tailOf(pairwise: Uint8Array): string {
  const bits = pairwise[0] * 65536 + pairwise[1] * 256 + pairwise[2];
  return [19, 14, 9, 4].map((shift) => LETTERS[(bits >> shift) & 31]).join("");
}

function token(bytes: Uint8Array): Token {
  const reader = new Reader(bytes);
  const [major, tag] = reader.head();
  const parts = reader.item();
  reader.end();
  if (major !== 6 || tag !== SIGN1 || !Array.isArray(parts) || parts.length !== 4) throw new Error("no COSE_Sign1");
  const [header, payload, signature] = [bytesOf(parts[0]), bytesOf(parts[2]), bytesOf(parts[3])];
  if (hex(header) !== PROTECTED) throw new Error("another algorithm");
  const inner = new Reader(payload);
  const [open, claims] = [mapOf(parts[1]), mapOf(inner.item())];
  inner.end();
  const [key, packed, expires] = [bytesOf(open.get(KID)), bytesOf(claims.get(CTI)), claims.get(EXP)];
  const isKnown = Array.from(open.keys()).every((label) => label === KID || label === STEP_LABEL);
  if (!isKnown || key.length !== 1 || packed.length !== CLAIMS_BYTES || typeof expires !== "number") throw new Error("other claims");
  const read: Token = {
    signed: signedOf(header, payload),
    signature,
    key: key[0],
    expires,
    kind: packed[0],
    uses: packed[1],
    brand: packed[2],
    verifier: packed[3] * 256 + packed[4],
    tail: tailOf(packed.subarray(5, 11)),
    anchor: packed.subarray(11),
  };
  if (open.has(STEP_LABEL)) {
    const moving = bytesOf(open.get(STEP_LABEL));
    if (moving.length !== 12) throw new Error("no step");
    read.step = { at: moving[0] * 256 + moving[1], value: moving.subarray(2) };
  }
  return read;
}

/** The code a text holds; nothing when it holds none. */
export function readCode(text: string): Token | undefined {
  const bytes = decode(text.replace(/[\r\n]+$/, ""));
  try {
    return bytes && token(bytes);
  } catch {
    return undefined;
  }
}
