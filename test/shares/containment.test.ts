import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { HallwayError } from '../../src/base/errors.ts';
import { hiddenFolder } from '../../src/shares/share-rules.ts';
import type { LocalFileSystem } from '../../src/shares/local-file-system.ts';
import { hostilePath, SECRET, setTrap } from './hostile-paths.ts';
import { bytesOf, localShare, refuses, type LocalShare } from './local-share.ts';
import { seeded } from '../support/seeded.ts';

function trap(): LocalShare {
  const share = localShare();
  setTrap(share.top, share.root);
  return share;
}

for (const anchored of [true, false]) {
  const way = anchored ? 'by folder handles' : 'by paths';
  if (anchored && process.platform !== 'linux') continue;

  describe(`containment ${way}`, () => {
    let share: LocalShare;
    let files: LocalFileSystem;
    before(() => {
      share = trap();
      files = share.open({ anchored });
    });
    after(() => share.remove());

    const rounds = anchored ? 10_000 : 2000;
    it(`gives nothing from outside to ${rounds} hostile paths`, async function () {
      this.timeout(60_000);
      const random = seeded(20_000);
      let opened = 0;
      for (let round = 0; round < rounds; round += 100) {
        const batch = Array.from({ length: 100 }, () => hostilePath(random));
        await Promise.all(
          batch.map(async (path, index) => {
            try {
              if (index % 4 === 0) {
                const { entries } = await files.list(path);
                for (const { name } of entries)
                  assert.ok(!/secret|deep|passwd|out/u.test(name), path);
              } else if (index % 4 === 1) await files.stat(path);
              else {
                const { stream } = await files.read(path);
                assert.equal((await bytesOf(stream)).toString(), 'inside', path);
              }
              opened++;
            } catch (error) {
              assert.ok(error instanceof HallwayError, `${path}: ${String(error)}`);
              assert.match(error.code, /^path\./u, `${path}: ${error.code}`);
            }
          }),
        );
      }
      assert.ok(opened > rounds / 200, `only ${opened} paths meant something`);
    });

    it('writes nothing through a link that leads out', async () => {
      for (const path of ['out/x', 'a/out/x', 'slash/tmp/x', 'up/x', 'sibling/x']) {
        await refuses(files.write(path, Readable.from(['x'])), 'path.outside');
        await refuses(files.createFolder(path), 'path.outside');
      }
      await refuses(files.write('secret', Readable.from(['x']), { replace: true }), 'path.exists');
      assert.equal(statSync(join(share.top, 'outside/secret.txt')).size, SECRET.length);
    });

    it('tells a link to something from a link to nothing outside in no way', async () => {
      symlinkSync('../outside/absent', join(share.root, 'absent'));
      for (const path of ['secret', 'absent', 'out/secret.txt', 'out/absent'])
        await refuses(files.stat(path), 'path.outside');
    });

    it('follows a link twice, but none that leads to itself', async () => {
      const links = {
        'a/in': 'b',
        'a/twice': 'in/../in/file.txt',
        one: 'two',
        two: 'a/../one/deeper',
      };
      for (const [link, text] of Object.entries(links)) symlinkSync(text, join(share.root, link));
      assert.equal((await bytesOf((await files.read('a/twice')).stream)).toString(), 'inside');
      for (const path of ['loop', 'loop/a', 'one', 'two/x'])
        await refuses(files.stat(path), 'path.outside');
      for (const link of Object.keys(links)) rmSync(join(share.root, link));
    });

    it('follows links that stay inside', async () => {
      assert.equal((await bytesOf((await files.read('in/file.txt')).stream)).toString(), 'inside');
      assert.equal((await bytesOf((await files.read('in-absolute')).stream)).toString(), 'inside');
      const { entries } = await files.list('');
      assert.deepEqual(
        entries.map(({ name, kind }) => [name, kind]),
        [
          ['a', 'folder'],
          ['in', 'folder'],
          ['in-absolute', 'file'],
        ],
      );
    });

    it('never leaves while a folder and a link out are being swapped', async function () {
      // Only folder handles hold against this; see contained-root.ts.
      if (!anchored) this.skip();
      this.timeout(30_000);
      const place = join(share.root, 'swap');
      const real = join(share.root, 'swap-real');
      mkdirSync(real);
      writeFileSync(join(real, 'secret.txt'), 'inside');
      const link = join(share.root, 'swap-link');
      symlinkSync('../outside', link);
      const swap = { done: false };
      const swapper = (async () => {
        while (!swap.done) {
          renameSync(real, place);
          await new Promise(setImmediate);
          renameSync(place, real);
          renameSync(link, place);
          await new Promise(setImmediate);
          renameSync(place, link);
        }
      })();
      let [read, leaked] = [0, 0];
      const before = statSync(join(share.top, 'outside')).mtimeMs;
      for (let round = 0; round < 500; round++) {
        try {
          const { stream } = await files.read('swap/secret.txt');
          if ((await bytesOf(stream)).toString() === 'inside') read++;
          else leaked++;
        } catch (error) {
          if (!(error instanceof HallwayError)) leaked++;
        }
        if (round % 10 === 0)
          await files.write(`swap/new-${round}`, Readable.from(['x'])).catch(() => {});
      }
      swap.done = true;
      await swapper;
      assert.equal(leaked, 0);
      assert.ok(read > 0);
      assert.equal(statSync(join(share.top, 'outside')).mtimeMs, before);
    });

    it('neither lists nor opens pipes, sockets and devices, and does not hang on them', async () => {
      const folder = join(share.root, 'special');
      mkdirSync(folder);
      execFileSync('mkfifo', [join(folder, 'pipe')]);
      symlinkSync('pipe', join(folder, 'pipe-link'));
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
      try {
        assert.deepEqual((await files.list('special')).entries, []);
        for (const name of ['pipe', 'pipe-link', 'socket']) {
          await refuses(files.read(`special/${name}`), 'path.not_found');
          await refuses(files.stat(`special/${name}`), 'path.not_found');
        }
      } finally {
        await new Promise((resolve) => server.close(resolve));
      }
    });

    it('hides a folder that is not to be shared, by any name', async () => {
      mkdirSync(join(share.root, 'me/hallway'), { recursive: true });
      writeFileSync(join(share.root, 'me/hallway/device-key.pem'), SECRET);
      symlinkSync('me/hallway', join(share.root, 'shortcut'));
      const home = await hiddenFolder(join(share.root, 'me/hallway'));
      assert.ok(home);
      const guarded = share.open({ anchored, hidden: [home] });
      assert.deepEqual((await guarded.list('me')).entries, []);
      for (const path of ['me/hallway/device-key.pem', 'shortcut/device-key.pem'])
        await refuses(guarded.read(path), 'path.not_found');
      await refuses(guarded.list('me/hallway'), 'path.not_found');
      await refuses(guarded.write('me/hallway/x', Readable.from(['x'])), 'path.not_found');
    });

    it('is gone, not elsewhere, when the root is replaced by a link', async () => {
      const other = trap();
      const moved = other.open({ anchored });
      renameSync(other.root, `${other.root}-moved`);
      symlinkSync(join(other.top, 'outside'), other.root);
      await refuses(moved.list(''), 'share.gone');
      await refuses(moved.read('secret.txt'), 'share.gone');
      rmSync(other.root);
      renameSync(`${other.root}-moved`, other.root);
      assert.equal((await moved.list('a')).entries.length, 2);
      other.remove();
    });
  });
}
