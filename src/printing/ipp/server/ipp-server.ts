/**
 * Answers IPP requests to the printers of the workgroup, whatever carries them (RFC 8011, PWG
 * 5100.14). A document goes to the print service as it comes; nothing here holds one.
 */
import type { Readable } from 'node:stream';
import type { Clock } from '../../../base/clock.ts';
import type { Lifecycle } from '../../../base/lifecycle.ts';
import type { Log } from '../../../base/log.ts';
import type { Printer } from '../../../model/printer.ts';
import { GroupTag, Operation, Status } from '../constants.ts';
import { encodeMessage } from '../encode.ts';
import { REQUEST_LIMITS } from '../limits.ts';
import { readMessage } from '../message-reader.ts';
import { operationName } from '../tables.ts';
import type { IppAttributes, IppGroup, IppMessage } from '../types.ts';
import { charset, naturalLanguage, text } from '../values.ts';
import { type GuestLimits, jobPlace } from './guest-limits.ts';
import { capabilitiesOf, type ServedPrinter } from './capabilities.ts';
import { asFault, badRequest, IppFault } from './fault.ts';
import type { JobBook } from './job-book.ts';
import { LoopbackJobs, type Printing, TIME_OUT } from './loopback-jobs.ts';
import type { OperationAnswer, OperationContext, OperationHandler } from './operation.ts';
import { cancelJob } from './operations/cancel-job.ts';
import { cancelMyJobs } from './operations/cancel-my-jobs.ts';
import { closeJob } from './operations/close-job.ts';
import { createJob } from './operations/create-job.ts';
import {
  createJobSubscriptions,
  createPrinterSubscriptions,
} from './operations/create-subscriptions.ts';
import { getJobAttributes } from './operations/get-job-attributes.ts';
import { getJobs } from './operations/get-jobs.ts';
import { getNotifications } from './operations/get-notifications.ts';
import { getSubscriptionAttributes, getSubscriptions } from './operations/get-subscriptions.ts';
import { cancelSubscription, renewSubscription } from './operations/keep-subscription.ts';
import { getPrinterAttributes } from './operations/get-printer-attributes.ts';
import { getPrinterSupportedValues } from './operations/get-printer-supported-values.ts';
import { holdJob } from './operations/hold-job.ts';
import { identifyPrinter } from './operations/identify-printer.ts';
import { pausePrinter, resumePrinter } from './operations/pause-printer.ts';
import { printJob } from './operations/print-job.ts';
import { releaseJob } from './operations/release-job.ts';
import { sendDocument } from './operations/send-document.ts';
import { validateJob } from './operations/validate-job.ts';
import { Notifier } from './notifier.ts';
import { PlaceWatch } from './place-watch.ts';
import { type PrinterAdvert, printerAdvert } from './dns-sd.ts';
import { printerAttributes, type PrinterMoment } from './printer-attributes.ts';
import { checkRequest } from './validation.ts';

export interface IppServerOptions {
  book: JobBook;
  /** The print service as it is now. */
  printing: () => Promise<Printing>;
  clock: Clock;
  log: Log;
  newId: () => string;
  /** People here print on Letter rather than on A4. */
  letter: boolean;
  /** Pauses a printer of this device or lets it go on; false where it is another's. */
  pause?: ((printer: Printer, paused: boolean) => Promise<boolean>) | undefined;
  /** A printer as it is now, for who wants to hear of it; undefined where it is no longer served. */
  current: (printer: Printer) => Promise<Printer | undefined>;
  /** What guests may cause; undefined where nobody is one. */
  guests?: GuestLimits | undefined;
}

const HANDLERS: ReadonlyMap<number, OperationHandler> = new Map<number, OperationHandler>([
  [Operation['Print-Job'], printJob],
  [Operation['Validate-Job'], validateJob],
  [Operation['Create-Job'], createJob],
  [Operation['Send-Document'], sendDocument],
  [Operation['Cancel-Job'], cancelJob],
  [Operation['Get-Job-Attributes'], getJobAttributes],
  [Operation['Get-Jobs'], getJobs],
  [Operation['Get-Printer-Attributes'], getPrinterAttributes],
  [Operation['Get-Printer-Supported-Values'], getPrinterSupportedValues],
  [Operation['Create-Printer-Subscriptions'], createPrinterSubscriptions],
  [Operation['Create-Job-Subscriptions'], createJobSubscriptions],
  [Operation['Get-Subscription-Attributes'], getSubscriptionAttributes],
  [Operation['Get-Subscriptions'], getSubscriptions],
  [Operation['Renew-Subscription'], renewSubscription],
  [Operation['Cancel-Subscription'], cancelSubscription],
  [Operation['Get-Notifications'], getNotifications],
  [Operation['Hold-Job'], holdJob],
  [Operation['Release-Job'], releaseJob],
  [Operation['Pause-Printer'], pausePrinter],
  [Operation['Resume-Printer'], resumePrinter],
  [Operation['Cancel-My-Jobs'], cancelMyJobs],
  [Operation['Close-Job'], closeJob],
  [Operation['Identify-Printer'], identifyPrinter],
]);

/** `printer-up-time` counts from here, so that no restart of the agent turns a job's times around. */
const EPOCH = Date.UTC(2025, 0, 1);
/** A document may take its time; the message before it may not. */
const HEAD_MS = 30_000;

export class IppServer implements Lifecycle {
  readonly #options: IppServerOptions;
  readonly #jobs: LoopbackJobs;
  readonly #notifier: Notifier;
  readonly #watch: PlaceWatch;
  /** By printer key: what was told last, and since when it is so. */
  readonly #states = new Map<string, { told: string; since: number }>();
  #started = 0;

  constructor(options: IppServerOptions) {
    this.#options = options;
    const jobs = new LoopbackJobs({ ...options, changed: () => this.heed() });
    const notifier = new Notifier(options.clock);
    this.#jobs = jobs;
    this.#notifier = notifier;
    this.#watch = new PlaceWatch({ ...options, jobs, notifier });
  }

  start(): void {
    this.#started = this.#options.clock.now();
  }

  stop(): void {
    this.#watch.stop();
    this.#notifier.stop();
    this.#jobs.stop();
  }

  /** Printers or jobs may be different: who subscribed hears of it. */
  heed(): void {
    this.#watch.heed();
  }

  /**
   * The answer to a request, ready for the wire; never rejects. What is left of `body` is the
   * caller's to drop. `guest`: who asks over the LAN, and sees no jobs but his own.
   */
  async answer(served: ServedPrinter, body: Readable, guest = ''): Promise<Buffer> {
    const { clock, log } = this.#options;
    const tooSlow = clock.after(HEAD_MS, () =>
      body.destroy(badRequest('The message was too slow.')),
    );
    let head: Pick<IppMessage, 'version' | 'requestId' | 'code'> | undefined;
    try {
      const { message, document } = await readMessage(body, REQUEST_LIMITS, (bytes) => {
        const version = { major: bytes.readUInt8(0), minor: bytes.readUInt8(1) };
        head = { version, code: bytes.readUInt16BE(2), requestId: bytes.readInt32BE(4) };
      });
      tooSlow();
      // Its end is seen by whoever reads it; left alone it is nobody's concern.
      document.on('error', () => {});
      try {
        return encodeAnswer(message, await this.#perform(served, message, document, guest));
      } finally {
        document.destroy();
      }
    } catch (error) {
      const fault = asFault(error);
      const asked = { operation: operationName(head?.code ?? 0), status: fault.status };
      if (fault.status === Status['server-error-internal-error'])
        log.warn({ ...asked, error }, 'a loopback printer could not answer');
      return encodeFault(head, fault);
    } finally {
      tooSlow();
    }
  }

  async #perform(
    served: ServedPrinter,
    message: IppMessage,
    document: Readable,
    guest: string,
  ): Promise<OperationAnswer> {
    const handler = HANDLERS.get(message.code);
    const checked = checkRequest(message, () => handler !== undefined);
    if (!handler || checked.target.key !== served.key)
      throw new IppFault(Status['client-error-not-found'], 'There is no such printer here.');
    const { clock, letter, log, pause } = this.#options;
    const printing = await this.#options.printing();
    const can = capabilitiesOf(served.printer, letter);
    const key = jobPlace(served.key, guest);
    const context: OperationContext = {
      ...checked,
      target: { ...checked.target, key },
      served: { ...served, key },
      can,
      document,
      printing,
      jobs: this.#jobs,
      notifier: this.#notifier,
      watch: this.#watch,
      clock,
      around: { printerUri: served.uri, can, now: clock.now(), upTime },
      moment: () => this.#moment(served, clock.now(), this.#openJobs(key, printing)),
      pause: guest === '' && pause ? (paused) => pause(served.printer, paused) : undefined,
      identify: (said) => log.info({ printer: served.printer.name, said }, 'which printer is it'),
    };
    return handler(context);
  }

  /** What DNS-SD tells of a printer. */
  advert(served: ServedPrinter): PrinterAdvert {
    const { clock, letter } = this.#options;
    const can = capabilitiesOf(served.printer, letter);
    const moment = this.#moment(served, clock.now(), 0);
    return printerAdvert(served, can, printerAttributes(served, can, moment));
  }

  #openJobs(key: string, printing: Printing): number {
    return this.#jobs.open(printing, key).length;
  }

  #moment({ printer, key }: ServedPrinter, now: number, jobs: number): PrinterMoment {
    return {
      now,
      upTime,
      stateChanged: this.#stateSince(key, printer, now),
      configChanged: this.#started,
      jobs,
      operations: [...HANDLERS.keys()] as Operation[],
      timeOut: TIME_OUT,
    };
  }

  #stateSince(key: string, { state, reasons, accepting }: Printer, now: number): number {
    const told = JSON.stringify([state, reasons, accepting]);
    const known = this.#states.get(key);
    if (known?.told === told) return known.since;
    const since = known ? now : this.#started;
    this.#states.set(key, { told, since });
    return since;
  }
}

/** Seconds, above 0 as RFC 8011 section 5.4.29 wants them. */
function upTime(ms: number): number {
  return Math.max(1, Math.floor((ms - EPOCH) / 1000));
}

function encodeAnswer(request: IppMessage, answer: OperationAnswer): Buffer {
  const { unsupported, operation, groups = [] } = answer;
  const ignored = unsupported !== undefined && unsupported.size > 0;
  const status =
    answer.status ??
    Status[ignored ? 'successful-ok-ignored-or-substituted-attributes' : 'successful-ok'];
  return encode(request, status, ignored ? unsupported : undefined, groups, operation);
}

function encodeFault(
  head: Pick<IppMessage, 'version' | 'requestId'> | undefined,
  { status, unsupported, message }: IppFault,
): Buffer {
  return encode(head, status, unsupported, [], new Map([['status-message', text(message, 255)]]));
}

/** Echoes the request-id whatever was wrong, and the version if it is one of ours. */
function encode(
  head: Pick<IppMessage, 'version' | 'requestId'> | undefined,
  code: Status,
  unsupported: OperationAnswer['unsupported'],
  groups: IppGroup[],
  operation: IppAttributes = new Map(),
): Buffer {
  const { version = { major: 2, minor: 0 }, requestId = 0 } = head ?? {};
  const attributes: IppGroup['attributes'] = new Map([
    ['attributes-charset', charset('utf-8')],
    ['attributes-natural-language', naturalLanguage('en')],
    ...operation,
  ]);
  const all: IppGroup[] = [
    { tag: GroupTag['operation-attributes-tag'], attributes },
    ...(unsupported && unsupported.size > 0
      ? [{ tag: GroupTag['unsupported-attributes-tag'], attributes: unsupported }]
      : []),
    ...groups,
  ];
  const ours = version.major === 1 || version.major === 2;
  return encodeMessage({
    version: ours ? version : { major: 2, minor: 0 },
    code,
    requestId,
    groups: all,
  });
}
