/**
 * Containment: finds what a path means inside one folder and never touches anything outside it,
 * also while someone swaps folders and links underneath.
 *
 * Links are followed by reading their text and walking it from here, so that a link that leads
 * out is refused without its target being touched (a UNC target would leak credentials). A link
 * counts as inside if its text says so: relative, or absolute below the root's own real path.
 *
 * On Linux every step opens a name relative to a folder handle (`/proc/self/fd/<n>/<name>` with
 * O_PATH and O_NOFOLLOW: openat(2)), so no race leads out and nothing is opened by being looked
 * at. Elsewhere each step is an lstat, and what was opened is checked against its real path
 * afterwards; a local program that swaps folders at exactly the right moments can win there.
 */
import { type BigIntStats, constants, existsSync, readlinkSync } from 'node:fs';
import { lstat, mkdir, open, readlink, realpath, stat, type FileHandle } from 'node:fs/promises';
import { platform } from 'node:os';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import {
  fileChanged,
  fileError,
  linkOutside,
  notFile,
  notFolder,
  notFound,
  shareGone,
} from './file-error.ts';
import { isSame } from './local/spot.ts';
import { hold, type Located, look } from './located.ts';

/** Of Linux on every architecture that Node runs on; `node:fs` does not name it. */
const O_PATH = 0o10000000;
// Those that a system does not have are undefined, which `|` takes as 0.
const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
/** As Linux itself (path_resolution(7)). */
const MAX_LINKS = 40;

export interface Identity {
  dev: bigint;
  ino: bigint;
}

/** A folder that shares must not show, and whose way they must not change. */
export interface HiddenFolder extends Identity {
  /** Its real path. */
  path: string;
}

export interface ContainedRootOptions {
  /** Real, absolute path of a folder. */
  root: string;
  /** It is a drive's mount point: without the drive the empty folder below is not the share. */
  drive?: boolean | undefined;
  /** Folders that do not exist for whoever asks: Hallway's own data. */
  hidden?: readonly HiddenFolder[] | undefined;
  /** Walk by folder handles; where the system can, unless a test says otherwise. */
  anchored?: boolean | undefined;
}

export class ContainedRoot {
  readonly #root: string;
  readonly #drive: boolean;
  readonly #hidden: readonly HiddenFolder[];
  readonly #anchored: boolean;

  constructor(options: ContainedRootOptions) {
    this.#root = options.root;
    this.#drive = options.drive ?? false;
    this.#hidden = options.hidden ?? [];
    this.#anchored = options.anchored ?? (platform() === 'linux' && existsSync('/proc/self/fd'));
  }

  /** Whether it walks by folder handles, so that a name below one cannot be swapped for another. */
  get anchored(): boolean {
    return this.#anchored;
  }

  /** What a path means. The caller closes it. Throws `share.gone` if the root itself is missing. */
  async locate(segments: readonly string[]): Promise<Located> {
    const stack = [await this.#openRoot()];
    const pending = segments.toReversed();
    /** Links whose text is being walked, with how much is pending behind it. */
    const within: { link: string; behind: number }[] = [];
    let links = 0;
    try {
      for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
        while ((within.at(-1)?.behind ?? -1) > pending.length) within.pop();
        if (name === '..') {
          // Only a link's text can say this.
          if (stack.length === 1) throw linkOutside();
          await stack.pop()?.close();
          continue;
        }
        const parent = stack.at(-1);
        if (!parent?.stats.isDirectory()) throw notFolder();
        const step = await this.#step(parent, name);
        if (step.stats.isSymbolicLink()) {
          await step.close();
          const { dev, ino } = parent.stats;
          const link = `${dev}:${ino}/${name}`;
          // A link that leads to itself would lead there again and again.
          if (++links > MAX_LINKS || within.some((one) => one.link === link)) throw linkOutside();
          within.push({ link, behind: pending.length });
          const target = this.#linkTarget(await readlink(`${parent.path}/${name}`));
          if (target.fromRoot) for (const left of stack.splice(1)) await left.close();
          pending.push(...target.segments.reverse());
          continue;
        }
        stack.push(step);
        if (this.isHidden(step.stats)) throw notFound();
      }
      const found = stack.pop();
      if (!found) throw notFound();
      return found;
    } catch (error) {
      throw fileError(error);
    } finally {
      for (const left of stack) await left.close();
    }
  }

  /** A folder to work in. */
  async folder(segments: readonly string[]): Promise<Located> {
    const found = await this.locate(segments);
    try {
      if (!found.stats.isDirectory()) throw notFolder();
      if (!this.#anchored) await this.#checkRealPath(found.path, found.stats);
      return found;
    } catch (error) {
      await found.close();
      throw fileError(error);
    }
  }

  /** A regular file, opened to be read. Nothing else is ever opened, so no FIFO makes it hang. */
  async file(segments: readonly string[]): Promise<{ handle: FileHandle; stats: BigIntStats }> {
    const found = await this.locate(segments);
    let handle: FileHandle | undefined;
    try {
      if (!found.stats.isFile()) throw found.stats.isDirectory() ? notFile() : notFound();
      // /proc/self/fd/<n> is the very file; elsewhere it is a path, and must not be a link now.
      const flags = O_RDONLY | O_NONBLOCK | (this.#anchored ? 0 : O_NOFOLLOW);
      handle = await open(found.path, flags);
      const stats = await handle.stat({ bigint: true });
      if (stats.dev !== found.stats.dev || stats.ino !== found.stats.ino) throw fileChanged();
      if (!this.#anchored) await this.#checkRealPath(found.path, stats);
      return { handle, stats };
    } catch (error) {
      await handle?.close();
      throw fileError(error);
    } finally {
      await found.close();
    }
  }

  get hidden(): readonly Identity[] {
    return this.#hidden.map(({ dev, ino }) => ({ dev, ino }));
  }

  isHidden(stats: Identity): boolean {
    return this.#hidden.some((one) => isSame(one, stats));
  }

  /** Whether a hidden folder is somewhere below a real path: moving that would move it. */
  holdsHidden(path: string): boolean {
    return this.#hidden.some((hidden) => hidden.path.startsWith(path + sep));
  }

  /** The path that a person would see, of something located. */
  async realPath(found: Located): Promise<string> {
    return this.#anchored ? readlinkSync(found.path) : realpath(found.path);
  }

  async #openRoot(): Promise<Located> {
    let root: Located | undefined;
    try {
      root = this.#anchored
        ? await hold(this.#root, O_PATH | O_NOFOLLOW | O_DIRECTORY)
        : await look(this.#root);
      // Another folder may stand at the path through a link that was put on the way.
      if ((await this.realPath(root)) !== this.#root) throw shareGone();
      if (!root.stats.isDirectory()) throw shareGone();
      if (this.#drive && !(await isMountPoint(this.#root, root.stats.dev))) throw shareGone();
      return root;
    } catch (error) {
      await root?.close();
      throw shareGone(error);
    }
  }

  /**
   * A folder of Hallway's own directly in the root, which no path leads to; with `make` it is made
   * where it is missing. Never what a link leads to.
   */
  async own(name: string, make: boolean): Promise<Located> {
    const root = await this.#openRoot();
    try {
      if (make)
        await mkdir(`${root.path}/${name}`, { mode: 0o700 }).catch((error: unknown) => {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        });
      const found = await this.#open(root, name);
      if (found.stats.isDirectory()) return found;
      await found.close();
      throw notFolder();
    } catch (error) {
      throw fileError(error);
    } finally {
      await root.close();
    }
  }

  /** A name as it is spelled in a folder: composed or decomposed, where only that is there. */
  async spelled(parent: Located, name: string): Promise<string> {
    for (const form of [name, ...otherForms(name)])
      if (await isThere(`${parent.path}/${form}`)) return form;
    return name;
  }

  async #step(parent: Located, name: string): Promise<Located> {
    try {
      return await this.#open(parent, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      for (const form of otherForms(name))
        if (await isThere(`${parent.path}/${form}`)) return this.#open(parent, form);
      throw error;
    }
  }

  #open(parent: Located, name: string): Promise<Located> {
    return this.#anchored
      ? hold(`${parent.path}/${name}`, O_PATH | O_NOFOLLOW)
      : look(join(parent.path, name));
  }

  #linkTarget(text: string): { fromRoot: boolean; segments: string[] } {
    const fromRoot = isAbsolute(text);
    const way = fromRoot ? relative(this.#root, text) : text;
    // `relative` gives an absolute path for another drive of Windows.
    if (isAbsolute(way)) throw linkOutside();
    const segments = (sep === '/' ? way.split('/') : way.split(/[\\/]/u)).filter(
      (segment) => segment !== '' && segment !== '.',
    );
    if (fromRoot && segments[0] === '..') throw linkOutside();
    return { fromRoot, segments };
  }

  /** Without folder handles: what was opened is what stands at a real path inside. */
  async #checkRealPath(path: string, opened: Identity): Promise<void> {
    const real = await realpath(path);
    const below = this.#root.endsWith(sep) ? this.#root : this.#root + sep;
    if (real !== this.#root && !real.startsWith(below)) throw linkOutside();
    const { dev, ino } = await lstat(real, { bigint: true });
    if (dev !== opened.dev || ino !== opened.ino) throw fileChanged();
  }
}

/** Whether `path` is where a drive begins: its file system is not that of the folder above. */
export async function isMountPoint(path: string, dev: bigint): Promise<boolean> {
  const above = dirname(path);
  return above === path || (await stat(above, { bigint: true })).dev !== dev;
}

/** Other spellings of a name that look the same (Unicode Standard Annex 15); none of plain ASCII. */
function otherForms(name: string): string[] {
  return [name.normalize('NFC'), name.normalize('NFD')].filter((form) => form !== name);
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
