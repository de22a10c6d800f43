/** The queues of the local CUPS, over IPP: no command is run and no library is linked. */
import { HallwayError } from '../base/errors.ts';
import type { IppClient } from './ipp/client.ts';
import { CupsOperation, GroupTag, Operation } from './ipp/constants.ts';
import type { IppAttributes } from './ipp/types.ts';
import { attributesOf, eachGroup, firstBoolean, firstString, keyword } from './ipp/values.ts';
import { IppJobs } from './ipp-jobs.ts';
import { describePrinter, PRINTER_ATTRIBUTES } from './printer-attributes.ts';
import type {
  BackendJobState,
  BackendPrinter,
  FoundJob,
  PrinterBackend,
  Submission,
} from './printer-backend.ts';

const REQUESTED = keyword(...PRINTER_ATTRIBUTES, 'device-uri', 'printer-is-temporary');

export class CupsBackend implements PrinterBackend {
  readonly kind = 'cups';
  readonly #client: IppClient;
  readonly #jobs: IppJobs;
  readonly #isOwn: (deviceUri: string) => boolean;

  /**
   * `client` talks to the CUPS server. `isOwn` tells the queues that print to this agent itself:
   * to share one would send its jobs round in a circle.
   */
  constructor(client: IppClient, isOwn: (deviceUri: string) => boolean = () => false) {
    this.#client = client;
    this.#jobs = new IppJobs(client);
    this.#isOwn = isOwn;
  }

  async list(signal?: AbortSignal): Promise<BackendPrinter[]> {
    try {
      const answer = await this.#client.request({
        uri: 'ipp://localhost/',
        operation: CupsOperation['CUPS-Get-Printers'],
        attributes: { 'requested-attributes': REQUESTED },
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

  #mine(attributes: IppAttributes): BackendPrinter[] {
    const key = firstString(attributes, 'printer-name');
    // CUPS makes temporary queues for printers that it sees on the network, and drops them.
    if (!key || firstBoolean(attributes, 'printer-is-temporary')) return [];
    if (this.#isOwn(firstString(attributes, 'device-uri') ?? '')) return [];
    return [describeQueue(attributes, key)];
  }

  async status(key: string, signal?: AbortSignal): Promise<BackendPrinter> {
    return describeQueue(await this.#attributes(key, signal), key);
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
    const attributes = await this.#attributes(key, signal);
    const queue = describeQueue(attributes, key);
    return this.#jobs
      .submit({ ...queue, uri: queueUri(key) }, attributes, submission, signal)
      .catch(rethrow);
  }

  find(
    key: string,
    tag: string,
    _backendJob: string | null,
    signal?: AbortSignal,
  ): Promise<FoundJob> {
    return this.#jobs.find(queueUri(key), tag, signal).catch(rethrow);
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
