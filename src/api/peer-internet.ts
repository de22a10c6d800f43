/**
 * The peer door: a member's connections to the internet. It asks for each one by CONNECT (RFC 9110
 * section 9.3.6), `host:port` as the target, on a pinned connection of its own.
 */
import * as Type from 'typebox';

/** What the receiver may use of the sender's way in a day; `quota` null: nothing (any more). */
export const InternetFrame = Type.Object({
  type: Type.Literal('internet'),
  quota: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  /** Bytes that it used today. */
  today: Type.Integer({ minimum: 0 }),
});
export type InternetFrame = Type.Static<typeof InternetFrame>;

/** Header of an answer to CONNECT that is no: the code of the error. */
export const REFUSAL_HEADER = 'hallway-error';
