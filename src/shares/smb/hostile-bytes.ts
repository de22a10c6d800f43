/** Reading what a server sent: every offset and length is its claim, and checked here. */
import { HallwayError } from '../../base/errors.ts';

/** `length` bytes at `at`; throws `host.protocol` where the buffer does not have them. */
export function part(buffer: Buffer, at: number, length: number): Buffer {
  if (at < 0 || length < 0 || at + length > buffer.length) throw malformed();
  return buffer.subarray(at, at + length);
}

/** UTF-16 little-endian of an even number of bytes. */
export function utf16(bytes: Buffer): string {
  if (bytes.length % 2 !== 0) throw malformed();
  return bytes.toString('utf16le');
}

export function toUtf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

/** 100 nanoseconds since 1601 as milliseconds since 1970; never before 1970 or after 9999. */
export function fromFileTime(time: bigint): number {
  const ms = Number(BigInt.asUintN(64, time) / 10_000n) - EPOCH_MS;
  return Math.min(LAST_MS, Math.max(0, ms));
}

export function toFileTime(ms: number): bigint {
  return BigInt(Math.trunc(ms) + EPOCH_MS) * 10_000n;
}

/** A size that a number can say exactly. */
export function safeSize(value: bigint): number {
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed();
  return Number(value);
}

export function malformed(cause?: unknown): HallwayError {
  return new HallwayError('host.protocol', 'The server answered in a way that makes no sense.', {
    fix: 'Try again; if it goes on, the server or something between is broken.',
    cause,
  });
}

const EPOCH_MS = 11_644_473_600_000;
const LAST_MS = 253_402_300_799_999;
