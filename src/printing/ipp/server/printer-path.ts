/**
 * Where a printer of the workgroup stands on this PC's loopback. Its key is made from its device and
 * its id by a hash: the address stays the same while names change, and no peer can announce a
 * printer that takes another's address.
 */
import { createHash } from 'node:crypto';
import { base32 } from '../../../base/base32.ts';
import { dropOldest } from '../../../base/oldest.ts';

export interface PrinterIdentity {
  /** Device id of its owner. */
  device: string;
  id: string;
}

const KEY = /^[a-z2-7]{16}$/;
const PATH = /^\/ipp\/print\/([a-z2-7]{16})(?:\/([1-9]\d{0,9}))?$/;

function hash(purpose: string, { device, id }: PrinterIdentity): Buffer {
  return createHash('sha256').update(`${purpose}\0${device}\0${id}`).digest();
}

/** Every request asks for all of them. */
const keys = new Map<string, string>();
const MOST_KEYS = 500;

export function printerKey(printer: PrinterIdentity): string {
  const identity = `${printer.device}\0${printer.id}`;
  let key = keys.get(identity);
  if (key === undefined) {
    key = base32(hash('loopback', printer)).slice(0, 16);
    keys.set(identity, key);
    dropOldest(keys, MOST_KEYS);
  }
  return key;
}

/** The same at every PC and for ever: a UUID of version 8 (RFC 9562 section 5.8). */
export function printerUuid(printer: PrinterIdentity): string {
  const bytes = hash('uuid', printer).subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [0, 8, 12, 16, 20].map((at, i) => hex.slice(at, [8, 12, 16, 20, 32][i])).join('-');
}

export function printerPath(key: string): string {
  return `/ipp/print/${key}`;
}

export function isPrinterKey(text: string): boolean {
  return KEY.test(text);
}

/** The printer's key and, if it is a job's, the number in a URI; undefined if it is neither. */
export function readTarget(uri: string): { key: string; job: number | undefined } | undefined {
  const url = URL.parse(uri);
  if (!url || !/^(ipps?|https?):$/.test(url.protocol)) return undefined;
  const match = PATH.exec(url.pathname);
  if (!match?.[1]) return undefined;
  return { key: match[1], job: match[2] === undefined ? undefined : Number(match[2]) };
}

/**
 * Whether a queue or address leads to one of these printers by a door of Hallway's, on whichever PC:
 * `ipp://HOST/ipp/print/KEY`, or what CUPS makes of the advert (`dnssd://NAME…/?uuid=UUID`).
 */
export function leadsToPrinter(uri: string, printers: readonly PrinterIdentity[]): boolean {
  if (isLoopbackPrinter(uri)) return true;
  const key = readTarget(uri)?.key;
  if (key !== undefined) return printers.some((printer) => printerKey(printer) === key);
  const uuid = /^dnssd:.*[?&]uuid=([0-9a-f-]{36})/i.exec(uri)?.[1];
  return uuid !== undefined && isUuidOf(uuid, printers);
}

export function isUuidOf(uuid: string, printers: readonly PrinterIdentity[]): boolean {
  const wanted = uuid.toLowerCase();
  return printers.some((printer) => printerUuid(printer) === wanted);
}

/** An address of this kind on this PC: to share it would send its jobs round in a circle. */
export function isLoopbackPrinter(uri: string): boolean {
  const url = URL.parse(uri);
  if (!url || !/^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname)) return false;
  return readTarget(uri) !== undefined;
}
