/** `put`: copies a file or a whole folder of this PC into a writable share. */
import type { Stats } from 'node:fs';
import { basename, resolve } from 'node:path';
import { HallwayError } from '../../../src/base/errors.ts';
import { parentPath } from '../../../src/base/safe-path.ts';
import { displayText } from '../../../src/base/text.ts';
import { type Command, type Context, UsageError } from '../command.ts';
import { copyResult, copySummary, type CopiedFile, type CopyResult } from '../copy-result.ts';
import { statHere } from '../local-path.ts';
import { Progress } from '../progress.ts';
import { findPlace, joinPath, type RemotePlace } from '../remote-path.ts';
import { kindOf } from '../remote-tree.ts';
import { type IfTaken, inTheWay, readLocalTree, uploadFile, uploadFolder } from '../upload.ts';

export const put: Command = {
  name: 'put',
  usage: 'SRC DEVICE/SHARE[/PATH]… [--replace|--keep-both]',
  summary: 'copy a file or a whole folder of this PC into a writable share',
  details:
    'PATH is an existing folder to put it into, or the new name. Nothing is overwritten unless\n' +
    '--replace says so; with --keep-both a file whose name is taken is kept beside, under a name that\n' +
    'says so. What an earlier run brought there is not sent again. With\n' +
    'several targets it goes to all of them; `hallway send` needs no share there.',
  options: { replace: { type: 'boolean' }, 'keep-both': { type: 'boolean' } },
  arguments: [2, 51],
  async run(context) {
    const startedAt = performance.now();
    const source = resolve(context.io.cwd, context.argument(0));
    const at = await statHere(source);
    if (!at.isFile() && !at.isDirectory())
      throw new HallwayError('path.not_file', `${displayText(source, 300)} is no file or folder.`);
    const targets = context.argumentsFrom(1);
    if (targets.length > 1) return putToAll(context, source, at, targets);
    const { result, where } = await putTo(context, source, at, context.argument(1), startedAt);
    context.answer(result, `${copySummary(result, 'Put')}\n${displayText(where, 4096)}`);
  },
};

/** One after the other, so that each has its own progress; what failed is told when all had a turn. */
async function putToAll(
  context: Context,
  source: string,
  at: Stats,
  targets: readonly string[],
): Promise<void> {
  const startedAt = performance.now();
  const to: { target: string; problem: string | null }[] = [];
  const done: CopyResult[] = [];
  for (const target of targets)
    try {
      done.push((await putTo(context, source, at, target, startedAt)).result);
      to.push({ target, problem: null });
    } catch (error) {
      if (!(error instanceof HallwayError)) throw error;
      to.push({ target, problem: [error.message, error.fix].filter(Boolean).join(' ') });
      context.foundFaults();
    }
  const nothing = copyResult([], startedAt, at.isDirectory());
  const result = { ...(done.at(-1) ?? { ...nothing, hash: null }), to };
  const lines = to.map(({ target, problem }) =>
    displayText(`${target}: ${problem ?? 'there'}`, 600),
  );
  context.answer(result, lines.join('\n'));
}

async function putTo(
  context: Context,
  source: string,
  at: Stats,
  target: string,
  startedAt: number,
): Promise<{ result: CopyResult; where: string }> {
  let place = await findPlace(context.client, target);
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
  const path = only ? joinPath(parentPath(place.path), only.path) : place.path;
  return { result, where: `${place.device.name}/${place.share.name}/${path}` };
}

function ifTaken(context: Context): IfTaken | undefined {
  const [replace, keepBoth] = [context.flag('replace'), context.flag('keep-both')];
  if (replace && keepBoth) throw new UsageError('Say --replace or --keep-both, not both.');
  return replace ? { replace } : keepBoth ? { keepBoth } : undefined;
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
