/** `mv`, `cp` and `rm`: what is done to files and folders where they are. */
import { copyEntry, listServers, moveEntry, removeEntry } from '../../../src/api/local.ts';
import { lastSegment } from '../../../src/base/safe-path.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import type { TrashEntry } from '../../../src/model/trash.ts';
import { carryTo } from '../carry.ts';
import { UsageError, type Command, type Context } from '../command.ts';
import { copyResult } from '../copy-result.ts';
import { findPlace, joinPath, shareParams, type RemotePlace } from '../remote-path.ts';
import { kindOf } from '../remote-tree.ts';

export const mv = placing(
  'mv',
  moveEntry,
  'Moved',
  'rename a file or folder, or move it, also to another share',
);
export const cp = placing(
  'cp',
  copyEntry,
  'Copied',
  'copy a file or folder, also to another share',
);

export const rm: Command = {
  name: 'rm',
  usage: 'DEVICE/SHARE/PATH [--forever]',
  summary: "move a file or folder into its share's trash",
  details:
    '`hallway trash restore` brings it back. A file server without Hallway has no trash: there it is\n' +
    'asked on a terminal whether to remove it for good, or --forever says so.',
  options: { forever: { type: 'boolean' } },
  arguments: [1, 1],
  async run(context) {
    const startedAt = performance.now();
    const place = await findPlace(context.client, context.argument(0));
    if (place.path === '') throw new UsageError('Name a file or folder: DEVICE/SHARE/PATH.');
    const { path } = place;
    const params = shareParams(place);
    const remove = (forever: boolean): Promise<TrashEntry> =>
      context.client.call(removeEntry, { params, body: { path, forever } });
    let forever = context.flag('forever');
    const entry = await remove(forever).catch(async (error: unknown) => {
      const question = `${place.device.name} has no trash. Remove ${displayText(path, 300)} for good?`;
      forever = isTrashless(error) && (await context.io.confirm(question));
      if (!forever) throw error;
      return remove(true);
    });
    if (forever && (await isGone(context, place))) {
      context.answer(
        { ...nothingCopied(startedAt), path, trash: null },
        `${displayText(path, 300)} is removed for good.`,
      );
      return;
    }
    context.answer(
      { ...nothingCopied(startedAt), path, trash: entry.id },
      `${displayText(path, 300)} is in the trash of ${displayText(place.share.name)}.\n` +
        `\`hallway trash restore ${whereOf(place)} ${entry.id}\` brings it back.`,
    );
  },
};

function isTrashless(error: unknown): boolean {
  return error instanceof HallwayError && error.code === 'trash.none';
}

/** A share with a trash moves things there, whatever was said. */
async function isGone(context: Context, { device }: RemotePlace): Promise<boolean> {
  return (await context.client.call(listServers, {})).some(({ id }) => id === device.id);
}

function placing(
  name: string,
  target: typeof moveEntry | typeof copyEntry,
  verb: string,
  summary: string,
): Command {
  return {
    name,
    usage: 'DEVICE/SHARE/PATH DEVICE/SHARE[/PATH] [--replace]',
    summary,
    details:
      'The second PATH is an existing folder to put it into, or the new name. With --replace what has\n' +
      'that name goes into the trash. From one share to another the bytes come through this PC' +
      (target === moveEntry
        ? ', and what\nwas moved is in the trash of its share afterwards.'
        : '.'),
    options: { replace: { type: 'boolean' } },
    arguments: [2, 2],
    async run(context) {
      const startedAt = performance.now();
      const { source, to, path } = await between(context);
      const replace = context.flag('replace');
      const where = (at: string): string => `${to.device.name}/${to.share.name}/${at}`;
      if (!isSameShare(source, to)) {
        const move = target === moveEntry;
        const done = await carryTo(context, source, { ...to, path }, { move, replace });
        const { bytes, files, replaced } = done;
        const passed = { ...nothingCopied(startedAt), bytes, files, sources: 1 };
        context.answer(
          { ...passed, path: done.path, replaced },
          `${verb} ${displayText(source.path, 300)} to\n${displayText(where(done.path), 4096)}`,
        );
        return;
      }
      const body = { from: source.path, to: path, replace };
      const placed = await context.client.call(target, { params: shareParams(source), body });
      context.answer(
        { ...nothingCopied(startedAt), path: placed.path, replaced: placed.replaced },
        `${verb} ${displayText(source.path, 300)} to\n${displayText(where(placed.path), 4096)}`,
      );
    },
  };
}

/** `path` is where it shall be in the share of `to`. */
async function between(
  context: Context,
): Promise<{ source: RemotePlace; to: RemotePlace; path: string }> {
  const source = await findPlace(context.client, context.argument(0));
  const target = await findPlace(context.client, context.argument(1));
  if (source.path === '') throw new UsageError('Name a file or folder: DEVICE/SHARE/PATH.');
  // A name that changes in case alone may lead to the very same folder.
  const spelling =
    isSameShare(source, target) && source.path.toLowerCase() === target.path.toLowerCase();
  const into = !spelling && (await kindOf(context.client, target)) === 'folder';
  const path = into ? joinPath(target.path, lastSegment(source.path)) : target.path;
  return { source, to: target, path };
}

function isSameShare(one: RemotePlace, other: RemotePlace): boolean {
  return one.share.id === other.share.id && one.device.id === other.device.id;
}

/** As the other commands for files answer, of which nothing came to this PC. */
function nothingCopied(startedAt: number): ReturnType<typeof copyResult> {
  return { ...copyResult([], startedAt, false), sources: 0 };
}

function whereOf({ device, share }: RemotePlace): string {
  return displayText(`${device.name}/${share.name}`, 130).replaceAll(' ', '\\ ');
}
