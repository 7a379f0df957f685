// Whether a code is good for a use, here and now, without asking anybody: as the server's `verify.rs`.
import { hex, unbase64 } from "./bytes";
import { belongs, isCurrent, SKEW_S } from "./chain";
import { readCode, type Token } from "./cose";

/** What a device needs to look at codes by itself, as the server hands it out. */
export type Kit = {
  /** The server's clock in seconds. */
  now: number;
  verifier: { number: number; use: string; cards: boolean };
  keys: { kid: string; x: string; y: string }[];
  revoked: { made: number; good_until: number; bytes_each: number; anchors: string };
  brands: { [number: string]: string };
};

export type Why = "not-ours" | "expired" | "old" | "other-use" | "other-verifier" | "list-old" | "revoked";
export type Seen = { good: true; brand: number; tail: string; card: boolean } | { good: false; why: Why };

export const USES = ["gate", "station", "merchant", "clinic", "school", "subsidy"];
const LIVE = 1;
const FRESH = 2;
const CARD = 3;
/** A code made by the server is good for so many seconds. */
const FRESH_S = 60;

async function isSigned(token: Token, keys: Kit["keys"]): Promise<boolean> {
  const known = keys.find((key) => unbase64(key.kid)[0] === token.key);
  if (!known) return false;
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const jwk = { kty: "EC", crv: "P-256", x: known.x, y: known.y };
  const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
  return crypto.subtle.verify(algorithm, key, token.signature, token.signed);
}

async function isOfThisMinute(token: Token, now: number): Promise<boolean> {
  const { kind, step, expires } = token;
  if (kind === LIVE && step) return isCurrent(step.at, expires, now) && belongs(step.value, step.at, token.anchor);
  if (kind === FRESH && !step) return now >= expires - FRESH_S - SKEW_S;
  return kind === CARD && !step;
}

export function isListOld(kit: Kit, now: number): boolean {
  return now >= kit.revoked.good_until;
}

function isTakenBack(token: Token, { bytes_each, anchors }: Kit["revoked"]): boolean {
  const [list, wanted] = [hex(unbase64(anchors)), hex(token.anchor.subarray(0, bytes_each))];
  for (let at = 0; at < list.length; at += bytes_each * 2) if (list.startsWith(wanted, at)) return true;
  return false;
}

/** Looks at a code: the shape, who signed it, for what, when, and whether it was taken back. */
export async function look(text: string, kit: Kit, now: number): Promise<Seen> {
  const no = (why: Why): Seen => ({ good: false, why });
  const token = readCode(text);
  if (!token || ![LIVE, FRESH, CARD].includes(token.kind) || !(await isSigned(token, kit.keys))) return no("not-ours");
  if (now >= token.expires) return no("expired");
  if (!(await isOfThisMinute(token, now))) return no("old");
  const isCard = token.kind === CARD;
  if (!(token.uses & (1 << USES.indexOf(kit.verifier.use))) || (isCard && !kit.verifier.cards)) return no("other-use");
  if (token.verifier !== 0 && token.verifier !== kit.verifier.number) return no("other-verifier");
  if (isListOld(kit, now)) return no("list-old");
  if (isTakenBack(token, kit.revoked)) return no("revoked");
  return { good: true, brand: token.brand, tail: token.tail, card: isCard };
}
