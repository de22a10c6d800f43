/** Many small files as one stream, at their owner: in their order, each from where it can be had. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstatSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { PackerThread } from '../../agent/files/small-file-packer.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { RecordPacker } from '../../src/transfer/tree/record-packer.ts';
import {
  type PackOrder,
  type SmallFilePacker,
  smallFileRecords,
  type SmallFileSource,
} from '../../src/transfer/tree/small-files.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { readTogether } from './read-records.ts';

const MODIFIED = 1_700_000_000_000;

function bytesOf(path: string, size: number): Buffer {
  return Buffer.alloc(size, path);
}

/** Those in `slow` cannot be packed: their room was filled with something else by then. */
function source(sizes: ReadonlyMap<string, number>, slow: ReadonlySet<string>) {
  const asked = { apart: [] as string[], together: 0, open: 0 };
  const size = (path: string): number => sizes.get(path) ?? 0;
  const files: SmallFileSource = {
    read: async (path) => {
      asked.apart.push(path);
      if (!sizes.has(path)) throw new HallwayError('path.not_found', 'There is no such file.');
      const stream = Readable.from([bytesOf(path, size(path))]);
      return { size: size(path), modified: MODIFIED, stream };
    },
    hold: async (folder) => {
      asked.open += 1;
      return { path: folder, hidden: [], close: async () => void (asked.open -= 1) };
    },
  };
  const packer: SmallFilePacker = {
    pack: async ({ folder, names }) => {
      asked.together += 1;
      const room = new RecordPacker();
      let packed = 0;
      let whole = true;
      for (const name of names) {
        const path = folder === '' ? name : `${folder}/${name}`;
        whole = sizes.has(path) && !slow.has(path);
        if (slow.has(path)) room.room(size(path), MODIFIED).fill('?');
        if (whole) bytesOf(path, size(path)).copy(room.room(size(path), MODIFIED));
        room.settle(whole);
        if (!whole) break;
        // Enough for now.
        if (++packed === 200) break;
      }
      return { packs: room.rest(), files: packed, whole };
    },
    free: ({ buffer }) => RecordPacker.free(Buffer.from(buffer)),
  };
  return { files, packer, asked };
}

/** As a reader sees them; a pack is looked at as long as it may be. */
async function told(files: SmallFileSource, packer: SmallFilePacker, paths: readonly string[]) {
  const read: string[] = [];
  const packs: Buffer[] = [];
  let last: Uint8Array | undefined;
  for await (const pack of smallFileRecords(files, packer, paths, (path) => read.push(path))) {
    if (last) packs.push(Buffer.from(last));
    last = pack;
  }
  if (last) packs.push(Buffer.from(last));
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
    const { files, packer, asked } = source(sizes, slow);
    const { found, read } = await told(files, packer, paths);
    for (const [at, path] of paths.entries())
      assert.deepEqual(found[at], bytesOf(path, sizes.get(path) ?? 0), path);
    assert.deepEqual(read, paths);
    assert.deepEqual(new Set(asked.apart), slow);
    assert.ok(asked.together < 20, `${asked.together} groups`);
    assert.equal(asked.open, 0);
  });

  it('end with the right to them, between two that are asked for together', async () => {
    const { files, packer } = source(sizes, new Set());
    const ended = (): Promise<never> =>
      Promise.reject(new HallwayError('share.not_found', 'It is not shared any more.'));
    let held = 0;
    const hold: SmallFileSource['hold'] = async (folder, names) =>
      ++held === 1 ? files.hold?.(folder, names) : ended();
    const some = paths.filter((path) => path.startsWith('Folder 1/'));
    const { found, read } = await told({ hold, read: ended }, packer, some);
    assert.ok(read.length > 0 && read.length < some.length);
    assert.deepEqual(read, some.slice(0, read.length));
    assert.deepEqual(new Set(found.slice(read.length)), new Set(['problem']));
  });

  it('are told as gone where they are, and nothing of them is among the others', async () => {
    const { files, packer } = source(sizes, new Set());
    const some = paths.slice(0, 20);
    const all = ['Folder 0/none', ...some, 'x', 'y'];
    const { found, read } = await told(files, packer, all);
    assert.deepEqual([found[0], found[21], found[22]], ['problem', 'problem', 'problem']);
    assert.deepEqual(read, some);
  });

  it('are read one by one where no thread can, and its end ends none of them', async () => {
    const refused = (): Promise<never> =>
      Promise.reject(new HallwayError('request.busy', 'Sharing is paused.'));
    for (const unlike of [{ hold: async () => undefined }, { hold: refused }, { pack: refused }]) {
      const { files, packer, asked } = source(sizes, new Set());
      const { found } = await told(
        { ...files, ...unlike },
        { ...packer, ...unlike },
        paths.slice(0, 50),
      );
      assert.equal(asked.apart.length, 50);
      assert.equal(asked.open, 0);
      assert.deepEqual(found[49], bytesOf(paths[49] ?? '', sizes.get(paths[49] ?? '') ?? 0));
    }
  });
});

describe('small files that a thread reads', () => {
  const folder = temporaryFolder();
  const thread = new PackerThread(systemClock);
  after(async () => {
    await thread.stop();
    folder.remove();
  });

  it('come out of a held folder, but for what is no plain small file or is hidden', async () => {
    const names = Array.from({ length: 300 }, (_none, at) => `n ${at}`);
    for (const name of names) writeFileSync(join(folder.path, name), bytesOf(name, 3000));
    const { path } = folder;
    const packed = async (some: readonly string[], hidden: PackOrder['hidden'] = []) => {
      const answer = await thread.pack({ folder: path, hidden, names: some });
      const parts = answer.packs.map((pack) => Buffer.from(pack));
      for (const pack of answer.packs) thread.free(pack);
      return { ...answer, ...(await readTogether(parts, answer.files)) };
    };
    for (let round = 0; round < 2; round++) {
      const { answers, memory, whole } = await packed(names);
      assert.deepEqual([answers.length, whole], [300, true]);
      for (const [index, answer] of answers.entries()) {
        assert.ok('at' in answer);
        const bytes = Buffer.from(memory.subarray(answer.at, answer.at + answer.size));
        assert.deepEqual(bytes, bytesOf(names[index] ?? '', 3000));
      }
    }
    symlinkSync('n 0', join(path, 'link'));
    execFileSync('mkfifo', [join(path, 'fifo')]);
    writeFileSync(join(path, 'large'), Buffer.alloc(600_000));
    for (const name of ['link', 'fifo', 'large', 'none']) {
      const { files, whole, packs } = await packed(['n 0', name, 'n 1']);
      assert.deepEqual([files, whole, packs.length], [1, false, 1], name);
    }
    const hidden = [lstatSync(join(path, 'n 1'), { bigint: true })];
    const { files, whole } = await packed(
      ['n 0', 'n 1'],
      hidden.map(({ dev, ino }) => ({ dev, ino })),
    );
    assert.deepEqual([files, whole], [1, false]);
    // Of many large ones only some come at once.
    const large = Array.from({ length: 20 }, (_none, at) => `l ${at}`);
    for (const name of large) writeFileSync(join(path, name), Buffer.alloc(500_000));
    const some = await packed(large);
    assert.deepEqual([some.files, some.whole], [9, true]);
  });
});
