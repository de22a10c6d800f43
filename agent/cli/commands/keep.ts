/** `keep`: a copy of a colleague's folder or file on this PC that follows its changes. */
import { basename, join, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { endKeep, listKeeps, startKeep, syncKeep } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { lastSegment, sanitizeFileName } from '../../../src/base/safe-path.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Keep } from '../../../src/model/keep.ts';
import type { Command, Context } from '../command.ts';
import { copyResult, type CopiedFile } from '../copy-result.ts';
import { isoTime, plural, shortId, sizeText, table, timeText } from '../output.ts';
import { hashFile, requireFolderOf } from '../part-file.ts';
import { Progress } from '../progress.ts';
import { findPlace } from '../remote-path.ts';
import { resolveOne } from '../resolve.ts';
import { readLocalTree } from '../upload.ts';

const LOOK_MS = 300;

export const keep: Command = {
  name: 'keep',
  usage: 'DEVICE/SHARE/PATH DEST [--no-wait]',
  summary: "keep a copy of a colleague's folder or file here, and follow its changes",
  details:
    'DEST is an existing folder to put it into, or the new name. The copy can only be read. What is\n' +
    'removed or replaced there goes to .hallway-keep/trash in it for 30 days, up to 5 GB; files of your\n' +
    'own that are in the way stay as they are. It goes on until `hallway keeps end`.',
  options: { 'no-wait': { type: 'boolean' } },
  arguments: [2, 2],
  async run(context) {
    const startedAt = performance.now();
    const place = await findPlace(context.client, context.argument(0));
    const name = sanitizeFileName(lastSegment(place.path) || place.share.name);
    const target = await targetFor(resolve(context.io.cwd, context.argument(1)), name);
    const body = { device: place.device.id, share: place.share.id, path: place.path, target };
    const started = await context.client.call(startKeep, { body });
    if (context.flag('no-wait'))
      return context.answer(
        { ...copyResult([], startedAt, true), hash: null, ...keepDocument(started) },
        `Kept at ${displayText(target, 4096)} from now on.`,
      );
    const done = await settled(context, started);
    const result = copyResult(await contents(done), startedAt, done.kind === 'folder');
    const words = `Kept ${plural(done.files, 'file')}, ${sizeText(done.bytes)}, at`;
    context.answer(
      { ...keepDocument(done), ...result },
      `${words} ${displayText(target, 4096)}. It follows its source from now on.`,
    );
  },
};

export const keeps: Command = {
  name: 'keeps',
  usage: '',
  summary: 'the copies that this PC keeps',
  arguments: [0, 0],
  async run(context) {
    const found = await context.client.call(listKeeps, {});
    context.answer(found.map(keepDocument), keepTable(found));
  },
};

export const keepsSync = action('sync', 'look now whether the source of a copy has changed');
export const keepsEnd = action('end', 'stop following the source; the files stay');

function action(word: 'sync' | 'end', summary: string): Command {
  return {
    name: `keeps ${word}`,
    usage: 'ID',
    summary,
    arguments: [1, 1],
    async run(context) {
      const all = await context.client.call(listKeeps, {});
      const named = all.map((one) => ({ ...one, name: basename(one.target) }));
      const { id } = resolveOne(context.argument(0), named, {
        noun: 'kept copy',
        notFound: 'transfer.not_found',
        hint: '`hallway keeps` lists them.',
      });
      const target = word === 'sync' ? syncKeep : endKeep;
      const kept = await context.client.call(target, { params: { id } });
      const text = word === 'sync' ? keepTable([kept]) : `${displayText(kept.target, 300)} stays.`;
      context.answer(keepDocument(kept), text);
    },
  };
}

async function targetFor(path: string, name: string): Promise<string> {
  const at = await stat(path).catch(() => undefined);
  if (at?.isDirectory()) return join(path, name);
  await requireFolderOf(path);
  return path;
}

async function settled({ client, io }: Context, first: Keep): Promise<Keep> {
  let progress: Progress | undefined;
  let shown = 0;
  try {
    for (;;) {
      const now = (await client.call(listKeeps, {})).find(({ id }) => id === first.id);
      if (!now) throw new HallwayError('request.cancelled', 'It was ended meanwhile.');
      if (now.state === 'current') return now;
      if (now.state === 'failed' || now.state === 'gone')
        throw new HallwayError('transfer.interrupted', now.problem ?? 'It could not be copied.', {
          fix: 'The agent tries again by itself; `hallway keeps` shows how it stands.',
        });
      progress ??=
        now.bytes > 0 ? new Progress(io.err, now.bytes, basename(now.target)) : undefined;
      const here = now.bytes - now.missing;
      progress?.add(here - shown);
      if (progress) shown = here;
      await wait(LOOK_MS);
    }
  } finally {
    progress?.end();
  }
}

async function contents({ kind, target, bytes }: Keep): Promise<CopiedFile[]> {
  if (kind === 'file') return [{ path: basename(target), bytes, hash: await hashFile(target) }];
  const all: CopiedFile[] = [];
  for (const { source, relative, size } of (await readLocalTree(target)).files)
    if (!relative.startsWith('.hallway-keep/'))
      all.push({ path: relative, bytes: size, hash: await hashFile(source) });
  return all;
}

function keepDocument({ deviceName, shareName, inTheWay, created, synced, ...keep }: Keep): object {
  return {
    ...keep,
    device_name: deviceName,
    share_name: shareName,
    in_the_way: inTheWay,
    synced: isoTime(synced),
    created: isoTime(created),
  };
}

function keepTable(keeps: readonly Keep[]): string {
  return table(
    ['ID', 'COPY', 'OF', 'FILES', 'SIZE', 'STATE', 'AS ITS SOURCE'],
    keeps.map((one) => [
      shortId(one.id),
      one.target,
      [one.deviceName, one.shareName, one.path].filter(Boolean).join('/'),
      one.files,
      sizeText(one.bytes),
      [
        one.problem === null ? one.state : `${one.state}: ${one.problem}`,
        one.inTheWay.length > 0 ? `yours, left alone: ${one.inTheWay.join(', ')}` : '',
      ]
        .filter(Boolean)
        .join('; '),
      timeText(one.synced),
    ]),
    'No copy is kept.',
  );
}
