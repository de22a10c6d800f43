/**
 * The newcomer's connection to the PC that shows the code. It trusts nobody: what the code proves
 * is bound to this one connection through its keying material.
 */
import { Agent } from 'node:http';
import type { Endpoint, Input, Output } from '../api/endpoint.ts';
import { HallwayError } from '../base/errors.ts';
import type { Identity } from '../identity/identity.ts';
import { callEndpoint } from './endpoint-call.ts';
import { channelBinding, dialAny, type Target } from './tls-link.ts';

export interface PairingConnection {
  /** 32 bytes known to the two ends of this connection only. */
  readonly exporter: Uint8Array;
  readonly inviterSpki: Uint8Array;
  call<E extends Endpoint>(target: E, input: Input<E>, signal?: AbortSignal): Promise<Output<E>>;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 5000;
const ANSWER_TIMEOUT_MS = 40_000;

/** Rejects with `peer.unreachable`. */
export async function openPairingConnection(
  target: Target,
  identity: Identity,
  signal?: AbortSignal,
): Promise<PairingConnection> {
  const timeoutMs = CONNECT_TIMEOUT_MS;
  const { socket, spki: inviterSpki } = await dialAny(target, identity, { timeoutMs, signal });
  const exporter = channelBinding(socket);

  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let given = false;
  agent.createConnection = (_options, done) => {
    if (given) done?.(new HallwayError('peer.unreachable', 'The connection broke.'), null as never);
    else done?.(null, socket);
    given = true;
    return undefined;
  };
  socket.on('error', () => {});
  return {
    exporter,
    inviterSpki,
    call: (target, input, callSignal) =>
      callEndpoint(agent, target, input, { timeoutMs: ANSWER_TIMEOUT_MS, signal: callSignal }),
    close() {
      agent.destroy();
      socket.destroy();
    },
  };
}
