/** Files of a share seen from the other PC: odd names, odd folders, links, and folders that go. */
import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { OwnShare } from '../../src/model/share.ts';
import { eventually, useAgents, type TestAgent } from '../support/agents.ts';
import { download, sha256, upload } from '../support/local-stream.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { addShare, assertDone, assertFails, assertUnhurt, seesShare } from './edge-office.ts';

/** Ordinary on this system, each a trap for somebody on the way. */
const NAMES = [
  'plain.txt',
  `quo'te "and" \`ticks\`.txt`,
  '😀 Geh\u00e4lter 2031.txt',
  `${'x'.repeat(251)}.txt`,
  `${'\u00e4'.repeat(127)}x`,
  '-dash',
  '--help',
  'ends with a dot.',
  'ends with a space ',
  ' begins with a space',
  '.hidden',
  'rtl\u202Etxt.exe',
  '100%25.txt',
  '%2e%2e%2fup',
  'a#b',
  'what?',
  'semi;colon',
  'amp&and=plus+',
  'back\\slash',
  'pipe|star*.txt',
  '$(touch x)',
  'CON',
  'nul.txt',
  'Cafe\u0301 decomposed',
  'Caf\u00e9 composed',
  '\ue000 private',
  '...',
];
/** These exist on disks, but nobody may make new ones. */
const CONTROLS = ['new\nline', 'tab\there', '\u001b[31mred', '\u007fdelete'];

interface Line {
  name: string;
  kind: string;
  size: number;
}

describe('edges: files of another PC', function () {
  this.timeout(60_000);
  before(function () {
    // Other systems forbid some of these names or change them.
    if (platform() !== 'linux') this.skip();
  });
  const agents = useAgents();
  const folder = temporaryFolder();
  after(() => folder.remove());
  const at = (...names: string[]): string => join(folder.path, ...names);
  const contentOf = (name: string): Buffer => Buffer.from(`content of ${name}\n`.repeat(3));

  let owner: TestAgent;
  let guest: TestAgent;
  const shares: Record<string, OwnShare> = {};
  const params = (name: string) => ({ device: owner.deviceId, share: shares[name]?.id ?? '' });

  before(async () => {
    for (const name of ['odd', 'inbox', 'big', 'links', 'moving', 'fixed', 'mine', 'got'])
      mkdirSync(at(name));
    for (const name of [...NAMES, ...CONTROLS]) writeFileSync(at('odd', name), contentOf(name));
    for (const name of NAMES) writeFileSync(at('mine', name), contentOf(name));
    for (let index = 0; index < 9998; index += 1) writeFileSync(at('big', `file ${index}`), '');
    // By UTF-16 unit the face would come first; by code point it is the last.
    for (const name of ['\u{1f600}', '\uff5e']) writeFileSync(at('big', name), '');
    writeFileSync(at('moving', 'kept.txt'), 'kept');
    writeFileSync(at('fixed', 'there.txt'), 'there');
    [owner, guest] = await agents.pair('Owner', 'Guest');
    for (const name of ['odd', 'inbox', 'big', 'links', 'moving', 'fixed']) {
      const access = name === 'fixed' || name === 'big' ? 'read' : 'write';
      shares[name] = await addShare(owner, at(name), name, { access });
      await seesShare(guest, shares[name]);
    }
  });

  const list = async (path: string): Promise<Line[]> => {
    const listed = await guest.cli('ls', `Owner/${path}`, '--json');
    assertDone(listed);
    return listed.json<Line[]>();
  };

  it('lists and reads every name there can be, byte for byte', async () => {
    const lines = await list('odd');
    assert.deepEqual(new Set(lines.map(({ name }) => name)), new Set([...NAMES, ...CONTROLS]));
    for (const name of [...NAMES, ...CONTROLS]) {
      const query = { path: name };
      const bytes = await download(guest, api.readFile, { params: params('odd'), query });
      assert.ok(bytes.equals(contentOf(name)), JSON.stringify(name));
    }
    const shown = await guest.cli('ls', 'Owner/odd');
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(shown.stdout, /[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
  });

  it('gets files of odd names through the command line, one and all', async () => {
    for (const [index, name] of ['new\nline', `${'x'.repeat(251)}.txt`, '--help'].entries()) {
      assertDone(await guest.cli('get', `Owner/odd/${name}`, at('got', String(index))));
      assert.ok(readFileSync(at('got', String(index))).equals(contentOf(name)));
    }
    assertDone(await guest.cli('get', 'Owner/odd', at('got', 'all')));
    const got = readdirSync(at('got', 'all'));
    const hashes = got.map((name) => sha256(readFileSync(at('got', 'all', name)))).sort();
    assert.deepEqual(hashes, [...NAMES, ...CONTROLS].map((name) => sha256(contentOf(name))).sort());
    // oxlint-disable-next-line no-control-regex
    for (const name of got) assert.doesNotMatch(name, /[\u0000-\u001f\u007f\u202e\\|?*]|[. ]$/);
  });

  it('puts files of odd names, each under its own name to the byte', async () => {
    assertDone(await guest.cli('put', at('mine'), 'Owner/inbox/from-cli'));
    for (const name of NAMES)
      await upload(
        guest,
        api.writeFile,
        { params: params('inbox'), query: { path: name } },
        contentOf(name),
      );
    for (const path of [at('inbox'), at('inbox', 'from-cli')])
      for (const name of NAMES)
        assert.ok(readFileSync(join(path, name)).equals(contentOf(name)), JSON.stringify(name));
    const names = readdirSync(at('inbox')).filter((name) => name !== 'from-cli');
    assert.deepEqual(names.sort(), NAMES.toSorted());
    assert.deepEqual(readdirSync(at('inbox', 'from-cli')).sort(), NAMES.toSorted());
  });

  it('refuses to make names that drive a terminal, lead away or do not fit', async () => {
    const refused: [string, string][] = [
      ...CONTROLS.map((name): [string, string] => [name, 'path.invalid']),
      ['y'.repeat(256), 'path.invalid'],
      ['../up', 'path.outside'],
      ['/etc/up', 'path.outside'],
      ['a//b', 'path.invalid'],
      ['nul\0', 'path.invalid'],
      ['nowhere/x', 'path.not_found'],
      ['plain.txt/x', 'path.not_folder'],
    ];
    for (const [path, code] of refused) {
      const target = { params: params('inbox'), query: { path } };
      await assert.rejects(upload(guest, api.writeFile, target, Buffer.from('x')), { code }, path);
    }
    assert.deepEqual(
      readdirSync(at('inbox'))
        .filter((name) => name !== 'from-cli')
        .sort(),
      NAMES.toSorted(),
    );
  });

  it('lists 10,000 files in order, whole and by the page', async () => {
    const listed = await list('big');
    const names = listed.map(({ name }) => name);
    const expected = readdirSync(at('big')).sort((a, b) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    assert.equal(names.length, 10_000);
    assert.deepEqual(names, expected);
    const paged: string[] = [];
    let after: string | undefined;
    let pages = 0;
    do {
      const query = { path: '', limit: 700, after };
      const page = await guest.call(api.listEntries, { params: params('big'), query });
      paged.push(...page.entries.map(({ name }) => name));
      after = page.next ?? undefined;
      pages += 1;
    } while (after !== undefined);
    assert.equal(pages, 15);
    assert.deepEqual(paged, expected);
  });

  it('refuses links that lead out of the share, and follows those that stay', async () => {
    writeFileSync(at('links', 'inside.txt'), 'inside');
    symlinkSync('inside.txt', at('links', 'good'));
    symlinkSync('/etc', at('links', 'etc'));
    symlinkSync('/etc/passwd', at('links', 'passwd'));
    symlinkSync('../fixed', at('links', 'up'));
    symlinkSync(at('fixed', 'there.txt'), at('links', 'absolute'));
    symlinkSync('loop', at('links', 'loop'));
    symlinkSync('nowhere', at('links', 'broken'));
    const lines = await list('links');
    assert.deepEqual(
      lines.map(({ name }) => name),
      ['good', 'inside.txt'],
    );
    const read = (path: string): Promise<Buffer> =>
      download(guest, api.readFile, { params: params('links'), query: { path } });
    assert.equal((await read('good')).toString(), 'inside');
    for (const path of ['passwd', 'etc/passwd', 'up/there.txt', 'absolute', 'loop'])
      await assert.rejects(read(path), { code: 'path.outside' }, path);
    await assert.rejects(read('broken'), { code: 'path.not_found' });
    for (const path of ['up/new.txt', 'etc/new.txt']) {
      const target = { params: params('links'), query: { path } };
      await assert.rejects(upload(guest, api.writeFile, target, Buffer.from('x')), {
        code: 'path.outside',
      });
    }
    assertFails(await guest.cli('get', 'Owner/links/passwd', at('got', 'pw')), /leads out of/);
    assert.deepEqual(readdirSync(at('fixed')), ['there.txt']);
  });

  it('refuses an upload to a read-only share and over a file that is there', async () => {
    const source = at('mine', 'plain.txt');
    assertFails(
      await guest.cli('put', source, 'Owner/fixed/new.txt'),
      /only be read|read-only|not.*change/i,
    );
    const fixed = { params: params('fixed'), query: { path: 'there.txt', replace: true } };
    await assert.rejects(upload(guest, api.writeFile, fixed, Buffer.from('x')), {
      code: 'share.read_only',
    });
    await assert.rejects(
      guest.call(api.createFolder, { params: params('fixed'), query: { path: 'made' } }),
      { code: 'share.read_only' },
    );
    assert.deepEqual(readdirSync(at('fixed')), ['there.txt']);
    assert.equal(readFileSync(at('fixed', 'there.txt'), 'utf8'), 'there');

    assertFails(
      await guest.cli('put', at('mine', 'CON'), 'Owner/inbox/plain.txt'),
      /already there/,
    );
    const taken = { params: params('inbox'), query: { path: 'plain.txt' } };
    await assert.rejects(upload(guest, api.writeFile, taken, Buffer.from('new')), {
      code: 'path.exists',
    });
    assert.ok(readFileSync(at('inbox', 'plain.txt')).equals(contentOf('plain.txt')));
    const replace = { params: params('inbox'), query: { path: 'plain.txt', replace: true } };
    await upload(guest, api.writeFile, replace, Buffer.from('new'));
    assert.equal(readFileSync(at('inbox', 'plain.txt'), 'utf8'), 'new');
  });

  it('says that a folder is gone, and shows it again when it is back', async () => {
    const seen = async (): Promise<boolean | undefined> =>
      (await guest.call(api.listShares, {})).find(({ id }) => id === shares['moving']?.id)
        ?.available;
    renameSync(at('moving'), at('away'));
    assertFails(await guest.cli('ls', 'Owner/moving'), /not there now/);
    await eventually(async () => (await seen()) === false, 5000, 'the other PC sees it gone');
    const target = { params: params('moving'), query: { path: 'new.txt' } };
    await assert.rejects(upload(guest, api.writeFile, target, Buffer.from('x')), {
      code: 'share.gone',
    });
    renameSync(at('away'), at('moving'));
    assert.deepEqual(
      (await list('moving')).map(({ name }) => name),
      ['kept.txt'],
    );
    await eventually(async () => (await seen()) === true, 12_000, 'the other PC sees it again');
  });

  it('leaves both agents unhurt', () => assertUnhurt([owner, guest]));
});
