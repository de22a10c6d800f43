/**
 * Who may use the doors on loopback that programs without Hallway know. Every program of this PC can
 * connect to them, and CUPS shows a queue's address to every user, so a secret in the address would
 * keep nobody out: the user at the other end of the connection counts, where the system tells it.
 */
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { socketOwner } from './platform/linux/socket-owner.ts';

/** `own`: this person, root and the system's own user for this. `everyone`: every user of this PC. */
export type LoopbackUsers = 'own' | 'everyone' | 'off';

/** `chosen` as in HALLWAY_IPP and HALLWAY_DAV; else `own` where the system tells users, and `everyone` elsewhere. */
export function loopbackUsers(chosen: string | undefined): LoopbackUsers {
  if (chosen === 'own' || chosen === 'everyone' || chosen === 'off') return chosen;
  return process.platform === 'linux' ? 'own' : 'everyone';
}

export type MayConnect = (socket: Socket) => Promise<boolean>;

/** `helper`: the user as which the system does this person's work. */
export function loopbackAccess(users: LoopbackUsers, helper: string): MayConnect {
  if (users === 'everyone') return () => Promise.resolve(true);
  // `own` where nobody tells who asks: nobody is known to be this person.
  if (users === 'off' || process.platform !== 'linux') return () => Promise.resolve(false);
  const known = new WeakMap<Socket, Promise<boolean>>();
  let allowed: Promise<ReadonlySet<number>> | undefined;
  const look = async (socket: Socket): Promise<boolean> => {
    const { remoteAddress, remotePort, localAddress, localPort } = socket;
    if (!remoteAddress || !remotePort || !localAddress || !localPort) return false;
    const client = { address: remoteAddress, port: remotePort };
    const server = { address: localAddress, port: localPort };
    const owner = await socketOwner({ client, server });
    return owner !== undefined && (await (allowed ??= allowedUsers(helper))).has(owner);
  };
  return (socket) => {
    const answer = known.get(socket) ?? look(socket);
    known.set(socket, answer);
    return answer;
  };
}

/** This person, root, and the helper, such as `lp`, as which CUPS runs what talks to printers. */
async function allowedUsers(helper: string): Promise<ReadonlySet<number>> {
  const users = new Set([0]);
  const own = process.getuid?.();
  if (own !== undefined) users.add(own);
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const [, , id] =
    passwd
      .split('\n')
      .map((line) => line.split(':'))
      .find(([name]) => name === helper) ?? [];
  if (/^\d+$/.test(id ?? '')) users.add(Number(id));
  return users;
}
