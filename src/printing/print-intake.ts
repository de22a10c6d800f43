/** How a document of this device's person becomes a job: checked, durable, in the journal. */
import type { Readable } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import { displayText } from '../base/text.ts';
import type { Job, JobOptions } from '../model/job.ts';
import type { JobTerms } from '../model/job-terms.ts';
import type { JobConversion } from './conversion/job-conversion.ts';
import { sniffFormat } from './document-format.ts';
import { type Beginning, spoolName } from './job-context.ts';
import { pinCheck, SALT_BYTES } from './job-pin.ts';
import { JobRole, type JobStore } from './job-store.ts';
import { pagesOfJob, wantsCount } from './page-count.ts';
import type { IntakeRush } from './intake-rush.ts';
import type { PrintPlaces } from './print-places.ts';
import type { Spool } from './spool.ts';

export interface PrintRequest {
  /** A UUID that nobody else has; made when absent. */
  id?: string | undefined;
  device: string;
  printer: string;
  name: string;
  /** What the sender's person is called. */
  owner: string;
  /** MIME type; told by the first bytes when absent. */
  format?: string | undefined;
  options?: JobOptions | undefined;
  terms?: JobTerms | undefined;
  document: Readable;
}

export interface PrintIntakeOptions {
  device: string;
  store: JobStore;
  spool: Spool;
  conversion?: JobConversion | undefined;
  places: PrintPlaces;
  clock: Clock;
  rush: IntakeRush;
  /** Makes a version 4 UUID. */
  newId: () => string;
  /** Random bytes. */
  random: (bytes: number) => Uint8Array;
  /** Takes a job for a printer of this device. */
  accept: (job: Job, more: Beginning, settled: Promise<void>) => Promise<Job>;
  /** Takes a job for a printer of a peer. */
  send: (job: Job, more: Beginning, settled: Promise<void>) => Promise<Job>;
}

export class PrintIntake {
  readonly #options: PrintIntakeOptions;

  constructor(options: PrintIntakeOptions) {
    this.#options = options;
  }

  /** See `PrintService.print`. */
  async take(request: PrintRequest): Promise<Job> {
    try {
      return await this.#options.rush.during(() => this.#take(request));
    } catch (error) {
      request.document.destroy();
      throw error;
    }
  }

  async #take(request: PrintRequest): Promise<Job> {
    const { device: self, clock, spool, store, places, newId, random } = this.#options;
    const own = request.device === self;
    const place = { device: request.device, printer: request.printer };
    const printer = places.require(place);
    store.prune(clock.now());
    const { options = {}, terms = {} } = request;
    places.check(place, request.format, options);
    const role = own ? JobRole.received : JobRole.sent;
    const now = clock.now();
    const job: Job = {
      id: request.id ?? newId(),
      name: displayText(request.name, 255, 'Document'),
      from: self,
      owner: displayText(request.owner, 255),
      device: request.device,
      printer: printer.id,
      printerName: printer.name,
      state: 'pending',
      reasons: [],
      message: '',
      format: '',
      bytes: 0,
      pages: null,
      options,
      created: now,
      changed: now,
      ...(terms.expiresIn === undefined ? {} : { expires: now + terms.expiresIn * 1000 }),
      ...(terms.account ? { account: displayText(terms.account, 63) } : {}),
    };
    const pin = terms.pin && { ...(await pinCheck(terms.pin, random(SALT_BYTES))), misses: 0 };
    const name = spoolName({ role, job });
    const { bytes, sha256, head, settled } = await spool.store(name, request.document);
    try {
      if (bytes === 0) throw new HallwayError('request.invalid', 'The document is empty.');
      const format = request.format ?? sniffFormat(head);
      places.check(place, format, options);
      const whole = { ...job, format, bytes };
      if (own && wantsCount(job, false)) {
        const never = new AbortController().signal;
        whole.pagesTotal = await pagesOfJob(this.#options, { role, job: whole }, never);
      }
      const more = { sha256, keepHours: terms.keepHours ?? store.keeping(), ...(pin && { pin }) };
      const { accept, send } = this.#options;
      return await (own ? accept : send)(whole, more, settled);
    } catch (error) {
      await spool.remove(name);
      throw error;
    }
  }
}
