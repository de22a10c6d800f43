/**
 * Signing, where the machine that builds is given the means: HALLWAY_WINDOWS_CERTIFICATE (PKCS #12,
 * with HALLWAY_WINDOWS_PASSWORD) signs the installer by osslsigncode, HALLWAY_GPG_KEY the sums by gpg.
 * The release key (HALLWAY_RELEASE_KEY) is of stage/release.ts. Without them nothing is signed.
 */
import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

export function signWindows(file: string, env: Env): void {
  const certificate = env['HALLWAY_WINDOWS_CERTIFICATE'];
  if (!certificate) return;
  const password = env['HALLWAY_WINDOWS_PASSWORD'];
  const made = `${file}.signed`;
  // The password goes by a file or not at all: everybody may read a program's arguments.
  const secret = password === undefined ? [] : ['-readpass', '/dev/stdin'];
  execFileSync(
    'osslsigncode',
    ['sign', '-pkcs12', certificate, ...secret, '-n', 'Hallway', '-in', file, '-out', made],
    { input: password ?? '', stdio: ['pipe', 2, 2] },
  );
  renameSync(made, file);
}

/** A detached signature beside the sums. */
export function signSums(folder: string, env: Env): void {
  const key = env['HALLWAY_GPG_KEY'];
  if (!key) return;
  const sums = join(folder, 'SHA256SUMS');
  execFileSync('gpg', ['--batch', '--yes', '--local-user', key, '--armor', '--detach-sign', sums], {
    stdio: ['ignore', 2, 2],
  });
}
