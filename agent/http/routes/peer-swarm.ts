/** Files in pieces: what peers may ask of this PC's shares, and of what it holds of others'. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as api from '../../../src/api/peer-swarm.ts';
import { toProblem } from '../../../src/api/problem.ts';
import { inPace, type Pace } from '../../../src/base/pace.ts';
import { contentRange } from '../../../src/base/byte-range.ts';
import type { ManifestLine } from '../../../src/transfer/manifest-desk.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import type { DeviceId } from '../../../src/model/id.ts';
import { PieceSet } from '../../../src/transfer/piece-set.ts';
import type { GivenPieces } from '../../../src/transfer/piece-server.ts';
import type { Office } from '../../office.ts';
import { paceFor } from '../pace-for.ts';
import { route, streamOutRoute } from '../route.ts';
import { TransferSlots } from '../transfer-slots.ts';
import { written } from '../written.ts';
import { noteReads } from './activity.ts';

/** Requests for pieces of one device that are answered at the same time. */
const MOST = 16;
/** A reader that takes no byte for this long holds pieces in memory for nothing. */
const STALLED_MS = 30_000;

export function peerSwarmRoutes(
  app: FastifyInstance,
  office: Office,
  from: (request: FastifyRequest) => string,
): void {
  const { transfers } = office;
  const slots = new TransferSlots(MOST);
  const pace = (device: DeviceId): Pace => paceFor(office, device, false);
  streamOutRoute(app, api.readManifest, async ({ params, query }, { request, reply }) => {
    const device = from(request);
    requireListener(reply);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return slots.use(device, async () => {
      const { path } = query;
      const lines = await transfers.desk.open(device, params.share, path, gone.signal);
      return sendManifest(reply, lines);
    });
  });
  streamOutRoute(app, api.pullSharePieces, async ({ params, query }, { request, reply }) => {
    const device = from(request);
    return slots.use(device, () =>
      transfers.server.line.use(device, async () => {
        requireListener(reply);
        const { path, etag, want, most } = query;
        const holding = await transfers.holdings.inShare(device, { ...params, path, etag });
        const pieces = PieceSet.fromText(holding.have.count, want);
        return sendPieces(reply, transfers.server.give(holding, pieces, most), pace(device));
      }),
    );
  });
  route(app, api.joinSwarm, ({ params, body }, { request }) =>
    transfers.join(from(request), params.root, body),
  );
  streamOutRoute(app, api.pullPieces, async ({ params, query }, { request, reply }) => {
    const device = from(request);
    return slots.use(device, () =>
      transfers.server.line.use(device, async () => {
        requireListener(reply);
        const { want, most, grant } = query;
        const holding = await transfers.holdings.find(device, params.root, grant);
        const pieces = PieceSet.fromText(holding.have.count, want);
        const given = transfers.server.give(holding, pieces, most);
        const { file } = holding;
        if (file) noteReads(office, device, file.share, [file.path]);
        return sendPieces(reply, given, pace(device));
      }),
    );
  });
}

/** Throws where whoever asked gave up while it waited for its turn. */
function requireListener({ raw }: FastifyReply): void {
  if (raw.destroyed) throw new HallwayError('request.cancelled', 'Nobody waits for this any more.');
}

async function sendPieces(
  reply: FastifyReply,
  { range, size, bytes }: GivenPieces,
  pace: Pace,
): Promise<FastifyReply> {
  const { raw } = reply.hijack();
  raw.setTimeout(STALLED_MS, () => raw.destroy());
  raw.writeHead(206, {
    'content-type': 'application/octet-stream',
    'content-length': range.end - range.start + 1,
    'content-range': contentRange(range, size),
  });
  // A piece that cannot be read, or is not what it was, ends the connection: the length is not met.
  try {
    for await (const piece of bytes) await inPace(piece, pace, (part) => written(raw, part));
    raw.end();
  } catch {
    raw.destroy();
  }
  return reply;
}

async function sendManifest(
  reply: FastifyReply,
  lines: AsyncGenerator<ManifestLine>,
): Promise<FastifyReply> {
  const { raw } = reply.hijack();
  raw.setTimeout(STALLED_MS, () => raw.destroy());
  raw.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
  await pipeline(Readable.from(asText(lines)), raw).catch(() => raw.destroy());
  return reply;
}

async function* asText(lines: AsyncGenerator<ManifestLine>): AsyncGenerator<string> {
  try {
    for await (const line of lines) yield `${JSON.stringify(line)}\n`;
  } catch (error) {
    yield `${JSON.stringify(toProblem(error))}\n`;
  }
}
