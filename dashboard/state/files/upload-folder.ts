/** Sends a whole folder of the person's PC into a share: what is there already stays. */
import { phrase } from '../../locale/localization.ts';
import { createFolder } from '../../../src/api/local.ts';
import { asHallwayError, HallwayError } from '../../../src/base/errors.ts';
import { ask } from '../../data/agent-client.ts';
import type { LocalFolder } from '../../data/local-files.ts';
import { plural } from '../../words/format.ts';
import { Conflicts } from './conflicts.ts';
import { pathIn, type Spot } from './folder-changes.ts';
import { sendFile } from './send-file.ts';
import { said } from '../../words/said.ts';

const AT_ONCE = 3;

/**
 * A folder of the same name is added to; of a file whose name is taken the person is asked. What
 * fails does not keep the others back, and is told at the end. `onPart`: 0 to 1, of the bytes.
 */
export async function uploadFolder(
  folder: LocalFolder,
  to: Spot,
  onPart: (part: number | undefined) => void,
  signal: AbortSignal,
): Promise<void> {
  onPart(undefined);
  const params = { device: to.device, share: to.share };
  const top = { path: pathIn(to, folder.name) };
  const tree = await folder.read(signal);
  const make = async (path: string): Promise<void> => {
    try {
      await ask(createFolder, { params, query: { path } }, signal);
    } catch (error) {
      if (asHallwayError(error).code !== 'path.exists') throw error;
    }
  };
  await make(top.path);
  for (const path of tree.folders) await make(pathIn(top, path));

  const conflicts = new Conflicts();
  const total = tree.files.reduce((sum, { file }) => sum + file.size, 0);
  let sent = 0;
  const failures: HallwayError[] = [];
  const send = async ({ path, file }: { path: string; file: File }): Promise<void> => {
    const before = (name: string): string =>
      pathIn(top, path.slice(0, path.lastIndexOf('/') + 1) + name);
    let part = 0;
    const onPartOfFile = (now: number): void => {
      sent += (now - part) * file.size;
      part = now;
      onPart(total > 0 ? Math.min(1, sent / total) : undefined);
    };
    try {
      await conflicts.place(file.name, (name, replace) => {
        const query = { path: before(name), ...(replace ? { replace } : {}) };
        return sendFile({ params, query }, file, { signal, onPart: onPartOfFile });
      });
      onPartOfFile(1);
    } catch (error) {
      if (signal.aborted) throw error;
      failures.push(asHallwayError(error));
    }
  };
  const waiting = [...tree.files].reverse();
  const work = async (): Promise<void> => {
    for (let one = waiting.pop(); one; one = waiting.pop()) await send(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));

  const [first] = failures;
  if (!first) return;
  const missing = plural(failures.length, 'item', 'items');
  throw new HallwayError(
    first.code,
    `${phrase('{0} did not arrive', missing)}: ${said(first.message)}`,
    {
      fix: first.fix ?? '',
      cause: first,
    },
  );
}
