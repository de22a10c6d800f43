/** Something about printing, or files, that the person of this device should hear of, until it is read. */
import * as Type from 'typebox';
import { JobId, ResourceId, Timestamp } from './id.ts';

export const NoticeKind = Type.Union([
  Type.Literal('job-done'),
  Type.Literal('job-failed'),
  /** Nobody can tell whether it was printed: somebody has to say. */
  Type.Literal('job-question'),
  /** It has waited long for a printer that does not print; others could. */
  Type.Literal('job-waits'),
  /** A shared printer of this device needs somebody: paper, toner, a jam. */
  Type.Literal('printer-trouble'),
  /** Two persons changed a file: both versions are kept. */
  Type.Literal('file-conflict'),
  /** A colleague gives something: somebody has to say yes or no. */
  Type.Literal('file-offer'),
]);
export type NoticeKind = Type.Static<typeof NoticeKind>;

export const Notice = Type.Object({
  /** Grows with time. */
  id: Type.Integer({ minimum: 1 }),
  at: Timestamp,
  kind: NoticeKind,
  /** A sentence or two. */
  text: Type.String({ maxLength: 600 }),
  job: Type.Union([JobId, Type.Null()]),
  printer: Type.Union([ResourceId, Type.Null()]),
  read: Type.Boolean(),
  /** What it tells of is over: the question is answered, the paper is back. */
  over: Type.Boolean(),
});
export type Notice = Type.Static<typeof Notice>;

/** So many are kept, the latest. */
export const MAX_NOTICES = 200;
