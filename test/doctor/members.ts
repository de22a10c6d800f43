/** Members and facts for the doctor's tests: an office where all is well, to be broken. */
import type { PeerView } from '../../src/api/peer.ts';
import type { Facts } from '../../src/doctor/facts.ts';
import type { Member } from '../../src/doctor/member.ts';
import type { TroubleCode } from '../../src/model/presence.ts';

export const NOW = 1_760_000_000_000;

export function idOf(letter: string): string {
  return letter.repeat(52);
}

export function viewOf(others: readonly string[], host: number): PeerView {
  return {
    time: NOW,
    version: '1.0.0',
    system: 'linux',
    networks: [{ kind: 'wired', address: `10.0.0.${host}/24` }],
    sees: others.map((other) => ({
      device: idOf(other),
      presence: 'online',
      trouble: null,
      latencyMs: 1,
    })),
    heard: others.map((other) => ({ device: idOf(other), agoMs: 800 })),
    door: true,
  };
}

/** Everybody sees everybody; the first is this PC. */
export function office(letters: readonly string[] = ['a', 'b', 'c', 'd']): Member[] {
  return letters.map((letter, index) => ({
    id: idOf(letter),
    name: `PC ${letter.toUpperCase()}`,
    self: index === 0,
    view: viewOf(
      letters.filter((other) => other !== letter),
      index + 1,
    ),
    system: 'linux',
    addresses: [`10.0.0.${index + 1}`],
    port: 47_470,
    door: index === 0 ? null : 'open',
  }));
}

export class Scene {
  readonly members: Member[];

  constructor(members: Member[] = office()) {
    this.members = members;
  }

  of(letter: string): Member {
    const found = this.members.find(({ id }) => id === idOf(letter));
    if (!found) throw new Error(`No PC ${letter}.`);
    return found;
  }

  /** `from` has no link to `to`, and does not hear it. */
  dark(from: string, to: string, trouble: TroubleCode | null = 'timeout'): this {
    const { view } = this.of(from);
    const entry = view?.sees.find(({ device }) => device === idOf(to));
    if (!view || !entry) throw new Error(`${from} does not know ${to}.`);
    Object.assign(entry, { presence: 'offline', trouble, latencyMs: null });
    view.heard = view.heard.filter(({ device }) => device !== idOf(to));
    return this;
  }

  /** Neither has a link to the other. */
  apart(one: string, other: string, trouble: TroubleCode | null = 'timeout'): this {
    return this.dark(one, other, trouble).dark(other, one, trouble);
  }

  /** Nobody sees it, and it cannot be asked. */
  gone(letter: string, trouble: TroubleCode | null = 'timeout'): this {
    this.of(letter).view = null;
    this.of(letter).door = null;
    for (const { id, view } of this.members)
      if (view && id !== idOf(letter)) this.dark(id.charAt(0), letter, trouble);
    return this;
  }

  moved(letter: string, cidr: string, kind: 'wired' | 'wireless' = 'wired'): this {
    const member = this.of(letter);
    member.addresses = [cidr.split('/')[0] ?? ''];
    if (member.view) member.view.networks = [{ kind, address: cidr }];
    return this;
  }
}

/** A PC on which nothing is wrong. */
export function facts(changes: Partial<Facts> = {}): Facts {
  return {
    now: NOW,
    system: 'linux',
    home: '/home/anna/.local/share/hallway',
    running: true,
    inWorkgroup: true,
    self: { id: idOf('a'), name: 'PC A' },
    ports: {
      peer: { port: 47_470, state: 'ours', owner: null },
      local: { port: 47_471, state: 'ours', owner: null },
      mdns: { port: 5353, state: 'free', owner: null },
    },
    adapters: [
      {
        name: 'eth0',
        kind: 'wired',
        addresses: ['10.0.0.1/24'],
        choice: 'auto',
        fixed: false,
        used: true,
        reason: 'Used: it is wired.',
      },
    ],
    defaultRoutes: ['eth0'],
    firewall: { program: null, tcp: 'open', mdns: 'open', detail: 'No firewall was found.' },
    echoes: [{ adapter: 'eth0', looped: true, answered: ['10.0.0.2'], error: null }],
    disk: { freeBytes: 50e9, writable: true },
    printing: { program: 'CUPS', answers: true, printers: 2 },
    watching: { maxWatches: 200_000, maxInstances: 128 },
    members: office(),
    nearby: [],
    printers: [],
    ownPrinters: [],
    ownShares: [],
    ...changes,
  };
}
