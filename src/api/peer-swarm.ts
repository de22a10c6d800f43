/**
 * The peer door: files in pieces. The owner tells what a file is made of and who else may have it;
 * its pieces come from the owner and from everybody who holds them and may give them.
 */
import * as Type from 'typebox';
import { EntityTag, SharePath } from '../model/entry.ts';
import { DeviceId, ResourceId, Timestamp } from '../model/id.ts';
import { ContentRoot } from '../model/transfer.ts';
import { endpoint, Stream } from './endpoint.ts';

const params = Type.Object({ share: ResourceId });

/** Bitmap of pieces in base64url, piece 0 the highest bit of the first byte; 16,384 at most. */
const Pieces = Type.String({ maxLength: 2732, pattern: '^[A-Za-z0-9_-]*$' });
/** Pieces of one answer at most; they follow each other. */
const Most = Type.Integer({ minimum: 1, maximum: 64 });
/** The owner's signature that a device may have a content from whoever holds it. */
export const GrantText = Type.String({ maxLength: 1024, pattern: '^[A-Za-z0-9_.-]*$' });

/** First line of a manifest. */
export const ManifestHead = Type.Object({
  size: Type.Integer({ minimum: 0 }),
  pieceSize: Type.Integer({ minimum: 1 }),
  etag: EntityTag,
  modified: Timestamp,
});
export type ManifestHead = Type.Static<typeof ManifestHead>;
/** Lines after it: SHA-256 of the next pieces, 32 bytes each, in base64. */
export const ManifestPart = Type.Object({ hashes: Type.String({ maxLength: 16_384 }) });
export type ManifestPart = Type.Static<typeof ManifestPart>;
/** Last line. */
export const ManifestEnd = Type.Object({
  root: ContentRoot,
  grant: GrantText,
  /** Every member may have it, from whoever holds it, until `until`. */
  open: Type.Boolean(),
  until: Timestamp,
  /** Who else got a grant: asked for pieces where not everybody may have them. */
  holders: Type.Array(DeviceId, { maxItems: 200 }),
});
export type ManifestEnd = Type.Static<typeof ManifestEnd>;

/** Lines of JSON: a head, parts while the file is hashed, the end, or a `Problem`. */
export const readManifest = endpoint({
  method: 'GET',
  path: '/peer/v1/shares/:share/manifest',
  summary: 'What a file is made of.',
  params,
  query: Type.Object({ path: SharePath }),
  answer: Stream,
});

/**
 * Of the pieces that are wanted the owner chooses those that it gave least, and tells which by
 * `Content-Range`. Another version than `etag` is `transfer.changed`.
 */
export const pullSharePieces = endpoint({
  method: 'GET',
  path: '/peer/v1/shares/:share/pieces',
  summary: 'Some of the wanted pieces of a file, from its owner.',
  params,
  query: Type.Object({ path: SharePath, etag: EntityTag, want: Pieces, most: Most }),
  answer: Stream,
});

/** The caller holds, or collects, this content too: both tell each other what they have from now on. */
export const joinSwarm = endpoint({
  method: 'POST',
  path: '/peer/v1/swarms/:root',
  summary: 'Which pieces of a content this PC has; transfer.not_found for none.',
  params: Type.Object({ root: ContentRoot }),
  body: Type.Object({ have: Pieces, grant: Type.Optional(GrantText) }),
  answer: Type.Object({ have: Pieces }),
});

export const pullPieces = endpoint({
  method: 'GET',
  path: '/peer/v1/swarms/:root/pieces',
  summary: 'Some of the wanted pieces, from whoever holds them.',
  params: Type.Object({ root: ContentRoot }),
  query: Type.Object({ want: Pieces, most: Most, grant: Type.Optional(GrantText) }),
  answer: Stream,
});

/** Which pieces the sender has by now, of a content that the receiver collects or holds too. */
export const HaveFrame = Type.Object({
  type: Type.Literal('have'),
  root: ContentRoot,
  have: Pieces,
});
export type HaveFrame = Type.Static<typeof HaveFrame>;
