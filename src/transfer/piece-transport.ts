/** How pieces are asked for, whatever carries the question. */
import type { Readable } from 'node:stream';
import * as api from '../api/peer-swarm.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { PeerTransport, StreamAnswer } from '../net/peer-transport.ts';
import { piecesOf, type Layout } from './manifest.ts';
import { nonsense } from './piece-receiver.ts';
import type { PieceSet } from './piece-set.ts';

/** Pieces that follow each other. */
export interface PieceAnswer {
  first: number;
  count: number;
  /** Must be read to its end or destroyed. */
  body: Readable;
  held?: StreamAnswer['held'];
}

/** The file as its owner shares it. */
export interface SharedFile {
  share: ResourceId;
  path: string;
  etag: string;
}

export interface Asking {
  layout: Layout;
  want: PieceSet;
  /** Pieces at most. */
  most: number;
  signal: AbortSignal;
}

/** Asks the owner, who looks whether the file is still the same. */
export async function askOwner(
  transport: PeerTransport,
  device: DeviceId,
  { share, path, etag }: SharedFile,
  { layout, want, most, signal }: Asking,
): Promise<PieceAnswer> {
  const query = { path, etag, want: want.toText(), most };
  const input = { params: { share }, query };
  return piecesIn(await transport.open(device, api.pullSharePieces, input, { signal }), layout);
}

/** Asks a PC that holds the content; `grant` is needed unless everybody may have it. */
export async function askHolder(
  transport: PeerTransport,
  device: DeviceId,
  { root, grant }: { root: string; grant: string | undefined },
  { layout, want, most, signal }: Asking,
): Promise<PieceAnswer> {
  const input = { params: { root }, query: { want: want.toText(), most, grant } };
  return piecesIn(await transport.open(device, api.pullPieces, input, { signal }), layout);
}

/** Which pieces an answer has is told by its `Content-Range` (RFC 9110 section 14.4). */
function piecesIn({ headers, body, held }: StreamAnswer, layout: Layout): PieceAnswer {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(headers['content-range'] ?? '');
  const [start = 0, end = 0, size = -1] = (match?.slice(1) ?? []).map(Number);
  const pieces = size === layout.size ? piecesOf(layout, { start, end }) : undefined;
  if (pieces) return { ...pieces, body, held };
  body.on('error', () => {});
  body.destroy();
  throw nonsense();
}
