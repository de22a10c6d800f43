/** A file on its way to this PC, or from it to others. */
import * as Type from 'typebox';
import { SharePath } from './entry.ts';
import { DeviceId, ResourceId, Timestamp } from './id.ts';

/** SHA-256 over the hashes of a file's pieces, in base32: the same for the same content. */
export const ContentRoot = Type.String({ pattern: '^[a-z2-7]{52}$' });

/** 16 random characters. */
export const TransferId = Type.String({ pattern: '^[a-z2-7]{16}$' });
export type TransferId = Type.Static<typeof TransferId>;

export const TransferState = Type.Union([
  /** What is here is checked, or the owner hashes the file. */
  Type.Literal('preparing'),
  Type.Literal('running'),
  /** Nobody who has what is missing is in reach now. */
  Type.Literal('waiting'),
  Type.Literal('paused'),
  Type.Literal('failed'),
  Type.Literal('cancelled'),
  Type.Literal('done'),
]);
export type TransferState = Type.Static<typeof TransferState>;

/** A PC that pieces come from. */
export const TransferSource = Type.Object({
  device: DeviceId,
  name: Type.String(),
  bytes: Type.Integer({ minimum: 0 }),
  /** Bytes a second. */
  rate: Type.Number({ minimum: 0 }),
  /** `wrong`: it sent a piece that is not of this file, and is not asked again. */
  state: Type.Union([
    Type.Literal('active'),
    Type.Literal('resting'),
    Type.Literal('gone'),
    Type.Literal('wrong'),
  ]),
  /** In words, where it is not active. */
  problem: Type.Union([Type.String(), Type.Null()]),
});
export type TransferSource = Type.Static<typeof TransferSource>;

export const Transfer = Type.Object({
  id: TransferId,
  /** `down`: to this PC. `up`: pieces that this PC gives. */
  direction: Type.Union([Type.Literal('down'), Type.Literal('up')]),
  /** Who shares it. */
  device: DeviceId,
  share: Type.Union([ResourceId, Type.Null()]),
  path: SharePath,
  /** Where it goes on this PC; null for what goes out. */
  target: Type.Union([Type.String(), Type.Null()]),
  bytes: Type.Integer({ minimum: 0 }),
  total: Type.Integer({ minimum: 0 }),
  /** Bytes a second. */
  rate: Type.Number({ minimum: 0 }),
  /** Null while that cannot be told. */
  secondsLeft: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  state: TransferState,
  /** Why it failed or waits, and what to do. */
  problem: Type.Union([
    Type.Object({ code: Type.String(), message: Type.String(), fix: Type.Optional(Type.String()) }),
    Type.Null(),
  ]),
  started: Timestamp,
  sources: Type.Array(TransferSource),
  /**
   * The file as up to 120 equal parts: which of the sources gave most of it, -1 for none so far, -2
   * for what an earlier run brought.
   */
  map: Type.Array(Type.Integer({ minimum: -2 }), { maxItems: 120 }),
});
export type Transfer = Type.Static<typeof Transfer>;

/** A file to get. */
export const TransferOrder = Type.Object({
  device: DeviceId,
  share: ResourceId,
  path: SharePath,
  /** Absolute path on this PC; nothing may be there. */
  target: Type.String({ minLength: 1, maxLength: 4096 }),
  /** It is this content that is wanted; another is `transfer.changed`. */
  root: Type.Optional(ContentRoot),
});
export type TransferOrder = Type.Static<typeof TransferOrder>;

/** Files of a folder that came, some at a time. */
export const FolderNews = Type.Object({
  files: Type.Array(
    Type.Object({
      /** Below the folder, with `/`. */
      path: Type.String(),
      bytes: Type.Integer({ minimum: 0 }),
      /** SHA-256 in lower-case hex, of those that came as one stream. */
      hash: Type.Union([Type.String(), Type.Null()]),
      /** Where it is on this PC. */
      target: Type.String(),
    }),
  ),
});
export type FolderNews = Type.Static<typeof FolderNews>;

export const FolderProgress = Type.Object({
  bytes: Type.Integer({ minimum: 0 }),
  total: Type.Integer({ minimum: 0 }),
});
export type FolderProgress = Type.Static<typeof FolderProgress>;

/** Files that were gone when they were asked for, and PCs that gave something. */
export const FolderDone = Type.Object({
  gone: Type.Integer({ minimum: 0 }),
  sources: Type.Array(DeviceId),
});
export type FolderDone = Type.Static<typeof FolderDone>;

export type TransferAction = 'pause' | 'resume' | 'cancel';
