/** The Debian package, built quickly: what is in it runs by itself, and it says what it is made of. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { COMMANDS } from '../../agent/cli/commands.ts';
import { VERSION } from '../../agent/version.ts';
import { LAN_IPPS_PORT, LAN_IPP_PORT, MDNS_PORT, PEER_PORT } from '../../src/net/ports.ts';
import { root } from '../support/sources.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('installers: the Debian package', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const system = join(folder.path, 'system');
  const control = join(folder.path, 'control');
  const at = (...path: string[]): string => join(system, ...path);
  const text = (...path: string[]): string => readFileSync(at(...path), 'utf8');

  before(function () {
    if (spawnSync('dpkg-deb', ['--version']).status !== 0) this.skip();
    const output = join(folder.path, 'packages');
    const built = spawnSync(
      process.execPath,
      [join(root, 'installers', 'build.ts'), 'deb', '--quick', '--output', output],
      { encoding: 'utf8', env: { ...process.env, SOURCE_DATE_EPOCH: '1800000000' } },
    );
    assert.equal(built.status, 0, built.stderr);
    const name = readdirSync(output).find((file) => file.endsWith('.deb')) ?? '';
    const hash = createHash('sha256')
      .update(readFileSync(join(output, name)))
      .digest('hex');
    const sums = readFileSync(join(output, 'SHA256SUMS'), 'utf8');
    assert.ok(sums.includes(`${hash}  ${name}\n`));
    for (const [how, into] of [
      ['-x', system],
      ['-e', control],
    ] as const) {
      mkdirSync(into);
      const unpacked = spawnSync('dpkg-deb', [how, join(output, name), into], { encoding: 'utf8' });
      assert.equal(unpacked.status, 0, unpacked.stderr);
    }
  });
  after(() => folder.remove());

  it('runs from its own folder alone, on its own Node', () => {
    const run = (...args: string[]) =>
      spawnSync(at('usr', 'bin', 'hallway'), args, {
        encoding: 'utf8',
        env: { PATH: '/usr/bin:/bin', HOME: folder.path },
      });
    assert.equal(run('--version').stdout, `${VERSION}\n`);
    // The addon, from a home in which no agent runs.
    const doctor = run('doctor', '--json', '--home', join(folder.path, 'home'));
    assert.ok(Array.isArray((JSON.parse(doctor.stdout) as { checks: unknown[] }).checks));
  });

  it('has the modules that the bundle leaves outside', () => {
    const code = `
      for (const name of ['better-sqlite3', '@embedpdf/pdfium', '@imagemagick/magick-wasm', 'pdfkit',
        'fontkit', 'bidi-js']) await import(name);
      const { createRequire } = await import('node:module');
      const { resolve } = createRequire(import.meta.url);
      for (const file of ['@embedpdf/pdfium/pdfium.wasm', '@imagemagick/magick-wasm/magick.wasm'])
        (await import('node:fs')).statSync(resolve(file));
      const Sqlite = (await import('better-sqlite3')).default;
      new Sqlite(':memory:').close();
      console.log('all');`;
    const { stdout, stderr } = spawnSync(
      at('usr', 'lib', 'hallway', 'bin', 'node'),
      ['--input-type=module', '-e', code],
      { cwd: at('usr', 'lib', 'hallway'), encoding: 'utf8' },
    );
    assert.equal(stdout, 'all\n', stderr);
  });

  it('has a Node that lacks names in other languages, and nothing else of them', () => {
    const code = `
      const names = (language) => new Intl.DisplayNames(language, { type: 'region' }).of('US');
      console.log(JSON.stringify([
        ...['en', 'de', 'fr', 'es', 'zh', 'ja'].map(names),
        new Date(0).toLocaleDateString('ja', { dateStyle: 'long', timeZone: 'UTC' }),
        (1234.5).toLocaleString('pt-BR'),
        ['z', 'ä', 'a'].sort(new Intl.Collator('sv').compare).join(''),
        new TextDecoder('shift_jis').decode(Uint8Array.of(0x83, 0x6e)),
        'ﬁÅ'.normalize('NFKD').length,
      ]));`;
    const { stdout, stderr } = spawnSync(
      at('usr', 'lib', 'hallway', 'bin', 'node'),
      ['--input-type=module', '-e', code],
      { encoding: 'utf8' },
    );
    assert.equal(stderr, '');
    assert.deepEqual(JSON.parse(stdout), [
      'United States',
      'Vereinigte Staaten',
      'États-Unis',
      'Estados Unidos',
      '美国',
      'United States',
      '1970年1月1日',
      '1.234,5',
      'azä',
      'ハ',
      4,
    ]);
  });

  it('brings service, autostart, entry, icons, manual and firewall profiles', () => {
    assert.ok(lstatSync(at('usr', 'bin', 'hallway')).isSymbolicLink());
    assert.match(
      text('usr', 'lib', 'systemd', 'user', 'hallway.service'),
      /ConditionUser=!@system/,
    );
    assert.match(text('etc', 'xdg', 'autostart', 'hallway.desktop'), /^Exec=.*hallway start$/m);
    for (const menu of [
      'kio/servicemenus/hallway-send.desktop',
      'nemo/actions/hallway-send.nemo_action',
      'Thunar/sendto/hallway-send.desktop',
    ])
      assert.match(text('usr/share', menu), /^Exec=\/usr\/bin\/hallway send-to %F$/m, menu);
    const extension = text('usr/share/nautilus-python/extensions/hallway-send.py');
    assert.match(extension, /"\/usr\/bin\/hallway", "send-to", \*paths/);
    assert.ok(existsSync(at('usr/share/icons/hicolor/scalable/apps/hallway.svg')));
    assert.ok(existsSync(at('usr/share/icons/hicolor/192x192/apps/hallway.png')));
    assert.ok(text('usr/share/metainfo/hallway.metainfo.xml').includes(`version="${VERSION}"`));
    const manual = gunzipSync(readFileSync(at('usr/share/man/man1/hallway.1.gz'))).toString();
    for (const { name } of COMMANDS)
      assert.ok(manual.includes(`.B hallway ${name.replaceAll('-', '\\-')}`), name);
    const opened = `${LAN_IPP_PORT}-${LAN_IPPS_PORT}`;
    for (const port of [PEER_PORT, opened, MDNS_PORT])
      assert.ok(text('usr/lib/firewalld/services/hallway.xml').includes(`port="${port}"`));
    for (const port of [PEER_PORT, opened.replace('-', ':'), MDNS_PORT])
      assert.match(text('etc/ufw/applications.d/hallway'), new RegExp(`[=|]${port}/`));
    assert.match(
      readFileSync(join(control, 'control'), 'utf8'),
      new RegExp(`Version: ${VERSION}\n`),
    );
  });

  it('lists each component with its licence, for people and for programs', () => {
    const list = JSON.parse(text('usr/lib/hallway/sbom.cdx.json')) as {
      bomFormat: string;
      components: { name: string; version: string }[];
    };
    assert.equal(list.bomFormat, 'CycloneDX');
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const notices = text('usr/share/doc/hallway/third-party.txt');
    for (const [name, version] of Object.entries({ ...dependencies, 'Node.js': '26.10.0' })) {
      assert.ok(
        list.components.some((one) => one.name === name && one.version === version),
        name,
      );
      assert.ok(notices.includes(`\n${name} ${version} (`), name);
    }
  });

  it('leaves the sources, tests and foreign machines out', () => {
    const files = readdirSync(at('usr', 'lib', 'hallway'), { recursive: true }) as string[];
    assert.deepEqual(
      files.filter((file) =>
        /\.(ts|map)$|^dist\/.*\.test|darwin|win32|arm64|browser\.m?js$/.test(file),
      ),
      [],
    );
  });
});
