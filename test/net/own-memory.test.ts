/** Memory is given back once, to whom it belongs. */
import assert from 'node:assert/strict';
import { lastLent, lend, LENT_BYTES, takeLent } from '../../src/net/lent-buffers.ts';
import { own, release } from '../../src/net/own-memory.ts';

describe('net: memory of what is read', () => {
  it('is freed where nobody else has it', () => {
    const piece = own(Buffer.allocUnsafeSlow(1000));
    release(piece);
    assert.equal(piece.length, 0);
  });

  it('goes back, and is never freed, where it was lent, all of it at once or in parts', () => {
    const buffer = takeLent();
    for (const parts of [1, 4]) {
      const bytes = LENT_BYTES / parts;
      for (let at = 0; at < LENT_BYTES; at += bytes)
        release(own(lend(buffer.subarray(at, at + bytes))));
      assert.equal(buffer.length, LENT_BYTES);
      lastLent(buffer);
      assert.equal(takeLent(), buffer, 'it is used again');
    }
  });
});
