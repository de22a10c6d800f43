/** `chat send` with a gift: nothing stays given that no message leads to. */
import assert from 'node:assert/strict';
import * as api from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BEN, FakeOffice } from './fake-office.ts';

describe('cli: chat', () => {
  it('takes the gift back where its message could not be said', async () => {
    const office = new FakeOffice();
    await office.start();
    try {
      const id = 'g'.repeat(16);
      const gift = { id, name: 'note.txt', kind: 'file' as const, bytes: 4, files: 1 };
      const sending = { ...gift, path: '/note.txt', created: 0, to: [] };
      const facts = { id: 'everyone', kind: 'everyone' as const, others: [BEN], name: '' };
      const counts = { unread: 0, missed: 0, mentioned: false, revision: 0 };
      const more = { last: null, typing: [], before: null, next: null };
      office.on(api.listConversations, () => [{ ...facts, ...counts, ...more }]);
      office.on(api.startSending, () => sending);
      office.on(api.cancelSending, () => sending);
      office.on(api.sendMessage, () => {
        throw new HallwayError('share.full', 'The disk is full.');
      });
      writeFileSync(join(office.home, 'note.txt'), 'note');
      const ran = await office.run('chat', 'send', 'all', 'Here', '--give', 'note.txt', '--json');
      assert.match(ran.out + ran.err, /The disk is full/);
      assert.ok(office.asked.includes(`DELETE /api/v1/sendings/${id}`), office.asked.join('\n'));
    } finally {
      office.stop();
    }
  });
});
