/** A person who prints one document after another, whatever happens to the PC. */
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import type { Lab } from '../../lan/lab.ts';
import type { LabPc } from '../../scenario/lab-pc.ts';
import { Random } from '../random.ts';
import type { DocumentId } from './documents.ts';
import type { PrintOrder } from './print-client.ts';

const CLIENT = fileURLToPath(new URL('print-client.ts', import.meta.url));
const AGAIN_MS = 100;

export interface SenderOptions {
  lab: Lab;
  pc: LabPc;
  seed: number;
  jobs: number;
  printer: { device: string; id: string };
  /** Resolves when more may be sent, or the run is interrupted. */
  room: () => Promise<void>;
}

export class Sender {
  /** Acknowledged, in order. */
  readonly sent: DocumentId[] = [];
  /** Given up, so that nobody knows: each may come out once, or never. */
  readonly unknown: DocumentId[] = [];
  readonly #options: SenderOptions;
  readonly #answers: ((line: string) => void)[] = [];
  readonly #random: Random;
  #client: ReturnType<ReturnType<Lab['pc']>['spawn']> | undefined;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#random = new Random(options.seed + options.pc.number);
  }

  /** Resolves when all are acknowledged, or once `signal` interrupts it. */
  async run(signal: AbortSignal): Promise<void> {
    const { lab, pc, seed, jobs, printer, room } = this.#options;
    this.#client = lab.pc(pc.number).spawn([process.execPath, CLIENT, pc.home]);
    this.#client.follow((line) => this.#answers.shift()?.(line));
    for (let number = 1; number <= jobs && !signal.aborted; number += 1) {
      await room();
      const via = this.#random.pick<PrintOrder['via']>(['door', 'ipp']);
      for (let attempt = 0; !signal.aborted; attempt += 1) {
        const document = { seed, pc: pc.number, number, attempt };
        const { device, id } = printer;
        const { ok } = await this.#print({ document, via, device, printer: id });
        if (ok) {
          this.sent.push(document);
          break;
        }
        this.unknown.push(document);
        await delay(AGAIN_MS);
      }
    }
  }

  async #print(order: PrintOrder): Promise<{ ok: boolean; error?: string }> {
    const answer = new Promise<string>((resolve) => this.#answers.push(resolve));
    this.#client?.write(JSON.stringify(order));
    return JSON.parse(await answer) as { ok: boolean; error?: string };
  }
}
