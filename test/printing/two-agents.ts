/** Two printing devices in one process, with a wire between them that can be cut. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { actOnPeerJob, cancelPeerJob, getPeerJob, offerJob } from '../../src/api/peer.ts';
import type { PeerJobAction } from '../../src/api/peer.ts';
import { base32 } from '../../src/base/base32.ts';
import type { Clock } from '../../src/base/clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { silentLog } from '../../src/base/log.ts';
import type { JobOptions } from '../../src/model/job.ts';
import type { JobTerms } from '../../src/model/job-terms.ts';
import type { Offers, PeerTransport } from '../../src/net/peer-transport.ts';
import type { JobConversion } from '../../src/printing/conversion/job-conversion.ts';
import { FileSpool } from '../../src/printing/file-spool.ts';
import { JobRole, JobStage, JobStore } from '../../src/printing/job-store.ts';
import { NoticeStore } from '../../src/printing/notice-store.ts';
import { PrintNotices } from '../../src/printing/print-notices.ts';
import { PrintLedger } from '../../src/printing/print-ledger.ts';
import { PrintService } from '../../src/printing/print-service.ts';
import type { PrinterBackend } from '../../src/printing/printer-backend.ts';
import { PrinterRegistry } from '../../src/printing/printer-registry.ts';
import { PrinterStore } from '../../src/printing/printer-store.ts';
import { VirtualBackend } from '../../src/printing/virtual-backend.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';

/** Real time; timers do not keep the process alive. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
  every: (ms, run) => {
    const timer = setInterval(run, ms).unref();
    return () => clearInterval(timer);
  },
};

/** Real time in a hurry: nothing waits longer than this. */
export function hurriedClock(longest = 5): Clock {
  return { ...realClock, after: (ms, run) => realClock.after(Math.min(ms, longest), run) };
}

/** Settles with a rejection when `signal` is aborted, and never before. */
export function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void =>
      reject(new HallwayError('request.cancelled', 'The request was given up.'));
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
  });
}

export function deviceId(seed: string): string {
  return base32(createHash('sha256').update(seed).digest()).slice(0, 52);
}

/** What stands for the pinned link: calls go to the other agent's service at once. */
export class Wire {
  readonly agents = new Map<string, PrintingAgent>();
  cut = false;
  /** Printers do not tell what they offer, as those of an earlier version. */
  terse = false;
  /** Calls whose answer is lost although the other side did the work. */
  loseAnswers = 0;
  /** What every call waits for before it gets through. */
  gate: ((signal: AbortSignal | undefined) => Promise<void>) | undefined;
  readonly offered = new Map<string, () => Readable>();
  calls = 0;

  transport(from: string): PeerTransport {
    const reach = (device: string): PrintingAgent => {
      const agent = this.agents.get(device);
      if (this.cut || !agent?.running) throw new HallwayError('peer.offline', 'Offline.');
      return agent;
    };
    return {
      call: async (device, target, input, options) => {
        const { service } = reach(device);
        this.calls += 1;
        await this.gate?.(options?.signal);
        const { params, body } = input as unknown as { params: never; body: never };
        const { id, printer } = params as { id: string; printer: string };
        let answer: unknown;
        if ((target as unknown) === offerJob)
          answer = await service.receive({ device: from, name: 'Peer' }, printer, body);
        else if ((target as unknown) === getPeerJob) answer = service.peerJob(from, id);
        else if ((target as unknown) === cancelPeerJob)
          answer = await service.cancelPeerJob(from, id);
        else if ((target as unknown) === actOnPeerJob)
          answer = await service.actOnPeerJob(from, id, (body as { action: PeerJobAction }).action);
        if (this.loseAnswers > 0) {
          this.loseAnswers -= 1;
          throw new HallwayError('peer.unreachable', 'The connection broke.');
        }
        return answer as never;
      },
      open: (device, _target, input) => {
        reach(device);
        const { params } = input as unknown as { params: { offer: string } };
        const read = this.offered.get(params.offer);
        if (!read) throw new HallwayError('request.not_found', 'No such offer.');
        return Promise.resolve({ status: 200, headers: {}, body: read() });
      },
    };
  }

  offers(): Offers {
    return {
      offer: (_device, { read }) => {
        const id = base32(randomBytes(20));
        this.offered.set(id, () => read(undefined));
        return { id, withdraw: () => void this.offered.delete(id) };
      },
    };
  }
}

export class PrintingAgent {
  readonly device: string;
  readonly home: string;
  readonly #wire: Wire;
  readonly #backends: readonly PrinterBackend[];
  readonly #clock: Clock;
  readonly #conversion: JobConversion | undefined;
  running = false;
  database!: Database;
  jobs!: JobStore;
  registry!: PrinterRegistry;
  service!: PrintService;
  notices!: PrintNotices;

  constructor(
    wire: Wire,
    home: string,
    name: string,
    backends: readonly PrinterBackend[] = [new VirtualBackend()],
    clock: Clock = realClock,
    conversion?: JobConversion,
  ) {
    this.#conversion = conversion;
    this.device = deviceId(name);
    this.home = home;
    this.#wire = wire;
    this.#backends = backends;
    this.#clock = clock;
    wire.agents.set(this.device, this);
  }

  async start(): Promise<this> {
    this.database = openDatabase(`${this.home}.db`);
    this.registry = new PrinterRegistry({
      device: this.device,
      store: new PrinterStore(this.database),
      backends: this.#backends,
      ...(this.#conversion ? { offered: this.#conversion.offered.bind(this.#conversion) } : {}),
      clock: this.#clock,
      log: silentLog,
      random: randomBytes,
    });
    this.notices = new PrintNotices({
      device: this.device,
      store: new NoticeStore(this.database),
      clock: this.#clock,
      log: silentLog,
    });
    this.jobs = new JobStore(this.database);
    this.service = new PrintService({
      device: this.device,
      store: this.jobs,
      spool: new FileSpool(join(this.home, 'spool')),
      conversion: this.#conversion,
      transport: this.#wire.transport(this.device),
      offers: this.#wire.offers(),
      clock: this.#clock,
      log: silentLog,
      targets: this.registry,
      peers: {
        find: (device, id) => {
          const seen = this.#wire.agents.get(device)?.service.printersFor(this.device);
          const found = seen?.find((printer) => printer.id === id);
          return found && this.#wire.terse ? { ...found, choices: undefined } : found;
        },
        all: () =>
          Array.from(this.#wire.agents.values())
            .filter(({ device, running }) => running && device !== this.device)
            .flatMap(({ service }) => service.printersFor(this.device)),
        deviceName: () => "Anna's PC",
        isOnline: (device) => !this.#wire.cut && this.#wire.agents.get(device)?.running === true,
      },
      newId: randomUUID,
      random: randomBytes,
      ledger: new PrintLedger(this.database),
      notices: this.notices,
    });
    this.registry.events.on('changed', () => {
      this.service.printersChanged();
      this.notices.printersChanged(this.registry.listOwn());
    });
    this.service.events.on('frame', ({ device, job }) => {
      const other = this.#wire.agents.get(device);
      if (!this.#wire.cut && other?.running) void other.service.onJobFrame(this.device, job);
    });
    await this.registry.start();
    this.running = true;
    await this.service.start();
    return this;
  }

  async stop(): Promise<void> {
    if (!this.running) return;
    this.running = false;
    await this.service.stop();
    await this.registry.stop();
    this.database.close();
  }

  /** What it sent counts as taken by the owner of the printer. */
  pretendSent(id: string): void {
    const stored = this.jobs.get(id, JobRole.sent);
    if (stored) this.jobs.put({ ...stored, stage: JobStage.remote });
  }

  /** Prints bytes, as the local door would. */
  print(
    device: string,
    printer: string,
    bytes: Buffer,
    more: { name?: string; format?: string; options?: JobOptions; terms?: JobTerms } = {},
  ) {
    const document = Readable.from([bytes]);
    return this.service.print({ device, printer, name: 'Letter', owner: 'Ben', ...more, document });
  }
}

/** Resolves when `test` holds; fails after five seconds. */
export async function until(test: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!test()) {
    if (Date.now() > end) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Two devices with a wire between them; the files of `prints` are what came out of Anna's printer. */
export interface TwoAgents {
  wire: Wire;
  ben: PrintingAgent;
  anna: PrintingAgent;
  /** Id of Anna's printer. */
  printer: string;
  prints: string;
}

/** Starts both in the empty folder `path`. */
export async function startTwoAgents(path: string): Promise<TwoAgents> {
  const wire = new Wire();
  const start = (name: string): Promise<PrintingAgent> => {
    const home = join(path, name);
    mkdirSync(home, { recursive: true });
    return new PrintingAgent(wire, home, name).start();
  };
  const ben = await start('ben');
  const anna = await start('anna');
  const prints = join(path, 'prints');
  const { id: printer } = await anna.registry.add(`file://${prints}`, 'Prints');
  return { wire, ben, anna, printer, prints };
}
