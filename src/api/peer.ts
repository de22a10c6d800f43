/**
 * The peer door: what agents ask each other over the pinned link (HTTPS/1.1, TLS 1.3, mutual).
 * Every value that comes through it is hostile until checked against these schemas.
 */
import * as Type from 'typebox';
import { DeviceId } from '../model/id.ts';
import { Printer } from '../model/printer.ts';
import { Share } from '../model/share.ts';
import { endpoint } from './endpoint.ts';
import {
  CallAddFrame,
  CallInFrame,
  CallOutFrame,
  CallRingFrame,
  CallSignalFrame,
} from './peer-calls.ts';
import { InternetFrame } from './peer-internet.ts';
import { JobNews } from './peer-printing.ts';
import { ScreenFrame } from './peer-screen.ts';
import { HaveFrame } from './peer-swarm.ts';
import { JournalFrame, TalkHaveFrame, TalkReadFrame, TalkTypingFrame } from './peer-talk.ts';
import { FolderFrame, UnwatchFrame, WatchFrame } from './peer-watching.ts';

export * from './peer-calls.ts';
export * from './peer-files.ts';
export * from './peer-internet.ts';
export * from './peer-locks.ts';
export * from './peer-pairing.ts';
export * from './peer-printing.ts';
export * from './peer-screen.ts';
export * from './peer-sendings.ts';
export * from './peer-swarm.ts';
export * from './peer-search.ts';
export * from './peer-talk.ts';
export * from './peer-update.ts';
export * from './peer-view.ts';
export * from './peer-watching.ts';

const base = '/peer/v1';

/**
 * Version of the peer protocol. Neighbouring versions talk: frames of unknown kinds and listed
 * resources of unknown shapes are passed over, and nothing is ever removed within a version.
 */
export const PEER_PROTOCOL = 1;

/** Path of the one WebSocket per peer. */
export const LINK_PATH = `${base}/link`;
/** Largest frame on the link; more is closed with 1009. */
export const MAX_FRAME_BYTES = 65_536;

/** Hash (52 base32 characters) of a statement of the signed log. */
const StatementHash = Type.String({ pattern: '^[a-z2-7]{52}$' });

/**
 * Last statement that a replica has of each author, and for later pages that it was sent. At its
 * fullest 230 KB of JSON, which the peer door takes.
 */
export const Heads = Type.Record(DeviceId, StatementHash, {
  maxProperties: 2000,
  additionalProperties: false,
});
export type Heads = Type.Static<typeof Heads>;

/** Hash over all heads: where it differs, the two sides pull from each other what they lack. */
const LogState = StatementHash;

// ---- frames on the link (JSON text)

export const HelloFrame = Type.Object({
  type: Type.Literal('hello'),
  protocol: Type.Integer(),
  /** Random per start of the agent, so that a restarted peer is told from a second link. */
  instance: Type.String({ minLength: 16, maxLength: 64 }),
  name: Type.String({ maxLength: 256 }),
  /** Port of the sender's peer door, to dial it back at the address that it comes from. */
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  state: LogState,
  /** Changes whenever the sender's resource list does. */
  resources: Type.String({ maxLength: 64 }),
  /** Hardware addresses of its adapters (IEEE 802, `aa:bb:cc:dd:ee:ff`), to wake it by. */
  wake: Type.Optional(
    Type.Array(Type.String({ pattern: '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$' }), { maxItems: 8 }),
  ),
  /** The sender's adapter that this very connection goes by; `kind` is an `AdapterKind`. */
  via: Type.Optional(
    Type.Object({
      adapter: Type.String({ maxLength: 128 }),
      kind: Type.String({ maxLength: 32 }),
    }),
  ),
});
export type HelloFrame = Type.Static<typeof HelloFrame>;

/** The sender's log changed. */
export const LogFrame = Type.Object({ type: Type.Literal('log'), state: LogState });
export const ResourcesFrame = Type.Object({
  type: Type.Literal('resources'),
  resources: Type.String({ maxLength: 64 }),
});
/** From the printer's owner to the job's sender. */
export const JobFrame = Type.Object({ type: Type.Literal('job'), job: JobNews });
/**
 * Where the sender and the other members can be reached, as far as it knows. One member that is
 * reached by address thus leads to all others, where multicast does not. Hints: who is dialled must
 * prove its key.
 */
export const RosterFrame = Type.Object({
  type: Type.Literal('roster'),
  peers: Type.Array(
    Type.Object({
      device: DeviceId,
      host: Type.String({ pattern: '^[0-9a-fA-F.:]{2,45}$' }),
      port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    }),
    { maxItems: 200 },
  ),
});
export type RosterFrame = Type.Static<typeof RosterFrame>;
/** A file of the sender's share was kept in two versions; `mine`: the receiver wrote the later one. */
export const FileConflictFrame = Type.Object({
  type: Type.Literal('file-conflict'),
  share: Type.String({ maxLength: 256 }),
  path: Type.String({ maxLength: 1024 }),
  copy: Type.String({ maxLength: 1024 }),
  /** As people call the PC that wrote the later one. */
  by: Type.String({ maxLength: 256 }),
  mine: Type.Boolean(),
});
export type FileConflictFrame = Type.Static<typeof FileConflictFrame>;

/** Sent before a clean stop: the peer is offline at once, not after a time-out. */
export const GoodbyeFrame = Type.Object({ type: Type.Literal('goodbye') });

/** The PC goes to sleep: silence is no fault from now on. */
export const SleepFrame = Type.Object({ type: Type.Literal('sleep') });

/** Asks to wake a member in the receiver's own networks, where the sender's packets do not go. */
export const WakeFrame = Type.Object({ type: Type.Literal('wake'), device: DeviceId });

export const LinkFrame = Type.Union([
  HelloFrame,
  LogFrame,
  ResourcesFrame,
  JobFrame,
  RosterFrame,
  FileConflictFrame,
  GoodbyeFrame,
  SleepFrame,
  WakeFrame,
  WatchFrame,
  UnwatchFrame,
  FolderFrame,
  HaveFrame,
  ScreenFrame,
  TalkHaveFrame,
  TalkReadFrame,
  TalkTypingFrame,
  JournalFrame,
  CallRingFrame,
  CallInFrame,
  CallOutFrame,
  CallAddFrame,
  CallSignalFrame,
  InternetFrame,
]);
export type LinkFrame = Type.Static<typeof LinkFrame>;

// ---- the signed log

/** Statements as signed text. */
const Statements = Type.Array(Type.String({ maxLength: 8192 }), { maxItems: 500 });

/** Statements as signed text, in an order in which each follows what it refers to. */
export const pullStatements = endpoint({
  method: 'POST',
  path: `${base}/log/missing`,
  summary: 'Statements that the caller does not have, a page at a time.',
  body: Type.Object({ heads: Heads }),
  answer: Type.Object({
    statements: Statements,
    more: Type.Boolean(),
  }),
});

/** The other way: a member that is being left or removed hears it while the link still stands. */
export const pushStatements = endpoint({
  method: 'POST',
  path: `${base}/log`,
  summary: 'Hand over statements.',
  body: Type.Object({
    statements: Statements,
  }),
});

// ---- resources

export const Resources = Type.Object({
  revision: Type.String({ maxLength: 64 }),
  printers: Type.Array(Printer, { maxItems: 1000 }),
  shares: Type.Array(Share, { maxItems: 1000 }),
});
export type Resources = Type.Static<typeof Resources>;

export const listResources = endpoint({
  method: 'GET',
  path: `${base}/resources`,
  summary: 'Printers and shares that the caller may use.',
  /** Each one is checked by itself, so that one of a newer version does not hide the rest. */
  answer: Type.Object({
    revision: Type.String({ maxLength: 64 }),
    printers: Type.Array(Type.Unknown(), { maxItems: 1000 }),
    shares: Type.Array(Type.Unknown(), { maxItems: 1000 }),
  }),
});
