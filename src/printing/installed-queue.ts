/** Queues that were made for printers of the workgroup: what is wished of one, and what it is. */
import { displayText } from '../base/text.ts';
import type { InstalledPrinter } from '../model/installed-printer.ts';
import type { Printer } from '../model/printer.ts';
import type { StoredQueue } from './installed-store.ts';
import { printerKey, readTarget } from './ipp/server/printer-path.ts';
import type { QueueWish, SystemPrinters, SystemQueue } from './system-printers.ts';

/** The printer of the workgroup that a queue was made for, if it is there. */
export function printerOf(
  { device, printer }: Pick<StoredQueue, 'device' | 'printer'>,
  printers: readonly Printer[],
): Printer | undefined {
  return printers.find((one) => one.device === device && one.id === printer);
}

/** Printers and PCs are named by others. */
export function wishFor(printer: Printer, device: string, uri: string): QueueWish {
  const info = displayText(`${printer.name} (${device})`, 127);
  return { uri, info, location: displayText(printer.location, 127) };
}

/** Nothing about it needs to be put right. */
export function fits(queue: SystemQueue, wish: QueueWish): boolean {
  return queue.uri === wish.uri && queue.info === wish.info && queue.location === wish.location;
}

/** True if it prints to that printer of the workgroup, at whatever port. */
export function leadsTo(
  { uri }: SystemQueue,
  { device, printer }: Pick<StoredQueue, 'device' | 'printer'>,
): boolean {
  return readTarget(uri)?.key === printerKey({ device, id: printer });
}

/** A name that no queue has, upper and lower case aside. */
export function freeName(
  system: SystemPrinters,
  printer: string,
  device: string,
  taken: readonly string[],
): string {
  const known = new Set(taken.map((name) => name.toLowerCase()));
  for (let count = 1; ; count += 1) {
    const name = system.queueName(printer, device, count);
    if (!known.has(name.toLowerCase())) return name;
  }
}

/** What a person should know of it; empty where all is well. */
export function words(
  state: InstalledPrinter['state'],
  { queue, name }: StoredQueue,
  trouble: string | undefined,
): string {
  if (state === 'astray')
    return `“${queue}” leads to where Hallway was before. ${trouble ?? ''}`.trim();
  if (state === 'raw')
    return `The system knows nothing of “${queue}”: it prints without any choice. Install it again.`;
  if (state === 'orphaned')
    return `“${name}” is no longer in the workgroup: nothing that is printed on “${queue}” comes out. Uninstall it.`;
  return '';
}
