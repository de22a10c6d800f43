/** `put`: copies a file or a whole folder of this PC into a writable share. */
import { basename, resolve } from 'node:path';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Command, Context } from '../command.ts';
import { copyResult, copySummary, type CopiedFile } from '../copy-result.ts';
import { statHere } from '../local-path.ts';
import { Progress } from '../progress.ts';
import { findPlace, joinPath, type RemotePlace } from '../remote-path.ts';
import { kindOf } from '../remote-tree.ts';
import { inTheWay, readLocalTree, uploadFile, uploadFolder } from '../upload.ts';

export const put: Command = {
  name: 'put',
  usage: 'SRC DEVICE/SHARE[/PATH]',
  summary: 'copy a file or a whole folder of this PC into a writable share',
  details:
    'PATH is an existing folder to put it into, or the new name. Nothing is overwritten; what an\n' +
    'earlier run of a folder brought there is compared and not sent again.',
  arguments: [2, 2],
  async run(context) {
    const startedAt = performance.now();
    const source = resolve(context.io.cwd, context.argument(0));
    const at = await statHere(source);
    if (!at.isFile() && !at.isDirectory())
      throw new HallwayError('path.not_file', `${displayText(source, 300)} is no file or folder.`);
    let place = await findPlace(context.client, context.argument(1));
    const there = await kindOf(context.client, place);
    if (there === 'file') throw inTheWay(place);
    if (there === 'folder') {
      place = { ...place, path: joinPath(place.path, basename(source)) };
      if (at.isFile() && (await kindOf(context.client, place)) !== 'nothing') throw inTheWay(place);
    }
    const copied = at.isDirectory()
      ? await putFolder(context, source, place)
      : await putFile(context, source, at.size, place);
    const result = copyResult(copied, startedAt, at.isDirectory());
    const where = `${place.device.name}/${place.share.name}/${place.path}`;
    context.answer(result, `${copySummary(result, 'Put')}\n${displayText(where, 4096)}`);
  },
};

async function putFile(
  context: Context,
  source: string,
  size: number,
  place: RemotePlace,
): Promise<CopiedFile[]> {
  const progress = new Progress(context.io.err, size, basename(source));
  try {
    return [await uploadFile(context.client, source, size, place, (bytes) => progress.add(bytes))];
  } finally {
    progress.end();
  }
}

async function putFolder(
  context: Context,
  source: string,
  place: RemotePlace,
): Promise<CopiedFile[]> {
  const tree = await readLocalTree(source);
  for (const path of tree.skipped)
    context.note(`Left out ${displayText(path, 300)}: it is no file or folder.`);
  const progress = new Progress(context.io.err, tree.bytes, basename(source));
  try {
    return await uploadFolder(context.client, tree, place, (bytes) => progress.add(bytes));
  } finally {
    progress.end();
  }
}
