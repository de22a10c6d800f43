/** The other side: reads what an owner tells of a file, a line at a time and within bounds. */
import type { Readable } from 'node:stream';
import { ManifestEnd, ManifestHead, ManifestPart, readManifest } from '../api/peer-swarm.ts';
import { fromProblem } from '../api/problem.ts';
import { HallwayError } from '../base/errors.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { PeerTransport } from '../net/peer-transport.ts';
import { shapeError } from '../net/shape.ts';
import { HASH_BYTES, layoutOf, pieceCount, rootOf, type Layout } from './manifest.ts';
import { nonsense } from './piece-receiver.ts';

const MAX_LINE = 32_768;

export interface ToldManifest {
  head: ManifestHead;
  layout: Layout;
  /** 32 bytes for each piece; filled while `rest` runs. */
  hashes: Uint8Array;
  /** Reads on to the end; `known`: how many hashes are there now. Call it once. */
  rest: (known: (pieces: number) => void) => Promise<ManifestEnd>;
}

/** Asks the owner. Throws its error, or `peer.protocol` for what makes no sense. */
export async function askManifest(
  transport: PeerTransport,
  owner: DeviceId,
  { share, path }: { share: ResourceId; path: string },
  signal: AbortSignal,
): Promise<ToldManifest> {
  const input = { params: { share }, query: { path } };
  const { body } = await transport.open(owner, readManifest, input, { signal, wake: true });
  const lines = linesOf(body);
  try {
    const head = shaped<ManifestHead>(ManifestHead, await nextLine(lines));
    const layout = layoutOf(head.size);
    if (layout.pieceSize !== head.pieceSize) throw nonsense();
    const hashes = new Uint8Array(pieceCount(layout) * HASH_BYTES);
    const rest: ToldManifest['rest'] = async (known) => {
      try {
        for (let at = 0; ; ) {
          const line = await nextLine(lines);
          if (at === hashes.length) return ended(layout, hashes, line);
          const part = Buffer.from(shaped<ManifestPart>(ManifestPart, line).hashes, 'base64');
          if (part.length % HASH_BYTES !== 0 || at + part.length > hashes.length) throw nonsense();
          hashes.set(part, at);
          at += part.length;
          known(at / HASH_BYTES);
        }
      } finally {
        body.destroy();
      }
    };
    return { head, layout, hashes, rest };
  } catch (error) {
    body.destroy();
    throw error;
  }
}

function ended(layout: Layout, hashes: Uint8Array, line: unknown): ManifestEnd {
  const end = shaped<ManifestEnd>(ManifestEnd, line);
  if (end.root !== rootOf(layout, hashes)) throw nonsense();
  return end;
}

function shaped<T>(schema: Parameters<typeof shapeError>[0], value: unknown): T {
  if (shapeError(schema, value) === undefined) return value as T;
  if (typeof value === 'object' && value !== null && 'error' in value)
    throw fromProblem(value, 'peer.protocol');
  throw nonsense();
}

async function nextLine(lines: AsyncGenerator): Promise<unknown> {
  const { done, value } = await lines.next();
  if (done !== true) return value;
  throw new HallwayError('peer.unreachable', 'The connection to the PC broke.');
}

async function* linesOf(body: Readable): AsyncGenerator {
  let text = '';
  body.setEncoding('utf8');
  try {
    for await (const chunk of body as AsyncIterable<string>) {
      text += chunk;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        yield parsed(line);
      }
      if (text.length > MAX_LINE) throw nonsense();
    }
  } catch (error) {
    if (error instanceof HallwayError) throw error;
    throw new HallwayError('peer.unreachable', 'The connection to the PC broke.', { cause: error });
  }
}

function parsed(line: string): unknown {
  if (line.length > MAX_LINE) throw nonsense();
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw nonsense();
  }
}
