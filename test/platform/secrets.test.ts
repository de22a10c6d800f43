/** Passwords go to the system's keyring, never through arguments, or sealed into a private file. */
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { type RunWithInput, systemKeyring } from '../../agent/platform/secrets/keyring.ts';
import { ServerPasswords } from '../../agent/platform/secrets/server-passwords.ts';
import { temporaryFolder } from '../support/temporary.ts';

const SECRET = 'Ünter "den" $(Linden) \\ 7\n';
const NONE: RunWithInput = () => Promise.resolve(undefined);

/** A keyring program that keeps what its input says, as each system's does. */
function fakeProgram(): { run: RunWithInput; seen: string[] } {
  const seen: string[] = [];
  let kept: string | undefined;
  const run: RunWithInput = (_program, args, input) => {
    const words = args.join(' ');
    seen.push(words);
    const found = /b64:[A-Za-z0-9+/=]*/.exec(input)?.[0];
    if (found !== undefined) kept = found;
    else if (/clear|\.Remove\(/.test(words) || input.includes('delete-')) kept = undefined;
    return Promise.resolve(kept === undefined ? undefined : `${kept}\n`);
  };
  return { run, seen };
}

describe('secrets', () => {
  for (const system of ['linux', 'darwin', 'win32'])
    it(`keeps any password in the keyring of ${system}, unseen by other programs`, async () => {
      const { run, seen } = fakeProgram();
      const keyring = systemKeyring(system, run);
      assert.equal(await keyring.put('abc', SECRET), true);
      assert.equal(await keyring.get('abc'), SECRET);
      await keyring.remove('abc');
      assert.equal(await keyring.get('abc'), undefined);
      const base64 = Buffer.from(SECRET).toString('base64');
      for (const words of seen) assert.ok(!words.includes(base64) && !words.includes('Linden'));
      await assert.rejects(keyring.put("a'; rm -rf /", SECRET));
    });

  it('seals them in the data folder where there is no keyring', async () => {
    const folder = temporaryFolder();
    const passwords = new ServerPasswords(folder.path, systemKeyring('linux', NONE));
    try {
      assert.equal(await passwords.put('abc', SECRET), 'file');
      assert.equal(await passwords.put('def', 'x'), 'file');
      const file = join(folder.path, 'server-passwords.json');
      assert.ok(!readFileSync(file, 'utf8').includes('Linden'));
      for (const name of ['server-passwords.json', 'server-passwords.key'])
        if (platform() !== 'win32')
          assert.equal(statSync(join(folder.path, name)).mode & 0o777, 0o600);
      assert.equal(await passwords.get('abc'), SECRET);
      // An entry of another server does not pass for this one.
      const entries = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
      writeFileSync(file, JSON.stringify({ ...entries, abc: entries['def'] }));
      assert.equal(await passwords.get('abc'), undefined);
      await passwords.remove('def');
      assert.equal(await passwords.get('def'), undefined);
    } finally {
      folder.remove();
    }
  });
});
