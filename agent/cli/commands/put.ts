/** `put`: copies a file or a whole folder of this PC into a writable share. */
import { basename, resolve } from 'node:path';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import { type Command, type Context, UsageError } from '../command.ts';
import { copyResult, copySummary, type CopiedFile } from '../copy-result.ts';
import { statHere } from '../local-path.ts';
import { Progress } from '../progress.ts';
import { findPlace, joinPath, type RemotePlace } from '../remote-path.ts';
import { kindOf } from '../remote-tree.ts';
import { type IfTaken, inTheWay, readLocalTree, uploadFile, uploadFolder } from '../upload.ts';

export const put: Command = {
  name: 'put',
  usage: 'SRC DEVICE/SHARE[/PATH] [--replace|--keep-both]',
  summary: 'copy a file or a whole folder of this PC into a writable share',
  details:
    'PATH is an existing folder to put it into, or the new name. Nothing is overwritten unless\n' +
    '--replace says so; with --keep-both a file whose name is taken is kept beside, under a name that\n' +
    'says so. What an earlier run of a folder brought there is compared and not sent again.',
  options: { replace: { type: 'boolean' }, 'keep-both': { type: 'boolean' } },
  arguments: [2, 2],
  async run(context) {
    const startedAt = performance.now();
    const source = resolve(context.io.cwd, context.argument(0));
    const at = await statHere(source);
    if (!at.isFile() && !at.isDirectory())
      throw new HallwayError('path.not_file', `${displayText(source, 300)} is no file or folder.`);
    let place = await findPlace(context.client, context.argument(1));
    const there = await kindOf(context.client, place);
    const taken = ifTaken(context);
    const may = (kind: string): boolean =>
      kind === 'nothing' || (kind === 'file' && at.isFile() && taken !== undefined);
    if (there === 'file' && !may(there)) throw inTheWay(place);
    if (there === 'folder') {
      place = { ...place, path: joinPath(place.path, basename(source)) };
      if (at.isFile() && !may(await kindOf(context.client, place))) throw inTheWay(place);
    }
    const copied = at.isDirectory()
      ? await putFolder(context, source, place, taken)
      : await putFile(context, source, at.size, place, taken);
    const result = copyResult(copied, startedAt, at.isDirectory());
    const [only] = at.isFile() ? copied : [];
    const path = only ? joinPath(folderOf(place.path), only.path) : place.path;
    const where = `${place.device.name}/${place.share.name}/${path}`;
    context.answer(result, `${copySummary(result, 'Put')}\n${displayText(where, 4096)}`);
  },
};

function ifTaken(context: Context): IfTaken | undefined {
  const [replace, keepBoth] = [context.flag('replace'), context.flag('keep-both')];
  if (replace && keepBoth) throw new UsageError('Say --replace or --keep-both, not both.');
  return replace ? { replace } : keepBoth ? { keepBoth } : undefined;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

async function putFile(
  context: Context,
  source: string,
  size: number,
  place: RemotePlace,
  taken: IfTaken | undefined,
): Promise<CopiedFile[]> {
  const progress = new Progress(context.io.err, size, basename(source));
  try {
    const onBytes = (bytes: number): void => progress.add(bytes);
    return [await uploadFile(context.client, source, size, place, { onBytes, ...taken })];
  } finally {
    progress.end();
  }
}

async function putFolder(
  context: Context,
  source: string,
  place: RemotePlace,
  taken: IfTaken | undefined,
): Promise<CopiedFile[]> {
  const tree = await readLocalTree(source);
  for (const path of tree.skipped)
    context.note(`Left out ${displayText(path, 300)}: it is no file or folder.`);
  const progress = new Progress(context.io.err, tree.bytes, basename(source));
  try {
    const onBytes = (bytes: number): void => progress.add(bytes);
    return await uploadFolder(context.client, tree, place, { onBytes, ...taken });
  } finally {
    progress.end();
  }
}
