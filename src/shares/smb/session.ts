/**
 * A signed-in session with a server ([MS-SMB2] sections 3.2.4.2 and 3.2.5.3): its keys, its shares,
 * and requests that are signed or sealed as they must be.
 */
import { createHmac } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import { type Patience, type Request, SmbConnection } from './connection.ts';
import { malformed, part, toUtf16 } from './hostile-bytes.ts';
import { HEAD_BYTES, type Reply } from './message-head.ts';
import { negotiate, type Negotiated, SECURITY_MODE, tooOld } from './negotiation.ts';
import {
  authenticateMessage,
  type Credentials,
  negotiateMessage,
  readChallenge,
  signedBy,
} from './ntlm.ts';
import { type Cipher, keyBits, Sealer } from './sealing.ts';
import { Signer } from './signing.ts';
import { isStatus, signInError, signInRefused, SmbStatus, unreachable } from './smb-error.ts';
import { MECHANISMS, unwrap, wrapFirst, wrapNext } from './spnego.ts';
import { confirmNegotiation } from './confirm-negotiation.ts';
import { COMMAND, DIALECT, LAYOUT, STATUS } from './wire.ts';

export interface SessionOptions {
  host: string;
  port: number;
  /** What a person calls it, for errors. */
  name: string;
  credentials: Credentials;
  /** The person asked for entering without being known; nothing is signed then. */
  guest: boolean;
  /** What the server called itself when the person signed in first; another one gets no proof. */
  computer?: string | undefined;
  clock: Clock;
  /** Sign only where the server wants it; for measuring. */
  signWhenRequired?: boolean | undefined;
  ciphers?: readonly Cipher[] | undefined;
  patience?: Patience | undefined;
}

export interface Tree {
  id: number;
  /** The share wants its messages sealed. */
  seal: boolean;
}

/** Section 2.2.6. */
const FLAG_GUEST = 1;
const FLAG_NULL = 2;
const FLAG_SEAL = 4;
const SHARE_FLAG_SEAL = 0x8000;

export class SmbSession {
  readonly connection: SmbConnection;
  readonly negotiated: Negotiated;
  /** What the server calls itself. */
  readonly computer: string;
  /** Nobody in particular: nothing is signed, and less may be done. */
  readonly guest: boolean;
  readonly #id: bigint;
  readonly #host: string;

  /** `signIn` makes it. */
  constructor(
    connection: SmbConnection,
    parts: {
      negotiated: Negotiated;
      computer: string;
      guest: boolean;
      id: bigint;
      host: string;
    },
  ) {
    this.connection = connection;
    this.negotiated = parts.negotiated;
    this.computer = parts.computer;
    this.guest = parts.guest;
    this.#id = parts.id;
    this.#host = parts.host;
  }

  /** Throws `host.unreachable`, `host.sign_in` or `host.protocol`. */
  static async signIn(options: SessionOptions): Promise<SmbSession> {
    const { host, port, name, clock, ciphers, patience } = options;
    const connection = new SmbConnection({ host, port }, clock, patience);
    try {
      await connection.connect().catch((error: unknown) => {
        throw unreachable(name, error);
      });
      const negotiated = await negotiate(connection, ciphers).catch((error: unknown) => {
        // A server of SMB 1 hangs up on what it does not know.
        throw error instanceof HallwayError && error.code !== 'transfer.interrupted'
          ? error
          : tooOld(error);
      });
      return await authenticate(connection, negotiated, options);
    } catch (error) {
      connection.end();
      throw signInError(error);
    }
  }

  /** Throws `share.not_found` as an `SmbStatus`, and what else the server says. */
  async tree(share: string): Promise<Tree> {
    const path = toUtf16(`\\\\${this.#host}\\${share}`);
    const fixed = LAYOUT.treeConnectRequest.pack({ pathLength: path.length });
    const signed = this.connection.protection?.signer !== undefined;
    const reply = await this.request({
      command: COMMAND.TreeConnect,
      parts: [fixed, path],
      sign: signed,
    }).catch((error: unknown) => {
      if (!this.guest || !isStatus(error, STATUS.accessDenied)) throw error;
      throw signInRefused('This share is not for guests.', error);
    });
    const flags = LAYOUT.treeConnectReply.read(reply.body).number('shareFlags');
    const tree = { id: reply.tree, seal: (flags & SHARE_FLAG_SEAL) !== 0 };
    if (tree.seal && !this.connection.protection?.sealer)
      throw new HallwayError('host.protocol', 'This share wants encryption that cannot be had.', {
        fix: 'Sign in with a name and password, and SMB 3 on the server.',
      });
    if (signed && this.negotiated.dialect !== DIALECT.Smb311) await confirmNegotiation(this, tree);
    return tree;
  }

  /** The final reply if its status is 0 or one of `fine`; throws an `SmbStatus` else. */
  async request(request: Request, fine: readonly number[] = []): Promise<Reply> {
    const reply = await this.connection.request({ ...request, session: this.#id });
    if (reply.status !== STATUS.success && !fine.includes(reply.status)) {
      // What is said of the whole session ends it, so that the next use signs in anew.
      if (reply.status === STATUS.sessionDeleted || reply.status === STATUS.sessionExpired)
        this.connection.end();
      throw new SmbStatus(reply.status);
    }
    return reply;
  }

  async end(): Promise<void> {
    const parts = [LAYOUT.emptyRequest.pack({})];
    await this.request({ command: COMMAND.LogOff, parts }).catch(() => {});
    this.connection.end();
  }
}

async function authenticate(
  connection: SmbConnection,
  negotiated: Negotiated,
  { credentials, guest, host, clock, signWhenRequired, computer }: SessionOptions,
): Promise<SmbSession> {
  const { preauth } = negotiated;
  const step = async (token: Buffer, session: bigint): Promise<Reply> => {
    const fixed = LAYOUT.sessionSetupRequest.pack({
      securityMode: SECURITY_MODE.enabled,
      securityBufferLength: token.length,
    });
    return connection.request({
      command: COMMAND.SessionSetup,
      parts: [fixed, token],
      session,
      sent: (message) => preauth?.add(message),
    });
  };
  const hello = negotiateMessage();
  const first = await step(wrapFirst(hello), 0n);
  if (first.status !== STATUS.moreProcessing) throw new SmbStatus(first.status);
  preauth?.add([first.message]);
  const challenge = readChallenge(unwrap(tokenOf(first)));
  // Nothing proves the name; it keeps a password from a server that merely got the old one's address.
  if (computer !== undefined && computer !== challenge.computer)
    throw signInRefused('Another server answers at this address than the one you signed in to.');
  const target = { host, now: clock.now() };
  const answer = authenticateMessage(challenge, hello, credentials, target);
  const anonymous = credentials.user === '';
  const signature = signedBy(answer.key, challenge, MECHANISMS);
  const last = await step(wrapNext(answer.message, signature), first.session);
  if (last.status !== STATUS.success) throw new SmbStatus(last.status);
  const flags = LAYOUT.sessionSetupReply.read(last.body).number('sessionFlags');
  const parts = { negotiated, computer: challenge.computer, guest, id: first.session, host };
  if ((flags & (FLAG_GUEST | FLAG_NULL)) !== 0 || anonymous) {
    if (!guest)
      throw signInRefused(
        'The server does not know this name: it would let you in as a guest only.',
      );
    return new SmbSession(connection, parts);
  }
  const keys = keysOf(negotiated, answer.key);
  const signer = new Signer(negotiated.signing, keys.signing);
  // Section 3.2.5.3.1: for 3.1.1 it must be signed; before, where it is, rightly.
  const signed = signer.verify(last.message);
  if (!signed && (preauth !== undefined || last.message.readUInt32LE(16) & 8)) throw malformed();
  const { cipher } = negotiated;
  const sealer = cipher && new Sealer(cipher, first.session, keys);
  const seal = (flags & FLAG_SEAL) !== 0;
  if (seal && !sealer) throw malformed();
  connection.protection = {
    signer,
    alwaysSign: negotiated.signingRequired || signWhenRequired !== true,
    sealer,
    alwaysSeal: seal,
  };
  return new SmbSession(connection, parts);
}

function tokenOf({ message, body }: Reply): Buffer {
  const view = LAYOUT.sessionSetupReply.read(body);
  const at = view.number('securityBufferOffset');
  if (at < HEAD_BYTES) throw malformed();
  return part(message, at, view.number('securityBufferLength'));
}

/** Section 3.1.4.2. */
function keysOf(
  { dialect, cipher, preauth }: Negotiated,
  key: Buffer,
): { signing: Buffer; toServer: Buffer; fromServer: Buffer } {
  if (dialect < DIALECT.Smb300) return { signing: key, toServer: key, fromServer: key };
  const bits = cipher ? keyBits(cipher) : 128;
  if (preauth) {
    const context = preauth.value;
    return {
      signing: derived(key, 'SMBSigningKey\0', context, 128),
      toServer: derived(key, 'SMBC2SCipherKey\0', context, bits),
      fromServer: derived(key, 'SMBS2CCipherKey\0', context, bits),
    };
  }
  return {
    signing: derived(key, 'SMB2AESCMAC\0', Buffer.from('SmbSign\0'), 128),
    toServer: derived(key, 'SMB2AESCCM\0', Buffer.from('ServerIn \0'), bits),
    fromServer: derived(key, 'SMB2AESCCM\0', Buffer.from('ServerOut\0'), bits),
  };
}

/** NIST SP 800-108 in counter mode, one round. */
function derived(key: Buffer, label: string, context: Buffer, bits: 128 | 256): Buffer {
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(1, 0);
  numbers.writeUInt32BE(bits, 4);
  return createHmac('sha256', key)
    .update(numbers.subarray(0, 4))
    .update(label)
    .update(Buffer.from([0]))
    .update(context)
    .update(numbers.subarray(4))
    .digest()
    .subarray(0, bits / 8);
}
