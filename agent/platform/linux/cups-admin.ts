/**
 * Changes queues of CUPS on Linux: over IPP as this person, whom CUPS knows by the socket (root, or
 * a member of its administrators' group); else by asking for a password on the desktop (pkexec);
 * else by telling the command.
 */
import { sleep, type Clock } from '../../../src/base/clock.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import type { IppClient } from '../../../src/printing/ipp/client.ts';
import { CupsOperation, PrinterStates, Status } from '../../../src/printing/ipp/constants.ts';
import type { IppAttributes } from '../../../src/printing/ipp/types.ts';
import { boolean, enumeration, name, text, uri } from '../../../src/printing/ipp/values.ts';
import type { ChangeQueue } from '../cups/cups-printers.ts';
import { lpadminArguments, shellCommand, type QueueChange } from '../cups/lpadmin.ts';
import type { RunCommand } from '../system-command.ts';

export interface CupsAdminOptions {
  client: IppClient;
  /** Runs programs with as much time as a person needs for a password. */
  run: RunCommand;
  /** A window can be shown to this person. */
  desktop: boolean;
  clock: Clock;
}

/** CUPS describes a queue in a thread of its own, and crashes (2.4.2) if the queue goes meanwhile. */
const DESCRIBED_MS = 2000;
/** A CUPS that crashed is started again by the system. */
const TRIES = 3;
const RESTART_MS = 1000;

export function linuxCupsAdmin(options: CupsAdminOptions): ChangeQueue {
  const { client, run, desktop, clock } = options;
  /** When each queue was made or changed last. */
  const made = new Map<string, number>();
  /** Each change comes to the same when it is made twice. */
  const ask = async (change: QueueChange): Promise<void> => {
    for (let left = TRIES - 1; ; left--)
      try {
        await client.request(request(change));
        return;
      } catch (error) {
        if (left === 0 || !isSilent(error)) throw error;
        await sleep(clock, RESTART_MS);
      }
  };
  const settled = async ({ kind, name: queue }: QueueChange): Promise<void> => {
    const now = clock.monotonic();
    const since = now - (made.get(queue) ?? -Infinity);
    if (kind === 'put') made.set(queue, now);
    else made.delete(queue);
    if (kind === 'remove' && since < DESCRIBED_MS) await sleep(clock, DESCRIBED_MS - since);
  };
  return async (change) => {
    await settled(change);
    try {
      await ask(change);
    } catch (error) {
      // Somebody was quicker.
      if (change.kind === 'remove' && isGone(error)) return;
      if (!isDenied(error)) throw failed(error);
      if (desktop && (await asksForPassword(run, change))) return;
      throw denied(change);
    }
  };
}

function request(change: QueueChange) {
  const at = `ipp://localhost/printers/${encodeURIComponent(change.name)}`;
  if (change.kind === 'remove')
    return { uri: at, path: '/admin/', operation: CupsOperation['CUPS-Delete-Printer'] };
  const { wish } = change;
  const printer: IppAttributes = new Map([
    ['device-uri', uri(wish.uri)],
    // The description is made of what the printer says, a moment later.
    ['ppd-name', name('everywhere')],
    ['printer-info', text(wish.info)],
    ['printer-location', text(wish.location)],
    // Colleagues have the printer from its owner: this PC does not pass it on.
    ['printer-is-shared', boolean(false)],
    // Hallway may be starting; a queue that stops by itself is never noticed.
    ['printer-error-policy', name('retry-job')],
    ['printer-state', enumeration(PrinterStates.idle)],
    ['printer-is-accepting-jobs', boolean(true)],
  ]);
  const operation = CupsOperation['CUPS-Add-Modify-Printer'];
  return { uri: at, path: '/admin/', operation, printer };
}

/** Shows the system's own window for a password; false where that came to nothing. */
async function asksForPassword(run: RunCommand, change: QueueChange): Promise<boolean> {
  const done = await run('pkexec', 'lpadmin', ...lpadminArguments(change));
  return done?.code === 0;
}

const DENIED: readonly unknown[] = [
  Status['client-error-forbidden'],
  Status['client-error-not-authenticated'],
  Status['client-error-not-authorized'],
];

function isGone(error: unknown): boolean {
  return error instanceof HallwayError && error.code === 'job.not_found';
}

/** Nothing came back, not even a refusal. */
function isSilent(error: unknown): error is HallwayError {
  return error instanceof HallwayError && error.code === 'printer.unreachable' && !error.details;
}

function isDenied(error: unknown): boolean {
  if (!(error instanceof HallwayError)) return false;
  const { http, status } = error.details ?? {};
  return http === 401 || http === 403 || DENIED.includes(status);
}

function denied(change: QueueChange): HallwayError {
  const command = shellCommand(['sudo', 'lpadmin', ...lpadminArguments(change)]);
  return new HallwayError(
    'printer.install_denied',
    'Only an administrator of this PC may change its printers.',
    {
      fix: `Run this, then try again: ${command}`,
      details: { command },
    },
  );
}

function failed(error: unknown): HallwayError {
  if (isSilent(error))
    return new HallwayError('printer.no_backend', 'The print system of this PC does not answer.', {
      fix: 'Start CUPS, or install it.',
      cause: error,
    });
  const words = error instanceof HallwayError ? error.message : 'Something went wrong.';
  return new HallwayError(
    'printer.install_failed',
    `The print system of this PC did not change its printers: ${words}`,
    { cause: error },
  );
}
