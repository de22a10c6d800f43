/** What a person has on the clipboard, as documents to print. */
import { phrase } from '../locale/localization.ts';
import { HallwayError } from '../../src/base/errors.ts';

const IMAGES: Record<string, string> = { 'image/png': 'png', 'image/jpeg': 'jpg' };
const IMAGE = 'Pasted picture';
const TEXT = 'Pasted text.txt';

function textFile(text: string): File[] {
  return text.trim() === '' ? [] : [new File([text], TEXT, { type: 'text/plain' })];
}

/** Of a paste with Ctrl+V: files, else a picture, else text; empty where there is nothing. */
export function pastedFiles(data: DataTransfer | null): File[] {
  const files = [...(data?.files ?? [])];
  if (files.length > 0) return files.map(named);
  return textFile(data?.getData('text/plain') ?? '');
}

/** Browsers call every pasted picture `image.png`. */
function named(file: File): File {
  const ending = IMAGES[file.type];
  if (ending === undefined || !/^image\.\w+$/.test(file.name)) return file;
  return new File([file], `${IMAGE}.${ending}`, { type: file.type });
}

export function canReadClipboard(): boolean {
  return typeof navigator.clipboard?.read === 'function';
}

/**
 * The same after a press of a button, for which the browser may ask the person. Throws
 * `request.forbidden` where it is not allowed, `request.invalid` where there is nothing to print.
 */
export async function readClipboard(): Promise<File[]> {
  let items: ClipboardItem[];
  try {
    items = await navigator.clipboard.read();
  } catch (cause) {
    throw new HallwayError('request.forbidden', phrase('This browser does not allow that.'), {
      fix: phrase('Press Ctrl+V instead (⌘V on a Mac).'),
      cause,
    });
  }
  for (const item of items) {
    const type = item.types.find((one) => one in IMAGES);
    if (type !== undefined)
      return [new File([await item.getType(type)], `${IMAGE}.${IMAGES[type]}`, { type })];
    if (item.types.includes('text/plain')) {
      const files = textFile(await (await item.getType('text/plain')).text());
      if (files.length > 0) return files;
    }
  }
  throw new HallwayError('request.invalid', phrase('There is nothing to print on the clipboard.'), {
    fix: phrase('Copy a picture, a text or a file first.'),
  });
}
