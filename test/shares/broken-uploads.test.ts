/** An upload that broke off is gone on with by whoever began it, and by nobody else. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { interrupted, shareFull } from '../../src/shares/file-error.ts';
import type { Actor } from '../../src/shares/file-system.ts';
import { UploadJournal } from '../../src/shares/upload-journal.ts';
import { localShare, refuses, type LocalShare } from './local-share.ts';

const MIB = 1024 * 1024;
const DAY_MS = 24 * 3_600_000;
const anna: Actor = { device: 'a'.repeat(52), name: 'Anna', owner: false };
const ben: Actor = { device: 'b'.repeat(52), name: 'Ben', owner: false };
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('uploads that broke off', () => {
  const content = randomBytes(5 * MIB + 11);
  let share: LocalShare;
  beforeEach(() => {
    share = localShare();
  });
  afterEach(() => share.remove());
  const left = (): string[] => readdirSync(share.root);
  const noted = (): string[] => readdirSync(share.notes);

  /** The first bytes of the content, and then this failure. */
  function* beginning(bytes: number, failure: Error): Generator<Buffer> {
    for (let at = 0; at < bytes; at += 64 * 1024) yield content.subarray(at, at + 64 * 1024);
    throw failure;
  }
  const breakOff = (by: Actor, failure: Error = interrupted()): Promise<unknown> =>
    share.files.write('plan', Readable.from(beginning(4 * MIB, failure)), {
      by,
      size: content.length,
      resume: { from: 0 },
    });
  const goOn = (from: number, prefix: string): Promise<{ bytes: number; hash: string }> =>
    share.files.write('plan', Readable.from([content.subarray(from)]), {
      by: anna,
      size: content.length - from,
      resume: { from, prefix },
    });

  it('goes on where it broke off, and leaves nothing behind', async () => {
    await refuses(breakOff(anna), 'transfer.interrupted');
    const from = await share.files.arrived('plan', content.length, { by: anna });
    assert.ok(from >= 3 * MIB && from <= 4 * MIB, String(from));
    assert.equal(await share.files.arrived('plan', content.length, { by: ben }), 0);
    assert.equal(await share.files.arrived('plan', content.length + 1, { by: anna }), 0);
    assert.equal(await share.files.arrived('other', content.length, { by: anna }), 0);
    // Nobody sees it, and the name is still free.
    assert.deepEqual((await share.files.list('')).entries, []);

    const written = await goOn(from, sha256(content.subarray(0, from)));
    assert.deepEqual([written.bytes, written.hash], [content.length, sha256(content)]);
    assert.ok(readFileSync(join(share.root, 'plan')).equals(content));
    assert.deepEqual([left(), noted()], [['plan'], []]);
  });

  it('is thrown away when its sender wants nothing of it, also while it comes', async () => {
    const drop = (by: Actor): Promise<number> =>
      share.files.arrived('plan', content.length, { by, drop: true });
    await refuses(breakOff(anna), 'transfer.interrupted');
    assert.equal(await drop(ben), 0);
    assert.equal(left().length, 1);
    assert.ok((await drop(anna)) >= 3 * MIB);
    assert.deepEqual([left(), noted()], [[], []]);
    // The end of the sending may come later than the wish.
    const both: Promise<unknown>[] = [];
    function* late(): Generator<Buffer> {
      yield content.subarray(0, 3 * MIB);
      both.push(drop(anna));
      throw interrupted();
    }
    const options = { by: anna, size: content.length, resume: { from: 0 } };
    await refuses(
      share.files.write('plan', Readable.from(late()), options),
      'transfer.interrupted',
    );
    await Promise.all(both);
    assert.deepEqual([left(), noted()], [[], []]);
  });

  it('takes up nothing whose bytes are others', async () => {
    await refuses(breakOff(anna), 'transfer.interrupted');
    const from = await share.files.arrived('plan', content.length, { by: anna });
    const [part = ''] = left();
    writeFileSync(join(share.root, part), randomBytes(from));
    await refuses(goOn(from, sha256(content.subarray(0, from))), 'transfer.changed');
    // It is gone: nobody has it read again for nothing.
    assert.deepEqual([left(), noted()], [[], []]);
    // More than is there.
    await refuses(breakOff(anna), 'transfer.interrupted');
    await refuses(goOn(from + 1, sha256(content.subarray(0, from + 1))), 'transfer.changed');
    assert.equal(await share.files.arrived('plan', content.length, { by: anna }), from);
    // Whoever begins anew is not held back by what is left.
    const whole = await goOn(0, '');
    assert.equal(whole.hash, sha256(content));
    assert.ok(readFileSync(join(share.root, 'plan')).equals(content));
  });

  it('goes on after a restart, for a day', async () => {
    await refuses(breakOff(anna), 'transfer.interrupted');
    assert.equal(await new UploadJournal(share.notes, share.clock).sweep(), 0);
    share.files = share.open();
    assert.ok((await share.files.arrived('plan', content.length, { by: anna })) > 0);
    share.clock.advance(DAY_MS + 120_000);
    await share.files.tend();
    assert.deepEqual([left(), noted()], [[], []]);
    await refuses(breakOff(anna), 'transfer.interrupted');
    const later = new UploadJournal(share.notes, share.clock);
    share.clock.advance(DAY_MS + 120_000);
    assert.equal(await later.sweep(), 1);
    assert.deepEqual([left(), noted()], [[], []]);
  });

  it('takes what follows for no whole file where nothing is kept', async () => {
    const prefix = sha256(content.subarray(0, MIB));
    const tail = (how: object): Promise<unknown> =>
      share.files.write('plan', Readable.from([content.subarray(MIB)]), {
        resume: { from: MIB, prefix },
        ...how,
      });
    await refuses(tail({ by: anna }), 'transfer.changed');
    await refuses(tail({ size: content.length - MIB }), 'transfer.changed');
    assert.deepEqual(left(), []);
  });

  it('keeps nothing of what nobody would go on with', async () => {
    const untold = Readable.from(beginning(4 * MIB, interrupted()));
    await refuses(share.files.write('plan', untold, { by: anna }), 'transfer.interrupted');
    await refuses(breakOff(anna, shareFull()), 'share.full');
    assert.deepEqual([left(), noted()], [[], []]);
  });

  it('keeps the last few of each, and nobody’s for another’s', async () => {
    await refuses(breakOff(ben), 'transfer.interrupted');
    for (let n = 0; n < 6; n++) {
      const source = Readable.from(beginning(2 * MIB, interrupted()));
      const how = { by: anna, size: content.length, resume: { from: 0 } };
      await refuses(share.files.write(`plan ${n}`, source, how), 'transfer.interrupted');
    }
    assert.deepEqual([left().length, noted().length], [5, 5]);
    assert.ok((await share.files.arrived('plan 5', content.length, { by: anna })) > 0);
    assert.ok((await share.files.arrived('plan', content.length, { by: ben })) > 0);
  });

  it('counts what is kept of broken uploads to what the share may hold', async () => {
    const limited = share.open({ limit: 6 * MIB });
    const write = (name: string): Promise<unknown> =>
      limited.write(name, Readable.from(beginning(4 * MIB, interrupted())), {
        by: anna,
        size: content.length,
        resume: { from: 0 },
      });
    await refuses(write('one'), 'transfer.interrupted');
    await refuses(write('two'), 'share.full');
  });
});
