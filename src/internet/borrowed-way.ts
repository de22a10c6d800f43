/** A connection to the internet by way of a colleague's PC: one CONNECT on a pinned connection. */
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { REFUSAL_HEADER } from '../api/peer-internet.ts';
import { HallwayError, isErrorCode, type ErrorCode } from '../base/errors.ts';
import type { Identity } from '../identity/identity.ts';
import type { DeviceId } from '../model/id.ts';
import { dialPinned, type Target } from '../net/tls-link.ts';

export interface BorrowedWay {
  device: DeviceId;
  /** What people call it. */
  name: string;
  /** Where its peer door is; undefined while it is not reachable. */
  target: Target | undefined;
  identity: Identity;
}

const CONNECT_MS = 4000;
/** It looks the name up and tries several addresses. */
const ANSWER_MS = 30_000;

/**
 * `authority`: `host:port`, judged by the other PC. Throws `peer.…`, `internet.…`, `request.busy`,
 * `request.cancelled`.
 */
export async function openWay(
  { device, name, target, identity }: BorrowedWay,
  authority: string,
  signal: AbortSignal,
): Promise<Socket> {
  if (!target)
    throw new HallwayError('peer.offline', `${name} is not reachable now.`, {
      fix: 'Check that the PC is on and in the same network.',
    });
  const pinned = await dialPinned(target, device, identity, { timeoutMs: CONNECT_MS, signal });
  return new Promise((resolve, reject) => {
    const asked = request({
      method: 'CONNECT',
      path: authority,
      headers: { host: authority },
      createConnection: () => pinned,
      signal,
    });
    asked.setTimeout(ANSWER_MS, () => asked.destroy(new Error('no answer came')));
    asked.once('connect', (answer, socket, head) => {
      socket.setTimeout(0);
      if (answer.statusCode === 200) {
        if (head.length > 0) socket.unshift(head);
        return resolve(socket);
      }
      socket.destroy();
      reject(refusalOf(name, String(answer.headers[REFUSAL_HEADER])));
    });
    asked.on('error', (error) => {
      pinned.destroy();
      reject(
        signal.aborted
          ? new HallwayError('request.cancelled', 'The connection was no longer wanted.')
          : new HallwayError('peer.unreachable', `The connection to ${name} failed.`, {
              cause: error,
            }),
      );
    });
    asked.end();
  });
}

/** What the other PC's no means, in words of this one. */
function refusalOf(name: string, code: string): HallwayError {
  const words: Partial<Record<ErrorCode, readonly [message: string, fix?: string]>> = {
    'internet.not_lent': [
      `${name} does not lend its way to the internet to this PC.`,
      'Ask its owner, or choose another PC.',
    ],
    'internet.quota': [
      `What ${name} lends in a day is used up.`,
      'Try again tomorrow, or ask its owner for more.',
    ],
    'internet.refused': [
      `${name} lends web pages on the internet alone, at the ports 80 and 443.`,
      'What is in your own network is reached without the proxy.',
    ],
    'internet.unreachable': [`This server cannot be reached from ${name}.`],
    'request.busy': [`${name} takes no more connections at the moment.`, 'Try again later.'],
  };
  if (!isErrorCode(code) || !words[code])
    return new HallwayError('peer.protocol', `${name} refused the connection.`);
  const [message, fix] = words[code];
  return new HallwayError(code, message, { fix });
}
