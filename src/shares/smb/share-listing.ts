/**
 * The shares of a server: NetrShareEnum of the server service ([MS-SRVS] section 3.1.4.8) over its
 * named pipe. As much of DCE/RPC and NDR as that takes.
 */
import { ioctl } from './ioctl.ts';
import { malformed, part, toUtf16, utf16 } from './hostile-bytes.ts';
import type { SmbSession } from './session.ts';
import { leaveFile, openFile, type OpenFile, readAt } from './tree-calls.ts';
import { ACCESS } from './wire.ts';

export interface ListedShare {
  name: string;
  comment: string;
}

const TRANSCEIVE = 0x0011c017;
const PIECE_BYTES = 65_535;
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_SHARES = 10_000;
const PDU = { request: 0, response: 2, bind: 11, bindAck: 12 } as const;
const LAST_PIECE = 2;
const PDU_HEAD = 16;
const ENUM_SHARES = 15;
/** The server service 3.0 and NDR 2.0, by their UUIDs. */
const SRVSVC = Buffer.from('c84f324b7016d30112785a47bf6ee18803000000', 'hex');
const NDR = Buffer.from('045d888aeb1cc9119fe808002b10486002000000', 'hex');
/** [MS-SRVS] section 2.2.2.4: the kind, and that it is an administrator's. */
const KIND = 0x0fffffff;
const SPECIAL = 0x80000000;
const DISK = 0;

/** Folders that are for people; administrators' and hidden ones (`C$`) are left out. */
export async function listShares(session: SmbSession, host: string): Promise<ListedShare[]> {
  const tree = await session.tree('IPC$');
  const access = ACCESS.ReadData | ACCESS.WriteData | ACCESS.ReadAttributes | ACCESS.Synchronize;
  const pipe = await openFile({ session, tree }, 'srvsvc', { access });
  try {
    const bound = await exchange(pipe, pdu(PDU.bind, 1, bindBody()));
    if (bound.type !== PDU.bindAck) throw malformed();
    const answer = await exchange(pipe, pdu(PDU.request, 2, requestBody(host)));
    if (answer.type !== PDU.response) throw malformed();
    return readShares(answer.stub);
  } finally {
    await leaveFile(pipe);
  }
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, index * 4);
  return bytes;
}

function pdu(type: number, call: number, body: Buffer): Buffer {
  const head = Buffer.alloc(PDU_HEAD);
  head.set([5, 0, type, 3, 0x10, 0, 0, 0]);
  head.writeUInt16LE(PDU_HEAD + body.length, 8);
  head.writeUInt32LE(call, 12);
  return Buffer.concat([head, body]);
}

function bindBody(): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(4280, 0);
  head.writeUInt16LE(4280, 2);
  return Buffer.concat([head, Buffer.from([1, 0, 0, 0, 0, 0, 1, 0]), SRVSVC, NDR]);
}

function requestBody(host: string): Buffer {
  const name = toUtf16(`\\\\${host}\0`);
  const padding = Buffer.alloc((4 - (name.length % 4)) % 4);
  const units = name.length / 2;
  const stub = Buffer.concat([
    numbers(0x20000, units, 0, units),
    name,
    padding,
    // Level 1, an empty container, everything at once, from the beginning.
    numbers(1, 1, 0x20004, 0, 0, 0xffffffff, 0x20008, 0),
  ]);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(stub.length, 0);
  head.writeUInt16LE(ENUM_SHARES, 6);
  return Buffer.concat([head, stub]);
}

/** Sends one PDU and gathers the pieces of its answer. */
async function exchange(pipe: OpenFile, request: Buffer): Promise<{ type: number; stub: Buffer }> {
  let bytes = await ioctl(pipe.session, pipe.tree, {
    code: TRANSCEIVE,
    file: pipe.id,
    input: request,
    most: PIECE_BYTES,
  });
  const pieces: Buffer[] = [];
  for (let total = 0; ; ) {
    while (bytes.length < PDU_HEAD || bytes.length < bytes.readUInt16LE(8)) {
      const more = await readAt(pipe, 0, PIECE_BYTES);
      if (more.length === 0) throw malformed();
      bytes = Buffer.concat([bytes, more]);
    }
    const length = bytes.readUInt16LE(8);
    const type = bytes[2] ?? 0;
    if (length < PDU_HEAD + 8 || bytes.readUInt16LE(10) !== 0) throw malformed();
    pieces.push(part(bytes, PDU_HEAD + 8, length - PDU_HEAD - 8));
    total += length;
    if (total > MOST_BYTES) throw malformed();
    if (((bytes[3] ?? 0) & LAST_PIECE) !== 0) return { type, stub: Buffer.concat(pieces) };
    bytes = bytes.subarray(length);
  }
}

function readShares(stub: Buffer): ListedShare[] {
  let at = 0;
  const number = (): number => {
    const value = part(stub, at, 4).readUInt32LE();
    at += 4;
    return value;
  };
  /** A conformant varying string, with its zero at the end. */
  const text = (): string => {
    at += 8;
    const units = number();
    const bytes = part(stub, at, units * 2);
    at += units * 2 + ((4 - ((units * 2) % 4)) % 4);
    return utf16(bytes).replace(/\0.*$/su, '');
  };
  at = 12;
  const count = number();
  const hasArray = number() !== 0;
  if (count > MOST_SHARES) throw malformed();
  if (count === 0 || !hasArray) return [];
  at += 4;
  const heads = Array.from({ length: count }, () => ({
    hasName: number() !== 0,
    kind: number(),
    hasComment: number() !== 0,
  }));
  return heads
    .map(({ hasName, kind, hasComment }) => ({
      name: hasName ? text() : '',
      comment: hasComment ? text() : '',
      kind,
    }))
    .filter(
      ({ name, kind }) => (kind & KIND) === DISK && (kind & SPECIAL) === 0 && isForPeople(name),
    )
    .map(({ name, comment }) => ({ name, comment }));
}

function isForPeople(name: string): boolean {
  return name !== '' && !name.endsWith('$');
}
