/** Which file systems are on this PC's own disks: they answer at once and tell of all changes. */
import { statfsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { platform } from 'node:os';
import type { Located } from '../located.ts';

/** File systems on this PC's disks and in its memory (statfs(2)). */
const LOCAL_TYPES: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x9123683e, // btrfs
  0x58465342, // xfs
  0xf2f52010, // f2fs
  0x2fc12fc1, // zfs
  0x01021994, // tmpfs
  0x794c7630, // overlay
  0x4d44, // fat
  0x2011bab0, // exfat
  0x7366746e, // ntfs
]);

export class LocalDisks {
  readonly #known = new Map<bigint, boolean>();

  /** Linux numbers its file systems; elsewhere nobody is sure: undefined. */
  async isLocal({ path, stats }: Pick<Located, 'path' | 'stats'>): Promise<boolean | undefined> {
    if (platform() !== 'linux') return undefined;
    let known = this.#known.get(stats.dev);
    if (known === undefined) {
      known = await statfs(path).then(
        ({ type }) => LOCAL_TYPES.has(type),
        () => false,
      );
      this.#known.set(stats.dev, known);
    }
    return known;
  }

  /** The same at once, for a thread that may wait. */
  isLocalNow({ path, stats }: Pick<Located, 'path' | 'stats'>): boolean {
    let known = this.#known.get(stats.dev);
    if (known === undefined)
      this.#known.set(stats.dev, (known = LOCAL_TYPES.has(statfsSync(path).type)));
    return known;
  }
}
