/** The watching of a folder as long as its listener may see it. */
import { asHallwayError, type HallwayError } from '../../base/errors.ts';
import type { FileSystem } from '../file-system.ts';
import type { FolderListener, FolderWatch } from './folder-watch.ts';

export interface GuardedWatchOptions {
  files: Pick<FileSystem, 'watch'>;
  path: string;
  listener: FolderListener;
  /** Aborts when the share ends or gets other rules. */
  signal: AbortSignal;
  /** Called once, at its end. */
  done: () => void;
  /** Throws if the listener may not see the share any more. */
  enter: () => unknown;
}

/** Rejects, and then `done` was called as well, if the folder cannot be watched. */
export async function guardedWatch(options: GuardedWatchOptions): Promise<FolderWatch> {
  const { files, path, listener, signal, done, enter } = options;
  let watch: FolderWatch | undefined;
  let over = false;
  const close = (): void => {
    if (over) return;
    over = true;
    signal.removeEventListener('abort', abort);
    watch?.close();
    done();
  };
  const end = (reason: HallwayError): void => {
    if (over) return;
    close();
    // Before it began, whoever asked hears it as an error.
    if (watch) listener.ended(reason);
  };
  const abort = (): void => end(asHallwayError(signal.reason));
  signal.addEventListener('abort', abort, { once: true });
  try {
    watch = await files.watch(path, {
      changed: (change) => {
        if (over) return;
        try {
          enter();
        } catch (error) {
          return end(asHallwayError(error));
        }
        listener.changed(change);
      },
      ended: end,
    });
  } catch (error) {
    close();
    throw error;
  }
  if (!over) return { version: watch.version, close };
  watch.close();
  throw asHallwayError(signal.reason);
}
