/** A folder that a command gets: how far it is, and what came, as lines while it comes. */
import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { base32 } from '../../src/base/base32.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { DeviceId } from '../../src/model/id.ts';
import type {
  FolderDone,
  FolderNews,
  FolderProgress,
  TransferOrder,
} from '../../src/model/transfer.ts';
import type { WantedFile } from '../../src/transfer/tree/tree-plan.ts';
import type { Office } from '../office.ts';
import { sendLines } from './send-lines.ts';

const FILES_A_LINE = 256;
/** As for a file: whoever waits at a command hears that nothing comes. */
const PATIENCE_MS = 30_000;

/** Throws `request.invalid` for what no other member shares. */
export async function followFolder(
  reply: FastifyReply,
  { giving }: Pick<Office, 'giving'>,
  order: TransferOrder,
): Promise<FastifyReply> {
  giving.requireColleague(order.device);
  return sendLines(reply, async (tell, gone, say) => {
    const stop = new AbortController();
    const signal = AbortSignal.any([gone, stop.signal]);
    const sources = new Set<DeviceId>([order.device]);
    const progress: FolderProgress = { bytes: 0, total: 0 };
    let news: FolderNews['files'] = [];
    const flush = (): void => {
      if (news.length > 0) say({ files: news });
      news = [];
    };
    const came = ({ path, size, target }: WantedFile, hash?: Buffer): void => {
      const below = order.path === '' ? path : path.slice(order.path.length + 1);
      news.push({ path: below, bytes: size, hash: hash?.toString('hex') ?? null, target });
      if (news.length >= FILES_A_LINE) flush();
    };
    const count = (bytes: number): void => {
      progress.bytes += bytes;
      tell({ progress: { ...progress } });
    };
    let waiting: NodeJS.Timeout | undefined;
    const onWaiting = (isWaiting: boolean): void => {
      if (isWaiting) waiting ??= setTimeout(() => stop.abort(interrupted()), PATIENCE_MS);
      else {
        clearTimeout(waiting);
        waiting = undefined;
      }
    };
    try {
      const missing = await giving.bring({
        ...order,
        of: idOf(order),
        apart: true,
        onlyNew: true,
        signal,
        planned: ({ bytes }) => {
          progress.total = bytes;
          tell({ progress: { ...progress } });
        },
        onHere: (file) => {
          count(file.size);
          came(file);
        },
        onBytes: count,
        onFile: came,
        onWaiting,
        onSources: (devices) => {
          for (const device of devices) sources.add(device);
        },
      });
      flush();
      const done: FolderDone = { gone: missing.length, sources: [...sources] };
      return { done };
    } finally {
      clearTimeout(waiting);
    }
  });
}

/** The same when the command is run again. */
function idOf({ device, share, path, target }: TransferOrder): string {
  const words = [device, share, path, target].join('\0');
  return base32(createHash('sha256').update(words).digest().subarray(0, 10));
}

function interrupted(): HallwayError {
  return new HallwayError('transfer.interrupted', 'The connection broke before the end.', {
    fix: 'Run the same command again: it goes on where it stopped.',
  });
}
