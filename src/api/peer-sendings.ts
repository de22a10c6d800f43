/** The peer door: a member offers a file or folder; whoever takes it pulls it and says how far it is. */
import * as Type from 'typebox';
import { SharePath } from '../model/entry.ts';
import { ResourceId, Timestamp } from '../model/id.ts';
import { Gift, GiftState } from '../model/sending.ts';
import { endpoint, Stream } from './endpoint.ts';

const base = '/peer/v1/sendings';
const params = Type.Object({ id: ResourceId });

/** How it stands at the receiver. */
export const GiftNews = Type.Object({
  state: GiftState,
  bytes: Type.Integer({ minimum: 0 }),
  problem: Type.Optional(Type.String({ maxLength: 600 })),
});
export type GiftNews = Type.Static<typeof GiftNews>;

/** May be asked again: the answer is how it stands now. */
export const offerGift = endpoint({
  method: 'POST',
  path: base,
  summary: 'Offer a file or folder.',
  body: Gift,
  answer: GiftNews,
});

/** From the receiver; of what the sender does not know nothing is said. */
export const tellGift = endpoint({
  method: 'POST',
  path: `${base}/:id`,
  summary: 'How what was offered stands at the receiver.',
  params,
  body: GiftNews,
});

export const withdrawGift = endpoint({
  method: 'DELETE',
  path: `${base}/:id`,
  summary: 'What was offered is not offered any more.',
  params,
});

/** Longest file that comes in such a stream. */
export const SMALL_FILE = 512 * 1024;
export const MOST_SMALL_FILES = 512;

/**
 * For each path, in their order: 4 bytes with the length of a head (big-endian), the head as JSON,
 * and where it has a size the bytes and their SHA-256 (32 bytes).
 */
export const SmallFileHead = Type.Union([
  Type.Object({ size: Type.Integer({ minimum: 0, maximum: SMALL_FILE }), modified: Timestamp }),
  /** It has grown meanwhile. */
  Type.Object({ large: Type.Literal(true) }),
  Type.Object({
    problem: Type.Object({
      code: Type.String({ maxLength: 64 }),
      message: Type.String({ maxLength: 600 }),
    }),
  }),
]);
export type SmallFileHead = Type.Static<typeof SmallFileHead>;

export const readSmallFiles = endpoint({
  method: 'POST',
  path: '/peer/v1/shares/:share/small-files',
  summary: 'Many small files as one stream, each with its hash.',
  params: Type.Object({ share: ResourceId }),
  body: Type.Object({
    paths: Type.Array(SharePath, { minItems: 1, maxItems: MOST_SMALL_FILES }),
  }),
  answer: Stream,
});
