/** Many small files as one stream, at their owner: in their order, each from where it can be had. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { HallwayError } from '../../src/base/errors.ts';
import { smallFileRecords, type SmallFileSource } from '../../src/transfer/tree/small-files.ts';
import { readTogether } from './read-records.ts';

const MODIFIED = 1_700_000_000_000;

function bytesOf(path: string, size: number): Buffer {
  return Buffer.alloc(size, path);
}

/** Reads at once but for those in `slow`, whose room it had filled with something else by then. */
function source(sizes: ReadonlyMap<string, number>, slow: ReadonlySet<string>) {
  const asked = { apart: [] as string[], together: 0 };
  const size = (path: string): number => sizes.get(path) ?? 0;
  const files: SmallFileSource = {
    read: async (path) => {
      asked.apart.push(path);
      if (!sizes.has(path)) throw new HallwayError('path.not_found', 'There is no such file.');
      const stream = Readable.from([bytesOf(path, size(path))]);
      return { size: size(path), modified: MODIFIED, stream };
    },
    readSmall: async (folder, names, most, into) => {
      asked.together += 1;
      const found = [];
      for (const name of names) {
        const path = folder === '' ? name : `${folder}/${name}`;
        assert.ok(size(path) <= most);
        if (!sizes.has(path)) return [...found, undefined];
        const bytes = into.room(size(path), MODIFIED);
        if (slow.has(path)) {
          bytes.fill('?');
          return [...found, undefined];
        }
        bytesOf(path, bytes.length).copy(bytes);
        found.push({ bytes, modified: MODIFIED });
      }
      return found;
    },
  };
  return { files, asked };
}

/** As a reader sees them; a pack is looked at as long as it may be. */
async function told(files: SmallFileSource, paths: readonly string[]) {
  const read: string[] = [];
  const packs: Buffer[] = [];
  let last: Buffer | undefined;
  for await (const pack of smallFileRecords(files, paths, (path) => read.push(path))) {
    if (last) packs.push(Buffer.from(last));
    last = pack;
  }
  if (last) packs.push(last);
  const { answers, memory, wholly } = await readTogether(packs, paths.length);
  assert.ok(wholly, 'its connection is free for the next question');
  const found = answers.map((answer) =>
    'at' in answer
      ? Buffer.from(memory.subarray(answer.at, answer.at + answer.size))
      : (Object.keys(answer)[0] ?? ''),
  );
  return { found, read };
}

describe('small files of an owner', () => {
  const paths = Array.from({ length: 700 }, (_, at) => `Folder ${at % 3}/Letter ${at}`).toSorted();
  const sizes = new Map(paths.map((path, at) => [path, (at * 7919) % 20_000]));
  sizes.set(paths[5] ?? '', 400_000);
  sizes.set(paths[6] ?? '', 200_000);

  it('come whole and in their order, also those that cannot be read with the others', async () => {
    const slow = new Set(paths.filter((_path, at) => at % 97 === 3));
    const { files, asked } = source(sizes, slow);
    const { found, read } = await told(files, paths);
    for (const [at, path] of paths.entries())
      assert.deepEqual(found[at], bytesOf(path, sizes.get(path) ?? 0), path);
    assert.deepEqual(read, paths);
    assert.deepEqual(new Set(asked.apart), slow);
    assert.ok(asked.together < 60, `${asked.together} groups`);
  });

  it('are told as gone where they are, and nothing of them is among the others', async () => {
    const { files } = source(sizes, new Set());
    const { found, read } = await told(files, ['Folder 0/none', ...paths.slice(0, 4), 'x', 'y']);
    assert.deepEqual([found[0], found[5], found[6]], ['problem', 'problem', 'problem']);
    assert.deepEqual(read, paths.slice(0, 4));
  });

  it('are read one by one where a share cannot do it at once, and its refusal ends none of them', async () => {
    for (const readSmall of [
      async () => [],
      () => Promise.reject(new HallwayError('request.busy', 'Sharing is paused.')),
    ]) {
      const { files, asked } = source(sizes, new Set());
      const { found } = await told({ ...files, readSmall }, paths.slice(0, 50));
      assert.equal(asked.apart.length, 50);
      assert.deepEqual(found[49], bytesOf(paths[49] ?? '', sizes.get(paths[49] ?? '') ?? 0));
    }
  });

  it('keep those that were packed before a share ended in between', async () => {
    const { files } = source(sizes, new Set());
    const some = paths.slice(0, 30);
    const { found } = await told(
      {
        ...files,
        readSmall: async (folder, names, most, into) => {
          await files.readSmall?.(folder, names.slice(0, 11), most, into);
          throw new HallwayError('share.not_found', 'It is not shared any more.');
        },
      },
      some,
    );
    for (const [at, path] of some.entries())
      assert.deepEqual(found[at], bytesOf(path, sizes.get(path) ?? 0), path);
  });
});
