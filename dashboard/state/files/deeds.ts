/** What a person does to files where they are; each can be undone from the message that tells it. */
import { phrase, translated } from '../../locale/localization.ts';
import {
  carryEntry,
  copyEntry,
  moveEntry,
  removeEntry,
  restoreTrash,
} from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Carried, CarryProgress } from '../../../src/model/carry.ts';
import type { TrashEntry } from '../../../src/model/trash.ts';
import { ask, askLines } from '../../data/agent-client.ts';
import { plural } from '../../words/format.ts';
import { attempt, notices } from '../notices.ts';
import { transfers } from '../transfers.ts';
import type { Cut } from './clipboard.ts';
import { beside, Conflicts } from './conflicts.ts';
import { folderChanges, isSameShare, isSameSpot, pathIn, type Spot, split } from './folder-changes.ts'; // biome-ignore format: one import

const text = translated({
  forever: 'Remove for good?',
  foreverText: 'This file server has no trash: what you remove is gone.',
  removeForever: 'Remove for good',
  renamed: 'Renamed to',
});

/** Calls of one kind that are under way at once. */
const AT_ONCE = 4;

/** Puts these into the trash of their share. */
export async function remove(folder: Spot, names: readonly string[]): Promise<void> {
  const params = { device: folder.device, share: folder.share };
  let forever = false;
  const removed: TrashEntry[] = [];
  const removeOne = async (name: string): Promise<void> => {
    const body = { path: pathIn(folder, name), ...(forever ? { forever } : {}) };
    removed.push(await ask(removeEntry, { params, body }));
  };
  const [first = '', ...others] = names;
  try {
    await removeOne(first);
  } catch (error) {
    if (!(error instanceof HallwayError && error.code === 'trash.none')) {
      notices.sayProblem(error);
      return;
    }
    const { heading, foreverText, removeForever } = {
      heading: text.forever,
      foreverText: `${named(names)}: ${text.foreverText}`,
      removeForever: text.removeForever,
    };
    const yes = await notices.ask({ heading, text: foreverText, yes: removeForever, danger: true });
    if (!yes) return;
    forever = true;
    others.unshift(first);
  }
  await each(others, removeOne);
  folderChanges.emit('changed', folder);
  if (forever || removed.length === 0) return;
  const what =
    removed.length === 1 ? named([removed[0]?.name ?? '']) : named(names, removed.length);
  notices.say(
    phrase(removed.length === 1 ? '{0} is in the trash.' : '{0} are in the trash.', what),
    async () => {
      await each(removed, ({ id }) => ask(restoreTrash, { params, body: { id } }));
      folderChanges.emit('changed', folder);
    },
  );
}

/** Gives one entry another name. Throws what the agent says, also `path.exists`. */
export async function rename(folder: Spot, from: string, to: string): Promise<void> {
  const params = { device: folder.device, share: folder.share };
  const move = async (one: string, other: string): Promise<void> => {
    const body = { from: pathIn(folder, one), to: pathIn(folder, other) };
    await ask(moveEntry, { params, body });
    folderChanges.emit('changed', folder);
  };
  await move(from, to);
  notices.say(`${text.renamed} ${named([to])}.`, () => move(to, from));
}

/** Moves or copies into a folder; what takes long is seen among the transfers. */
export async function place({ verb, from, names }: Cut, to: Spot): Promise<void> {
  const conflicts = new Conflicts();
  if (verb === 'move' && isSameSpot(from, to)) return;
  if (verb === 'move' && isSameShare(from, to)) return moveWithin(from, names, to, conflicts);
  const put = isSameShare(from, to) ? copyWithin : carry;
  for (const name of names)
    transfers.start({ ...to, name, verb }, async (onPart, signal) => {
      await put({ from, name, to, verb, conflicts, onPart, signal });
      if (verb === 'move') folderChanges.emit('changed', from);
    });
}

async function moveWithin(
  from: Spot,
  names: readonly string[],
  to: Spot,
  conflicts: Conflicts,
): Promise<void> {
  const params = { device: from.device, share: from.share };
  const moved: { back: string; path: string }[] = [];
  await each(names, async (name) => {
    const back = pathIn(from, name);
    const placed = await conflicts.place(name, (as, replace) =>
      ask(moveEntry, { params, body: { from: back, to: pathIn(to, as), replace } }),
    );
    if (placed) moved.push({ back, path: placed.path });
  });
  const changed = (): void => {
    folderChanges.emit('changed', from);
    folderChanges.emit('changed', to);
  };
  changed();
  if (moved.length === 0) return;
  const what = named(moved.map(({ path }) => split(path).name));
  notices.say(phrase(moved.length === 1 ? '{0} was moved.' : '{0} were moved.', what), async () => {
    await each(moved, ({ back, path }) =>
      ask(moveEntry, { params, body: { from: path, to: back } }),
    );
    changed();
  });
}

interface Putting {
  from: Spot;
  name: string;
  to: Spot;
  verb: Cut['verb'];
  conflicts: Conflicts;
  onPart: (part: number | undefined) => void;
  signal: AbortSignal;
}

async function copyWithin({ from, name, to, conflicts, onPart, signal }: Putting): Promise<void> {
  onPart(undefined);
  const params = { device: from.device, share: from.share };
  const put = (as: string, replace: boolean) =>
    ask(
      copyEntry,
      { params, body: { from: pathIn(from, name), to: pathIn(to, as), replace } },
      signal,
    );
  if (isSameSpot(from, to)) await beside(name, (as) => put(as, false));
  else if (!(await conflicts.place(name, put))) throw skipped();
}

async function carry({ from, name, to, verb, conflicts, onPart, signal }: Putting): Promise<void> {
  const params = { device: from.device, share: from.share };
  const done = await conflicts.place(name, async (as, replace) => {
    const target = { device: to.device, share: to.share, path: pathIn(to, as) };
    const body = { from: pathIn(from, name), to: target, move: verb === 'move', replace };
    let end: Carried | undefined;
    await askLines<{ progress?: CarryProgress; done?: Carried }>(
      carryEntry,
      { params, body },
      (line) => {
        end ??= line.done;
        const { bytes = 0, totalBytes = 0 } = line.progress ?? {};
        onPart(totalBytes > 0 ? bytes / totalBytes : undefined);
      },
      signal,
    );
    return end;
  });
  if (!done) throw skipped();
}

function skipped(): HallwayError {
  return new HallwayError('request.cancelled', phrase('Skipped.'));
}

/** A few at a time; what fails is told once, with how many others failed. */
async function each<T>(items: readonly T[], run: (item: T) => Promise<unknown>): Promise<void> {
  const waiting = [...items];
  let failed = 0;
  let problem: unknown;
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift())
      await run(item).catch((error: unknown) => {
        failed += 1;
        problem = error;
      });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (failed > 1) notices.say(phrase('{0} could not be changed.', plural(failed, 'item', 'items')));
  if (failed > 0) notices.sayProblem(problem);
}

function named(names: readonly string[], count = names.length): string {
  return count === 1 ? `“${displayText(names[0], 80)}”` : plural(count, 'item', 'items');
}

/** Runs a deed of which nothing is to be waited for. */
export function soon(deed: () => Promise<unknown>): void {
  void attempt(deed);
}
