/**
 * Signing, where the machine that builds is given the means: HALLWAY_WINDOWS_CERTIFICATE (PKCS #12,
 * with HALLWAY_WINDOWS_PASSWORD) signs what is for Windows by osslsigncode; HALLWAY_GPG_KEY, a key of
 * gpg, signs Debian's package, the RPM by rpmsign, and the sums. The release key (HALLWAY_RELEASE_KEY)
 * is of stage/release.ts. Without them nothing is signed.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** What signs in a way that comes out otherwise each time. */
export const SIGNING_NAMES = ['HALLWAY_WINDOWS_CERTIFICATE', 'HALLWAY_GPG_KEY'] as const;

export function signWindows(file: string, env: Env): void {
  const certificate = env['HALLWAY_WINDOWS_CERTIFICATE'];
  if (!certificate) return;
  const password = env['HALLWAY_WINDOWS_PASSWORD'];
  const made = `${file}.signed`;
  const folder = mkdtempSync(join(tmpdir(), 'hallway-sign-'));
  try {
    // The password goes by a file of our own: everybody may read a program's arguments.
    const secret = join(folder, 'password');
    if (password !== undefined) writeFileSync(secret, password, { mode: 0o600 });
    const read = password === undefined ? [] : ['-readpass', secret];
    execFileSync(
      'osslsigncode',
      ['sign', '-pkcs12', certificate, ...read, '-n', 'Hallway', '-in', file, '-out', made],
      { stdio: ['ignore', 2, 2] },
    );
    renameSync(made, file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The signature of Debian's package, as debsigs and debsig-verify(1) have it: over its members one
 * after the other, itself the member `_gpgorigin`. Undefined without a key.
 */
export function debianSignature(members: readonly Buffer[], env: Env): Buffer | undefined {
  const key = env['HALLWAY_GPG_KEY'];
  if (!key) return undefined;
  return execFileSync('gpg', [...gpgOptions(key), '--detach-sign', '--output', '-'], {
    input: Buffer.concat(members),
    stdio: ['pipe', 'pipe', 2],
    maxBuffer: 1024 * 1024,
    env: { ...process.env, ...env },
  });
}

/** In the header of the RPM itself: `rpm --checksig`. */
export function signRpm(file: string, env: Env): void {
  const key = env['HALLWAY_GPG_KEY'];
  if (!key) return;
  // Where a system has no gpg2, rpm looks for it all the same.
  const gpg = execFileSync('which', ['gpg'], { encoding: 'utf8' }).trim();
  const defines = [`_gpg_name ${key}`, `__gpg ${gpg}`].flatMap((one) => ['--define', one]);
  execFileSync('rpmsign', [...defines, '--addsign', file], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
  });
}

/** A detached signature beside the sums. */
export function signSums(folder: string, env: Env): void {
  const key = env['HALLWAY_GPG_KEY'];
  if (!key) return;
  const sums = join(folder, 'SHA256SUMS');
  execFileSync('gpg', [...gpgOptions(key), '--armor', '--detach-sign', sums], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
  });
}

const gpgOptions = (key: string): string[] => ['--batch', '--yes', '--local-user', key];
