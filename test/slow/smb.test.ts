/** 300 MB to a real Samba and back by hash, with every kind of protection. */
import assert from 'node:assert/strict';
import { createHash, randomFillSync } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { noSamba, Samba } from '../support/samba.ts';
import { clientOf, filesOf, hashOf } from '../support/smb-client.ts';

const MIB = 1 << 20;
const SIZE = 300 * MIB + 17;

describe('SMB: large files of a real Samba', function () {
  this.timeout(300_000);
  const reason = noSamba();

  for (const [what, global] of [
    ['signed', ['server signing = mandatory']],
    ['encrypted', ['server smb encrypt = required']],
    ['of SMB 2.0.2', ['server max protocol = SMB2_02']],
  ] as const)
    it(`loses no byte of 300 MB either way, ${what}`, async function () {
      if (reason) this.skip();
      const samba = new Samba({ global });
      await samba.start();
      const host = clientOf(samba);
      try {
        const hash = createHash('sha256');
        const bytes = function* (): Generator<Buffer> {
          for (let left = SIZE; left > 0; ) {
            const chunk = randomFillSync(Buffer.alloc(Math.min(left, 700_001)));
            left -= chunk.length;
            hash.update(chunk);
            yield chunk;
          }
        };
        const files = filesOf(host);
        const written = await files.write('large', Readable.from(bytes()), { size: SIZE });
        const sent = hash.digest('hex');
        assert.deepEqual([written.bytes, written.hash], [SIZE, sent]);
        const there = await hashOf(createReadStream(join(samba.path(), 'large')));
        assert.deepEqual(there, { bytes: SIZE, hash: sent });
        assert.deepEqual(await hashOf((await files.read('large')).stream), there);
      } finally {
        await host.end();
        await samba.stop();
      }
    });
});
