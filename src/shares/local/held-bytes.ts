/**
 * What the system holds of a file in its memory can be had without another thread: where a file is
 * sent, to wake one for each part costs as much as the encryption.
 */
import type { Buffer } from 'node:buffer';

/**
 * Reads into `into` from `position` of an open file on: bytes that were read, less than there is room
 * for where only those are in memory; 0 or negative where none are, at the end, or where the system
 * cannot tell. Never waits for a disk.
 */
export type ReadHeld = (handle: number, into: Buffer, position: number) => number;
