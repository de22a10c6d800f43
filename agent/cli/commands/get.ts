/** `get`: copies a file or a whole folder from a share to this PC, or packs several into an archive. */
import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { lastSegment, parentPath, sanitizeFileName } from '../../../src/base/safe-path.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Entry } from '../../../src/model/entry.ts';
import { archiveWanted, getArchive } from '../archive.ts';
import { UsageError, type Command, type Context } from '../command.ts';
import { copyResult, copySummary, type CopiedFile } from '../copy-result.ts';
import { downloadFile, downloadFolder, planFolder } from '../download.ts';
import { alreadyThere, exists, requireFolderOf } from '../part-file.ts';
import { Progress } from '../progress.ts';
import { getInPieces } from '../pieces.ts';
import { findPlace, nothingThere, type RemotePlace } from '../remote-path.ts';
import { entriesOf, kindOf } from '../remote-tree.ts';
import { getWholeFolder } from '../whole-folder.ts';

export const get: Command = {
  name: 'get',
  usage: 'DEVICE/SHARE/PATH [DEST] [--root ROOT] | DEVICE/SHARE/PATH... --zip|--tar FILE',
  summary: 'copy a file or a whole folder from a share to this PC',
  details:
    'DEST is an existing folder to put it into, or the new name; without it, the current folder.\n' +
    'Nothing is overwritten. A broken copy goes on where it stopped when the command runs again.\n' +
    '--root is what `search --json` calls the content of a file: another content is not kept.\n' +
    '--zip and --tar make one archive of files and folders of a share, in FILE, or with - on\n' +
    'standard output. If one of them changes meanwhile, the command fails and leaves no archive.',
  options: { root: { type: 'string' }, zip: { type: 'string' }, tar: { type: 'string' } },
  arguments: [1, 500],
  async run(context) {
    const archive = archiveWanted(context);
    if (archive) return getArchive(context, archive);
    if (context.argumentsFrom(2).length > 0)
      throw new UsageError(
        'Several files at once are fetched as one archive: add --zip FILE or --tar FILE.\n' +
          'Put a name with spaces in quotes.',
      );
    const startedAt = performance.now();
    const place = await findPlace(context.client, context.argument(0));
    const kind = await kindOf(context.client, place);
    const root = context.text('root');
    if (root !== undefined && (!/^[a-z2-7]{52}$/.test(root) || kind === 'folder'))
      throw new UsageError(
        '--root takes the 52 letters and digits that `search --json` tells of a file.',
      );
    if (kind === 'nothing') throw nothingThere(place);
    const target = await destination(context, place);
    const copied = await (kind === 'folder' ? getFolder : getFile)(context, place, target);
    const result = copyResult(copied, startedAt, kind === 'folder');
    context.answer(result, `${copySummary(result, 'Got')}\n${displayText(target, 4096)}`);
  },
};

/** As with `cp`: into a folder that is there, else under the given name. */
async function destination(context: Context, place: RemotePlace): Promise<string> {
  const name = sanitizeFileName(lastSegment(place.path) || place.share.name);
  const typed = context.argument(1);
  const path = resolve(context.io.cwd, typed);
  if (/[/\\]$/.test(typed)) await mkdir(path, { recursive: true });
  const at = await stat(path).catch(() => undefined);
  if (at?.isDirectory()) return join(path, name);
  if (at) throw alreadyThere(path);
  await requireFolderOf(path);
  return path;
}

async function getFolder(
  context: Context,
  place: RemotePlace,
  target: string,
): Promise<CopiedFile[]> {
  let bar: Progress | undefined;
  let shown = 0;
  try {
    const whole = await getWholeFolder(context.client, place, target, ({ bytes, total }) => {
      bar ??= new Progress(context.io.err, total, place.share.name);
      bar.add(bytes - shown);
      shown = bytes;
    });
    if (whole) return whole;
  } finally {
    bar?.end();
  }
  const plan = await planFolder(context.client, place, target);
  const progress = new Progress(context.io.err, plan.bytes, place.share.name);
  try {
    return await downloadFolder(context.client, plan, (bytes) => progress.add(bytes));
  } finally {
    progress.end();
  }
}

async function getFile(
  context: Context,
  place: RemotePlace,
  target: string,
): Promise<CopiedFile[]> {
  if (await exists(target)) throw alreadyThere(target);
  const size = context.io.err.terminal ? await sizeOf(context, place) : 0;
  const progress = new Progress(context.io.err, size, lastSegment(place.path));
  const root = context.text('root');
  try {
    if (root !== undefined) {
      const wanted = { size: Infinity, root };
      const copied = await getInPieces(context.client, place, target, wanted, (bytes) =>
        progress.add(bytes),
      );
      if (copied) return [copied];
      throw new UsageError('--root is for a file of another PC with Hallway.');
    }
    return [await downloadFile(context.client, place, target, (bytes) => progress.add(bytes))];
  } finally {
    progress.end();
  }
}

/** The file's size, for the bar. */
async function sizeOf({ client }: Context, place: RemotePlace): Promise<number> {
  const folder = { ...place, path: parentPath(place.path) };
  let found: Entry | undefined;
  for await (const entry of entriesOf(client, folder))
    if (entry.name === lastSegment(place.path)) found = entry;
  return found?.size ?? 0;
}
