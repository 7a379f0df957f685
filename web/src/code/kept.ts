// Live codes a holder's device keeps: their secrets never leave it. One for any place is shown once
// and then put behind the others, so that two places have nothing in common to compare.
import { hex, read, unbase64, unhex, write, forget as drop } from "./bytes";
import { newSecret, SPAN_S, stepAt, values } from "./chain";

export const STORE = "huying-code";
/** A code is fetched anew when it is good for less than this. */
const SOON_S = 4 * 3600;
/** Unused codes for any place at hand: of the use shown, and of the others. */
const SPARE = 3;
const SPARE_OTHERS = 1;

export type Live = {
  use: string;
  verifier: number;
  secret: string;
  /** The signed code, and where in it the moving part stands. */
  code: string;
  moves_at: number;
  expires: number;
  tail: string;
  brand: string;
  place: string;
  /** What its words are in. */
  lang?: string;
  /** When it was last shown; 0 for never. */
  shown: number;
};
/** `of` names the device and its registration: another one's codes are not shown. */
type Kept = { of: string; skew: number; codes: Live[] };
type Answer = { now: number; of: string; brand: string; place: string; codes: { code: string; moves_at: number; expires: number; tail: string }[] };

export class Codes {
  private kept: Kept;

  constructor(of: string, private readonly address: string) {
    const known = read<Kept>(STORE, { of, skew: 0, codes: [] });
    this.kept = known.of === of ? known : { of, skew: known.skew, codes: [] };
  }

  /** Seconds by the server's clock. */
  now(): number {
    return Math.floor(Date.now() / 1000 + this.kept.skew);
  }

  private usable(use: string, verifier: number, seconds = 60): Live[] {
    const until = this.now() + seconds;
    return this.kept.codes.filter((one) => one.use === use && one.verifier === verifier && one.expires > until && stepAt(one.expires, this.now()));
  }

  /** The code to show now; the one that was not shown for the longest time. */
  next(use: string, verifier: number): Live | undefined {
    const [found] = this.usable(use, verifier).sort((a, b) => a.shown - b.shown);
    if (found) {
      found.shown = Date.now();
      this.save();
    }
    return found;
  }

  has(live: Live): boolean {
    return this.kept.codes.includes(live);
  }

  private save(): boolean {
    this.kept.codes = this.kept.codes.filter((one) => one.expires > this.now());
    return write(STORE, this.kept);
  }

  forget(): void {
    this.kept.codes = [];
    drop(STORE);
  }

  /** Has anchors of new chains signed. False when the device is signed out. */
  private async fetch(use: string, verifier: number, count: number): Promise<boolean> {
    const body = new URLSearchParams({ use, verifier: String(verifier) });
    const secrets: string[] = [];
    for (let left = count; left > 0; left -= 1) {
      const secret = newSecret();
      secrets.push(hex(secret));
      body.append("anchor", hex((await values(secret))[0]));
    }
    const answer = await fetch(this.address, { method: "POST", body });
    if (answer.status === 401) return false;
    if (answer.status === 403) this.forget(); // The registration has ended.
    if (!answer.ok) throw new Error(String(answer.status));
    const { now, of, brand, place, codes }: Answer = await answer.json();
    if (of !== this.kept.of) this.kept = { of, skew: 0, codes: [] };
    this.kept.skew = now - Date.now() / 1000;
    codes.forEach((one, at) => this.kept.codes.push({ ...one, use, verifier, secret: secrets[at], brand, place, lang: document.documentElement.lang, shown: 0 }));
    this.save();
    return true;
  }

  /** Fetches what is missing: first of the use shown, then of the others. */
  async fill(use: string, verifier: number, uses: string[]): Promise<boolean> {
    const missing = (one: string) => this.usable(one, 0, SOON_S).filter(({ shown }) => !shown).length;
    if (verifier) {
      if (!this.usable(use, verifier, SOON_S).length && !(await this.fetch(use, verifier, 1))) return false;
    } else if (missing(use) < SPARE && !(await this.fetch(use, 0, SPARE + 1 - missing(use)))) return false;
    for (const one of uses) {
      if (missing(one) < SPARE_OTHERS && !(await this.fetch(one, 0, SPARE_OTHERS))) return false;
    }
    return true;
  }
}

/** A code as it stands at each second, from its chain. */
export async function moving(live: Live): Promise<(now: number) => Uint8Array | undefined> {
  const chain = await values(unhex(live.secret));
  return (now) => {
    const step = stepAt(live.expires, now);
    if (!step || now < live.expires - SPAN_S) return undefined;
    const bytes = unbase64(live.code);
    bytes.set([step >> 8, step & 255, ...chain[step]], live.moves_at);
    return bytes;
  };
}
