/** What an earlier run of a download left, before it is believed. */
import { hashAt, hashPiece, pieceCount, sameBytes } from './manifest.ts';
import type { ToldManifest } from './manifest-reader.ts';
import type { ManifestStore } from './manifest-store.ts';
import { givePieceBuffer, takePieceBuffer } from './piece-buffers.ts';
import type { PartialFile } from './partial-file.ts';
import type { PieceSet } from './piece-set.ts';
import type { TransferRecord } from './transfer-store.ts';

/** What its owner told then of the file, if that was all; undefined otherwise. */
export function keptManifest(
  { version, origin }: TransferRecord,
  manifests: ManifestStore,
): ToldManifest | undefined {
  const manifest = origin && manifests.get(origin.root);
  if (!version || !manifest || manifest.size !== version.size) return undefined;
  const { hashes } = manifest;
  return {
    head: { ...version, pieceSize: manifest.pieceSize },
    layout: manifest,
    hashes,
    rest: (known) => {
      known(pieceCount(manifest));
      return Promise.resolve({ ...origin, holders: [] });
    },
  };
}

export interface Checked {
  hashes: Uint8Array;
  file: PartialFile;
  signal: AbortSignal;
}

/** Those of `pieces` that the file really has. */
export async function* rightPieces(
  pieces: PieceSet,
  { hashes, file, signal }: Checked,
): AsyncGenerator<number> {
  const buffer = takePieceBuffer(file.pieceSize);
  for (const piece of pieces) {
    signal.throwIfAborted();
    const hash = await hashPiece(await file.read(piece, buffer));
    if (sameBytes(hash, hashAt(hashes, piece))) yield piece;
  }
  givePieceBuffer(buffer);
}
