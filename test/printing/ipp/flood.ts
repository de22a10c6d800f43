/**
 * Mutated IPP messages by a seed, at the codec and at a whole IPP server: each ends in an answer,
 * costs little, and leaves nothing behind. `npm run test:slow` sends a million, `npm test` a few.
 * `node test/printing/ipp/flood.ts --messages 1000000 --seed 1` prints the figures.
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { HallwayError } from '../../../src/base/errors.ts';
import { decodeMessage } from '../../../src/printing/ipp/decode.ts';
import { encodeMessage } from '../../../src/printing/ipp/encode.ts';
import { seededBelow } from '../../support/seeded.ts';
import { mutate, swell } from './mutations.ts';
import { ServedVirtualPrinter } from './server/served-printer.ts';
import { answerWithEveryTag, KILLERS, requestsTo } from './specimens.ts';

export interface Flooded {
  messages: number;
  /** Taken by the codec. Everything else was refused as malformed. */
  decoded: number;
  /** Of the server's answers: how many had this status. */
  statuses: Map<number, number>;
  /**
   * CPU time of this thread for one message, in ms: codec, and server. One beyond the limit is sent
   * again, and its least counts: garbage and checkpoints of the database fall on any of them.
   */
  worst: { codec: number; server: number };
  /** Number, ms, size and beginning of each message beyond the limit at the server. */
  dear: string[];
  mean: { codec: number; server: number };
  rssMb: number[];
  /** What must not be, in words. */
  wrong: string[];
}

const SAMPLES = 10;
/** Every so many messages is a huge one. */
const SWELLS_EVERY = 200;

/** No message may cost more, in ms of CPU. */
const LIMIT_MS = 50;

/** Ms of CPU of this thread: a busy machine stretches no figure. */
function spent(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

export async function flood(messages: number, seed: number): Promise<Flooded> {
  const home = await mkdtemp(join(tmpdir(), 'hallway-flood-'));
  const served = new ServedVirtualPrinter(join(home, 'home'));
  await served.start();
  const originals = [
    ...requestsTo(served.uri).map(encodeMessage),
    answerWithEveryTag(),
    ...KILLERS,
  ];
  const below = seededBelow(seed);
  const result: Flooded = {
    messages,
    decoded: 0,
    statuses: new Map(),
    worst: { codec: 0, server: 0 },
    dear: [],
    mean: { codec: 0, server: 0 },
    rssMb: [],
    wrong: [],
  };
  const took = (where: 'codec' | 'server', ms: number): void => {
    result.worst[where] = Math.max(result.worst[where], ms);
    result.mean[where] += ms / messages;
  };
  try {
    for (let number = 0; number < messages; number += 1) {
      const original = originals[below(originals.length)] ?? Buffer.alloc(0);
      const bytes = number % SWELLS_EVERY === 0 ? swell(original, below) : mutate(original, below);
      const before = spent();
      decodeAndBack(bytes, result);
      took('codec', spent() - before);
      let least = Number.POSITIVE_INFINITY;
      for (let tries = 0; tries < 3 && least > LIMIT_MS; tries += 1) {
        const start = spent();
        // Only the first answer is counted.
        const counted = tries === 0 ? result : { ...result, statuses: new Map() };
        await ask(served, bytes, below, counted);
        least = Math.min(least, spent() - start);
      }
      if (least > LIMIT_MS)
        result.dear.push(
          `${number}: ${least.toFixed(0)} ms, ${bytes.length} bytes: ${bytes
            .toString('latin1')
            .replace(/[^ -~]+/g, ' ')
            .slice(0, 600)}`,
        );
      took('server', least);
      if ((number + 1) % Math.ceil(messages / SAMPLES) === 0) {
        globalThis.gc?.();
        result.rssMb.push(process.memoryUsage.rss() / 1e6);
      }
    }
  } finally {
    await served.stop();
    rmSync(home, { recursive: true, force: true });
  }
  return result;
}

function decodeAndBack(bytes: Buffer, result: Flooded): void {
  try {
    const { message, length } = decodeMessage(bytes);
    result.decoded += 1;
    if (!encodeMessage(message).equals(bytes.subarray(0, length)))
      result.wrong.push(`not written back: ${bytes.toString('hex').slice(0, 400)}`);
  } catch (error) {
    if (!(error instanceof HallwayError && error.code === 'ipp.malformed'))
      result.wrong.push(`${String(error)}: ${bytes.toString('hex').slice(0, 400)}`);
  }
}

async function ask(
  served: ServedVirtualPrinter,
  bytes: Buffer,
  below: (limit: number) => number,
  result: Flooded,
): Promise<void> {
  // Also in two pieces, as a network may deliver it.
  const cut = below(4) === 0 ? below(bytes.length + 1) : 0;
  const pieces = cut > 0 ? [bytes.subarray(0, cut), bytes.subarray(cut)] : [bytes];
  try {
    const { status } = await served.stream(Readable.from(pieces, { objectMode: false }));
    result.statuses.set(status, (result.statuses.get(status) ?? 0) + 1);
    if (status === 0x0500) result.wrong.push(`0x0500: ${bytes.toString('hex').slice(0, 400)}`);
  } catch (error) {
    result.wrong.push(`${String(error)}: ${bytes.toString('hex').slice(0, 400)}`);
  }
}

export function linesOf(flooded: Flooded): string[] {
  const { messages, decoded, statuses, worst, dear, mean, rssMb, wrong } = flooded;
  const told = Array.from(statuses)
    .toSorted(([, a], [, b]) => b - a)
    .map(([status, count]) => `0x${status.toString(16).padStart(4, '0')} ${count}`);
  return [
    `${messages} messages, ${decoded} of them valid`,
    `CPU of one: codec ${(mean.codec * 1000).toFixed(0)} µs, worst ${worst.codec.toFixed(1)} ms; ` +
      `server ${(mean.server * 1000).toFixed(0)} µs, worst ${worst.server.toFixed(1)} ms`,
    ...dear.slice(0, 10).map((message) => `dear: ${message}`),
    `RSS ${rssMb.map((mb) => mb.toFixed(0)).join(' ')} MB`,
    `answers: ${told.join(', ')}`,
    `${wrong.length} wrong`,
    ...wrong.slice(0, 10),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const flooded = await flood(Number(values.messages), Number(values.seed));
  for (const line of linesOf(flooded)) console.log(line);
  if (values.json) console.log(`---\n${JSON.stringify(flooded)}`);
  process.exit(flooded.wrong.length > 0 ? 1 : 0);
}
