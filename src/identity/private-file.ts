/** Files that only this person may read, written so that a crash leaves the old or the new one. */
import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { platform, userInfo } from 'node:os';
import { dirname } from 'node:path';
import { syncFolderSync } from '../store/durable-file.ts';

/**
 * Writes `text` to `file` with mode 0600 (Windows: an ACL for this person alone), durably. If the
 * disk refuses it, nothing changed.
 */
export function writePrivateFile(file: string, text: string): void {
  const temporary = `${file}.new`;
  rmSync(temporary, { force: true });
  const handle = openSync(temporary, 'wx', 0o600);
  try {
    try {
      // Unlike one write, this goes on until everything is written or the disk refuses.
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (platform() === 'win32') restrictToUser(temporary);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolderSync(dirname(file));
}

function restrictToUser(file: string): void {
  execFileSync('icacls', [file, '/inheritance:r', '/grant:r', `${userInfo().username}:F`], {
    stdio: 'ignore',
    windowsHide: true,
  });
}
