/** Hands a text to the person: as a downloaded file, or on the clipboard. */
import { phrase } from '../locale/localization.ts';
import { HallwayError } from '../../src/base/errors.ts';

/** Long enough for every browser to have begun the download. */
const KEPT_MS = 60_000;

export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/**
 * A text that is still being made goes to the clipboard as a promise: the click that allows copying
 * does not count any more when it is ready. Throws what `text` throws, or `request.forbidden`.
 */
export async function copyText(text: Promise<string>): Promise<void> {
  const blob = text.then((made) => new Blob([made], { type: 'text/plain' }));
  // Its failure is told by `text` below; the clipboard's own words would not help.
  blob.catch(() => {});
  const written = write(blob);
  written.catch(() => {});
  await text;
  try {
    await written;
  } catch (cause) {
    throw new HallwayError('request.forbidden', phrase('This browser does not allow copying.'), {
      fix: phrase('Save it as a file instead.'),
      cause,
    });
  }
}

/** Older browsers have neither; that is a refusal like any other. */
async function write(blob: Promise<Blob>): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
}
