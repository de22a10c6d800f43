/** What the fake agent does to its files: moves, copies, and a trash. */
import type * as local from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Entry } from '../../src/model/entry.ts';
import type { TrashEntry } from '../../src/model/trash.ts';
import type { Answer } from './fake-answers.ts';
import type { FakeAgent } from './fake-agent.ts';
import { FRONT_DESK } from './fake-office.ts';

const split = (path: string): [string, string] => {
  const at = path.lastIndexOf('/');
  return [path.slice(0, Math.max(0, at)), path.slice(at + 1)];
};

export function changeAnswers(agent: FakeAgent): Partial<Record<keyof typeof local, Answer>> {
  const trash: { entry: TrashEntry; was: Entry }[] = [];
  const take = (path: string, keep = false): Entry => {
    const [folder, name] = split(path);
    const all = agent.folders.get(folder) ?? [];
    const found = all.find((one) => one.name === name);
    if (!found) throw new HallwayError('path.not_found', 'There is no such file or folder.');
    if (!keep) agent.folders.set(folder, all.filter((one) => one !== found)); // biome-ignore format: one step
    return found;
  };
  const put = (entry: Entry, path: string, replace = false): void => {
    const [folder, name] = split(path);
    const all = agent.folders.get(folder) ?? [];
    if (all.some((one) => one.name === name) && !replace)
      throw new HallwayError('path.exists', 'There is already something of this name.', {
        fix: 'Choose another name.',
      });
    agent.folders.set(folder, [...all.filter((one) => one.name !== name), { ...entry, name }]);
    if (entry.kind === 'folder' && !agent.folders.has(path)) agent.folders.set(path, []);
  };
  const placing =
    (copy: boolean): Answer =>
    ({ body }) => {
      const { from, to, replace } = body as { from: string; to: string; replace?: boolean };
      const entry = take(from, true);
      put(entry, to, replace);
      if (!copy) take(from);
      return { path: to, etag: '"1"', replaced: replace === true };
    };
  return {
    moveEntry: placing(false),
    copyEntry: placing(true),
    removeEntry: ({ body }) => {
      const { path } = body as { path: string };
      const was = take(path);
      const id = `t${String(trash.length).padStart(15, 'a')}`.replace(/[0189]/g, 'b');
      const by = { by: FRONT_DESK, byName: 'Front desk', removed: Date.now() };
      const entry = { id, name: was.name, path, kind: was.kind, size: was.size, ...by };
      trash.unshift({ entry, was });
      return entry;
    },
    listTrash: () => ({ entries: trash.map(({ entry }) => entry), more: false }),
    restoreTrash: ({ body }) => {
      const at = trash.findIndex(({ entry }) => entry.id === (body as { id: string }).id);
      const [found] = trash.splice(at, 1);
      if (!found) throw new HallwayError('path.not_found', 'There is no such thing in the trash.');
      put(found.was, found.entry.path);
      return { path: found.entry.path, etag: '"1"', replaced: false };
    },
    emptyTrash: ({ body }) => {
      const { ids } = body as { ids?: string[] };
      const before = trash.length;
      for (const { entry } of Array.from(trash))
        if (!ids || ids.includes(entry.id)) trash.splice(trash.findIndex((one) => one.entry === entry), 1); // biome-ignore format: one step
      return { removed: before - trash.length };
    },
  };
}
