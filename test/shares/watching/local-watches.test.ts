/** A folder that somebody has open tells what changes in it: soon, gathered, and nothing that is hidden. */
import assert from 'node:assert/strict';
import {
  appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync,
} from 'node:fs'; // biome-ignore format: a list of names
import { join } from 'node:path';
import { systemClock } from '../../../agent/system-clock.ts';
import type { HallwayError } from '../../../src/base/errors.ts';
import type { LocalFileSystem } from '../../../src/shares/local-file-system.ts';
import type { FolderChange, FolderWatch } from '../../../src/shares/watching/folder-watch.ts';
import { LocalWatches } from '../../../src/shares/watching/local-watches.ts';
import { pollFolder } from '../../../src/shares/watching/polling-watch.ts';
import { ContainedRoot } from '../../../src/shares/contained-root.ts';
import { LocalDisks } from '../../../src/shares/local/local-disks.ts';
import { silentLog } from '../../../src/base/log.ts';
import { eventually } from '../../support/eventually.ts';
import { ManualClock } from '../../support/temporary.ts';
import { localShare, refuses, type LocalShare } from '../local-share.ts';

class Ear {
  readonly changes: FolderChange[] = [];
  reason: HallwayError | undefined;
  watch: FolderWatch | undefined;

  async open(files: Pick<LocalFileSystem, 'watch'>, path: string): Promise<this> {
    this.watch = await files.watch(path, {
      changed: (change) => void this.changes.push(change),
      ended: (reason) => (this.reason = reason),
    });
    return this;
  }

  async hears(what: string, more = 1): Promise<void> {
    const before = this.changes.length;
    await eventually(() => this.changes.length >= before + more, 5000, what);
  }

  close(): void {
    this.watch?.close();
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('watched folders of this PC', () => {
  let share: LocalShare;
  let files: LocalFileSystem;
  let ears: Ear[];
  const at = (...names: string[]): string => join(share.root, ...names);
  const listen = async (path = '', from = files): Promise<Ear> => {
    const ear = await new Ear().open(from, path);
    ears.push(ear);
    return ear;
  };

  beforeEach(() => {
    ears = [];
    share = localShare();
    files = share.open({ clock: systemClock });
    mkdirSync(at('open'));
  });
  afterEach(() => {
    for (const ear of ears) ear.close();
    share.remove();
  });

  it('hears of a file that comes, changes, is renamed and goes, each with another version', async () => {
    const ear = await listen('open');
    const acts = [
      () => writeFileSync(at('open/a'), '1'),
      () => appendFileSync(at('open/a'), '2'),
      () => renameSync(at('open/a'), at('open/b')),
      () => unlinkSync(at('open/b')),
    ];
    for (const act of acts) {
      const heard = ear.hears(String(act));
      act();
      await heard;
      await pause(60);
    }
    const versions = ear.changes.map(({ version }) => version);
    assert.equal(new Set([ear.watch?.version, ...versions]).size, versions.length + 1);
    assert.ok(ear.changes.every(({ missed }) => !missed));
  });

  it('makes a handful of events of ten thousand changes', async () => {
    const ear = await listen('open');
    for (let index = 0; index < 10_000; index++) {
      writeFileSync(at('open', `f${index % 100}`), String(index));
      if (index % 500 === 0) await pause(0);
    }
    await ear.hears('the storm');
    await pause(1200);
    assert.ok(ear.changes.length <= 12, String(ear.changes.length));
    const heard = ear.hears('what follows a storm');
    writeFileSync(at('open/last'), '');
    await heard;
  });

  it('check 50: says nothing of deeper folders, of hidden files that are hidden, and of its own', async () => {
    mkdirSync(at('open/deep'));
    const discreet = share.open({ clock: systemClock, showHidden: false });
    const ear = await listen('open', discreet);
    const owner = await listen('open');
    writeFileSync(at('open/deep/x'), '');
    writeFileSync(at('open/.key'), '');
    await owner.hears('the hidden file, where it is shown');
    assert.equal(ear.changes.length, 0);
    await refuses(listen('.hidden', discreet), 'path.not_found');
    await refuses(listen('.hallway-trash'), 'path.not_found');
  });

  it('ends with words when the folder goes, or another one takes its place', async () => {
    for (const act of [
      () => rmSync(at('open'), { recursive: true }),
      () => renameSync(at('open'), at('elsewhere')),
      () => {
        renameSync(at('open'), at('replaced'));
        mkdirSync(at('open'));
      },
    ]) {
      mkdirSync(at('open'), { recursive: true });
      const ear = await listen('open');
      act();
      await eventually(() => ear.reason !== undefined, 5000, String(act));
      assert.equal(ear.reason?.code, 'path.not_found');
      const before = ear.changes.length;
      mkdirSync(at('open'), { recursive: true });
      writeFileSync(at('open/late'), '');
      await pause(100);
      assert.equal(ear.changes.length, before, 'nothing after the end');
    }
  });

  it('watches nothing outside of the share, and follows links within', async () => {
    mkdirSync(join(share.top, 'outside'));
    symlinkSync(join(share.top, 'outside'), at('out'));
    symlinkSync('open', at('in'));
    await refuses(listen('out'), 'path.outside');
    await refuses(listen('../outside'), 'path.outside');
    await refuses(listen('missing'), 'path.not_found');
    writeFileSync(at('file'), '');
    await refuses(listen('file'), 'path.not_folder');
    const ear = await listen('in');
    const heard = ear.hears('a file behind a link');
    writeFileSync(at('open/a'), '');
    await heard;
  });

  it('watches a folder once for many, and not at all when nobody listens', async () => {
    let open = 0;
    const watches = new LocalWatches({
      root: new ContainedRoot({ root: share.root }),
      disks: new LocalDisks(),
      clock: systemClock,
      log: silentLog,
      shows: () => true,
      look: async () => '',
      watch: ((_path: string) => {
        open += 1;
        return { on: () => {}, close: () => (open -= 1) };
      }) as never,
    });
    const listener = { changed: () => {}, ended: () => {} };
    const all = await Promise.all(
      ['open', 'open', ''].map((path) => watches.watch(path, path === '' ? [] : [path], listener)),
    );
    assert.equal(open, 2);
    for (const one of all) one.close();
    assert.equal(open, 0);
    (await watches.watch('open', ['open'], listener)).close();
    assert.equal(open, 0);
  });

  it('looks by itself where the kernel does not tell, and notices what a kernel kept to itself', async () => {
    const clock = new ManualClock(Date.now());
    const heard: FolderChange[] = [];
    const listener = {
      changed: (change: FolderChange) => void heard.push(change),
      ended: () => {},
    };
    const common = {
      root: new ContainedRoot({ root: share.root }),
      disks: new LocalDisks(),
      clock,
      log: silentLog,
      shows: () => true,
    };
    let state = 'a';
    const blind = new LocalWatches({
      ...common,
      look: async () => state,
      watch: () => {
        throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      },
    });
    const polled = await blind.watch('open', ['open'], listener);
    state = 'b';
    clock.advance(2500);
    await eventually(() => heard.length === 1, 2000, 'a look');
    polled.close();

    const deaf = new LocalWatches({
      ...common,
      look: async () => '',
      watch: (() => ({ on: () => {}, close: () => {} })) as never,
    });
    const watch = await deaf.watch('open', ['open'], listener);
    utimesSync(at('open'), 1, 1);
    clock.advance(11_000);
    await eventually(() => heard.length === 2, 2000, 'a change that was not told');
    assert.equal(heard[1]?.missed, true);
    watch.close();
  });

  it('looks less often while nothing happens, and not once it is closed', async () => {
    const clock = new ManualClock();
    let looks = 0;
    const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const watch = await pollFolder(
      { clock, look: async () => String((looks += 1) * 0) },
      { changed: () => {}, ended: () => {} },
    );
    for (let second = 0; second < 300; second++) {
      clock.advance(1000);
      await settle();
    }
    assert.ok(looks > 8 && looks < 25, String(looks));
    watch.close();
    const before = looks;
    clock.advance(100_000);
    await settle();
    assert.equal(looks, before);
  });
});
