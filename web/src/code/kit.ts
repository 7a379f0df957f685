// What a device keeps that looks at codes: keys, the list of codes taken back, and counts that wait
// to be sent. Never whose code it was.
import { forget, hex, read, write } from "./bytes";
import type { Kit } from "./look";

const KIT = "huying-verify";
const COUNTS = "huying-verify-counts";

type Kept = { kit: Kit; skew: number };
type Hour = [string, number, number];
/** A batch keeps its key until it was taken, however often it is sent. */
type Waiting = { hours: { [hour: string]: [number, number] }; batch?: { key: string; hours: Hour[] } };
export type Outcome = "taken" | "offline" | "out";

export class Device {
  private kept = read<Kept | null>(KIT, null);
  private isSending = false;

  constructor(private readonly address: string, private readonly counts: string, number: number) {
    if (this.kept && this.kept.kit.verifier.number !== number) this.kept = null;
  }

  get kit(): Kit | undefined {
    return this.kept ? this.kept.kit : undefined;
  }

  /** Seconds by the server's clock. */
  now(): number {
    return Math.floor(Date.now() / 1000 + (this.kept ? this.kept.skew : 0));
  }

  /** Fetches keys and list anew. A device that was taken out keeps nothing. */
  async refresh(): Promise<Outcome> {
    const answer = await fetch(this.address, { cache: "no-store" }).catch(() => undefined);
    if (!answer || answer.status >= 500 || answer.status === 429) return "offline";
    if (!answer.ok) {
      this.kept = null;
      [KIT, COUNTS].forEach(forget);
      return "out";
    }
    const kit: Kit = await answer.json();
    this.kept = { kit, skew: kit.now - Date.now() / 1000 };
    write(KIT, this.kept);
    return "taken";
  }

  /** Counts a look in its hour, in Beijing wherever the device thinks it is. */
  count(isGood: boolean): void {
    const hour = new Date((this.now() + 8 * 3600) * 1000).toISOString().slice(0, 13).replace("T", " ");
    const waiting = read<Waiting>(COUNTS, { hours: {} });
    const [good, refused] = waiting.hours[hour] || [0, 0];
    waiting.hours[hour] = isGood ? [good + 1, refused] : [good, refused + 1];
    write(COUNTS, waiting);
  }

  /** How many looks wait to be counted by the server. */
  waiting(): number {
    const { hours, batch } = read<Waiting>(COUNTS, { hours: {} });
    const all = [...Object.values(hours), ...(batch ? batch.hours.map(([, good, refused]) => [good, refused]) : [])];
    return all.reduce((sum, [good, refused]) => sum + good + refused, 0);
  }

  /** Sends what waits, once: a batch sent again under its key is not counted again. */
  async send(): Promise<void> {
    if (this.isSending || !this.waiting()) return;
    this.isSending = true;
    const waiting = read<Waiting>(COUNTS, { hours: {} });
    if (!waiting.batch) {
      const hours = Object.entries(waiting.hours).map(([hour, [good, refused]]): Hour => [hour, good, refused]);
      waiting.batch = { key: hex(crypto.getRandomValues(new Uint8Array(16))), hours };
      waiting.hours = {};
      write(COUNTS, waiting);
    }
    const headers = { "content-type": "application/json" };
    const answer = await fetch(this.counts, { method: "POST", headers, body: JSON.stringify(waiting.batch) }).catch(() => undefined);
    // What the server will never take is not sent for ever.
    if (answer && answer.status < 500 && answer.status !== 429) write(COUNTS, { hours: read<Waiting>(COUNTS, { hours: {} }).hours });
    this.isSending = false;
  }
}
