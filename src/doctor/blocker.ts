/**
 * Who sees whom, and what stands in the way where somebody does not. Pure: from the views of the
 * members to the matrix.
 */
import type { Sight, SightMatrix } from '../model/doctor.ts';
import { PEER_PORT } from '../net/ports.ts';
import { listed } from './check.ts';
import { connectNetwork, openFirewall } from './fixes.ts';
import {
  commonNetworks,
  entryOf,
  hasWire,
  heardLately,
  isLinked,
  meetWirelessly,
  type Member,
} from './member.ts';

export type Blocker =
  | 'switched-off'
  | 'stopped'
  | 'asleep'
  | 'firewall'
  | 'client-isolation'
  | 'other-subnet'
  | 'multicast'
  | 'stale-member'
  | 'impostor'
  | 'no-network'
  | 'version'
  | 'one-way';

interface Scene {
  members: readonly Member[];
  program: string | null;
}

interface Finding {
  blocker: Blocker;
  detail: string;
  fix: string | null;
}

/** A person did this, or may have: dark, but nothing is broken. */
const EXPECTED: ReadonlySet<string | null> = new Set<Blocker>(['asleep', 'stopped']);

/** Whether the cell is dark although it should be bright. */
export function isFinding({ state, blocker }: Sight): boolean {
  return state !== 'online' && state !== 'unknown' && !EXPECTED.has(blocker);
}

/** `members` holds this PC, too; `program` names its firewall where that is known. */
export function sightMatrix(
  members: readonly Member[],
  program: string | null = null,
): SightMatrix {
  return {
    devices: members.map(({ id, name, self }) => ({ id, name, self })),
    sights: members.flatMap((from) =>
      members.filter((to) => to !== from).map((to) => sight(from, to, { members, program })),
    ),
  };
}

function sight(from: Member, to: Member, scene: Scene): Sight {
  const cell = { from: from.id, to: to.id, latencyMs: null };
  if (!from.view)
    return {
      ...cell,
      state: 'unknown',
      blocker: null,
      detail: `${from.name} could not be asked.`,
      fix: null,
    };
  const entry = entryOf(from, to);
  const finding =
    entry?.presence === 'online' ? closedDoor(from, to, scene) : darkness(from, to, entry, scene);
  if (finding)
    return { ...cell, state: entry?.presence === 'asleep' ? 'asleep' : 'offline', ...finding };
  const latencyMs = entry?.latencyMs ?? null;
  const detail = `${from.name} sees ${to.name}.`;
  return { ...cell, state: 'online', latencyMs, blocker: null, detail, fix: null };
}

/**
 * A link stands although the other one lets nobody call it, where it did the calling itself. Only
 * this PC's own doors are known: it tried the others', and they tell whether they reach its own.
 */
function closedDoor(from: Member, to: Member, scene: Scene): Finding | null {
  const tried = from.self && to.door !== null && to.door !== 'open';
  const told = to.self && from.view?.door === false;
  if (!tried && !told) return null;
  const at = to.port === null ? '' : ` (TCP port ${to.port})`;
  const what = `${from.name} and ${to.name} are linked because ${to.name} called, but ${to.name} lets nobody call it${at}: files and printers there are out of reach.`;
  return { blocker: 'firewall', detail: what, fix: firewallFix(to, scene) };
}

function darkness(
  from: Member,
  to: Member,
  entry: ReturnType<typeof entryOf>,
  scene: Scene,
): Finding | null {
  if (!entry)
    return {
      blocker: 'stale-member',
      detail: `${from.name} does not know ${to.name} as a member yet.`,
      fix: `Connect ${from.name} with a PC that knows both; the list of members follows by itself.`,
    };
  if (entry.presence === 'asleep') return asleep(to);
  if (entry.trouble === 'no_network' || from.view?.networks.length === 0)
    return {
      blocker: 'no-network',
      detail: `${from.name} has no network.`,
      fix: `${from.name}: ${connectNetwork(from.system)}`,
    };
  return said(from, to, entry) ?? fromTheSight(from, to, entry, scene);
}

/** What the two ends say themselves. */
function said(
  from: Member,
  to: Member,
  { trouble }: NonNullable<ReturnType<typeof entryOf>>,
): Finding | null {
  if (isLinked(to, from))
    return {
      blocker: 'one-way',
      detail: `${to.name} sees ${from.name}, but not the other way round: the link exists at ${to.name}.`,
      fix: `Wait ten seconds and check again. If it stays so, restart Hallway on ${from.name}.`,
    };
  if (trouble === 'rejected')
    return {
      blocker: 'stale-member',
      detail: `${to.name} closes the connection: there ${from.name} is no member (any more), or not known yet.`,
      fix: `Look at the list of members on ${to.name}. If ${from.name} is missing there, let it leave the workgroup and join again.`,
    };
  if (trouble === 'impostor')
    return {
      blocker: 'impostor',
      detail: `Another device answers at the address of ${to.name}; nothing was sent to it.`,
      fix: `Check that ${to.name} is on, and that no two PCs have the same IP address.`,
    };
  if (trouble === 'protocol') {
    const versions = to.view ? ` (${from.view?.version} and ${to.view.version})` : '';
    return {
      blocker: 'version',
      detail: `${from.name} and ${to.name} do not understand each other${versions}.`,
      fix: `Install the same version of Hallway on ${from.name} and ${to.name}.`,
    };
  }
  return null;
}

/** What follows from whether anybody sees it, and over which networks. */
function fromTheSight(
  from: Member,
  to: Member,
  { trouble }: NonNullable<ReturnType<typeof entryOf>>,
  scene: Scene,
): Finding {
  const { members } = scene;
  const others = members.filter((one) => one !== from && one !== to);
  const seenBy = others.filter((one) => isLinked(one, to));
  const heard = heardLately(from, to) || others.some((one) => heardLately(one, to));
  const alive = to.view !== null || seenBy.length > 0 || heard;
  const common = commonNetworks(from, to, members);
  if (!alive) return gone(from, to, common, [...others, from]);
  // What is known is older than what the others see: the link is made in a moment.
  if (trouble === null || trouble === 'stopped' || trouble === 'asleep')
    return {
      blocker: 'one-way',
      detail: `${to.name} is back, but ${from.name} has no link to it yet.`,
      fix: 'Wait ten seconds and check again.',
    };
  if (common?.length === 0) return otherSubnet(from, to);
  if (trouble === 'no_address')
    return {
      blocker: 'multicast',
      detail: `Nobody told ${from.name} where ${to.name} is: the network does not pass announcements (multicast) on, and no other PC knows the way.`,
      fix: `On ${from.name}, under People › “A PC is missing?”, type the address that ${to.name} shows under “This PC”.`,
    };
  const between = others.some(
    (one) => hasWire(one) && isLinked(one, to) && (isLinked(one, from) || isLinked(from, one)),
  );
  if (meetWirelessly(from, to) && between)
    return {
      blocker: 'client-isolation',
      detail: `${from.name} and ${to.name} are both in the Wi-Fi; PCs on a cable see both, but they do not see each other.`,
      fix: 'Switch “client isolation” (also “AP isolation” or “guest network”) off in the Wi-Fi access point, or put one of the two on a cable.',
    };
  // Others reach it, but the way from here ends: it is where this PC has no way to.
  if (trouble === 'no_route') return otherSubnet(from, to);
  const names = seenBy.map(({ name }) => name);
  const proof =
    names.length > 0
      ? `${to.name} is seen by ${someOf(names)}`
      : to.view
        ? `${to.name} answers others`
        : `${to.name} is heard by multicast`;
  return {
    blocker: 'firewall',
    detail:
      trouble === 'refused'
        ? `${proof}, but ${from.name} is refused: a firewall on ${to.name} keeps it out.`
        : `${proof}, but ${from.name} gets no answer: a firewall on ${to.name} keeps it out.`,
    fix: firewallFix(to, scene),
  };
}

/** Nobody sees it. */
function gone(
  from: Member,
  to: Member,
  common: readonly unknown[] | null,
  witnesses: readonly Member[],
): Finding {
  const codes = witnesses.map((one) => entryOf(one, to)?.trouble ?? null);
  const asleepSomewhere = witnesses.some((one) => entryOf(one, to)?.presence === 'asleep');
  if (codes.includes('stopped'))
    return {
      blocker: 'stopped',
      detail: `Hallway was ended on ${to.name}, or the PC was shut down.`,
      fix: `Switch ${to.name} on and start Hallway there.`,
    };
  if (codes.includes('asleep') || asleepSomewhere) return asleep(to);
  if (codes.includes('refused'))
    return {
      blocker: 'stopped',
      detail: `${to.name} is on, but Hallway does not run there.`,
      fix: `Start Hallway on ${to.name}.`,
    };
  if (common?.length === 0) return otherSubnet(from, to);
  return {
    blocker: 'switched-off',
    detail: `Nobody sees ${to.name}: it is switched off, or its network cable or Wi-Fi is disconnected.`,
    fix: `Switch ${to.name} on. ${connectNetwork(to.system)}`,
  };
}

function asleep(to: Member): Finding {
  return {
    blocker: 'asleep',
    detail: `${to.name} is asleep.`,
    fix: 'Press a key there, or choose “Wake up” under People where it is offered. If that PC is awake already, restart Hallway there.',
  };
}

function otherSubnet(from: Member, to: Member): Finding {
  return {
    blocker: 'other-subnet',
    detail: `${from.name} and ${to.name} are in different networks, and no way leads from one to the other.`,
    fix: `Connect both to the same network (not a guest Wi-Fi), or let the router pass TCP port ${PEER_PORT} between the two networks and connect them once under People › “A PC is missing?”.`,
  };
}

function firewallFix(to: Member, { program }: Scene): string {
  return `On ${to.name}: ${openFirewall(to.system, to.port, to.self ? program : null)}`;
}

function someOf(names: readonly string[]): string {
  return listed(
    names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} others`] : Array.from(names),
  );
}
