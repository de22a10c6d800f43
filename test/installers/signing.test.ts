/** What is signed where a key or certificate is given: judged by those who check signatures. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ar } from '../../installers/archive/ar.ts';
import { debianSignature, signRpm, signSums, signWindows } from '../../installers/sign.ts';
import { temporaryFolder } from '../support/temporary.ts';

const there = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

describe('signing packages', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const env: Record<string, string> = { GNUPGHOME: join(folder.path, 'gnupg') };
  const around = { ...process.env, ...env };
  const run = (program: string, ...args: string[]): string =>
    execFileSync(program, args, { cwd: folder.path, encoding: 'utf8', env: around, stdio: 'pipe' });

  before(function () {
    if (!there('gpg')) this.skip();
    mkdirSync(env['GNUPGHOME'] ?? '', { mode: 0o700 });
    run(
      'gpg',
      '--batch',
      '--passphrase',
      '',
      '--quick-gen-key',
      'Tester <t@example.org>',
      'rsa2048',
    );
    env['HALLWAY_GPG_KEY'] = 't@example.org';
  });
  after(() => {
    spawnSync('gpgconf', ['--kill', 'all'], { env: around });
    folder.remove();
  });

  it('signs nothing without a key', () => {
    assert.equal(debianSignature([Buffer.from('a')], {}), undefined);
    signSums(folder.path, {});
    assert.deepEqual(
      readdirSync(folder.path).filter((name) => name.endsWith('.asc')),
      [],
    );
  });

  it('signs the sums, beside them', () => {
    writeFileSync(join(folder.path, 'SHA256SUMS'), 'a sum\n');
    signSums(folder.path, env);
    run('gpg', '--verify', 'SHA256SUMS.asc', 'SHA256SUMS');
    writeFileSync(join(folder.path, 'SHA256SUMS'), 'another sum\n');
    assert.throws(() => run('gpg', '--verify', 'SHA256SUMS.asc', 'SHA256SUMS'));
  });

  it("signs Debian's package in a member that dpkg reads past", function () {
    if (!there('dpkg-deb')) this.skip();
    const tree = join(folder.path, 'tree');
    mkdirSync(join(tree, 'DEBIAN'), { recursive: true });
    const control =
      'Package: signed\nVersion: 1\nArchitecture: all\nMaintainer: T <t@example.org>\nDescription: t\n';
    writeFileSync(join(tree, 'DEBIAN', 'control'), control);
    run('dpkg-deb', '-b', tree, 'plain.deb');
    const names = run('ar', 't', 'plain.deb').trim().split('\n');
    const members = names.map((name) => ({
      name,
      bytes: execFileSync('ar', ['p', 'plain.deb', name], { cwd: folder.path }),
    }));
    const bytes = members.map((one) => one.bytes);
    const signature = debianSignature(bytes, env);
    assert.ok(signature);
    const signed = ar([...members, { name: '_gpgorigin', bytes: signature }], 0);
    writeFileSync(join(folder.path, 'signed.deb'), signed);
    assert.match(run('dpkg-deb', '-I', 'signed.deb'), /Package: signed/);
    writeFileSync(join(folder.path, 'body'), Buffer.concat(bytes));
    const kept = execFileSync('ar', ['p', 'signed.deb', '_gpgorigin'], { cwd: folder.path });
    writeFileSync(join(folder.path, 'body.gpg'), kept);
    run('gpg', '--verify', 'body.gpg', 'body');
  });

  it('signs the RPM, which rpm then checks', function () {
    if (!there('rpmsign') || !there('rpmbuild')) this.skip();
    const spec = [
      'Name: signed', 'Version: 1', 'Release: 1', 'Summary: s', 'License: MIT', 'BuildArch: noarch',
      '%description', 'd', '%files', '',
    ]; // biome-ignore format: a line of the file each
    writeFileSync(join(folder.path, 'signed.spec'), spec.join('\n'));
    run('rpmbuild', '-bb', '--quiet', '--define', `_topdir ${folder.path}/rpm`, 'signed.spec');
    const made = join(folder.path, 'rpm', 'RPMS', 'noarch', 'signed-1-1.noarch.rpm');
    signRpm(made, env);
    writeFileSync(join(folder.path, 'key.asc'), run('gpg', '--armor', '--export', 't@example.org'));
    const database = ['--dbpath', join(folder.path, 'rpmdb')];
    run('rpmkeys', ...database, '--import', 'key.asc');
    assert.match(run('rpmkeys', ...database, '--checksig', '-v', made), /RSA.*OK/);
  });

  it('signs what is for Windows with a certificate and its password', function () {
    if (!there('osslsigncode') || !there('openssl') || !there('makensis')) this.skip();
    const script = 'OutFile "small.exe"\nRequestExecutionLevel user\nSection\nSectionEnd\n';
    writeFileSync(join(folder.path, 'small.nsi'), script);
    run('makensis', '-V1', 'small.nsi');
    const subject = ['-subj', '/CN=Tester', '-addext', 'extendedKeyUsage=codeSigning'];
    const pair = ['-keyout', 'key.pem', '-out', 'certificate.pem'];
    run('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...pair, ...subject);
    const from = ['-inkey', 'key.pem', '-in', 'certificate.pem'];
    run('openssl', 'pkcs12', '-export', ...from, '-out', 'c.p12', '-passout', 'pass:secret');
    const file = join(folder.path, 'small.exe');
    const size = readFileSync(file).length;
    signWindows(file, {
      HALLWAY_WINDOWS_CERTIFICATE: join(folder.path, 'c.p12'),
      HALLWAY_WINDOWS_PASSWORD: 'secret',
    });
    assert.ok(readFileSync(file).length > size);
    run('osslsigncode', 'verify', '-CAfile', 'certificate.pem', '-in', file);
  });
});
