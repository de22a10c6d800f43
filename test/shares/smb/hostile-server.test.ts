/**
 * What a server or somebody between may say: interim replies, changed bytes, lengths that lie. A
 * relay before a real Samba says it.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HallwayError } from '../../../src/base/errors.ts';
import { readDirectoryEntries } from '../../../src/shares/smb/directory-entries.ts';
import { readChallenge } from '../../../src/shares/smb/ntlm.ts';
import { unwrap } from '../../../src/shares/smb/spnego.ts';
import { noSamba, Samba } from '../../support/samba.ts';
import { seededBelow } from '../../support/seeded.ts';
import { clientOf, filesOf, hashOf, hashOfBytes } from '../../support/smb-client.ts';
import { SmbRelay } from '../../support/smb-relay.ts';

const READ = 8;
const guest = { credentials: () => Promise.resolve(null) };

describe('SMB: a hostile server', function () {
  this.timeout(60_000);
  const reason = noSamba();
  const content = randomBytes(3_000_001);
  let samba: Samba;
  let relay: SmbRelay;

  before(async function () {
    if (reason) this.skip();
    samba = new Samba({
      global: ['map to guest = bad user', 'guest account = root'],
      shares: { files: ['guest ok = yes'] },
    });
    await samba.start();
    relay = new SmbRelay(samba);
    await relay.start();
    writeFileSync(join(samba.path(), 'file.bin'), content);
    for (let index = 0; index < 30; index++)
      writeFileSync(join(samba.path(), `file ${index}.txt`), 'x'.repeat(index));
    mkdirSync(join(samba.path(), 'folder'));
  });
  beforeEach(() => (relay.change = (packet) => [packet]));
  after(async () => {
    relay?.stop();
    await samba?.stop();
  });

  it('loses no byte to interim replies, however many come', async () => {
    let interim = 0;
    relay.change = (packet) => {
      if (packet.readUInt32BE(0) !== 0xfe534d42 || packet.readUInt16LE(12) !== READ)
        return [packet];
      const pending = Buffer.alloc(64 + 9);
      packet.copy(pending, 0, 0, 64);
      pending.writeUInt32LE(0x103, 8);
      pending.writeUInt16LE(0, 14);
      pending.writeUInt32LE(0x3, 16);
      pending.writeBigUInt64LE(7n, 32);
      pending.writeUInt16LE(9, 64);
      interim += 2;
      return [pending, pending, packet];
    };
    const host = clientOf(relay, guest);
    const read = await filesOf(host).read('file.bin');
    assert.deepEqual(await hashOf(read.stream), {
      bytes: content.length,
      hash: hashOfBytes(content),
    });
    assert.ok(interim >= 6);
    await host.end();
  });

  it('check 40: believes no changed byte of a signed or sealed session', async () => {
    for (const which of ['signed', 'sealed'] as const) {
      const strict = new Samba({
        global: which === 'sealed' ? ['server smb encrypt = required'] : [],
      });
      await strict.start();
      writeFileSync(join(strict.path(), 'file.bin'), content);
      const between = new SmbRelay(strict);
      await between.start();
      const host = clientOf(between);
      try {
        await filesOf(host).list('');
        between.change = (packet) => {
          const at = packet.length - 1;
          packet[at] = (packet[at] ?? 0) ^ 1;
          return [packet];
        };
        await assert.rejects(filesOf(host, 'files', 0).list(''), HallwayError, which);
      } finally {
        between.stop();
        await host.end();
        await strict.stop();
      }
    }
  });

  it('notices who talks both sides down to less than they can', async () => {
    // The negotiation's reply is hashed into the keys: another salt, say, and nothing fits.
    const strict = new Samba();
    await strict.start();
    const between = new SmbRelay(strict);
    await between.start();
    between.change = (packet) => {
      if (packet.readUInt16LE(12) === 0) packet.writeUInt16LE(packet.readUInt16LE(66) & ~2, 66);
      if (packet.readUInt16LE(12) === 0) packet.writeUInt32LE(packet.readUInt32LE(92) ^ 8, 92);
      return [packet];
    };
    const host = clientOf(between);
    await assert.rejects(host.check(), HallwayError);
    between.stop();
    await host.end();
    await strict.stop();
  });

  it('check 40: comes to an end in words, whatever damaged replies say', async function () {
    const SEED = 20_260;
    const next = seededBelow(SEED);
    let ends = 0;
    for (let round = 0; round < 40; round++) {
      let left = next(12);
      relay.change = (packet) => {
        if (left-- > 0 || packet.length < 5) return [packet];
        left = 2 + next(6);
        const damaged = Buffer.from(packet);
        for (let times = 1 + next(4); times > 0; times--) {
          // Behind the first four bytes, and mostly where lengths and offsets are.
          const at =
            4 + next(next(3) === 0 ? damaged.length - 4 : Math.min(200, damaged.length - 4));
          damaged[at] = [0, 0xff, 0x80, 1, next(256)][next(5)] ?? 0;
        }
        return [next(8) === 0 ? damaged.subarray(0, 4 + next(damaged.length - 4)) : damaged];
      };
      // A reply whose number was changed never comes.
      const patience = { silenceMs: 100, proofMs: 100, answerMs: 250, laterMs: 250 };
      const host = clientOf(relay, { ...guest, patience });
      const files = filesOf(host, 'files', 0);
      const tooLong = new Promise<never>((_resolve, reject) => {
        setTimeout(() => reject(new Error('no end')), 20_000).unref();
      });
      for (const work of [
        () => host.shares(),
        () => files.list(''),
        () => files.stat('file.bin'),
        async () => hashOf((await files.read('file.bin')).stream),
      ])
        await Promise.race([work(), tooLong]).then(
          () => ends++,
          (error: unknown) => {
            assert.ok(
              error instanceof HallwayError,
              `seed ${SEED}, round ${round}: ${String(error)}`,
            );
            assert.notEqual(error.code, 'agent.internal', `seed ${SEED}, round ${round}`);
            ends++;
          },
        );
      relay.change = (packet) => [packet];
      await host.end();
    }
    assert.equal(ends, 160);
  });

  it('reads no lying structure beyond its end', () => {
    const next = seededBelow(7);
    for (let round = 0; round < 3000; round++) {
      const bytes = randomBytes(next(400));
      if (bytes.length > 60 && next(2) === 0) bytes.write('NTLMSSP\0\x02\0\0\0', 0, 'latin1');
      for (const read of [readDirectoryEntries, readChallenge, unwrap])
        try {
          read(bytes);
        } catch (error) {
          assert.ok(error instanceof HallwayError || error instanceof RangeError, String(error));
        }
    }
  });
});
