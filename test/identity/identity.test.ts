/** The key in the data folder is the identity, whatever happened to what lies beside it. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CurrentIdentity } from '../../agent/members/current-identity.ts';
import { deviceIdOf } from '../../src/identity/device-id.ts';
import { createIdentity, loadIdentity, verifySignature } from '../../src/identity/identity.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('identity', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let home: string;
  const at = (name: string): string => join(home, name);
  const files = (): string[] => readdirSync(home).sort();
  beforeEach(() => {
    folder = temporaryFolder();
    home = folder.path;
  });
  afterEach(() => folder.remove());

  const BOTH = ['device-certificate.pem', 'device-key.pem'];

  /** Whose certificate the home holds. */
  const certified = (): string => {
    const certificate = new X509Certificate(readFileSync(at('device-certificate.pem')));
    return deviceIdOf(certificate.publicKey.export({ type: 'spki', format: 'der' }));
  };

  it('is made on first use, for this person alone, and stays the same', async () => {
    const first = await loadIdentity(home);
    assert.deepEqual(files(), BOTH);
    for (const name of BOTH) assert.equal(statSync(at(name)).mode & 0o777, 0o600, name);
    const again = await loadIdentity(home);
    assert.equal(again.id, first.id);
    assert.equal(again.certificatePem, first.certificatePem);
    const data = Buffer.from('statement');
    assert.ok(verifySignature(first.spki, data, again.sign(data)));
    assert.ok(!verifySignature((await createIdentity()).spki, data, again.sign(data)));
  });

  it('gets a certificate of its own for one that is missing, foreign or rubbish', async () => {
    const { id } = await loadIdentity(home);
    const foreign = (await createIdentity()).certificatePem;
    for (const spoil of [
      () => rmSync(at('device-certificate.pem')),
      () => writeFileSync(at('device-certificate.pem'), foreign),
      () => writeFileSync(at('device-certificate.pem'), 'rubbish'),
      () => writeFileSync(at('device-certificate.pem'), ''),
    ]) {
      spoil();
      const loaded = await loadIdentity(home);
      assert.equal(loaded.id, id);
      assert.equal(certified(), id);
      assert.equal(readFileSync(at('device-certificate.pem'), 'utf8'), loaded.certificatePem);
    }
    assert.deepEqual(files(), BOTH);
  });

  it('takes a new key, and nothing of the old one stays', async () => {
    const current = await CurrentIdentity.load(home);
    const old = current.id;
    await current.renew();
    assert.notEqual(current.id, old);
    assert.equal((await CurrentIdentity.load(home)).id, current.id);
    assert.equal(certified(), current.id);
    assert.deepEqual(files(), BOTH);
  });

  it('is the old or the new one after a crash at any step of a renewal', async () => {
    const [a, b] = [await createIdentity(), await createIdentity()];
    const half = (text: string): string => text.slice(0, text.length / 2);
    const steps: [string, Record<string, string>, string][] = [
      ['nothing done', {}, a.id],
      ['key half written', { 'device-key.pem.new': half(b.privateKeyPem) }, a.id],
      ['key written', { 'device-key.pem.new': b.privateKeyPem }, a.id],
      ['key in place', { 'device-key.pem': b.privateKeyPem }, b.id],
      [
        'certificate half written',
        {
          'device-key.pem': b.privateKeyPem,
          'device-certificate.pem.new': half(b.certificatePem),
        },
        b.id,
      ],
      [
        'all done',
        { 'device-key.pem': b.privateKeyPem, 'device-certificate.pem': b.certificatePem },
        b.id,
      ],
    ];
    for (const [step, left, id] of steps) {
      home = join(folder.path, step);
      mkdirSync(home);
      writeFileSync(at('device-key.pem'), a.privateKeyPem);
      writeFileSync(at('device-certificate.pem'), a.certificatePem);
      for (const [name, text] of Object.entries(left)) writeFileSync(at(name), text);
      const current = await CurrentIdentity.load(home);
      assert.equal(current.id, id, step);
      assert.equal(certified(), id, step);
      await current.renew();
      assert.deepEqual(files(), BOTH, step);
      assert.equal((await CurrentIdentity.load(home)).id, current.id, step);
    }
  });

  it('is found by a first start that ended between key and certificate', async () => {
    const { id, privateKeyPem } = await createIdentity();
    writeFileSync(at('device-key.pem'), privateKeyPem);
    assert.equal((await loadIdentity(home)).id, id);
    assert.equal(certified(), id);
  });

  it('stays as it is on a full disk, and is renewed when there is room', async function () {
    const disk = mountSmallDisk(at('disk'), 256 * 1024);
    if (!disk) return this.skip();
    try {
      home = disk.path;
      const current = await CurrentIdentity.load(home);
      const { id } = current;
      disk.fill();
      await assert.rejects(current.renew(), { code: 'ENOSPC' });
      assert.equal(current.id, id);
      rmSync(at('device-certificate.pem'));
      // The room of the certificate is taken too: it is made for this run alone.
      disk.fill();
      assert.equal((await CurrentIdentity.load(home)).id, id);
      disk.free();
      assert.deepEqual(files(), ['device-key.pem']);
      await current.renew();
      assert.notEqual(current.id, id);
      assert.deepEqual(files(), BOTH);
    } finally {
      disk.remove();
    }
  });
});
