/**
 * What this PC can give pieces of, and to whom: files of its own shares to those who may use the
 * share; what it got, or is getting, from a colleague to those whom that colleague lets have it.
 * Nobody else is told more than that there is nothing.
 */
import { HallwayError } from '../base/errors.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import { readGrant, type Grant } from './grant.ts';
import { notHeld, readHeld, type HeldFiles, type Origin } from './held-files.ts';
import { HASH_BYTES, pieceRange, type Layout } from './manifest.ts';
import type { ManifestJob, PieceFiles } from './manifest-maker.ts';
import type { KnownFile, ManifestStore } from './manifest-store.ts';
import { PieceSet } from './piece-set.ts';

/** A content that can be given. */
export interface Holding {
  /** The same for all who ask for the same bytes at the same place. */
  readonly key: string;
  /** As a file of an own share. */
  readonly file?: KnownFile;
  readonly layout: Layout;
  /** 32 bytes for each piece. */
  readonly hashes: Uint8Array;
  readonly have: PieceSet;
  /** Its pieces were checked when they came; others are checked before they are given. */
  readonly checked: boolean;
  /** A part of `into`: may be shorter than the piece if the file was cut; throws `transfer.changed`. */
  read(piece: number, into: Buffer): Promise<Buffer>;
  /** The file turned out to have other bytes. */
  spoiled(): void;
}

/** A file that is being collected here. */
export interface Collecting {
  readonly layout: Layout;
  readonly hashes: Uint8Array;
  readonly have: PieceSet;
  readonly origin: Origin;
  read(piece: number, into: Buffer): Promise<Buffer>;
}

export interface HoldingsOptions {
  manifests: ManifestStore;
  held: HeldFiles;
  /** A share of this PC as the device may use it, or `share.not_found`. */
  openFor: (device: DeviceId, share: ResourceId) => PieceFiles;
  /** A file of an own share that is being hashed. */
  making: (file: KnownFile) => ManifestJob | undefined;
  /** What is being collected of this content now. */
  collecting: (root: string) => Collecting | undefined;
  isMember: (device: DeviceId) => boolean;
  /** Whether what was got is given on at all; false also while sharing is paused. */
  gives: () => boolean;
  now: () => number;
}

/** Grants that were found good, so that not every piece costs a signature. */
const KEPT_GRANTS = 500;

export class Holdings {
  readonly #options: HoldingsOptions;
  readonly #grants = new Map<string, Grant>();

  constructor(options: HoldingsOptions) {
    this.#options = options;
  }

  /** A file of an own share, of this version; throws what the share throws, and `transfer.changed`. */
  async inShare(device: DeviceId, file: KnownFile): Promise<Holding> {
    const { openFor, manifests, making } = this.#options;
    const files = openFor(device, file.share);
    const { etag } = await files.stat(file.path);
    if (etag !== file.etag) throw changed();
    const manifest = manifests.ofFile(file);
    if (manifest) return this.#shared(files, file, manifest, manifest.hashes);
    const job = making(file);
    if (!job) throw changed();
    // As far as it is: whoever asks was told so many hashes.
    const have = PieceSet.of(job.hashes.length / HASH_BYTES, Array(job.known).keys());
    return { ...this.#shared(files, file, job.layout, job.hashes), have };
  }

  /** Whatever place of this PC has the content and may give it to the device. */
  async find(device: DeviceId, root: string, grant: string | undefined): Promise<Holding> {
    const { collecting, held, manifests, gives } = this.#options;
    const own = await this.#inOwnShares(device, root);
    if (own) return own;
    if (!gives()) throw notHeld();
    const running = collecting(root);
    if (running && this.#mayHave(device, running.origin, grant))
      return {
        key: `collecting ${root}`,
        layout: running.layout,
        hashes: running.hashes,
        have: running.have,
        checked: true,
        read: (piece, into) => running.read(piece, into),
        spoiled: () => {},
      };
    const manifest = manifests.get(root);
    const copy = held.with(root).find(({ origin }) => this.#mayHave(device, origin, grant));
    if (!copy || !manifest) throw notHeld();
    const { path, identity } = copy;
    return {
      key: path,
      layout: manifest,
      hashes: manifest.hashes,
      have: PieceSet.full(manifest.hashes.length / HASH_BYTES),
      checked: false,
      read: (piece, into) => readHeld(path, identity, manifest, piece, into),
      spoiled: () => held.forget(path),
    };
  }

  /** The owner always; every member what is for all; others with the owner's word. */
  #mayHave(device: DeviceId, { owner, root, open, until }: Origin, text?: string): boolean {
    const now = this.#options.now();
    if (device === owner) return true;
    // Of somebody who was put out of the workgroup no word counts.
    if (!this.#options.isMember(owner)) return false;
    if (open && now < until) return true;
    const grant = text === undefined ? undefined : this.#read(text);
    return (
      grant !== undefined &&
      grant.owner === owner &&
      grant.root === root &&
      grant.device === device &&
      now < grant.until
    );
  }

  #read(text: string): Grant | undefined {
    const known = this.#grants.get(text);
    if (known) return known;
    const grant = readGrant(text);
    if (!grant) return undefined;
    if (this.#grants.size >= KEPT_GRANTS) this.#grants.clear();
    this.#grants.set(text, grant);
    return grant;
  }

  async #inOwnShares(device: DeviceId, root: string): Promise<Holding | undefined> {
    const { manifests, openFor } = this.#options;
    for (const file of manifests.filesWith(root))
      try {
        const files = openFor(device, file.share);
        const { etag } = await files.stat(file.path);
        const manifest = etag === file.etag ? manifests.get(root) : undefined;
        if (manifest) return this.#shared(files, file, manifest, manifest.hashes);
      } catch (error) {
        if (!(error instanceof HallwayError)) throw error;
      }
    return undefined;
  }

  #shared(files: PieceFiles, file: KnownFile, layout: Layout, hashes: Uint8Array): Holding {
    return {
      key: `${file.share}/${file.path} ${file.etag}`,
      file,
      layout,
      hashes,
      have: PieceSet.full(hashes.length / HASH_BYTES),
      checked: false,
      read: async (piece, into) => {
        const { etag, length } = await files.fill(file.path, pieceRange(layout, piece), into);
        if (etag !== file.etag) throw changed();
        return into.subarray(0, length);
      },
      spoiled: () => this.#options.manifests.forgetFile(file),
    };
  }
}

function changed(): HallwayError {
  return new HallwayError('transfer.changed', 'The file was changed meanwhile.', {
    fix: 'Get it again.',
  });
}
