/** The network of the fake office: adapters, ways to the others, what the doctor says about them. */
import type { TopicValues } from '../../src/api/events.ts';
import type * as local from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { AdapterChoice, NetworkAdapter } from '../../src/model/adapter.ts';
import type { Peer } from '../../src/model/device.ts';
import type { Answer } from './fake-answers.ts';
import type { FakeAgent } from './fake-agent.ts';
import { fakeReport, REPORT_TEXT } from './fake-report.ts';

/** Addresses that a person may type: a member that was missed, and a stranger. */
export const GOOD_ADDRESS = '192.168.1.44:47600';
export const STRANGER_ADDRESS = '192.168.1.66';

/** A peer that is reached by cable. */
export function onlinePeer(id: string, name: string, address: string, at: number): Peer {
  return {
    id,
    name,
    online: true,
    presence: 'online',
    address,
    latencyMs: 0.4,
    lastSeen: at,
    path: { address, adapter: 'enp3s0', kind: 'wired' },
    trouble: null,
    canWake: false,
  };
}

/** A peer that sleeps and can be woken. */
export function sleepingPeer(id: string, name: string, address: string, at: number): Peer {
  return {
    ...onlinePeer(id, name, address, at),
    ...AWAY,
    presence: 'asleep',
    trouble: { code: 'asleep', address, since: at },
    canWake: true,
  };
}

const AWAY = { online: false, presence: 'offline', latencyMs: null, path: null } as const;

/** Adds a member that is not reached, though it should be there. */
export function addUnreached(topics: TopicValues, id: string, name: string, at: number): void {
  const address = '192.168.1.44:47600';
  const first = topics.members[0];
  if (!first) return;
  topics.members.push({ ...first, id, name, self: false, online: false });
  topics.peers.push({
    ...onlinePeer(id, name, address, at),
    ...AWAY,
    trouble: { code: 'timeout', address, since: at },
  });
}

export const officeAdapters: readonly NetworkAdapter[] = [
  {
    name: 'enp3s0',
    kind: 'wired',
    addresses: ['192.168.1.10/24', 'fe80::4a5b:39ff:fe12:77aa/64'],
    choice: 'auto',
    fixed: false,
    used: true,
    reason: 'Used: wired.',
  },
  {
    name: 'wlp2s0',
    kind: 'wireless',
    addresses: ['192.168.1.57/24'],
    choice: 'auto',
    fixed: false,
    used: true,
    reason: 'Used: wireless.',
  },
  {
    name: 'docker0',
    kind: 'virtual',
    addresses: ['172.17.0.1/16'],
    choice: 'auto',
    fixed: false,
    used: false,
    reason: 'Skipped: made by software on this PC; only containers or virtual machines are there.',
  },
  {
    name: 'tun0',
    kind: 'tunnel',
    addresses: [],
    choice: 'skip',
    fixed: false,
    used: false,
    reason: 'Skipped: you chose so.',
  },
];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function choose({ name, addresses }: NetworkAdapter, choice: AdapterChoice) {
  const rule = officeAdapters.find((adapter) => adapter.name === name);
  if (choice === 'skip') return { used: false, reason: 'Skipped: you chose so.' };
  if (addresses.length === 0) return { used: false, reason: 'Skipped: it has no address.' };
  if (choice === 'use') return { used: true, reason: 'Used: you chose so.' };
  return { used: rule?.used ?? false, reason: rule?.reason ?? '' };
}

export function networkAnswers(agent: FakeAgent): Partial<Record<keyof typeof local, Answer>> {
  const reach = (id: string): Peer => {
    const peer = agent.topics.peers.find((one) => one.id === id);
    if (!peer) throw new HallwayError('workgroup.unknown_device', 'There is no such PC.');
    const reached = onlinePeer(id, peer.name, peer.address ?? GOOD_ADDRESS, Date.now());
    const put = <T extends { id: string }>(list: T[], change: Partial<T>) =>
      list.map((one) => (one.id === id ? { ...one, ...change } : one));
    agent.push('peers', put(agent.topics.peers, reached));
    agent.push('members', put(agent.topics.members, { online: true }));
    return reached;
  };
  return {
    listAdapters: () => agent.topics.adapters,
    chooseAdapter: ({ params, body }) => {
      const { choice } = body as { choice: AdapterChoice };
      agent.push(
        'adapters',
        agent.topics.adapters.map((adapter) =>
          adapter.name === params['name']
            ? { ...adapter, choice, ...choose(adapter, choice) }
            : adapter,
        ),
      );
      return agent.topics.adapters;
    },
    connectPeer: async ({ body }) => {
      const { at } = body as { at: string };
      await pause(agent.networkDelayMs);
      if (at.startsWith(STRANGER_ADDRESS))
        throw new HallwayError('workgroup.not_member', 'The PC there is not in this workgroup.', {
          fix: 'Check the address, or add that PC with a code.',
        });
      const missed = agent.topics.peers.find(({ online }) => !online);
      if (at !== GOOD_ADDRESS || !missed)
        throw new HallwayError('peer.unreachable', `Nothing answers at ${at}.`, {
          fix: 'Check that the PC is switched on and that Hallway runs on it.',
        });
      return reach(missed.id);
    },
    wakePeer: async ({ params }) => {
      await pause(agent.networkDelayMs);
      if (!agent.wakes)
        throw new HallwayError('peer.offline', 'It did not wake up within a minute.', {
          fix: 'Switch it on by hand, and allow Wake-on-LAN in its settings.',
        });
      return reach(params['device'] ?? '');
    },
    runDoctor: async () => {
      await pause(agent.networkDelayMs);
      return agent.report ?? fakeReport(agent.topics);
    },
    makeDoctorReport: () => ({ text: REPORT_TEXT }),
  };
}
