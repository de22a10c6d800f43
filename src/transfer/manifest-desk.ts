/**
 * The owner's side: tells those who may use a share what a file of it is made of, while that is
 * being found out, and gives them its word for those who hold the file too.
 */
import type { ManifestEnd, ManifestHead, ManifestPart } from '../api/peer-swarm.ts';
import type { Clock } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import type { Identity } from '../identity/identity.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import { makeGrant } from './grant.ts';
import { HASH_BYTES, layoutOf, pieceCount, type Manifest } from './manifest.ts';
import { ManifestJob, type PieceFiles } from './manifest-maker.ts';
import type { KnownFile, ManifestStore } from './manifest-store.ts';

export type ManifestLine = ManifestHead | ManifestPart | ManifestEnd;

export interface ManifestDeskOptions {
  identity: Pick<Identity, 'id' | 'spki' | 'sign'>;
  manifests: ManifestStore;
  openFor: (device: DeviceId, share: ResourceId) => PieceFiles;
  /** Whether every member may use a share, and until when. */
  audienceOf: (share: ResourceId) => { open: boolean; until: number | null } | undefined;
  clock: Clock;
}

/** Whoever lost the right to a share gets its pieces from other holders for so long at most. */
const GRANT_MS = 24 * 3_600_000;
const HASHES_A_LINE = 256;
/** Files that are being hashed for one device, which asked first for them. */
const MOST_JOBS_EACH = 8;
/** The same for all: each holds its file open. */
const MOST_JOBS = 64;
/** Contents for which it is remembered who has a grant. */
const MOST_ROOTS = 1000;
const MOST_HOLDERS = 200;

export class ManifestDesk {
  readonly #options: ManifestDeskOptions;
  readonly #jobs = new Map<string, ManifestJob>();
  /** Who asked first for what is being hashed. */
  readonly #askers = new Map<string, DeviceId>();
  /** Who was given a grant for what. */
  readonly #granted = new Map<string, Set<DeviceId>>();

  constructor(options: ManifestDeskOptions) {
    this.#options = options;
  }

  /**
   * Throws what the share throws, `path.not_file`, `request.busy` and `request.too_large`, before the
   * first line. With `signal` nobody waits for it any more.
   */
  async open(
    device: DeviceId,
    share: ResourceId,
    path: string,
    signal?: AbortSignal,
  ): Promise<AsyncGenerator<ManifestLine>> {
    const files = this.#options.openFor(device, share);
    const { kind, size, etag, modified } = await files.stat(path);
    signal?.throwIfAborted();
    if (kind !== 'file') throw new HallwayError('path.not_file', 'This is a folder.');
    const layout = layoutOf(size);
    const file = { share, path, etag };
    const head = { ...layout, etag, modified };
    const known = this.#options.manifests.ofFile(file);
    if (known) return this.#lines(device, file, head, [known.hashes], Promise.resolve(known));
    const job = this.#job(files, file, size, device);
    signal?.addEventListener('abort', () => job.left(), { once: true });
    return this.#lines(device, file, head, job.follow(signal), job.done);
  }

  /** The root over a file as it is now, where it is known already. Rejects as the share does. */
  async rootOf(device: DeviceId, share: ResourceId, path: string): Promise<string | undefined> {
    const then = this.#options.manifests.rootThen(share, path);
    if (!then) return undefined;
    const { etag } = await this.#options.openFor(device, share).stat(path);
    return etag === then.etag ? then.root : undefined;
  }

  /** A file that is being hashed, as far as that is. */
  making({ share, path, etag }: KnownFile): ManifestJob | undefined {
    return this.#jobs.get(keyOf({ share, path, etag }));
  }

  /**
   * Hashes a file while nobody waits for it; at once where it is known. Throws what the share throws
   * and `request.busy`.
   */
  async prepare(files: PieceFiles, share: ResourceId, path: string): Promise<void> {
    const { kind, size, etag } = await files.stat(path);
    const file = { share, path, etag };
    const job = this.#jobs.get(keyOf(file));
    if (kind !== 'file' || job || this.#options.manifests.isKnown(file)) return;
    await this.#job(files, file, size, undefined).done;
  }

  /** How many files can be known still before others are forgotten. */
  get room(): number {
    return this.#options.manifests.room;
  }

  /** Ends what is being hashed. */
  stop(): void {
    for (const job of this.#jobs.values()) job.stop();
  }

  async *#lines(
    device: DeviceId,
    file: KnownFile,
    head: ManifestHead,
    hashes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    done: Promise<Manifest>,
  ): AsyncGenerator<ManifestLine> {
    yield head;
    const step = HASHES_A_LINE * HASH_BYTES;
    for await (const part of hashes)
      for (let from = 0; from < part.length; from += step)
        yield { hashes: Buffer.from(part.subarray(from, from + step)).toString('base64') };
    yield this.#end(device, file, await done);
  }

  #end(device: DeviceId, { share }: KnownFile, { root }: Manifest): ManifestEnd {
    const { identity, audienceOf, clock } = this.#options;
    const audience = audienceOf(share);
    const until = Math.min(clock.now() + GRANT_MS, audience?.until ?? Infinity);
    const holders = Array.from(this.#granted.get(root) ?? []).filter((one) => one !== device);
    this.#remember(root, device);
    return {
      root,
      grant: makeGrant(identity, { share, root, device, until }),
      open: audience?.open ?? false,
      until,
      holders,
    };
  }

  #remember(root: string, device: DeviceId): void {
    const granted = this.#granted.get(root) ?? new Set();
    this.#granted.delete(root);
    this.#granted.set(root, granted);
    granted.delete(device);
    granted.add(device);
    const [earliest] = granted;
    if (granted.size > MOST_HOLDERS && earliest !== undefined) granted.delete(earliest);
    const [oldest] = this.#granted.keys();
    if (this.#granted.size > MOST_ROOTS && oldest !== undefined) this.#granted.delete(oldest);
  }

  /** `device`: who waits for it; nobody if undefined. */
  #job(
    files: PieceFiles,
    file: KnownFile,
    size: number,
    device: DeviceId | undefined,
  ): ManifestJob {
    const key = keyOf(file);
    const running = this.#jobs.get(key);
    if (running) return running;
    const own = Array.from(this.#askers.values()).filter((asker) => asker === device).length;
    if (this.#jobs.size >= MOST_JOBS || own >= MOST_JOBS_EACH)
      throw new HallwayError('request.busy', 'Too many files are being read at once.', {
        fix: 'Wait until some are done.',
      });
    const job = new ManifestJob(files, file.path, size, file.etag, device === undefined);
    this.#jobs.set(key, job);
    if (device !== undefined) this.#askers.set(key, device);
    const { manifests, clock } = this.#options;
    job.done
      .then((manifest) => {
        if (pieceCount(manifest) > 0) manifests.putFile(file, manifest, clock.now());
      })
      // Whoever follows it hears why.
      .catch(() => {})
      .finally(() => {
        this.#jobs.delete(key);
        this.#askers.delete(key);
      });
    return job;
  }
}

function keyOf({ share, path, etag }: KnownFile): string {
  return `${share}/${path} ${etag}`;
}
