/** Printers of this system where CUPS prints: Linux and macOS. Queues are read over IPP. */
import { HallwayError } from '../../../src/base/errors.ts';
import { isLoopbackPrinter } from '../../../src/printing/ipp/server/printer-path.ts';
import type { IppClient } from '../../../src/printing/ipp/client.ts';
import { CupsOperation, GroupTag } from '../../../src/printing/ipp/constants.ts';
import type { IppAttributes } from '../../../src/printing/ipp/types.ts';
import { eachGroup, firstString, keyword } from '../../../src/printing/ipp/values.ts';
import type {
  QueueWish,
  SystemPrinters,
  SystemQueue,
} from '../../../src/printing/system-printers.ts';
import { cupsQueueName, type QueueChange } from './lpadmin.ts';

/** Does it, or throws `printer.install_denied` with what to do, or `printer.install_failed`. */
export type ChangeQueue = (change: QueueChange) => Promise<void>;

const REQUESTED = keyword(
  'printer-name',
  'device-uri',
  'printer-info',
  'printer-location',
  'printer-make-and-model',
);

export class CupsPrinters implements SystemPrinters {
  readonly queueName = cupsQueueName;
  readonly #client: IppClient;
  readonly #change: ChangeQueue;

  constructor(client: IppClient, change: ChangeQueue) {
    this.#client = client;
    this.#change = change;
  }

  async list(signal?: AbortSignal): Promise<{ names: string[]; queues: SystemQueue[] }> {
    const groups = await this.#all(signal);
    const names = groups.flatMap((attributes) => firstString(attributes, 'printer-name') ?? []);
    return { names, queues: groups.flatMap(asQueue) };
  }

  async #all(signal: AbortSignal | undefined): Promise<IppAttributes[]> {
    try {
      const answer = await this.#client.request({
        uri: 'ipp://localhost/',
        operation: CupsOperation['CUPS-Get-Printers'],
        attributes: { 'requested-attributes': REQUESTED },
        signal,
      });
      return eachGroup(answer, GroupTag['printer-attributes-tag']);
    } catch (error) {
      // CUPS without a single queue answers "not found".
      if (error instanceof HallwayError && error.code === 'job.not_found') return [];
      throw new HallwayError('printer.no_backend', 'The print system of this PC does not answer.', {
        fix: 'Start CUPS, or install it.',
        cause: error,
      });
    }
  }

  put(name: string, wish: QueueWish): Promise<void> {
    return this.#change({ kind: 'put', name, wish });
  }

  remove(name: string): Promise<void> {
    return this.#change({ kind: 'remove', name });
  }
}

function asQueue(attributes: IppAttributes): SystemQueue[] {
  const name = firstString(attributes, 'printer-name');
  const uri = firstString(attributes, 'device-uri') ?? '';
  if (!name || !isLoopbackPrinter(uri)) return [];
  const model = firstString(attributes, 'printer-make-and-model') ?? '';
  return [
    {
      name,
      uri,
      info: firstString(attributes, 'printer-info') ?? '',
      location: firstString(attributes, 'printer-location') ?? '',
      // While it makes the description, and when that failed, CUPS calls the queue raw.
      described: model !== '' && !/\bRaw Printer$/.test(model),
    },
  ];
}
