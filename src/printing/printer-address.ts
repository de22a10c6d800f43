/** Addresses that a person types to add a printer, checked and brought into one form. */
import { access, constants, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { asHallwayError, HallwayError } from '../base/errors.ts';
import { httpTarget } from './ipp/address.ts';

/** The same printer under the same key, however its address was typed. */
export function printerAddress(uri: string): string {
  httpTarget(uri);
  const url = new URL(uri);
  url.hash = '';
  if (url.username !== '' || url.password !== '')
    throw new HallwayError('request.invalid', 'The address must not contain a password.');
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
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw asHallwayError(error, 'path.invalid');
  }
  return folder;
}
