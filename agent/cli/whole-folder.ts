/** `get` of a colleague's folder: the agent fetches it, many small files as one stream. */
import { followFolderTransfer } from '../../src/api/local.ts';
import type { FolderDone, FolderNews, FolderProgress } from '../../src/model/transfer.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { answerLines } from './answer-lines.ts';
import { agentEnded } from './find-agent.ts';
import type { CopiedFile } from './copy-result.ts';
import type { LocalClient } from './local-client.ts';
import { hashFile } from './part-file.ts';
import { OTHERWISE } from './pieces.ts';
import { shareParams, type RemotePlace } from './remote-path.ts';

type Line = { progress: FolderProgress } | FolderNews | { done: FolderDone };

/** Undefined if the folder has to come in another way. */
export async function getWholeFolder(
  client: LocalClient,
  place: RemotePlace,
  target: string,
  onProgress: (progress: FolderProgress) => void,
): Promise<CopiedFile[] | undefined> {
  const input = { body: { ...shareParams(place), path: place.path, target } };
  const came: FolderNews['files'] = [];
  try {
    for await (const line of answerLines<Line, typeof followFolderTransfer>(
      client,
      followFolderTransfer,
      input,
    )) {
      if ('progress' in line) onProgress(line.progress);
      else if ('files' in line) came.push(...line.files);
      else return await copied(came, line.done);
    }
  } catch (error) {
    if (error instanceof HallwayError && OTHERWISE.has(error.code)) return undefined;
    throw error;
  }
  throw agentEnded();
}

async function copied(came: FolderNews['files'], { sources }: FolderDone): Promise<CopiedFile[]> {
  const files: CopiedFile[] = [];
  for (const { path, bytes, hash, target } of came)
    files.push({ path, bytes, hash: hash ?? (await hashFile(target)), sources });
  return files;
}
