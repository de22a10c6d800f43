/**
 * Lets the owner of a printer have a long document while a program still hands it over here. It is
 * no more than a beginning: the offer that follows says what the document is.
 */
import type { Readable } from 'node:stream';
import { announceDocument } from '../api/peer.ts';
import type { Job } from '../model/job.ts';
import type { Offers, PeerTransport } from '../net/peer-transport.ts';

/** The owner answers when it has begun to pull. */
const ANSWER_MS = 30_000;

export interface EarlyDocumentsOptions {
  offers: Offers;
  transport: PeerTransport;
  peers: { isOnline(device: string): boolean };
}

/** Fails without a word: the owner pulls all of it after the offer then. */
export async function announce(
  { offers, transport, peers }: EarlyDocumentsOptions,
  { id, device, printer }: Pick<Job, 'id' | 'device' | 'printer'>,
  read: () => Readable,
): Promise<void> {
  if (!peers.isOnline(device)) return;
  const offered = offers.offer(device, { once: true, read });
  const input = { params: { printer }, body: { id, offer: offered.id } };
  try {
    await transport.call(device, announceDocument, input, { timeoutMs: ANSWER_MS });
  } catch {
    // An agent of an earlier version, or one that has no room.
  } finally {
    offered.withdraw();
  }
}
