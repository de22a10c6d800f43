/**
 * Lines of a LAN in a time of its own, so that what is measured is what PCs ask each other for, and
 * not how busy the machine is. Each PC has a line in and a line out of the same rate; what is under
 * way shares them fairly (max-min), as TCP does on average. A sender is done when the system took its
 * last bytes, somewhat before they are there.
 */
import { Readable } from 'node:stream';
import { setImmediate as settled } from 'node:timers/promises';
import { ManualClock } from '../support/temporary.ts';

const STEP_MS = 10;
const ZEROS = Buffer.alloc(1 << 20);
/** What the systems of both sides keep of a stream. */
const BUFFERED = 384 * 1024;

interface Flow {
  from: number;
  to: number;
  /** Given by its sender, not delivered yet. */
  left: number;
  over: boolean;
  body: Readable;
  rate: number;
  accepted: (() => void) | undefined;
}

export class SimulatedLan {
  readonly clock = new ManualClock(0);
  /** Bytes that left each PC. */
  readonly sent: number[];
  /** Bytes that a line of each PC carries in a step. */
  readonly #perStep: readonly number[];
  readonly #flows = new Set<Flow>();

  /** `mbits`: of the line of each PC. */
  constructor(mbits: readonly number[]) {
    this.sent = mbits.map(() => 0);
    this.#perStep = mbits.map((mbit) => ((mbit * 1e6) / 8 / 1000) * STEP_MS);
  }

  /** The body of an answer: zeros. `send` resolves when the system took them all. */
  flow(
    from: number,
    to: number,
  ): { body: Readable; send: (bytes: number) => Promise<void>; end: () => void } {
    const body = new Readable({ read() {} });
    const flow: Flow = { from, to, left: 0, over: false, body, rate: 0, accepted: undefined };
    this.#flows.add(flow);
    body.once('close', () => {
      this.#flows.delete(flow);
      flow.accepted?.();
    });
    const send = (bytes: number): Promise<void> => {
      flow.left += bytes;
      if (flow.left <= BUFFERED || body.destroyed) return Promise.resolve();
      return new Promise((resolve) => {
        flow.accepted = resolve;
      });
    };
    return { body, send, end: () => void (flow.over = true) };
  }

  async step(): Promise<void> {
    this.#share();
    for (const flow of this.#flows) {
      const bytes = Math.min(flow.left, Math.round(flow.rate));
      flow.left -= bytes;
      this.sent[flow.from] = (this.sent[flow.from] ?? 0) + bytes;
      for (let rest = bytes; rest > 0; rest -= ZEROS.length)
        flow.body.push(ZEROS.subarray(0, Math.min(rest, ZEROS.length)));
      if (flow.left <= BUFFERED) {
        flow.accepted?.();
        flow.accepted = undefined;
      }
      if (flow.left === 0 && flow.over) flow.body.push(null);
    }
    await settled();
    await settled();
    this.clock.advance(STEP_MS);
    await settled();
    await settled();
  }

  /** The narrowest line first: its flows get the same each, the others share what they leave. */
  #share(): void {
    const open = new Set(Array.from(this.#flows).filter(({ left }) => left > 0));
    const lines = new Map<string, { room: number; flows: Set<Flow> }>();
    for (const flow of open)
      for (const [name, pc] of [
        [`out ${flow.from}`, flow.from],
        [`in ${flow.to}`, flow.to],
      ] as const) {
        const line = lines.get(name) ?? { room: this.#perStep[pc] ?? 0, flows: new Set() };
        line.flows.add(flow);
        lines.set(name, line);
      }
    while (open.size > 0) {
      const all = Array.from(lines.values()).filter(({ flows }) => flows.size > 0);
      const narrow = all.reduce((a, b) => (a.room / a.flows.size <= b.room / b.flows.size ? a : b));
      const rate = narrow.room / narrow.flows.size;
      for (const flow of Array.from(narrow.flows)) {
        flow.rate = rate;
        open.delete(flow);
        for (const line of all) if (line.flows.delete(flow)) line.room -= rate;
      }
    }
  }
}
