/** The queues of the local CUPS, over IPP: no command is run and no library is linked. */
import { HallwayError } from '../base/errors.ts';
import { type DeviceBehind, withDevice } from './device-behind.ts';
import type { IppClient } from './ipp/client.ts';
import { CupsOperation, GroupTag, Operation } from './ipp/constants.ts';
import type { IppAttributes, IppValue } from './ipp/types.ts';
import { attributesOf, eachGroup, firstBoolean, firstString, keyword } from './ipp/values.ts';
import { IppJobs } from './ipp-jobs.ts';
import { LatelyAsked, type SelfDescription } from './lately-asked.ts';
import {
  describeMoment,
  describePrinter,
  MOMENT_ATTRIBUTES,
  PRINTER_ATTRIBUTES,
} from './printer-attributes.ts';
import type {
  BackendJobState,
  BackendPrinter,
  FoundJob,
  PrinterBackend,
  PrinterMoment,
  Submission,
} from './printer-backend.ts';

const QUEUE_ATTRIBUTES = ['device-uri', 'printer-is-temporary'];
const REQUESTED = keyword(...PRINTER_ATTRIBUTES, ...QUEUE_ATTRIBUTES);
const REQUESTED_MOMENT = keyword(...MOMENT_ATTRIBUTES, ...QUEUE_ATTRIBUTES);

export interface CupsBackendOptions {
  /**
   * Tells the queues that print to this agent itself: to share one would send its jobs round in a
   * circle.
   */
  isOwn?: (deviceUri: string) => boolean;
  /** Asks the devices behind the queues; absent: CUPS alone is asked. */
  devices?: DeviceBehind;
}

export class CupsBackend implements PrinterBackend {
  readonly kind = 'cups';
  readonly #client: IppClient;
  readonly #jobs: IppJobs;
  readonly #lately: LatelyAsked;
  readonly #options: CupsBackendOptions;

  /** `client` talks to the CUPS server. */
  constructor(client: IppClient, options: CupsBackendOptions = {}) {
    this.#client = client;
    this.#jobs = new IppJobs(client);
    this.#lately = new LatelyAsked(client.clock);
    this.#options = options;
  }

  async list(signal?: AbortSignal): Promise<BackendPrinter[]> {
    const queues = await this.#queues(REQUESTED, signal);
    return Promise.all(
      queues.map(([key, attributes]) =>
        this.#complete(describeQueue(attributes, key), attributes, signal),
      ),
    );
  }

  async glance(
    keys: readonly string[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, PrinterMoment>> {
    const queues = await this.#queues(REQUESTED_MOMENT, signal);
    const asked = queues.filter(([key]) => keys.includes(key));
    const moments = await Promise.all(
      asked.map(async ([key, attributes]) => {
        const moment = await this.#complete(describeMoment(attributes), attributes, signal);
        return [key, moment] as const;
      }),
    );
    return new Map(moments);
  }

  async #complete<Moment extends PrinterMoment>(
    queue: Moment,
    attributes: IppAttributes,
    signal: AbortSignal | undefined,
  ): Promise<Moment> {
    const device = firstString(attributes, 'device-uri') ?? '';
    return withDevice(queue, await this.#options.devices?.moment(device, signal));
  }

  /** Every queue of this PC by its name. */
  async #queues(
    requested: IppValue[],
    signal: AbortSignal | undefined,
  ): Promise<[string, IppAttributes][]> {
    try {
      const answer = await this.#client.request({
        uri: 'ipp://localhost/',
        operation: CupsOperation['CUPS-Get-Printers'],
        attributes: { 'requested-attributes': requested },
        signal,
      });
      return eachGroup(answer, GroupTag['printer-attributes-tag']).flatMap((attributes) =>
        this.#mine(attributes),
      );
    } catch (error) {
      // CUPS without a single queue answers "not found".
      if (error instanceof HallwayError && error.code === 'job.not_found') return [];
      throw withoutServer(error);
    }
  }

  #mine(attributes: IppAttributes): [string, IppAttributes][] {
    const key = firstString(attributes, 'printer-name');
    // CUPS makes temporary queues for printers that it sees on the network, and drops them.
    if (!key || firstBoolean(attributes, 'printer-is-temporary')) return [];
    const isOwn = this.#options.isOwn?.(firstString(attributes, 'device-uri') ?? '') ?? false;
    return isOwn ? [] : [[key, attributes]];
  }

  async status(key: string, signal?: AbortSignal): Promise<BackendPrinter> {
    const attributes = await this.#attributes(key, signal);
    return this.#complete(describeQueue(attributes, key), attributes, signal);
  }

  async #attributes(key: string, signal: AbortSignal | undefined): Promise<IppAttributes> {
    try {
      const answer = await this.#client.request({
        uri: queueUri(key),
        operation: Operation['Get-Printer-Attributes'],
        attributes: { 'requested-attributes': REQUESTED },
        signal,
      });
      return attributesOf(answer, GroupTag['printer-attributes-tag']);
    } catch (error) {
      if (error instanceof HallwayError && error.code === 'job.not_found')
        throw new HallwayError('printer.not_found', `This PC has no printer “${key}” any more.`);
      throw withoutServer(error);
    }
  }

  async submit(key: string, submission: Submission, signal: AbortSignal): Promise<string> {
    const ask = async (): Promise<SelfDescription> => {
      const attributes = await this.#attributes(key, signal);
      return { attributes, printer: { ...describeQueue(attributes, key), uri: queueUri(key) } };
    };
    return this.#lately
      .use(key, ask, ({ printer, attributes }) =>
        this.#jobs.submit(printer, attributes, submission, signal),
      )
      .catch(rethrow);
  }

  find(
    key: string,
    tag: string,
    backendJob: string | null,
    signal?: AbortSignal,
  ): Promise<FoundJob> {
    return this.#jobs.find(queueUri(key), tag, backendJob, signal).catch(rethrow);
  }

  state(
    key: string,
    backendJob: string,
    tag: string,
    signal?: AbortSignal,
  ): Promise<BackendJobState> {
    return this.#jobs.state(queueUri(key), backendJob, tag, signal).catch(rethrow);
  }

  cancel(key: string, backendJob: string, signal?: AbortSignal): Promise<void> {
    return this.#jobs.cancel(queueUri(key), backendJob, signal).catch(rethrow);
  }
}

/** The host is the client's business; CUPS goes by the path. */
function queueUri(key: string): string {
  return `ipp://localhost/printers/${encodeURIComponent(key)}`;
}

function describeQueue(attributes: IppAttributes, key: string): BackendPrinter {
  const uri = firstString(attributes, 'printer-uri-supported') ?? queueUri(key);
  const printer = describePrinter(attributes, key, uri);
  if (!/\bRaw Printer$/.test(printer.model)) return printer;
  // A raw queue claims page ranges and layouts, but nothing in it could pick or arrange pages.
  const { scalings: _scalings, orientations: _orientations, ...offers } = printer.offers;
  return { ...printer, offers: { ...offers, pageRanges: false, numberUp: [1] } };
}

function rethrow(error: unknown): never {
  throw withoutServer(error);
}

/** A CUPS that does not answer at all is no printer's fault. */
function withoutServer(error: unknown): unknown {
  if (!(error instanceof HallwayError) || error.code !== 'printer.unreachable' || error.details)
    return error;
  return new HallwayError('printer.no_backend', 'The print system of this PC does not answer.', {
    fix: 'Start CUPS, or install it.',
    cause: error,
  });
}
