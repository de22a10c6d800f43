/**
 * Asks the kernel about one socket (sock_diag(7)): it looks the two ends up in its own table, in
 * microseconds, where `/proc/net/tcp` has it walk over all of that table, in milliseconds.
 */
import { endianness } from 'node:os';
import type { ConnectionEnds } from './socket-owner.ts';

/** What is asked of libc; a negative number is a failure. */
export interface KernelTalk {
  send: (message: Buffer) => number;
  /** Bytes of the answer, which is there when `send` returns. */
  receive: (into: Buffer) => number;
}

/** The user of the socket at the client's end, where one lives there. */
export type AskSocket = (ends: ConnectionEnds) => number | undefined;

const [AF_INET, AF_NETLINK] = [2, 16];
const [SOCK_RAW, SOCK_CLOEXEC] = [3, 0o2000000];
const NETLINK_SOCK_DIAG = 4;
const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST = 1;
const IPPROTO_TCP = 6;
const MSG_DONTWAIT = 0x40;

/** `nlmsghdr`, then `inet_diag_req_v2` or `inet_diag_msg` (linux/inet_diag.h). */
const HEADER_BYTES = 16;
const QUESTION_BYTES = HEADER_BYTES + 56;
const ANSWER_BYTES = HEADER_BYTES + 72;
/** Where the ends stand in the question and in the answer. */
const [ASKED, TOLD] = [HEADER_BYTES + 8, HEADER_BYTES + 4];
const [SOURCE, DESTINATION] = [4, 20];
const COOKIE = 40;
const [UID, INODE] = [HEADER_BYTES + 64, HEADER_BYTES + 68];
const MAPPED = Buffer.from('00000000000000000000ffff', 'hex');

/** Rejects where this Node or this system cannot be asked so. */
export async function openSocketQuestions(): Promise<AskSocket> {
  if (endianness() !== 'LE') throw new Error('Not tried where numbers are written otherwise.');
  const { dlopen } = await import('node:ffi');
  const { functions } = dlopen(null, {
    socket: { arguments: ['i32', 'i32', 'i32'], return: 'i32' },
    send: { arguments: ['i32', 'buffer', 'u64', 'i32'], return: 'i64' },
    recv: { arguments: ['i32', 'buffer', 'u64', 'i32'], return: 'i64' },
  });
  // It stays open for as long as the agent runs.
  const socket = functions.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (socket < 0) throw new Error('The kernel lets nobody ask about sockets.');
  const size = (bytes: Buffer): bigint => BigInt(bytes.length);
  return askSocket({
    send: (message) => Number(functions.send(socket, message, size(message), 0)),
    receive: (into) => Number(functions.recv(socket, into, size(into), MSG_DONTWAIT)),
  });
}

/** Undefined where the kernel does not say, for whatever reason: ask in another way then. */
export function askSocket({ send, receive }: KernelTalk): AskSocket {
  const question = Buffer.alloc(QUESTION_BYTES);
  const answer = Buffer.alloc(4096);
  let number = 0;
  return (ends) => {
    number = (number + 1) >>> 0;
    write(question, number, ends);
    if (send(question) !== question.length) return undefined;
    for (;;) {
      const bytes = receive(answer);
      if (bytes < HEADER_BYTES) return undefined;
      // One that came too late for an earlier question is passed over.
      if (answer.readUInt32LE(8) === number) return ownerIn(answer.subarray(0, bytes), question);
    }
  };
}

function write(question: Buffer, number: number, { client, server }: ConnectionEnds): void {
  question.writeUInt32LE(QUESTION_BYTES, 0);
  question.writeUInt16LE(SOCK_DIAG_BY_FAMILY, 4);
  question.writeUInt16LE(NLM_F_REQUEST, 6);
  question.writeUInt32LE(number, 8);
  question.writeUInt8(AF_INET, HEADER_BYTES);
  question.writeUInt8(IPPROTO_TCP, HEADER_BYTES + 1);
  question.writeUInt32LE(0xffffffff, HEADER_BYTES + 4);
  question.writeUInt16BE(client.port, ASKED);
  question.writeUInt16BE(server.port, ASKED + 2);
  writeAddress(question, client.address, ASKED + SOURCE);
  writeAddress(question, server.address, ASKED + DESTINATION);
  question.fill(0xff, ASKED + COOKIE, ASKED + COOKIE + 8);
}

function writeAddress(question: Buffer, address: string, at: number): void {
  const parts = address.replace(/^::ffff:/i, '').split('.');
  parts.slice(0, 4).forEach((part, index) => (question[at + index] = Number(part)));
}

/** Where nobody is connected the kernel tells of who listens at that end: the ends must be those asked for. */
function ownerIn(answer: Buffer, question: Buffer): number | undefined {
  if (answer.length < ANSWER_BYTES || answer.readUInt16LE(4) !== SOCK_DIAG_BY_FAMILY)
    return undefined;
  const same = (from: number, to: number): boolean =>
    answer.subarray(TOLD + from, TOLD + to).equals(question.subarray(ASKED + from, ASKED + to));
  if (!same(0, SOURCE) || !isSameEnd(answer, question, SOURCE)) return undefined;
  if (!isSameEnd(answer, question, DESTINATION)) return undefined;
  // A connection that its program has closed already stands there as root's, without an inode.
  return answer.readUInt32LE(INODE) === 0 ? undefined : answer.readUInt32LE(UID);
}

/** IPv4 as it is, or mapped into IPv6. */
function isSameEnd(answer: Buffer, question: Buffer, at: number): boolean {
  const asked = question.subarray(ASKED + at, ASKED + at + 4);
  const told = answer.subarray(TOLD + at, TOLD + at + 16);
  if (answer[HEADER_BYTES] === AF_INET) return told.subarray(0, 4).equals(asked);
  return told.subarray(0, 12).equals(MAPPED) && told.subarray(12).equals(asked);
}
