/**
 * Small pictures that were made, kept on the disk within bounds: those that nobody looked at for the
 * longest go first. What is lost or damaged is made again.
 */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface CacheBounds {
  files: number;
  bytes: number;
}

const BOUNDS: CacheBounds = { files: 20_000, bytes: 256 * 1024 * 1024 };
/** Before the picture: what it is, and how long. A power cut may cut a file off. */
const MARK = Buffer.from('HWT1');
const HEAD = 8;
const NAME = /^[0-9a-f]{64}$/;
/** Room that is made at once, so that not every new picture makes room. */
const LEFT = 0.9;

export class ThumbnailCache {
  readonly #folder: string;
  readonly #bounds: CacheBounds;
  /** Bytes by name, the one used longest ago first. */
  readonly #known = new Map<string, number>();
  #bytes = 0;
  #loaded: Promise<void> | undefined;
  #written = 0;

  constructor(folder: string, bounds: CacheBounds = BOUNDS) {
    this.#folder = folder;
    this.#bounds = bounds;
  }

  /** `key` is 64 hex digits. Empty for what no picture can be made of; undefined: not known. */
  async get(key: string): Promise<Buffer | undefined> {
    await this.#load();
    if (!this.#known.has(key)) return undefined;
    const file = await readFile(join(this.#folder, key)).catch(() => undefined);
    const whole =
      file !== undefined &&
      file.subarray(0, MARK.length).equals(MARK) &&
      file.length >= HEAD &&
      file.readUInt32BE(MARK.length) === file.length - HEAD;
    if (!whole) {
      this.#forget(key);
      return undefined;
    }
    this.#remember(key, file.length);
    return file.subarray(HEAD);
  }

  /** Never rejects: a picture that cannot be kept is made again. */
  async put(key: string, picture: Uint8Array): Promise<void> {
    try {
      await this.#load();
      const head = Buffer.alloc(HEAD);
      MARK.copy(head);
      head.writeUInt32BE(picture.length, MARK.length);
      this.#written += 1;
      const temporary = join(this.#folder, `new-${this.#written}`);
      await writeFile(temporary, Buffer.concat([head, picture]), { mode: 0o600 });
      await rename(temporary, join(this.#folder, key));
      this.#remember(key, picture.length + HEAD);
      await this.#makeRoom();
    } catch {
      // A full disk, say.
    }
  }

  #load(): Promise<void> {
    return (this.#loaded ??= this.#read());
  }

  async #read(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const found: { name: string; size: number; used: number }[] = [];
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      // What a crash left half written.
      if (!NAME.test(name)) await rm(path, { force: true, recursive: true });
      else {
        const { size, mtimeMs } = await stat(path);
        found.push({ name, size, used: mtimeMs });
      }
    }
    found.sort((a, b) => a.used - b.used);
    for (const { name, size } of found) this.#remember(name, size);
    await this.#makeRoom();
  }

  #remember(key: string, size: number): void {
    this.#bytes += size - (this.#known.get(key) ?? 0);
    this.#known.delete(key);
    this.#known.set(key, size);
  }

  #forget(key: string): void {
    this.#bytes -= this.#known.get(key) ?? 0;
    this.#known.delete(key);
  }

  async #makeRoom(): Promise<void> {
    const { files, bytes } = this.#bounds;
    if (this.#known.size <= files && this.#bytes <= bytes) return;
    for (const name of Array.from(this.#known.keys())) {
      if (this.#known.size <= files * LEFT && this.#bytes <= bytes * LEFT) return;
      this.#forget(name);
      await rm(join(this.#folder, name), { force: true });
    }
  }
}
