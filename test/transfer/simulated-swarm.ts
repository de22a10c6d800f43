/** The real swarms on lines of a simulated LAN: who wants a file gets it from those who have it. */
import { createHash } from 'node:crypto';
import { sleep } from '../../src/base/clock.ts';
import type { DeviceId } from '../../src/model/id.ts';
import type { Holding } from '../../src/transfer/holdings.ts';
import {
  HASH_BYTES,
  layoutOf,
  pieceCount,
  pieceLength,
  piecesOf,
  type Layout,
} from '../../src/transfer/manifest.ts';
import { PieceServer } from '../../src/transfer/piece-server.ts';
import { PieceSet } from '../../src/transfer/piece-set.ts';
import type { PieceAnswer } from '../../src/transfer/piece-transport.ts';
import { Swarm } from '../../src/transfer/swarm.ts';
import { SimulatedLan } from './simulated-lan.ts';

export interface SimulatedOffice {
  /** Of the line of each PC. */
  mbits: readonly number[];
  /** So many of the first have the file; the others want it, all at the same time. */
  holders: number;
  bytes: number;
  random: () => number;
}

export interface Outcome {
  /** When each had it. */
  seconds: number[];
  /** Bytes that each PC sent. */
  sent: readonly number[];
}

/** Between question and answer, and from news to whoever hears them. */
const TRIP_MS = 2;
/** News of pieces within this time are told as one, as `mates.ts` does. */
const NEWS_MS = 200;
const MOST_MS = 600_000;

interface SimulatedPc {
  device: DeviceId;
  have: PieceSet;
  server: PieceServer;
  holding: Holding;
}

export async function everyoneGets(office: SimulatedOffice): Promise<Outcome> {
  const { mbits, holders, bytes, random } = office;
  const lan = new SimulatedLan(mbits);
  const { clock } = lan;
  const layout = layoutOf(bytes);
  const count = pieceCount(layout);
  const hashes = hashesOf(layout);
  const pcs = mbits.map((_mbit, index): SimulatedPc => {
    const have = index < holders ? PieceSet.full(count) : new PieceSet(count);
    const read = async (piece: number, into: Buffer): Promise<Buffer> =>
      into.subarray(0, pieceLength(layout, piece)).fill(0);
    const holding = { key: '', layout, hashes, have, checked: true, read, spoiled: () => {} };
    return { device: `pc-${index}`, have, holding, server: new PieceServer(clock) };
  });
  const swarms = pcs.slice(holders).map(({ device, have }) => {
    const ask = (asked: DeviceId, want: PieceSet, most: number, signal: AbortSignal) =>
      answerOf(lan, pcs, { from: asked, to: device, want, most, signal });
    const write = async (piece: number): Promise<void> => void have.add(piece);
    const swarm = new Swarm({ layout, hashes, have, ask, write, clock, random });
    swarm.know(count);
    for (const holder of pcs.slice(0, holders)) swarm.heard(holder.device, holder.have);
    return { swarm, device, have };
  });
  const seconds: number[] = [];
  for (const { swarm, device, have } of swarms) {
    const tell = async (): Promise<void> => {
      await sleep(clock, TRIP_MS);
      const news = have.toText();
      for (const other of swarms)
        if (other.swarm !== swarm) other.swarm.heard(device, PieceSet.fromText(count, news));
    };
    let telling = false;
    swarm.on('piece', () => {
      if (telling) return;
      telling = true;
      clock.after(NEWS_MS, () => {
        telling = false;
        void tell();
      });
    });
    void swarm.run(new AbortController().signal).then(() => {
      seconds.push(clock.monotonic() / 1000);
      return tell();
    });
  }
  while (seconds.length < swarms.length) {
    await lan.step();
    if (clock.monotonic() > MOST_MS) throw new Error(`after ${MOST_MS} ms not all had it`);
  }
  return { seconds, sent: lan.sent };
}

interface Question {
  from: DeviceId;
  to: DeviceId;
  want: PieceSet;
  most: number;
  signal: AbortSignal;
}

/** As the peer door gives pieces, when it is their turn. */
async function answerOf(
  lan: SimulatedLan,
  pcs: readonly SimulatedPc[],
  { from, to, want, most, signal }: Question,
): Promise<PieceAnswer> {
  const [giver, taker] = [from, to].map((one) => pcs.findIndex(({ device }) => device === one));
  const { holding, server } = pcs[giver ?? 0] as SimulatedPc;
  await sleep(lan.clock, TRIP_MS);
  const answer = Promise.withResolvers<PieceAnswer>();
  signal.addEventListener('abort', () => answer.reject(signal.reason), { once: true });
  server.line
    .use(to, async () => {
      signal.throwIfAborted();
      const { range, bytes } = server.give(holding, want, most);
      const { body, send, end } = lan.flow(giver ?? 0, taker ?? 0);
      signal.addEventListener('abort', () => body.destroy(), { once: true });
      const pieces = piecesOf(holding.layout, range);
      if (!pieces) throw new Error('no whole pieces');
      answer.resolve({ ...pieces, body });
      for await (const part of bytes) {
        await send(part.length);
        if (body.destroyed) return;
      }
      end();
    })
    .catch((error: unknown) => answer.reject(error));
  return answer.promise;
}

/** Of a file of zeros. */
function hashesOf(layout: Layout): Buffer {
  const count = pieceCount(layout);
  const hashes = Buffer.alloc(count * HASH_BYTES);
  const usual = hashOfZeros(pieceLength(layout, 0));
  for (let piece = 0; piece < count - 1; piece++) usual.copy(hashes, piece * HASH_BYTES);
  hashOfZeros(pieceLength(layout, count - 1)).copy(hashes, (count - 1) * HASH_BYTES);
  return hashes;
}

function hashOfZeros(bytes: number): Buffer {
  return createHash('sha256').update(Buffer.alloc(bytes)).digest();
}
