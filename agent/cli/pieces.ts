/** `get` of a large file: the agent collects it in pieces from all who have it. */
import { lastSegment } from '../../src/base/safe-path.ts';
import { actOnTransfer, followTransfer, statEntry } from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { answerLines } from './answer-lines.ts';
import { agentEnded } from './find-agent.ts';
import type { CopiedFile } from './copy-result.ts';
import type { LocalClient } from './local-client.ts';
import { hashFile } from './part-file.ts';
import { shareParams, type RemotePlace } from './remote-path.ts';

/** Smaller files are here before anybody was asked for their pieces. */
const WORTH_BYTES = 16 * 1024 * 1024;

/** The file is not a colleague's, is too large, or the agent may not write where this command may. */
export const OTHERWISE: ReadonlySet<string> = new Set([
  'request.invalid',
  'request.not_found',
  'request.too_large',
  'disk.denied',
  'peer.protocol',
]);

type Line = { progress: Transfer } | { done: Transfer };

/**
 * Undefined if the file has to come in another way. `size`: bytes, where they are known; `root`: the
 * content that is wanted, else `transfer.changed`.
 */
export async function getInPieces(
  client: LocalClient,
  place: RemotePlace,
  target: string,
  { size, root }: { size: number | undefined; root?: string | undefined },
  onBytes: (bytes: number) => void,
): Promise<CopiedFile | undefined> {
  if ((size ?? (await sizeOf(client, place))) < WORTH_BYTES) return undefined;
  let shown = 0;
  try {
    const done = await followed(client, place, { target, root }, ({ bytes }) => {
      onBytes(bytes - shown);
      shown = bytes;
    });
    onBytes(done.total - shown);
    const sources = done.sources.filter(({ bytes }) => bytes > 0).map(({ device }) => device);
    const hash = await hashFile(target);
    return { path: lastSegment(place.path), bytes: done.total, hash, sources };
  } catch (error) {
    if (!(error instanceof HallwayError) || !OTHERWISE.has(error.code)) throw error;
    onBytes(-shown);
    return undefined;
  }
}

async function followed(
  client: LocalClient,
  place: RemotePlace,
  { target, root }: { target: string; root: string | undefined },
  onProgress: (transfer: Transfer) => void,
): Promise<Transfer> {
  const file = { ...shareParams(place), path: place.path, target };
  const input = { body: root === undefined ? file : { ...file, root } };
  let id: string | undefined;
  try {
    for await (const line of answerLines<Line, typeof followTransfer>(
      client,
      followTransfer,
      input,
    )) {
      if ('progress' in line) {
        ({ id } = line.progress);
        onProgress(line.progress);
      } else if (line.done.state === 'done') return line.done;
      else throw stopped(line.done);
    }
  } catch (error) {
    // What comes in another way is no transfer that failed.
    if (id !== undefined && error instanceof HallwayError && isOver(error, root))
      await client.call(actOnTransfer, { params: { id }, body: { action: 'cancel' } });
    throw error;
  }
  throw agentEnded();
}

/** Nothing goes on: it comes in another way, or is not what was wanted. */
function isOver({ code }: HallwayError, root: string | undefined): boolean {
  return OTHERWISE.has(code) || (root !== undefined && code === 'transfer.changed');
}

function stopped({ state }: Transfer): HallwayError {
  return new HallwayError('request.cancelled', `The transfer was ${state} meanwhile.`, {
    fix: 'Run the same command again to go on.',
  });
}

/** 0 where that cannot be told. */
async function sizeOf(client: LocalClient, place: RemotePlace): Promise<number> {
  try {
    const query = { path: place.path };
    return (await client.call(statEntry, { params: shareParams(place), query })).size;
  } catch (error) {
    if (error instanceof HallwayError) return 0;
    throw error;
  }
}
