/** What the doctor of the fake office found. */
import type { TopicValues } from '../../src/api/events.ts';
import { HOSTILE_NAME } from './fake-office.ts';
import type { Check, DoctorReport, Sight } from '../../src/model/doctor.ts';

export const REPORT_TEXT = 'Hallway 0.1.0 on Linux\nMulticast out: ok\nPort 47600: blocked\n';

const checks: readonly Check[] = [
  {
    id: 'firewall',
    title: 'Firewall of this PC',
    state: 'problem',
    detail: 'The firewall (ufw) is on and lets nobody in on port 47600.',
    fix: 'Run this once as administrator: `sudo ufw allow 47600/tcp`.',
  },
  {
    id: 'multicast.in',
    title: 'Others are heard',
    state: 'notice',
    detail: 'Nothing was heard on the Wi-Fi for ten minutes. Many routers keep it from passing.',
    fix: null,
  },
  {
    id: 'multicast.out',
    title: 'This PC can be heard',
    state: 'ok',
    detail: 'Its announcement came back on the cable and on the Wi-Fi.',
    fix: null,
  },
  {
    id: 'adapters',
    title: 'Network',
    state: 'ok',
    detail: 'Connected by cable and by Wi-Fi: 192.168.1.10, 192.168.1.57.',
    fix: null,
  },
  {
    id: 'clock',
    title: 'Clock',
    state: 'ok',
    detail: 'It differs by less than a second from the others.',
    fix: null,
  },
  {
    id: 'power',
    title: 'Sleep',
    state: 'unknown',
    detail: 'This system does not tell when it goes to sleep.',
    fix: null,
  },
];

/** The same after everything in it was chosen to do harm. */
export function hostileReport(topics: TopicValues): DoctorReport {
  const report = fakeReport(topics);
  const harm = { detail: HOSTILE_NAME, fix: 'W'.repeat(500) };
  for (const check of report.checks) Object.assign(check, { title: HOSTILE_NAME, ...harm });
  for (const sight of report.matrix?.sights ?? [])
    Object.assign(sight, { blocker: HOSTILE_NAME, ...harm });
  return { ...report, version: HOSTILE_NAME, system: HOSTILE_NAME };
}

/** Every PC that is not online is dark for the others, and cannot be asked itself. */
export function fakeReport(topics: TopicValues): DoctorReport {
  const { members, peers } = topics;
  const sights: Sight[] = [];
  for (const from of members)
    for (const to of members) {
      if (from.id === to.id) continue;
      const peer = peers.find(({ id }) => id === to.id);
      const known = from.online;
      const isBright = to.self || to.online;
      sights.push({
        from: from.id,
        to: to.id,
        state: known ? (isBright ? 'online' : (peer?.presence ?? 'offline')) : 'unknown',
        latencyMs: known && isBright ? 0.4 : null,
        blocker: !known ? null : isBright ? null : peer?.canWake ? 'asleep' : 'firewall',
        detail: detailOf(from.name, to.name, known, isBright, peer?.canWake ?? false),
        fix: known && !isBright ? fixOf(to.name, peer?.canWake ?? false) : null,
      });
    }
  return {
    at: Date.UTC(2026, 4, 12, 9, 30),
    version: '0.1.0',
    system: 'Debian GNU/Linux 12',
    ok: false,
    checks: structuredClone([...checks]),
    matrix: {
      devices: members.map(({ id, name, self }) => ({ id, name, self })),
      sights,
    },
  };
}

function detailOf(
  from: string,
  to: string,
  known: boolean,
  isBright: boolean,
  sleeps: boolean,
): string {
  if (!known) return `${from} is not reached, so it could not be asked.`;
  if (isBright) return `${from} reaches ${to} by cable.`;
  if (sleeps) return `${to} said that it goes to sleep.`;
  return `${to} is on the network, but its firewall drops what comes in on port 47600.`;
}

function fixOf(to: string, sleeps: boolean): string {
  return sleeps ? `Wake ${to} up.` : `On ${to}, allow Hallway in the firewall.`;
}
