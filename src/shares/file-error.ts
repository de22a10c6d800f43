/** Errors of the file system as codes that a person understands. */
import { asHallwayError, HallwayError } from '../base/errors.ts';

export function fileError(error: unknown): HallwayError {
  if (error instanceof HallwayError) return error;
  const cause = error;
  switch ((error as { code?: unknown } | null)?.code) {
    case 'EEXIST':
    case 'ENOTEMPTY':
      return pathExists(cause);
    case 'ENOTDIR':
      return notFolder(cause);
    case 'EISDIR':
      return notFile(cause);
    case 'ENAMETOOLONG':
    case 'EILSEQ':
      return new HallwayError('path.invalid', 'This disk cannot hold a file of this name.', {
        fix: 'Use a shorter name without special characters.',
        cause,
      });
    case 'ELOOP':
      return linkOutside();
    case 'ENOENT':
    case 'EINVAL':
    case 'ESTALE':
      return notFound(cause);
    case 'EBUSY':
    case 'ETXTBSY':
      return new HallwayError('request.busy', 'Another program is using this.', {
        fix: 'Close it there and try again.',
        cause,
      });
    case 'EFBIG':
      return new HallwayError('request.too_large', 'The file is too large for this disk.', {
        cause,
      });
    case 'ENODEV':
    case 'ENXIO':
    case 'EIO':
      return shareGone(cause);
    default:
      return asHallwayError(error);
  }
}

export function notFound(cause?: unknown): HallwayError {
  return new HallwayError('path.not_found', 'There is no such file or folder.', { cause });
}

export function notFolder(cause?: unknown): HallwayError {
  return new HallwayError('path.not_folder', 'This is not a folder.', { cause });
}

export function notFile(cause?: unknown): HallwayError {
  return new HallwayError('path.not_file', 'This is not a file.', { cause });
}

/** A file has the name; it may be replaced. */
export function pathExists(cause?: unknown): HallwayError {
  return new HallwayError('path.exists', 'There is already something of this name.', {
    fix: 'Use another name, or replace the file.',
    cause,
  });
}

/** A folder has the name, and does not give way to a file. */
export function nameTaken(cause?: unknown): HallwayError {
  return new HallwayError('path.not_file', 'A folder has this name already.', {
    fix: 'Use another name.',
    cause,
  });
}

export function folderExists(cause?: unknown): HallwayError {
  return new HallwayError('path.exists', 'There is already something of this name.', {
    fix: 'Use another name.',
    cause,
  });
}

/** It is not the version that the caller knows. */
export function versionChanged(): HallwayError {
  return new HallwayError('path.changed', 'Somebody else changed this meanwhile.', {
    fix: 'Look at it again, or keep both versions.',
  });
}

/** Something has the name that the caller takes to be free. */
export function nameInUse(): HallwayError {
  return new HallwayError('path.changed', 'There is something of this name meanwhile.', {
    fix: 'Look at it, or use another name.',
  });
}

export function insideItself(): HallwayError {
  return new HallwayError('path.invalid', 'A folder cannot be put inside itself.', {
    fix: 'Choose a place outside of it.',
  });
}

export function holdsHallway(): HallwayError {
  return new HallwayError('disk.denied', "Hallway's own data is in this folder.", {
    fix: 'It has to stay where it is.',
  });
}

export function shareItself(): HallwayError {
  return new HallwayError('path.invalid', 'This is the share itself.', {
    fix: 'Choose something in it.',
  });
}

export function linkOutside(): HallwayError {
  return new HallwayError('path.outside', 'This link leads out of the share.');
}

export function shareGone(cause?: unknown): HallwayError {
  return new HallwayError('share.gone', 'The folder or drive of this share is not there now.', {
    fix: 'Plug the drive in again, or put the folder back.',
    cause,
  });
}

export function shareFull(): HallwayError {
  return new HallwayError('share.full', 'The share is as large as its owner lets it be.', {
    fix: 'Remove something and ask its owner to empty the trash, or to raise the limit.',
  });
}

export function hiddenHere(): HallwayError {
  return new HallwayError('path.invalid', 'This share leaves hidden files out.', {
    fix: 'Use a name that does not begin with a dot, or ask the owner to show hidden files.',
  });
}

/** To what runs while a share gets other rights: it may be asked for again. */
export function shareChanged(): HallwayError {
  return new HallwayError('transfer.interrupted', 'Its owner changed the share meanwhile.', {
    fix: 'Try again.',
  });
}

export function shareNotFound(): HallwayError {
  return new HallwayError('share.not_found', 'There is no such share.');
}

export function fileChanged(): HallwayError {
  return new HallwayError('transfer.changed', 'The file changed while it was being read.', {
    fix: 'Try again.',
  });
}

export function interrupted(cause?: unknown): HallwayError {
  return new HallwayError('transfer.interrupted', 'The transfer broke off.', {
    fix: 'Try again.',
    cause,
  });
}

export function cancelled(): HallwayError {
  return new HallwayError('request.cancelled', 'The transfer was cancelled.');
}
