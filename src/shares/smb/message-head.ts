/** The header of an SMB 2 message ([MS-SMB2] section 2.2.1), and the ways of a reply through it. */
import { malformed } from './hostile-bytes.ts';
import { FLAG, STATUS } from './wire.ts';

export const HEAD_BYTES = 64;
/** The first four bytes of a message that is not sealed. */
export const PLAIN = 0xfe534d42;
/** What a server says by itself, without being asked. */
export const UNASKED = 0xffffffffffffffffn;

export interface RequestHead {
  command: number;
  charge: number;
  credits: number;
  id: bigint;
  tree: number;
  session: bigint;
}

export interface Reply {
  status: number;
  command: number;
  id: bigint;
  tree: number;
  session: bigint;
  /** Header and body. */
  message: Buffer;
  body: Buffer;
}

export function packHead({ command, charge, credits, id, tree, session }: RequestHead): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(PLAIN, 0);
  head.writeUInt16LE(HEAD_BYTES, 4);
  head.writeUInt16LE(charge, 6);
  head.writeUInt16LE(command, 12);
  head.writeUInt16LE(credits, 14);
  head.writeBigUInt64LE(id, 24);
  head.writeUInt32LE(tree, 36);
  head.writeBigUInt64LE(session, 40);
  return head;
}

/** The replies of one packet: a server may chain several. Throws `host.protocol`. */
export function splitReplies(packet: Buffer): Buffer[] {
  const replies: Buffer[] = [];
  for (let rest = packet; ; ) {
    if (rest.length < HEAD_BYTES || rest.readUInt32BE(0) !== PLAIN) throw malformed();
    const next = rest.readUInt32LE(20);
    if (next === 0) return [...replies, rest];
    if (next < HEAD_BYTES || next % 8 !== 0 || next > rest.length) throw malformed();
    replies.push(rest.subarray(0, next));
    rest = rest.subarray(next);
  }
}

export function readReply(message: Buffer): Reply {
  if (message.readUInt16LE(4) !== HEAD_BYTES) throw malformed();
  if ((message.readUInt32LE(16) & FLAG.Response) === 0) throw malformed();
  return {
    status: message.readUInt32LE(8),
    command: message.readUInt16LE(12),
    id: message.readBigUInt64LE(24),
    tree: message.readUInt32LE(36),
    session: message.readBigUInt64LE(40),
    message,
    body: message.subarray(HEAD_BYTES),
  };
}

/** An interim reply: the server works on it, and its answer comes later. */
export function isInterim({ status, message }: Reply): boolean {
  return status === STATUS.pending && (message.readUInt32LE(16) & FLAG.Async) !== 0;
}

/** By which an asynchronous request is cancelled. */
export function asyncId(message: Buffer): bigint {
  return message.readBigUInt64LE(32);
}

/** Credits that the server grants with a reply. */
export function grantOf(message: Buffer): number {
  return message.readUInt16LE(14);
}
