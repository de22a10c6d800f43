/** A share full of ways out, laid anew for each batch of hostile paths, and what stands beside it. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRASH_FOLDER } from '../../src/shares/trash/trash.ts';
import { PIECES, setTrap } from './hostile-paths.ts';

const BESIDE = ['drop', 'outside', 'share-2', 'taken'];

export class HostileGround {
  /** The share is in it, and everything that no path may lead to. */
  readonly top: string;
  readonly root: string;
  /** Where guests drop files. */
  readonly drop: string;
  /** What guests take. */
  readonly taken: string;

  /** `top`: real path of a folder that is not there yet. */
  constructor(top: string) {
    this.top = top;
    this.root = join(top, 'share');
    this.drop = join(top, 'drop');
    this.taken = join(top, 'taken');
    mkdirSync(this.root, { recursive: true });
  }

  /** As at the beginning, whatever was done; the folders that are shared stay the very same. */
  lay(): void {
    for (const name of readdirSync(this.root))
      if (name !== TRASH_FOLDER) rmSync(join(this.root, name), { recursive: true });
    for (const name of readdirSync(this.top))
      if (name !== 'share') rmSync(join(this.top, name), { recursive: true });
    setTrap(this.top, this.root);
    for (const folder of ['deep', 'etc']) mkdirSync(join(this.root, folder));
    for (const file of ['file.txt', 'shown.txt']) writeFileSync(join(this.root, file), 'inside');
    writeFileSync(join(this.top, 'outside/nobody knows this name'), 'SECRET outside');
    mkdirSync(this.drop);
    mkdirSync(this.taken);
    writeFileSync(join(this.taken, 'given.txt'), 'given');
  }

  /** What stands beside the share, with its content, and where the links to the whole disk lead. */
  outside(): string[] {
    const below = BESIDE.filter((folder) => folder !== 'drop').flatMap((folder) =>
      readdirSync(join(this.top, folder), { recursive: true, withFileTypes: true }),
    );
    const beside = below.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return `${path} ${entry.isFile() ? readFileSync(path, 'utf8') : ''}`;
    });
    const ofDisk = readdirSync('/').filter((name) => PIECES.includes(name));
    const passwd = statSync('/etc/passwd', { throwIfNoEntry: false });
    return [
      ...readdirSync(this.top).sort(),
      ...beside.sort(),
      ...ofDisk.sort().map((name) => `/${name}`),
      `/etc/passwd ${passwd?.size} ${passwd?.mtimeMs}`,
    ];
  }
}
