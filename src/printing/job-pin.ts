/**
 * The PIN of a job. It never leaves the PC where it was typed: the printer's PC gets a salted slow
 * hash of it (scrypt, RFC 7914), against which what somebody types there is held.
 */
import { scrypt, timingSafeEqual } from 'node:crypto';
import type { PinCheck } from '../api/peer.ts';
import { HallwayError } from '../base/errors.ts';

/** 32 MB and some 0.1 s for each guess. Part of the peer protocol: never changed. */
const COST = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const HASH_BYTES = 32;
export const SALT_BYTES = 16;
/** Then only its sender can let the job go. */
export const MAX_MISSES = 5;

let last: Promise<unknown> = Promise.resolve();

/** One at a time, so that many guesses at once take no more memory than one. */
function hashOf(pin: string, salt: Uint8Array): Promise<Buffer> {
  const mine = last.then(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        scrypt(pin, salt, HASH_BYTES, COST, (error, hash) =>
          error ? reject(error) : resolve(hash),
        );
      }),
  );
  last = mine.catch(() => undefined);
  return mine;
}

export async function pinCheck(pin: string, salt: Uint8Array): Promise<PinCheck> {
  const hash = await hashOf(pin, salt);
  return { salt: Buffer.from(salt).toString('hex'), hash: hash.toString('hex') };
}

export async function pinFits(pin: string, { salt, hash }: PinCheck): Promise<boolean> {
  const typed = await hashOf(pin, Buffer.from(salt, 'hex'));
  return timingSafeEqual(typed, Buffer.from(hash, 'hex'));
}

export function pinMissing(): HallwayError {
  return new HallwayError('job.pin', 'This job needs its PIN.', {
    fix: 'Whoever sent it knows it.',
  });
}

export function pinWrong(left: number): HallwayError {
  if (left <= 0) return pinLocked();
  const tries = left === 1 ? 'one more try' : `${left} more tries`;
  return new HallwayError('job.pin', `This is not the PIN of the job; ${tries}.`);
}

export function pinLocked(): HallwayError {
  return new HallwayError('job.pin_locked', 'Too many wrong PINs were typed here.', {
    fix: 'Whoever sent the job can still release or cancel it from the PC that sent it.',
  });
}
