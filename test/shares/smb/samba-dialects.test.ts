/** Files of a real Samba arrive and are left whole, whatever it demands. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { noSamba, Samba } from '../../support/samba.ts';
import { clientOf, filesOf, hashOf, hashOfBytes } from '../../support/smb-client.ts';

/** What a server may insist on, and what is then spoken. */
const SERVERS: readonly [string, readonly string[]][] = [
  ['as it comes', []],
  ['with signing required (AES-GMAC)', ['server signing = mandatory']],
  ['with signing by AES-CMAC', ['server smb3 signing algorithms = AES-128-CMAC']],
  ['with signing by HMAC-SHA256', ['server smb3 signing algorithms = HMAC-SHA256']],
  ['that speaks SMB 3.1.1 only', ['server min protocol = SMB3_11']],
  ['of SMB 3.0.2, signed', ['server max protocol = SMB3_02', 'server signing = mandatory']],
  ['of SMB 3.0, encrypted', ['server max protocol = SMB3_00', 'server smb encrypt = required']],
  ['of SMB 2.1', ['server max protocol = SMB2_10']],
  ['of SMB 2.0.2', ['server max protocol = SMB2_02']],
  ['with encryption required', ['server smb encrypt = required']],
  ...['AES-256-GCM', 'AES-128-CCM', 'AES-256-CCM'].map((cipher): [string, readonly string[]] => [
    `with encryption by ${cipher} only`,
    ['server smb encrypt = required', `server smb3 encryption algorithms = ${cipher}`],
  ]),
];

describe('SMB: a real Samba', function () {
  this.timeout(30_000);
  const reason = noSamba();

  for (const [what, global] of SERVERS)
    it(`reads and writes exactly, by a server ${what}`, async function () {
      if (reason) this.skip();
      const samba = new Samba({ global, shares: { files: [], 'Team Öl': ['comment = for all'] } });
      await samba.start();
      const host = clientOf(samba);
      try {
        const shares = await host.shares();
        assert.deepEqual(shares.map(({ name }) => name).toSorted(), ['Team Öl', 'files']);
        const files = filesOf(host);
        // More than one read and write, and no round number.
        const bytes = randomBytes(2_500_003);
        writeFileSync(join(samba.path(), 'there.bin'), bytes);
        const read = await files.read('there.bin');
        assert.deepEqual(await hashOf(read.stream), {
          bytes: bytes.length,
          hash: hashOfBytes(bytes),
        });
        const range = { start: 1_000_001, end: 1_900_000 };
        const cut = await files.read('there.bin', { range });
        assert.equal(
          (await hashOf(cut.stream)).hash,
          hashOfBytes(bytes.subarray(1_000_001, 1_900_001)),
        );
        const written = await files.write('put.bin', Readable.from([bytes]), {
          size: bytes.length,
        });
        assert.equal(written.hash, hashOfBytes(bytes));
        assert.ok(readFileSync(join(samba.path(), 'put.bin')).equals(bytes));
      } finally {
        await host.end();
        await samba.stop();
      }
    });

  it('encrypts where a single share demands it', async function () {
    if (reason) this.skip();
    const samba = new Samba({ shares: { files: [], secret: ['server smb encrypt = required'] } });
    await samba.start();
    const host = clientOf(samba);
    try {
      const bytes = randomBytes(200_001);
      const written = await filesOf(host, 'secret').write('a', Readable.from([bytes]));
      assert.equal(written.hash, hashOfBytes(bytes));
      const read = await filesOf(host, 'secret').read('a');
      assert.equal((await hashOf(read.stream)).hash, hashOfBytes(bytes));
      assert.deepEqual((await filesOf(host).list('')).entries, []);
    } finally {
      await host.end();
      await samba.stop();
    }
  });
});
