/**
 * Watches folders of this PC: by what the kernel tells (inotify(7), and its like elsewhere), gathered,
 * and by a look now and then, since a kernel says nothing of a folder that was moved with the one
 * above it, and drops events when there are too many. Each folder is watched once, whoever listens.
 */
import { type FSWatcher, watch } from 'node:fs';
import type { CancelTimer, Clock } from '../../base/clock.ts';
import type { HallwayError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { ContainedRoot } from '../contained-root.ts';
import { fileError, notFound } from '../file-error.ts';
import type { LocalDisks } from '../local/local-disks.ts';
import {
  type FolderChange,
  type FolderListener,
  type FolderWatch,
  Gathering,
} from './folder-watch.ts';
import { pollFolder } from './polling-watch.ts';

/** How often it is looked whether a watched folder is still where it was. */
const LOOK_MS = 10_000;

export interface LocalWatchesOptions {
  root: ContainedRoot;
  disks: LocalDisks;
  clock: Clock;
  log: Log;
  /** Whether anybody is to hear of a name. */
  shows: (name: string) => boolean;
  /** Something that is different when the folder is, where the kernel does not tell. */
  look: (path: string) => Promise<string>;
  /** Of the kernel, unless a test says otherwise. */
  watch?: typeof watch;
}

export class LocalWatches {
  readonly #options: LocalWatchesOptions;
  readonly #eyes = new Map<string, Promise<FolderEye>>();

  constructor(options: LocalWatchesOptions) {
    this.#options = options;
  }

  /** Throws what stands in the way of looking at the folder. */
  async watch(
    path: string,
    segments: readonly string[],
    listener: FolderListener,
  ): Promise<FolderWatch> {
    const open = this.#eyes.get(path);
    const eye = await (open ?? this.#open(path, segments));
    // It ended while this one was waiting.
    if (eye.over && open) return this.watch(path, segments, listener);
    return eye.add(listener);
  }

  #open(path: string, segments: readonly string[]): Promise<FolderEye> {
    const forget = (): void => {
      if (this.#eyes.get(path) === opened) this.#eyes.delete(path);
    };
    const eye = new FolderEye(this.#options, path, segments, forget);
    const opened = eye.open().then(() => eye);
    this.#eyes.set(path, opened);
    opened.catch(forget);
    return opened;
  }
}

/** One folder that is being watched. */
class FolderEye {
  readonly #options: LocalWatchesOptions;
  readonly #path: string;
  readonly #segments: readonly string[];
  readonly #forget: () => void;
  readonly #listeners = new Set<FolderListener>();
  readonly #gathering: Gathering;
  #watcher: FSWatcher | undefined;
  #polling: FolderWatch | undefined;
  #looks: CancelTimer | undefined;
  #identity = '';
  #modified = 0n;
  #count = 0;
  #since = 0;
  #checking = false;
  /** The kernel told of something since the last look. */
  #heard = false;
  over = false;

  constructor(
    options: LocalWatchesOptions,
    path: string,
    segments: readonly string[],
    forget: () => void,
  ) {
    this.#options = options;
    this.#path = path;
    this.#segments = segments;
    this.#forget = forget;
    this.#gathering = new Gathering(options.clock, () => void this.#check('event'));
  }

  async open(): Promise<void> {
    const { root, disks, clock, log } = this.#options;
    const folder = await root.folder(this.#segments);
    try {
      this.#identity = `${folder.stats.dev}:${folder.stats.ino}`;
      this.#modified = folder.stats.mtimeNs;
      this.#since = clock.now();
      const told = this.#listenAt(folder.path);
      if (!told || (await disks.isLocal(folder)) === false) {
        log.debug({ path: this.#path, told }, 'a folder is watched by looking at it');
        await this.#poll();
      }
    } catch (error) {
      this.#close();
      throw fileError(error);
    } finally {
      await folder.close();
    }
    this.#looks = clock.every(LOOK_MS, () => void this.#check('look'));
  }

  add(listener: FolderListener): FolderWatch {
    this.#listeners.add(listener);
    return {
      version: this.#version,
      close: () => {
        this.#listeners.delete(listener);
        if (this.#listeners.size === 0) this.#close();
      },
    };
  }

  get #version(): string {
    return `${this.#since.toString(36)}.${this.#count.toString(36)}`;
  }

  /** The handle's path leads to the very folder, whatever stands at its name meanwhile. */
  #listenAt(path: string): boolean {
    const { shows, log, watch: listen = watch } = this.#options;
    try {
      const watcher = listen(path, { persistent: false }, (_event, name) => {
        if (name === null || shows(name)) this.#gathering.hit();
      });
      watcher.on('error', (error) => {
        log.debug({ path: this.#path, error }, 'the kernel stopped watching a folder');
        watcher.close();
        void this.#check('look');
      });
      this.#watcher = watcher;
      return true;
    } catch (error) {
      // It watches as many as it may (fs.inotify.max_user_watches), or this file system has none.
      log.debug({ path: this.#path, error }, 'the kernel does not watch a folder');
      return false;
    }
  }

  async #poll(): Promise<void> {
    const { clock, look } = this.#options;
    this.#polling = await pollFolder(
      { clock, look: () => look(this.#path) },
      { changed: () => this.#tell(false), ended: (reason) => this.#end(reason) },
    );
  }

  /** Whether the folder is still there, and the same one; one look at a time. */
  async #check(why: 'event' | 'look'): Promise<void> {
    this.#heard ||= why === 'event';
    if (this.#checking) return;
    this.#checking = true;
    do {
      const heard = this.#heard;
      this.#heard = false;
      await this.#look(heard);
    } while (this.#heard && !this.over);
    this.#checking = false;
  }

  async #look(heard: boolean): Promise<void> {
    try {
      const folder = await this.#options.root.folder(this.#segments);
      await folder.close();
      if (this.over) return;
      const { dev, ino, mtimeNs } = folder.stats;
      if (`${dev}:${ino}` !== this.#identity) return this.#end(notFound());
      const unheard = mtimeNs !== this.#modified;
      this.#modified = mtimeNs;
      if (heard) this.#tell(false);
      else if (unheard && !this.#polling) this.#tell(true);
    } catch (error) {
      this.#end(fileError(error));
    }
  }

  #tell(missed: boolean): void {
    if (this.over) return;
    this.#count += 1;
    const change: FolderChange = { version: this.#version, missed };
    for (const listener of Array.from(this.#listeners)) listener.changed(change);
  }

  #end(reason: HallwayError): void {
    if (this.over) return;
    const listeners = [...this.#listeners];
    this.#close();
    for (const listener of listeners) listener.ended(reason);
  }

  #close(): void {
    this.over = true;
    this.#forget();
    this.#listeners.clear();
    this.#gathering.stop();
    this.#looks?.();
    this.#watcher?.close();
    this.#polling?.close();
    this.#watcher = this.#polling = this.#looks = undefined;
  }
}
