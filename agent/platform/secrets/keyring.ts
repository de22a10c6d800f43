/**
 * The keyring of this system, by its own program: the Secret Service of Linux desktops
 * (secret-tool), macOS's keychain (security), Windows' Credential Manager. A secret goes through
 * standard input, never through arguments, which every program of this PC can read.
 */
import { spawn } from 'node:child_process';
import { POWERSHELL } from '../system-command.ts';

export interface Keyring {
  /** False where the system has none, or refuses. */
  put(key: string, secret: string): Promise<boolean>;
  get(key: string): Promise<string | undefined>;
  remove(key: string): Promise<void>;
}

/** Runs a program with a text for it to read; what it said, or undefined if it failed. */
export type RunWithInput = (
  program: string,
  args: readonly string[],
  input: string,
) => Promise<string | undefined>;

const SERVICE = 'hallway';
/** A keyring that is locked asks its person first. */
const PATIENCE_MS = 60_000;
const MAX_OUTPUT = 64 * 1024;
const KEY = /^[a-z2-7]{1,64}$/;

export function systemKeyring(
  system: string = process.platform,
  run: RunWithInput = runWithInput,
): Keyring {
  if (system === 'win32') return windowsKeyring(run);
  return system === 'darwin' ? macKeyring(run) : linuxKeyring(run);
}

function linuxKeyring(run: RunWithInput): Keyring {
  const place = (key: string): string[] => ['service', SERVICE, 'server', checkedKey(key)];
  const get = (key: string): Promise<string | undefined> =>
    run('secret-tool', ['lookup', ...place(key)], '').then(decode);
  return {
    // It says that it stored also where nobody will have it; only reading tells.
    put: async (key, secret) => {
      await run('secret-tool', ['store', '--label=Hallway', ...place(key)], encode(secret));
      return (await get(key)) === secret;
    },
    get,
    remove: async (key) => void (await run('secret-tool', ['clear', ...place(key)], '')),
  };
}

function macKeyring(run: RunWithInput): Keyring {
  const place = (key: string): string => `-s ${SERVICE} -a ${checkedKey(key)}`;
  const get = (key: string): Promise<string | undefined> =>
    run('security', ['find-generic-password', '-s', SERVICE, '-a', checkedKey(key), '-w'], '').then(
      decode,
    );
  return {
    put: async (key, secret) => {
      const line = `add-generic-password -U ${place(key)} -w ${encode(secret)}\n`;
      await run('security', ['-i'], line);
      return (await get(key)) === secret;
    },
    get,
    remove: async (key) =>
      void (await run('security', ['-i'], `delete-generic-password ${place(key)}\n`)),
  };
}

function windowsKeyring(run: RunWithInput): Keyring {
  const vault =
    '[void][Windows.Security.Credentials.PasswordVault,Windows.Security.Credentials,ContentType=WindowsRuntime];' +
    '$v=New-Object Windows.Security.Credentials.PasswordVault;';
  const script = (key: string, rest: string): string[] => {
    const [, ...options] = POWERSHELL;
    return [...options, `$ErrorActionPreference='Stop';${vault}$k='${checkedKey(key)}';${rest}`];
  };
  const [program] = POWERSHELL;
  const get = (key: string): Promise<string | undefined> =>
    run(
      program,
      script(key, `$c=$v.Retrieve('${SERVICE}',$k);$c.RetrievePassword();$c.Password`),
      '',
    ).then(decode);
  return {
    put: async (key, secret) => {
      const add =
        '$s=[Console]::In.ReadLine();' +
        `$v.Add((New-Object Windows.Security.Credentials.PasswordCredential('${SERVICE}',$k,$s)))`;
      await run(program, script(key, add), `${encode(secret)}\n`);
      return (await get(key)) === secret;
    },
    get,
    remove: async (key) =>
      void (await run(program, script(key, `$v.Remove($v.Retrieve('${SERVICE}',$k))`), '')),
  };
}

/** Any text survives every program as these letters. */
function encode(secret: string): string {
  return `b64:${Buffer.from(secret, 'utf8').toString('base64')}`;
}

function decode(output: string | undefined): string | undefined {
  const text = output?.trim() ?? '';
  if (!/^b64:[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return Buffer.from(text.slice(4), 'base64').toString('utf8');
}

function checkedKey(key: string): string {
  if (!KEY.test(key)) throw new Error('a key of a keyring has small letters and digits alone');
  return key;
}

const runWithInput: RunWithInput = (program, args, input) =>
  new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
      timeout: PATIENCE_MS,
      killSignal: 'SIGKILL',
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < MAX_OUTPUT) output += text;
    });
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve(code === 0 ? output : undefined));
    // A program that ends early does not read.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
