/** States of an SMB server (NTSTATUS, [MS-ERREF] section 2.3) as errors that a person understands. */
import { asHallwayError, HallwayError } from '../../base/errors.ts';
import {
  cancelled,
  folderExists,
  notFile,
  notFolder,
  notFound,
  shareNotFound,
} from '../file-error.ts';
import { STATUS } from './wire.ts';

/** A request that the server refused, before it has words. */
export class SmbStatus extends Error {
  override readonly name = 'SmbStatus';
  readonly status: number;

  constructor(status: number) {
    super(`SMB status 0x${status.toString(16)}`);
    this.status = status;
  }
}

export function isStatus(error: unknown, ...statuses: readonly number[]): boolean {
  return error instanceof SmbStatus && statuses.includes(error.status);
}

const SIGN_IN: Readonly<Record<number, string>> = {
  0xc000006d: 'The name or the password is wrong.',
  0xc000006a: 'The name or the password is wrong.',
  0xc0000064: 'The name or the password is wrong.',
  0xc000006e: 'The server does not let this account in from here.',
  0xc0000070: 'The server does not let this account in from this PC.',
  0xc000006f: 'The server does not let this account in at this time.',
  0xc0000071: 'The password of this account has expired.',
  0xc0000224: 'The password of this account must be changed first.',
  0xc0000072: 'This account is disabled.',
  0xc0000193: 'This account has expired.',
  0xc0000234: 'This account is locked after too many wrong passwords.',
  0xc000015b: 'The server does not let this account in over the network.',
  0xc0000022: 'The server lets nobody in with this name and password.',
};

/** Why the server let nobody in. */
export function signInError(error: unknown): HallwayError {
  const words = error instanceof SmbStatus ? SIGN_IN[error.status] : undefined;
  return words === undefined ? smbError(error) : signInRefused(words, error);
}

export function signInRefused(words: string, cause?: unknown): HallwayError {
  return new HallwayError('host.sign_in', words, {
    fix: 'Connect to it again, with a name and password that the server knows.',
    cause,
  });
}

/** Any failure of a request about a file. */
export function smbError(error: unknown): HallwayError {
  if (!(error instanceof SmbStatus)) return asHallwayError(error);
  const cause = error;
  switch (error.status) {
    case STATUS.nameNotFound:
    case STATUS.pathNotFound:
    case STATUS.noSuchFile:
    case STATUS.deletePending:
      return notFound(cause);
    case STATUS.nameCollision:
      return folderExists(cause);
    case STATUS.notDirectory:
      return notFolder(cause);
    case STATUS.isDirectory:
      return notFile(cause);
    case STATUS.directoryNotEmpty:
      return new HallwayError('path.exists', 'The folder is not empty.', { cause });
    case STATUS.nameInvalid:
      return new HallwayError('path.invalid', 'This server cannot hold a file of this name.', {
        fix: 'Use another name.',
        cause,
      });
    case STATUS.accessDenied:
    case 0xc0000061:
      return new HallwayError('disk.denied', 'The server does not allow this with this account.', {
        fix: 'Connect with an account that may, or ask who runs the server.',
        cause,
      });
    case 0xc00000a2:
      return new HallwayError('share.read_only', 'This share can only be read.', { cause });
    case STATUS.sharingViolation:
    case 0xc0000054:
    case 0xc0000043:
      return new HallwayError('request.conflict', 'Another program has this file open.', {
        fix: 'Close it there and try again.',
        cause,
      });
    case STATUS.badNetworkName:
    case STATUS.networkNameDeleted:
      return shareNotFound();
    case 0xc000007f:
    case 0xc0000044:
    case 0xc0000802:
      return new HallwayError('disk.full', 'The disk of the server has no room for this.', {
        fix: 'Free some space there and try again.',
        cause,
      });
    case 0xc0000904:
      return new HallwayError('request.too_large', 'The file is too large for the server’s disk.', {
        cause,
      });
    case STATUS.stoppedOnSymlink:
      return new HallwayError('path.outside', 'This link leads out of the share.', { cause });
    case 0xc0000257:
      return new HallwayError('path.outside', 'This folder is kept on another server (DFS).', {
        fix: 'Connect to that server itself.',
        cause,
      });
    case STATUS.sessionDeleted:
    case STATUS.sessionExpired:
    case STATUS.fileClosed:
      return serverLost(cause);
    case STATUS.notSupported:
    case STATUS.invalidRequest:
    case 0xc0000002:
      return new HallwayError('host.protocol', 'This server cannot do that.', { cause });
    default:
      return new HallwayError('host.protocol', 'The server refused this.', {
        details: { status: `0x${error.status.toString(16)}` },
        cause,
      });
  }
}

/** The connection broke in the middle of something. */
export function serverLost(cause?: unknown): HallwayError {
  if (cause instanceof HallwayError) return cause;
  return new HallwayError('transfer.interrupted', 'The connection to the server broke off.', {
    fix: 'Check that the server is on and in the network, and try again.',
    cause,
  });
}

export function unreachable(name: string, cause: unknown): HallwayError {
  return new HallwayError('host.unreachable', `${name} does not answer as a file server.`, {
    fix: 'Check that it is on and in the network, and that its file sharing is on.',
    cause,
  });
}

export function stopped(signal: AbortSignal | undefined): HallwayError {
  return signal?.reason instanceof HallwayError ? signal.reason : cancelled();
}
