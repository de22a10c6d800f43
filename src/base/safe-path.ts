/**
 * The one place where a name or path from a peer becomes safe to use: paths inside a share, names
 * to be created, and names of downloads.
 *
 * A path in a share is text: segments joined by `/`, empty for the root. `\` is an ordinary
 * character of a name on POSIX and refused on Windows, where it separates. What exists may be
 * browsed under nearly any name; what is created must have a name that does no harm later.
 */
import { HallwayError } from './errors.ts';
import { INVISIBLE } from './text.ts';
import { cutUtf8, utf8Length } from './utf8.ts';

/** Rules of the system that holds the files. */
export interface NameRules {
  windows: boolean;
  /** Its file systems count a name in units of UTF-16, as NTFS does, instead of bytes. */
  utf16?: boolean;
}

/** Longest path, in UTF-16 units. */
const MAX_PATH_LENGTH = 8192;
/** Longest name, in bytes of UTF-8 or in units of UTF-16. */
export const MAX_NAME_BYTES = 255;
/** Deepest path, in segments. */
export const MAX_DEPTH = 128;

/** Names that Windows gives to devices, with any extension ("Naming Files, Paths, and Namespaces"). */
const WINDOWS_DEVICE =
  /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:[ .].*)?$/isu;
// oxlint-disable-next-line no-control-regex
const WINDOWS_FORBIDDEN = /[\u0000-\u001f<>:"/\\|?*]/u;
// oxlint-disable-next-line no-control-regex
const UNPORTABLE = /[\u0000-\u001f\u007f<>:"/\\|?*]/gu;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/u;

/**
 * The segments of a path inside a share; `[]` for the root. Throws `path.outside` for what tries
 * to leave the share and `path.invalid` for what no file can be called.
 */
export function parseSharePath(text: string, rules: NameRules): string[] {
  if (text === '') return [];
  if (text.length > MAX_PATH_LENGTH) throw invalid('The path is too long.');
  if (text.startsWith('/')) throw outside();
  const segments = text.split('/');
  if (segments.length > MAX_DEPTH) throw invalid('The path has too many folders in it.');
  for (const segment of segments) checkName(segment, rules);
  return segments;
}

/** Throws unless `name` can be one segment of a path to something that may exist. */
export function checkName(name: string, { windows, utf16 = false }: NameRules): void {
  if (name === '..') throw outside();
  if (name === '' || name === '.') throw invalid('The path has an empty part.');
  if (name.includes('\0') || name.includes('/'))
    throw invalid('The name has a forbidden character.');
  if (!name.isWellFormed()) throw invalid('The name is not valid Unicode.');
  if ((utf16 ? name.length : utf8Length(name)) > MAX_NAME_BYTES)
    throw invalid('The name is too long.');
  if (!windows) return;
  // On Windows each of these names something else: a device, a stream, another spelling of a file.
  if (WINDOWS_FORBIDDEN.test(name)) throw invalid('The name has a character that Windows forbids.');
  if (/[. ]$/u.test(name)) throw invalid('Windows allows no name that ends with a dot or a space.');
  if (WINDOWS_DEVICE.test(name)) throw invalid('Windows keeps this name for a device.');
}

/**
 * Throws unless `name` may be created. Control characters are refused everywhere: they break
 * listings and drive terminals. Names that only Windows refuses are allowed on other systems,
 * where they are ordinary; a download to Windows is renamed by `sanitizeFileName`.
 */
export function checkNewName(name: string, rules: NameRules): void {
  checkName(name, rules);
  if (CONTROL.test(name))
    throw invalid('A new name may have no line breaks or control characters.');
}

/**
 * A file name that is safe in a local folder on Windows, macOS and Linux, whatever a peer called
 * the file: no folder, device, hidden or misleading name, at most 255 bytes, the extension kept.
 */
export function sanitizeFileName(name: string, fallback = 'file'): string {
  let clean = name
    .slice(0, MAX_PATH_LENGTH)
    .toWellFormed()
    .replace(INVISIBLE, '')
    .replace(/[<>:"/\\|?*]/gu, '_')
    .trim()
    .replace(/^\./u, '_');
  clean = cutName(clean).replace(/[. ]+$/u, '');
  if (WINDOWS_DEVICE.test(clean)) clean = cutName(`_${clean}`);
  return clean === '' ? fallback : clean;
}

/**
 * A name for an archive, which may be unpacked on any system: one segment everywhere, with no
 * character or ending that leads elsewhere on Windows. A dot in front stays.
 */
export function archiveName(name: string): string {
  const clean = name
    .toWellFormed()
    .replace(UNPORTABLE, '_')
    .replace(/[. ]+$/u, (end) => '_'.repeat(end.length));
  return clean === '' ? 'file' : WINDOWS_DEVICE.test(clean) ? `_${clean}` : clean;
}

/** Last segment of a path, empty for the root. */
export function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder that a path is in; empty for what stands in the root, and for the root. */
export function parentPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Cuts a name to 255 bytes before its extension, between characters. */
function cutName(name: string): string {
  if (utf8Length(name) <= MAX_NAME_BYTES) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && utf8Length(name.slice(dot)) <= 16 ? name.slice(dot) : '';
  return cutUtf8(name, MAX_NAME_BYTES - utf8Length(extension)).trimEnd() + extension;
}

function invalid(message: string): HallwayError {
  return new HallwayError('path.invalid', message, { fix: 'Use another name.' });
}

function outside(): HallwayError {
  return new HallwayError('path.outside', 'This path leads out of the share.');
}
