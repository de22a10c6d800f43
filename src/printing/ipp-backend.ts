/** Any IPP printer by its address; the address is its key. */
import { HallwayError } from '../base/errors.ts';
import type { IppClient } from './ipp/client.ts';
import { GroupTag, Operation } from './ipp/constants.ts';
import type { IppAttributes } from './ipp/types.ts';
import { attributesOf, keyword } from './ipp/values.ts';
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

export class IppBackend implements PrinterBackend {
  readonly kind = 'ipp';
  readonly #client: IppClient;
  readonly #jobs: IppJobs;
  readonly #lately: LatelyAsked;

  constructor(client: IppClient) {
    this.#client = client;
    this.#jobs = new IppJobs(client);
    this.#lately = new LatelyAsked(client.clock);
  }

  /** Printers come by their address; discovery is not this backend's business. */
  list(): Promise<BackendPrinter[]> {
    return Promise.resolve([]);
  }

  async status(key: string, signal?: AbortSignal): Promise<BackendPrinter> {
    return describePrinter(await this.#attributes(key, signal), key, key);
  }

  async glance(
    keys: readonly string[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, PrinterMoment>> {
    const asked = keys.map(async (key) => {
      const attributes = await this.#attributes(key, signal, MOMENT_ATTRIBUTES);
      return [key, describeMoment(attributes)] as const;
    });
    const settled = await Promise.allSettled(asked);
    return new Map(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
  }

  async #attributes(
    key: string,
    signal: AbortSignal | undefined,
    requested: readonly string[] = PRINTER_ATTRIBUTES,
  ): Promise<IppAttributes> {
    try {
      const answer = await this.#client.request({
        uri: key,
        operation: Operation['Get-Printer-Attributes'],
        attributes: { 'requested-attributes': keyword(...requested) },
        signal,
      });
      return attributesOf(answer, GroupTag['printer-attributes-tag']);
    } catch (error) {
      if (error instanceof HallwayError && error.code === 'job.not_found')
        throw new HallwayError('printer.not_found', 'There is no printer at this address.');
      throw error;
    }
  }

  async submit(key: string, submission: Submission, signal: AbortSignal): Promise<string> {
    const ask = async (): Promise<SelfDescription> => {
      const attributes = await this.#attributes(key, signal);
      return { attributes, printer: describePrinter(attributes, key, key) };
    };
    return this.#lately.use(key, ask, ({ printer, attributes }) =>
      this.#jobs.submit(printer, attributes, submission, signal),
    );
  }

  find(
    key: string,
    tag: string,
    backendJob: string | null,
    signal?: AbortSignal,
  ): Promise<FoundJob> {
    return this.#jobs.find(key, tag, backendJob, signal);
  }

  state(
    key: string,
    backendJob: string,
    tag: string,
    signal?: AbortSignal,
  ): Promise<BackendJobState> {
    return this.#jobs.state(key, backendJob, tag, signal);
  }

  cancel(key: string, backendJob: string, signal?: AbortSignal): Promise<void> {
    return this.#jobs.cancel(key, backendJob, signal);
  }
}
