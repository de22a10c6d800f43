/**
 * The device behind a queue of CUPS, where it speaks IPP itself. CUPS hears of empty trays and toner
 * only while it prints; the device tells at any time. One that does not answer changes nothing.
 */
import type { Clock } from '../base/clock.ts';
import type { IppClient } from './ipp/client.ts';
import { GroupTag, Operation } from './ipp/constants.ts';
import { attributesOf, keyword } from './ipp/values.ts';
import { describeMoment, MOMENT_ATTRIBUTES } from './printer-attributes.ts';
import type { PrinterMoment } from './printer-backend.ts';

/** So long a device that did not answer is left alone: it may sleep. */
const REST_MS = 60_000;

export class DeviceBehind {
  readonly #client: IppClient;
  readonly #clock: Clock;
  /** When a silent device is asked again, by its address, on the monotonic clock. */
  readonly #resting = new Map<string, number>();

  /** `client` should be impatient: the queue is shown without the device where it is slow. */
  constructor(client: IppClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** How the device is; undefined where there is none to be asked, or it does not answer. */
  async moment(deviceUri: string, signal?: AbortSignal): Promise<PrinterMoment | undefined> {
    const uri = deviceAddress(deviceUri);
    if (uri === undefined || (this.#resting.get(uri) ?? 0) > this.#clock.monotonic())
      return undefined;
    this.#resting.delete(uri);
    try {
      const answer = await this.#client.request({
        uri,
        operation: Operation['Get-Printer-Attributes'],
        attributes: { 'requested-attributes': keyword(...MOMENT_ATTRIBUTES) },
        signal,
      });
      return describeMoment(attributesOf(answer, GroupTag['printer-attributes-tag']));
    } catch {
      if (!signal?.aborted) this.#resting.set(uri, this.#clock.monotonic() + REST_MS);
      return undefined;
    }
  }
}

/** Without CUPS's own options; addresses by service name (`….local/?uuid=…`) are CUPS's to find. */
function deviceAddress(deviceUri: string): string | undefined {
  const url = URL.parse(deviceUri);
  if (!url || !/^ipps?:$/.test(url.protocol) || url.username !== '') return undefined;
  if (url.hostname === '' || /\._tcp\./.test(decodeURIComponent(url.hostname))) return undefined;
  url.search = '';
  return url.href;
}

/** What the queue says, completed by what its device says. */
export function withDevice<Moment extends PrinterMoment>(
  queue: Moment,
  device: PrinterMoment | undefined,
): Moment {
  if (!device) return queue;
  const troubled = device.reasons.length > 0 || device.state === 'stopped';
  return {
    ...queue,
    state: queue.state === 'idle' && device.state === 'stopped' ? 'stopped' : queue.state,
    reasons: Array.from(new Set([...queue.reasons, ...device.reasons])).slice(0, 50),
    message: queue.message === '' && troubled ? device.message : queue.message,
    supplies: device.supplies?.length ? device.supplies : queue.supplies,
    trays: device.trays?.length ? device.trays : queue.trays,
  };
}
