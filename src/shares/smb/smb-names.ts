/**
 * Paths of a share as an SMB server takes them: segments joined by `\`. Whatever the server's system
 * is, no name can be a path, a stream or a pattern, so that nothing leads out of the share.
 */
import { HallwayError } from '../../base/errors.ts';
import { checkName, checkNewName, parseSharePath } from '../../base/safe-path.ts';
import { isTemporaryName } from '../upload-journal.ts';

/** Characters that no name on the wire may have ([MS-FSCC] section 2.1.5). */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u001f"*/:<>?\\|]/u;
const RULES = { windows: false, utf16: true };

/** `[]` for the root. Throws `path.outside` or `path.invalid`. */
export function smbSegments(path: string): string[] {
  const segments = parseSharePath(path, RULES);
  for (const segment of segments) checkWireName(segment);
  return segments;
}

/** Throws unless `name` may be created on any server, Windows among them. */
export function checkNewSmbName(name: string): void {
  checkNewName(name, { windows: true, utf16: true });
  if (isTemporaryName(name)) throw invalid();
}

/** Whether a name that a server lists can be opened by what this side says. */
export function isUsableName(name: string): boolean {
  try {
    checkName(name, RULES);
    checkWireName(name);
    return !isTemporaryName(name);
  } catch {
    return false;
  }
}

export function wirePath(segments: readonly string[]): string {
  return segments.join('\\');
}

function checkWireName(name: string): void {
  if (FORBIDDEN.test(name)) throw invalid();
}

function invalid(): HallwayError {
  return new HallwayError('path.invalid', 'A file server can hold no file of this name.', {
    fix: 'Use another name.',
  });
}
