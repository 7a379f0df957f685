// The chain of hashes a live code goes along, value after value, as the server's `chain.rs` says.
import { isSame } from "./bytes";

export const VALUE_BYTES = 10;
/** Values of a chain: a day of them. */
export const STEPS = 2880;
/** Seconds a value is shown. */
export const STEP_S = 30;
export const SPAN_S = STEPS * STEP_S;
/** A verifier's clock and a device's may differ by so many seconds. */
export const SKEW_S = 30;

const WORDS = Uint8Array.from("huying code step", (letter) => letter.charCodeAt(0));

/** The value before one, nearer to the anchor; `step` is that of the value given. */
async function before(step: number, value: Uint8Array): Promise<Uint8Array> {
  const bytes = new Uint8Array(WORDS.length + 2 + VALUE_BYTES);
  bytes.set(WORDS);
  bytes.set([step >> 8, step & 255], WORDS.length);
  bytes.set(value, WORDS.length + 2);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, VALUE_BYTES);
}

export function newSecret(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(VALUE_BYTES));
}

/** Every value of a chain, from its anchor at 0 to its secret at the end. */
export async function values(secret: Uint8Array): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  all[STEPS] = secret;
  for (let step = STEPS; step > 0; step -= 1) all[step - 1] = await before(step, all[step]);
  return all;
}

/** Whether a value stands `step` steps from the anchor. */
export async function belongs(value: Uint8Array, step: number, anchor: Uint8Array): Promise<boolean> {
  if (step > STEPS) return false;
  let at = value;
  for (let left = step; left > 0; left -= 1) at = await before(left, at);
  return isSame(at, anchor);
}

/** The step that is shown at a second; 0 outside the chain's day. */
export function stepAt(expires: number, now: number): number {
  const step = Math.floor((now - (expires - SPAN_S)) / STEP_S) + 1;
  return step >= 1 && step <= STEPS ? step : 0;
}

/** Seconds until the next value is shown. */
export function leftOf(expires: number, now: number): number {
  return STEP_S - ((((now - expires) % STEP_S) + STEP_S) % STEP_S);
}

/** Whether a value of a step may be shown at a second. */
export function isCurrent(step: number, expires: number, now: number): boolean {
  const begins = expires - SPAN_S + (step - 1) * STEP_S;
  return now >= begins - SKEW_S && now < begins + STEP_S + SKEW_S;
}
