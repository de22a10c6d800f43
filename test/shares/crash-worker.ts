/**
 * Run as a process of its own, to be killed: changes a share without end. What it is about to do,
 * and that it is done, stands in a log before it goes on.
 *
 * Arguments: root, notes, log, seed, and how large files are at most.
 */
import { appendFileSync } from 'node:fs';
import process, { argv } from 'node:process';
import { Readable } from 'node:stream';
import { silentLog } from '../../src/base/log.ts';
import { LocalFileSystem } from '../../src/shares/local-file-system.ts';
import { UploadJournal } from '../../src/shares/upload-journal.ts';
import { seededBelow } from '../support/seeded.ts';
import { ManualClock } from '../support/temporary.ts';
import { contentOf, tokenOf } from './crash-content.ts';

process.stdin.on('end', () => process.exit()).resume();

const [, , root = '', notes = '', log = '', seed = '1', largest = '1000'] = argv;
const below = seededBelow(Number(seed));
const clock = new ManualClock(Date.now());
const files = new LocalFileSystem({
  root,
  clock,
  journal: new UploadJournal(notes, clock),
  log: silentLog,
});

const folders = ['', 'a', 'b', 'a/deep', 'b/deep'];
const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
const place = (): string => {
  const folder = pick(folders);
  return `${folder}${folder === '' ? '' : '/'}file ${below(5)}`;
};

async function whatIs(path: string): Promise<string> {
  try {
    const { stream } = await files.read(path);
    for await (const chunk of stream) {
      stream.destroy();
      return tokenOf(chunk as Buffer) ?? '-';
    }
  } catch {
    // Nothing is there.
  }
  return '-';
}

async function step(number: number): Promise<void> {
  const token = `${seed}.${number}`;
  const replace = below(2) === 0;
  const path = place();
  switch (below(8)) {
    case 0:
    case 1:
    case 2: {
      const before = await whatIs(path);
      appendFileSync(log, `write ${token} ${before} ${replace ? 'replace' : 'keep'}\n`);
      const source = Readable.from([contentOf(token, 50 + below(Number(largest)))]);
      return void (await files.write(path, source, { replace, keepBoth: below(2) === 0 }));
    }
    case 3:
      appendFileSync(log, `move file\n`);
      return void (await files.move(path, place(), { replace }));
    case 4:
      appendFileSync(log, `move folder\n`);
      return void (await files.move(pick(['a', 'b', 'a/deep']), pick(['a', 'b', 'b/deep']), {
        replace,
      }));
    case 5:
      appendFileSync(log, `copy\n`);
      return void (await files.copy(pick([path, 'a']), pick([place(), 'b/deep']), { replace }));
    case 6:
      appendFileSync(log, `remove\n`);
      return void (await files.remove(pick([path, path, 'a', 'b/deep'])));
    default: {
      appendFileSync(log, `restore\n`);
      const { entries } = await files.trash();
      if (entries.length > 0) await files.restore(pick(entries).id);
      for (const folder of folders.slice(1)) await files.createFolder(folder).catch(() => {});
    }
  }
}

for (let number = 1; ; number++) {
  try {
    await step(number);
    appendFileSync(log, 'done\n');
  } catch (error) {
    appendFileSync(log, `failed ${String((error as { code?: unknown }).code)}\n`);
  }
}
