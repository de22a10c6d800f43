/** A file that is being collected goes to the disk while it comes, and no failure of that is lost. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { layoutOf, pieceCount, pieceLength } from '../../src/transfer/manifest.ts';
import { PartialFile } from '../../src/transfer/partial-file.ts';
import { temporaryFolder } from '../support/temporary.ts';

const SIZE = 40 << 20;

describe('transfer: a partial file', () => {
  const folder = temporaryFolder();
  const layout = layoutOf(SIZE);
  const target = join(folder.path, 'film.bin');
  let handles: FileHandle;
  let real: PropertyDescriptor;
  let asked = 0;

  before(async () => {
    const any = await open(folder.path, 'r');
    handles = Object.getPrototypeOf(any) as FileHandle;
    real = Object.getOwnPropertyDescriptor(handles, 'datasync') ?? {};
    await any.close();
  });
  beforeEach(() => (asked = 0));
  afterEach(() => void Object.defineProperty(handles, 'datasync', real));
  after(() => folder.remove());

  async function written(id: string): Promise<PartialFile> {
    const file = await PartialFile.open(PartialFile.pathFor(target, id), layout);
    for (let piece = 0; piece < pieceCount(layout); piece++)
      await file.write(piece, Buffer.alloc(pieceLength(layout, piece), piece));
    return file;
  }

  it('says when the disk lost what came before, and gets no name', async () => {
    handles.datasync = async () => {
      asked += 1;
      throw Object.assign(new Error('i/o error'), { code: 'EIO' });
    };
    const file = await written('lost');
    await assert.rejects(file.finish(target, 0));
    assert.ok(asked > 0);
    assert.equal(existsSync(target), false);
    await file.close();
    await PartialFile.discard(file.path);
  });

  it('is on its way to the disk before it is whole', async () => {
    handles.datasync = function (this: FileHandle) {
      asked += 1;
      return this.sync();
    };
    const file = await written('kept');
    assert.ok(asked > 0);
    await file.finish(target, 0);
    assert.ok(existsSync(target));
  });
});
