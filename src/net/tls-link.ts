/**
 * TLS 1.3 between agents: both sides show their certificate, and each compares the other's public
 * key. Chains, names and dates of certificates are not looked at: the key is the identity.
 *
 * `rejectUnauthorized` is off because nobody signs these certificates. TLS 1.3 still makes the
 * other side prove its key (RFC 8446 section 4.4.3), and `dialPinned` compares that key before a
 * single byte of a request is written.
 */
import { constants } from 'node:crypto';
import type { SecureContext, SecureContextOptions, TLSSocket, TlsOptions } from 'node:tls';
import { connect, createSecureContext } from 'node:tls';
import { HallwayError } from '../base/errors.ts';
import { deviceIdOf } from '../identity/device-id.ts';
import type { Identity } from '../identity/identity.ts';
import type { DeviceId } from '../model/id.ts';
import type { OnRead } from './gathered-socket.ts';
import { endsOf } from './socket-ends.ts';

/** Name in the handshake; says nothing about who is called. */
const SERVER_NAME = 'hallway';
/** RFC 5705 label of the keying material that binds a pairing to its connection. */
const EXPORTER_LABEL = 'EXPORTER-hallway-pair-v1';

/** AES-128-GCM first: the fastest on PCs with AES instructions, and enough. */
const CIPHERS = 'TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384';

function credentials(identity: Identity): SecureContextOptions {
  return {
    key: identity.privateKeyPem,
    cert: identity.certificatePem,
    minVersion: 'TLSv1.3',
    ciphers: CIPHERS,
  };
}

/** Of each identity. */
const contexts = new WeakMap<Identity, SecureContext>();

/** One for all that is dialled: it takes 33 KiB and half a millisecond to make. */
function clientContext(identity: Identity): SecureContext {
  let context = contexts.get(identity);
  if (!context) contexts.set(identity, (context = createSecureContext(credentials(identity))));
  return context;
}

/** Options of the peer door's TLS server: no tickets, so that no session outlives a membership. */
export function serverTlsOptions(identity: Identity): TlsOptions {
  return {
    ...credentials(identity),
    requestCert: true,
    rejectUnauthorized: false,
    secureOptions: constants.SSL_OP_NO_TICKET,
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: 5000,
  };
}

/** Public key (SPKI, DER) that the other side proved, or undefined without a certificate. */
export function peerSpki(socket: TLSSocket): Uint8Array | undefined {
  return socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' });
}

/** Device on the other side of an accepted connection; undefined if it showed no fresh proof. */
export function provenDevice(socket: TLSSocket): DeviceId | undefined {
  const spki = provenSpki(socket);
  return spki && deviceIdOf(spki);
}

function provenSpki(socket: TLSSocket): Uint8Array | undefined {
  return socket.isSessionReused() ? undefined : peerSpki(socket);
}

export interface Target {
  /** IPv4, IPv6 (with `%zone` where link-local) or a host name. */
  host: string;
  port: number;
}

export interface DialOptions {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Where what is received goes, in place of the socket's `data` events. */
  onread?: OnRead | undefined;
}

/**
 * Connects to whoever listens there; resolves after the handshake with the key it proved. Nothing
 * is sent. Rejects with `peer.unreachable`, whose details say whether a system answered at all
 * (`reached`) and whether time ran out (`late`); its cause has the system's code.
 */
export function dialAny(
  target: Target,
  identity: Identity,
  options: DialOptions,
): Promise<{ socket: TLSSocket; spki: Uint8Array; device: DeviceId }> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      secureContext: clientContext(identity),
      host: target.host,
      port: target.port,
      servername: SERVER_NAME,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
      ...(options.onread && { onread: options.onread }),
    });
    const finish = (error: HallwayError | undefined): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      if (error) {
        socket.on('error', () => {});
        socket.destroy();
        reject(error);
      }
    };
    let reached = false;
    const unreachable = (why: string, cause?: unknown, late = false): HallwayError =>
      new HallwayError(
        'peer.unreachable',
        `No answer from ${target.host}:${target.port}: ${why}.`,
        {
          fix: 'Check that the PC is on, in the same network, and that Hallway runs there.',
          cause,
          details: { reached, late },
        },
      );
    const onAbort = (): void =>
      finish(new HallwayError('request.cancelled', 'The connection was no longer wanted.'));
    const tooLong = (): void => finish(unreachable('it took too long', undefined, true));
    const timer = setTimeout(tooLong, options.timeoutMs);
    options.signal?.addEventListener('abort', onAbort, { once: true });
    if (options.signal?.aborted) return onAbort();
    socket.setNoDelay(true);
    socket.once('connect', () => (reached = true));
    socket.once('error', (error) => finish(unreachable(inWords(error), error)));
    socket.once('close', () => finish(unreachable('it closed the connection')));
    socket.once('secureConnect', () => {
      const spki = provenSpki(socket);
      if (!spki) return finish(unreachable('it showed no certificate'));
      if (!endsOf(socket)) return finish(unreachable('the adapter has gone'));
      finish(undefined);
      socket.removeAllListeners('error');
      socket.removeAllListeners('close');
      resolve({ socket, spki, device: deviceIdOf(spki) });
    });
  });
}

/** Connects to one device; rejects with `peer.impostor` before anything is sent to another. */
export async function dialPinned(
  target: Target,
  device: DeviceId,
  identity: Identity,
  options: DialOptions,
): Promise<TLSSocket> {
  const dialled = await dialAny(target, identity, options);
  if (dialled.device === device) return dialled.socket;
  dialled.socket.on('error', () => {});
  dialled.socket.destroy();
  throw new HallwayError('peer.impostor', `Another device answers at ${target.host}.`);
}

/** 32 bytes that only the two ends of this very connection know (RFC 5705, RFC 8446 section 7.5). */
export function channelBinding(socket: TLSSocket): Uint8Array {
  return socket.exportKeyingMaterial(32, EXPORTER_LABEL, Buffer.alloc(0));
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'no Hallway listens there',
  ECONNRESET: 'it closed the connection',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'this PC has no network',
  ENOTFOUND: 'there is no PC of that name',
  EAI_AGAIN: 'its name could not be looked up',
  ETIMEDOUT: 'it took too long',
};

function inWords(error: Error & { code?: string }): string {
  if (/^(ERR_SSL|EPROTO)/.test(error.code ?? '')) return 'another program has that port';
  return WORDS[error.code ?? ''] ?? 'the connection could not be made';
}
