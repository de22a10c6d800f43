/** `trash list`, `trash restore` and `trash empty`: what was removed from a share. */
import { emptyTrash, listTrash, restoreTrash } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import type { TrashEntry } from '../../../src/model/trash.ts';
import { UsageError, type Command, type Context } from '../command.ts';
import { copyResult } from '../copy-result.ts';
import { isoTime, plural, sizeText, table, timeText } from '../output.ts';
import { findPlace, shareParams, splitRemotePath, type RemotePlace } from '../remote-path.ts';

export const trashList: Command = {
  name: 'trash list',
  usage: 'DEVICE/SHARE',
  summary: 'what was removed from a share and can be had back',
  details:
    'All of it for the owner, for others what they removed. What is older than 30 days is gone.',
  arguments: [1, 1],
  async run(context) {
    const share = await shareOf(context);
    const { entries, more } = await context.client.call(listTrash, { params: shareParams(share) });
    context.answer(
      entries.map(({ removed, byName, ...entry }) => ({
        ...entry,
        removed: isoTime(removed),
        by_name: byName,
      })),
      table(
        ['ID', 'REMOVED', 'BY', 'SIZE', 'PATH'],
        entries.map(({ id, removed, byName, kind, size, path }) => [
          id.slice(0, 8),
          timeText(removed),
          byName === '' ? '-' : byName,
          kind === 'folder' ? 'folder' : sizeText(size),
          path,
        ]),
        'The trash is empty.',
      ),
    );
    if (more) context.note('There is more, which was removed earlier.');
  },
};

export const trashRestore: Command = {
  name: 'trash restore',
  usage: 'DEVICE/SHARE ID [PATH]',
  summary: 'bring back what was removed, to where it was or to PATH in the share',
  details:
    'ID as `hallway trash list` shows it, or the beginning of it. Where the name is taken by now it\n' +
    'comes back beside it.',
  arguments: [2, 3],
  async run(context) {
    const startedAt = performance.now();
    const share = await shareOf(context);
    const params = shareParams(share);
    const { entries } = await context.client.call(listTrash, { params });
    const { id, path } = findEntry(entries, context.argument(1));
    const to = context.argument(2) || undefined;
    const placed = await context.client.call(restoreTrash, { params, body: { id, to } });
    context.answer(
      { ...copyResult([], startedAt, false), sources: 0, path: placed.path },
      placed.path === path
        ? `${displayText(path, 300)} is back.`
        : `${displayText(path, 300)} is back as ${displayText(placed.path, 300)}.`,
    );
  },
};

export const trashEmpty: Command = {
  name: 'trash empty',
  usage: 'DEVICE/SHARE [ID…]',
  summary: 'remove what is in the trash of a share of this PC for good',
  arguments: [1, 5000],
  async run(context) {
    const params = shareParams(await shareOf(context));
    const wanted = context.argumentsFrom(1);
    let ids: string[] | undefined;
    if (wanted.length > 0) {
      const { entries } = await context.client.call(listTrash, { params });
      ids = wanted.map((one) => findEntry(entries, one).id);
    }
    const { removed } = await context.client.call(emptyTrash, { params, body: { ids } });
    context.answer({ removed }, `Removed ${plural(removed, 'thing')} for good.`);
  },
};

async function shareOf(context: Context): Promise<RemotePlace> {
  const text = context.argument(0);
  if (splitRemotePath(text).path !== '') throw new UsageError('Name a share: DEVICE/SHARE.');
  return findPlace(context.client, text);
}

/** By its id or a beginning of it that no other has. */
function findEntry(entries: readonly TrashEntry[], wanted: string): TrashEntry {
  const found = entries.filter(({ id }) => wanted.length >= 4 && id.startsWith(wanted));
  const [first] = found;
  if (!first)
    throw new HallwayError('path.not_found', 'There is no such thing in the trash.', {
      fix: '`hallway trash list DEVICE/SHARE` lists what is there.',
    });
  if (found.length > 1)
    throw new HallwayError('request.ambiguous', 'This can mean more than one thing in the trash.', {
      fix: 'Use more of its id.',
      details: { candidates: found.map(({ id, path }) => ({ id, name: path })) },
    });
  return first;
}
