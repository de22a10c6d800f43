/**
 * A printer that puts each document into a folder as a file. The folder is its key. A file gets its
 * name only when all of it is on the disk, so whoever watches the folder never sees half a document.
 */
import { cutUtf8 } from '../base/utf8.ts';
import { access, constants, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { asHallwayError, HallwayError } from '../base/errors.ts';
import { sanitizeFileName } from '../base/safe-path.ts';
import { displayName } from '../base/text.ts';
import { syncFolder } from '../store/durable-file.ts';
import type {
  BackendJobState,
  BackendPrinter,
  FoundJob,
  PrinterBackend,
  Submission,
} from './printer-backend.ts';

const ENDINGS: Readonly<Record<string, string>> = {
  'application/pdf': '.pdf',
  'application/postscript': '.ps',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/pwg-raster': '.pwg',
  'image/urf': '.urf',
  'text/plain': '.txt',
};

/** Leaves room for ` (10000).pdf`. */
const MAX_STEM_BYTES = 240;

export class VirtualBackend implements PrinterBackend {
  readonly kind = 'virtual';

  list(): Promise<BackendPrinter[]> {
    return Promise.resolve([]);
  }

  async status(key: string): Promise<BackendPrinter> {
    const usable = await access(key, constants.W_OK).then(
      () => true,
      () => false,
    );
    return {
      key,
      uri: pathToFileURL(key).href,
      name: displayName(basename(key), 'Folder'),
      state: usable ? 'idle' : 'stopped',
      reasons: usable ? [] : ['other-error'],
      message: usable ? '' : 'The folder is missing or not writable.',
      accepting: true,
      jobs: 0,
      color: true,
      duplex: false,
      formats: ['application/pdf', ...Object.keys(ENDINGS).slice(1), 'application/octet-stream'],
      media: [],
      location: '',
      model: 'Prints into a folder',
      offers: {
        maxCopies: 1,
        sides: [],
        colorModes: [],
        media: [],
        pageRanges: false,
        resolutions: [150, 300, 600],
      },
    };
  }

  async submit(key: string, submission: Submission, signal: AbortSignal): Promise<string> {
    const part = partOf(key, submission.tag);
    let reserved: string | undefined;
    try {
      await mkdir(key, { recursive: true });
      const file = await open(part, 'w');
      await pipeline(submission.document(), file.createWriteStream({ flush: true }), { signal });
      reserved = await reserve(key, submission.name, ENDINGS[submission.format] ?? '');
      await submission.onHandover(reserved);
      await rename(part, join(key, reserved));
      await syncFolder(key);
      return reserved;
    } catch (error) {
      await rm(part, { force: true });
      if (reserved !== undefined) await removeEmpty(join(key, reserved));
      if (signal.aborted)
        throw new HallwayError('request.cancelled', 'The job was given up.', { cause: error });
      throw asHallwayError(error);
    }
  }

  /** The rename is the moment of printing: as long as the part is there, it has not happened. */
  async find(key: string, tag: string, backendJob: string | null): Promise<FoundJob> {
    if (backendJob === null) return { kind: 'none' };
    if (await exists(partOf(key, tag))) return { kind: 'empty', backendJob };
    const size = await stat(join(key, backendJob)).then(
      (found) => found.size,
      () => undefined,
    );
    if (size === undefined) return { kind: 'none' };
    return { kind: size === 0 ? 'empty' : 'received', backendJob };
  }

  state(_key: string, _backendJob: string, _tag: string): Promise<BackendJobState> {
    return Promise.resolve({ state: 'completed', reasons: [], message: '', pages: null });
  }

  /** What is in the folder is printed; only a reserved name is taken back. */
  cancel(key: string, backendJob: string): Promise<void> {
    return removeEmpty(join(key, backendJob));
  }
}

function partOf(key: string, tag: string): string {
  return join(key, `.${tag}.part`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function removeEmpty(path: string): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => undefined,
  );
  if (size === 0) await rm(path, { force: true });
}

/** Makes an empty file with a name that nobody has, and returns the name. */
async function reserve(folder: string, jobName: string, ending: string): Promise<string> {
  const stem = fileStem(jobName, ending);
  for (let count = 1; ; count += 1) {
    const name = `${stem}${count === 1 ? '' : ` (${count})`}${ending}`;
    try {
      await (await open(join(folder, name), 'wx')).close();
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || count >= 10_000) throw error;
    }
  }
}

/** What stands before the count and the ending in a file name of at most 255 bytes. */
function fileStem(jobName: string, ending: string): string {
  const seen = basename(jobName);
  const bare = seen.toLowerCase().endsWith(ending)
    ? seen.slice(0, seen.length - ending.length)
    : seen;
  return sanitizeFileName(cutUtf8(bare, MAX_STEM_BYTES), 'Document');
}
