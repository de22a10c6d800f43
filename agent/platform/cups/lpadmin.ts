/** What `lpadmin` of CUPS is told, on Linux and macOS (lpadmin(8)). */
import type { QueueWish } from '../../../src/printing/system-printers.ts';

/** What has to be done as an administrator. */
export type QueueChange =
  | { kind: 'put'; name: string; wish: QueueWish }
  | { kind: 'remove'; name: string };

export function lpadminArguments(change: QueueChange): string[] {
  if (change.kind === 'remove') return ['-x', change.name];
  const { name, wish } = change;
  return [
    '-p', name, '-E', '-v', wish.uri, '-m', 'everywhere', '-D', wish.info, '-L', wish.location,
    // Colleagues have the printer from its owner: this PC does not pass it on.
    '-o', 'printer-is-shared=false',
  ]; // biome-ignore format: a command line
}

/** One command for a shell (POSIX 2.2.2): names come from others. */
export function shellCommand(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

/**
 * A name for a queue: CUPS takes any script, but no spaces and none of `/ # ? ' " < > \`. What is
 * no letter or digit becomes one `_`.
 */
export function cupsQueueName(printer: string, device: string, count: number): string {
  const plain = (text: string): string =>
    text
      .normalize('NFC')
      // “Anna’s PC” is Anna’s.
      .replace(/[’']s(?: PC)?$/iu, '')
      .replace(/[^\p{L}\p{N}-]+/gu, '_')
      .replace(/^[_-]+|[_-]+$/g, '');
  const parts = [plain(printer), plain(device)].map((part) =>
    Array.from(part).slice(0, 30).join(''),
  );
  const name = parts.filter((part) => part !== '').join('_') || 'Printer';
  return count === 1 ? name : `${name}_${count}`;
}
