/**
 * One connection to an SMB server: requests and their replies, credits, interim replies,
 * cancelling, and noticing at once that the server is gone ([MS-SMB2] sections 3.2.4 and 3.2.5).
 */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import type { HallwayError } from '../../base/errors.ts';
import { Credits } from './credits.ts';
import { malformed } from './hostile-bytes.ts';
import {
  asyncId,
  grantOf,
  HEAD_BYTES,
  isInterim,
  packHead,
  readReply,
  type Reply,
  splitReplies,
  UNASKED,
} from './message-head.ts';
import { PacketStream } from './packet-stream.ts';
import { SEALED, type Sealer } from './sealing.ts';
import type { Signer } from './signing.ts';
import { serverLost, stopped } from './smb-error.ts';
import { COMMAND, FLAG, LAYOUT } from './wire.ts';

/** What protects the messages of a session once somebody signed in. */
export interface Protection {
  signer: Signer | undefined;
  /** Every request is signed, and an unsigned reply ends the connection. */
  alwaysSign: boolean;
  sealer: Sealer | undefined;
  /** Every request is sealed, and a reply in the clear ends the connection. */
  alwaysSeal: boolean;
}

export interface Request {
  command: number;
  /** Body, in pieces; they are not changed. */
  parts: readonly Buffer[];
  tree?: number;
  session?: bigint;
  /** Bytes that go one way or the other, which cost one credit for each 64 KiB. */
  payload?: number;
  sign?: boolean;
  seal?: boolean;
  signal?: AbortSignal | undefined;
  /** Hears the message as it goes out, before it is sealed. */
  sent?: (message: readonly Buffer[]) => void;
}

interface Pending {
  command: number;
  charge: number;
  /** By the monotonic clock. */
  since: number;
  signed: boolean;
  sealed: boolean;
  async: bigint | undefined;
  tree: number;
  session: bigint;
  resolve: (reply: Reply) => void;
  reject: (error: unknown) => void;
}

/** How long a server may take, in milliseconds. */
export interface Patience {
  /** Says it nothing for so long, asked something, it is asked whether it is there … */
  silenceMs: number;
  /** … and has so long to say so. */
  proofMs: number;
  /** For one answer, while it answers others. */
  answerMs: number;
  /** For an answer that it said would come later. */
  laterMs: number;
}

const PATIENCE: Patience = {
  silenceMs: 10_000,
  proofMs: 8000,
  answerMs: 60_000,
  laterMs: 600_000,
};

export class SmbConnection {
  readonly #stream: PacketStream;
  readonly #clock: Clock;
  readonly #patience: Patience;
  readonly #pending = new Map<bigint, Pending>();
  readonly credits = new Credits();
  #nextId = 0n;
  #lost: HallwayError | undefined;
  #heard = 0;
  #asked = false;
  #watch: CancelTimer | undefined;
  protection: Protection | undefined;

  constructor(target: { host: string; port: number }, clock: Clock, patience = PATIENCE) {
    this.#clock = clock;
    this.#patience = patience;
    this.#stream = new PacketStream(target, {
      packet: (packet) => this.#packet(packet),
      closed: (error) => this.#die(serverLost(error)),
    });
  }

  async connect(): Promise<void> {
    await this.#stream.connected();
  }

  get lost(): HallwayError | undefined {
    return this.#lost;
  }

  /** Longest packet that is taken from now on. */
  set limit(bytes: number) {
    this.#stream.limit = bytes;
  }

  end(): void {
    this.#stream.end();
  }

  /** The final reply, whatever its status is. Rejects with `transfer.interrupted` if the server goes. */
  async request(request: Request): Promise<Reply> {
    const { signal } = request;
    if (signal?.aborted) throw stopped(signal);
    const charge = this.credits.chargeOf(request.payload ?? 0);
    if (this.#lost) throw this.#lost;
    await this.credits.take(charge);
    if (this.#lost) throw this.#lost;
    const id = this.#nextId;
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#cancel(id);
        reject(stopped(signal));
      };
      const done = (): void => signal?.removeEventListener('abort', abort);
      signal?.addEventListener('abort', abort, { once: true });
      this.#send(request, charge, {
        resolve: (reply) => (done(), resolve(reply)),
        reject: (error) => (done(), reject(error)),
      });
    });
  }

  #send(request: Request, charge: number, ends: Pick<Pending, 'resolve' | 'reject'>): void {
    const { command, tree = 0, session = 0n } = request;
    const id = this.#nextId;
    this.#nextId += BigInt(charge);
    const credits = this.credits.asked(charge);
    const head = packHead({
      command,
      charge: this.credits.multi ? charge : 0,
      credits,
      id,
      tree,
      session,
    });
    const { signer, alwaysSign, sealer, alwaysSeal } = this.protection ?? NO_PROTECTION;
    const seal = sealer !== undefined && (alwaysSeal || request.seal === true);
    const sign = !seal && signer !== undefined && (request.sign ?? alwaysSign);
    const parts = [head, ...request.parts];
    this.#pending.set(id, {
      command,
      charge,
      since: this.#clock.monotonic(),
      tree,
      session,
      signed: sign,
      sealed: seal,
      async: undefined,
      ...ends,
    });
    if (sign) signer.sign(parts);
    request.sent?.(parts);
    this.#stream.send(seal ? sealer.seal(parts) : parts);
    this.#listen();
  }

  #packet(packet: Buffer): boolean {
    this.#heard = this.#clock.monotonic();
    this.#asked = false;
    if (packet.length < 4) throw malformed();
    const sealed = packet.readUInt32BE(0) === SEALED;
    let plain = packet;
    if (sealed) {
      const sealer = this.protection?.sealer;
      if (!sealer) throw malformed();
      plain = sealer.open(packet);
    }
    for (const message of splitReplies(plain)) this.#reply(readReply(message), sealed);
    this.credits.serve();
    return sealed;
  }

  #reply(reply: Reply, sealed: boolean): void {
    if (reply.id === UNASKED) return;
    this.credits.granted(grantOf(reply.message));
    const pending = this.#pending.get(reply.id);
    // What was cancelled, or never asked, changes nothing.
    if (!pending) return;
    if (reply.command !== pending.command) throw malformed();
    if (pending.sealed && !sealed) throw malformed();
    if (isInterim(reply)) {
      pending.async = asyncId(reply.message);
      return;
    }
    if (pending.signed && !sealed && this.protection?.signer?.verify(reply.message) === false)
      throw malformed();
    this.#pending.delete(reply.id);
    this.credits.answered(pending.charge);
    pending.resolve(reply);
  }

  /** Section 3.2.4.24: costs no credit and gets no reply. */
  #cancel(id: bigint): void {
    const pending = this.#pending.get(id);
    if (!pending || this.#lost) return;
    // It stays, for its last reply brings its credits back.
    pending.resolve = pending.reject = () => {};
    const { tree, session, async } = pending;
    const head = packHead({ command: COMMAND.Cancel, charge: 0, credits: 0, id, tree, session });
    if (async !== undefined) {
      head.writeUInt32LE(FLAG.Async, 16);
      head.writeBigUInt64LE(async, 32);
    }
    const parts = [head, LAYOUT.emptyRequest.pack({})];
    const { signer, sealer } = this.protection ?? NO_PROTECTION;
    if (pending.signed) signer?.sign(parts);
    this.#stream.send(pending.sealed && sealer ? sealer.seal(parts) : parts);
  }

  #listen(): void {
    if (this.#watch) return;
    this.#heard = this.#clock.monotonic();
    const every = Math.min(1000, this.#patience.silenceMs / 2);
    this.#watch = this.#clock.every(every, () => this.#doubt());
  }

  #doubt(): void {
    if (this.#pending.size === 0) {
      this.#watch?.();
      this.#watch = undefined;
      return;
    }
    const { silenceMs, proofMs, answerMs, laterMs } = this.#patience;
    const now = this.#clock.monotonic();
    const silent = now - this.#heard;
    const late = this.#pending
      .values()
      .some((one) => now - one.since > (one.async === undefined ? answerMs : laterMs));
    if (late || silent > silenceMs + proofMs) this.#stream.end(new Error('the server went silent'));
    else if (silent > silenceMs && !this.#asked && this.credits.any) {
      this.#asked = true;
      const session = this.#pending.values().next().value?.session ?? 0n;
      this.request({ command: COMMAND.Echo, session, parts: [LAYOUT.emptyRequest.pack({})] }).catch(
        () => {},
      );
    }
  }

  #die(error: HallwayError): void {
    this.#lost = error;
    this.#watch?.();
    const ends = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of ends) reject(error);
    this.credits.end(error);
  }
}

const NO_PROTECTION: Protection = {
  signer: undefined,
  alwaysSign: false,
  sealer: undefined,
  alwaysSeal: false,
};

/** Bytes that a reply has beside what it carries, at most. */
export const REPLY_OVERHEAD = HEAD_BYTES + 4096;
