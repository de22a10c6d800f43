/** Addresses that a person types to add a printer, checked and brought into one form. */
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { asHallwayError, HallwayError } from '../base/errors.ts';
import { httpTarget } from './ipp/address.ts';
import { isLoopbackPrinter } from './ipp/server/printer-path.ts';

/** Where IPP Everywhere printers answer (PWG 5100.14 section 4.2). */
const USUAL_PATH = '/ipp/print';

/**
 * The same printer under the same key, however its address was typed. A host alone means the
 * printer that an IPP Everywhere device has there.
 */
export function printerAddress(
  typed: string,
  isOurs: (uri: string) => boolean = isLoopbackPrinter,
): string {
  const text = typed.trim();
  const uri =
    /^[\w.:[\]-]+$/.test(text) && !text.includes('//') ? `ipp://${text}${USUAL_PATH}` : text;
  httpTarget(uri);
  const url = new URL(uri);
  url.hash = '';
  if (url.username !== '' || url.password !== '')
    throw new HallwayError('request.invalid', 'The address must not contain a password.');
  if (isOurs(url.href))
    throw new HallwayError('request.invalid', 'This is an address of a printer of the workgroup.', {
      fix: 'It is in the workgroup already.',
    });
  return url.href;
}

/** The folder of a `file:` address, made if it is missing; refused if it is not writable. */
export async function prepareFolder(uri: string): Promise<string> {
  let folder: string;
  try {
    folder = fileURLToPath(uri).replace(/(.)[/\\]+$/, '$1');
  } catch (error) {
    throw new HallwayError('request.invalid', 'This is not the address of a folder of this PC.', {
      fix: 'Addresses of folders look like file:///home/anna/Prints.',
      cause: error,
    });
  }
  try {
    // Only the last folder: a longer way that is missing is most likely mistyped.
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    if (!(await stat(folder)).isDirectory())
      throw new HallwayError('path.not_folder', 'That is a file; prints are kept in a folder.');
    await access(folder, constants.W_OK);
  } catch (error) {
    throw asHallwayError(error, 'path.invalid');
  }
  return folder;
}
