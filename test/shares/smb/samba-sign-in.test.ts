/** Who may not enter hears so in words, and nobody enters otherwise than they meant to. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HallwayError } from '../../../src/base/errors.ts';
import type { SmbHostOptions } from '../../../src/shares/smb/smb-host.ts';
import { noSamba, Samba } from '../../support/samba.ts';
import { clientOf, filesOf } from '../../support/smb-client.ts';

const guest = { credentials: () => Promise.resolve(null) };

async function refusal(
  samba: Samba,
  options: Partial<SmbHostOptions> & { user?: string; password?: string },
): Promise<HallwayError> {
  const host = clientOf(samba, options);
  try {
    await host.check();
  } catch (error) {
    return error as HallwayError;
  } finally {
    await host.end();
  }
  throw new Error('it was let in');
}

describe('SMB: signing in at a real Samba', function () {
  this.timeout(30_000);
  const reason = noSamba();
  let strict: Samba;
  let open: Samba;

  before(async function () {
    if (reason) this.skip();
    strict = new Samba();
    open = new Samba({
      global: ['map to guest = bad user', 'guest account = root'],
      shares: { files: ['guest ok = yes'] },
    });
    await Promise.all([strict.start(), open.start()]);
  });
  after(() => Promise.all([strict?.stop(), open?.stop()]));

  it('says that the name or the password is wrong', async () => {
    for (const wrong of [{ password: 'wrong' }, { password: '' }, { user: 'nobody-here' }]) {
      const error = await refusal(strict, wrong);
      assert.equal(error.code, 'host.sign_in');
      assert.match(error.message, /name or the password is wrong/);
    }
  });

  it('says that guests are not let in', async () => {
    // Samba lets anybody ask for the names of shares, unless told otherwise.
    const host = clientOf(strict, guest);
    const refused = await filesOf(host)
      .list('')
      .then(
        () => undefined,
        (error: HallwayError) => error,
      );
    await host.end();
    assert.equal(refused?.code, 'host.sign_in');
    assert.match(refused?.message ?? '', /not for guests/);
  });

  it('lets a guest in where server and person want it', async () => {
    const host = clientOf(open, guest);
    try {
      writeFileSync(join(open.path(), 'for-all.txt'), 'hello');
      const { entries } = await filesOf(host).list('');
      assert.deepEqual(
        entries.map(({ name }) => name),
        ['for-all.txt'],
      );
    } finally {
      await host.end();
    }
  });

  it('check 41: does not take being a guest for being signed in', async () => {
    const error = await refusal(open, { user: 'nobody-here' });
    assert.equal(error.code, 'host.sign_in');
    assert.match(error.message, /guest only/);
  });

  it('check 41: gives no proof to a server that is another one than before', async () => {
    const error = await refusal(strict, { computer: 'another-server' });
    assert.equal(error.code, 'host.sign_in');
    assert.match(error.message, /Another server/);
    const host = clientOf(strict);
    const computer = await host.check();
    await host.end();
    const again = clientOf(strict, { computer });
    assert.equal(await again.check(), computer);
    await again.end();
  });

  it('says that nothing answers there', async () => {
    const error = await refusal(Object.assign(new Samba(), { port: 1 }), {});
    assert.equal(error.code, 'host.unreachable');
  });

  it('says that a share is not there, or is not for this account', async () => {
    const closed = new Samba({ shares: { files: ['valid users = nobody'] } });
    await closed.start();
    const host = clientOf(closed);
    try {
      await assert.rejects(filesOf(host, 'no-such').list(''), { code: 'share.not_found' });
      await assert.rejects(filesOf(host).list(''), { code: 'disk.denied' });
    } finally {
      await host.end();
      await closed.stop();
    }
  });
});
