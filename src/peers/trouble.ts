/** Why a peer was not reached, from what failed. */
import { HallwayError } from '../base/errors.ts';
import type { TroubleCode } from '../model/presence.ts';

const SYSTEM: Readonly<Record<string, TroubleCode>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'no_route',
  EHOSTDOWN: 'no_route',
  ENETUNREACH: 'no_route',
  ENETDOWN: 'no_route',
  EADDRNOTAVAIL: 'no_route',
  EINVAL: 'no_route',
  ENOTFOUND: 'no_address',
  EAI_AGAIN: 'no_address',
  ETIMEDOUT: 'timeout',
};

/** Where in the making of a link it failed, as `details.stage` of a `peer.unreachable`. */
export const Stage = { refused: 'refused', silent: 'silent' } as const;

/** Undefined where nobody wanted it any more. */
export function troubleOf(error: unknown): TroubleCode | undefined {
  if (!(error instanceof HallwayError)) return 'timeout';
  if (error.code === 'request.cancelled') return undefined;
  if (error.code === 'peer.impostor') return 'impostor';
  if (error.code === 'peer.protocol') return 'protocol';
  const { reached, late, stage } = (error.details ?? {}) as Record<string, unknown>;
  if (stage === Stage.refused) return 'rejected';
  if (stage === Stage.silent) return 'asleep';
  const system = SYSTEM[codeOf(error)];
  if (system) return system;
  if (reached !== true) return 'timeout';
  // Its system took the connection, and its program says nothing: it stands still.
  if (late === true) return 'asleep';
  // Something hung up (whatever it is, it is no Hallway that runs), or spoke otherwise.
  return /^(ERR_SSL|EPROTO)/.test(codeOf(error)) ? 'protocol' : 'refused';
}

function codeOf({ cause }: HallwayError): string {
  return String((cause as { code?: unknown } | undefined)?.code);
}

/**
 * The most telling of several failures at several addresses comes first: an answer says more than
 * silence, and an address that another device has now says nothing about the one that is looked for.
 */
const TELLING: readonly TroubleCode[] = [
  'rejected',
  'protocol',
  'asleep',
  'refused',
  'timeout',
  'impostor',
  'no_route',
  'no_network',
  'no_address',
];

export interface Failure {
  code: TroubleCode;
  /** `host:port`, or null where there was none to try. */
  address: string | null;
}

export function mostTelling(failures: readonly Failure[]): Failure | undefined {
  return [...failures].sort((a, b) => TELLING.indexOf(a.code) - TELLING.indexOf(b.code))[0];
}
