/** What the doctor found, in words. */
import { phrase, translated } from '../locale/localization.ts';
import type { Check, CheckState, DoctorReport, Sight } from '../../src/model/doctor.ts';
import { plural } from './format.ts';
import { formatLatency } from './presence.ts';
import type { Tone } from './printing.ts';

const CHECKS: Record<CheckState, { word: string; tone: Tone; rank: number }> = translated({
  problem: { word: 'Problem', tone: 'bad', rank: 0 },
  notice: { word: 'Good to know', tone: 'warn', rank: 1 },
  unknown: { word: 'Not known', tone: 'plain', rank: 2 },
  ok: { word: 'Fine', tone: 'good', rank: 3 },
});

export function checkWords(state: CheckState): { word: string; tone: Tone; rank: number } {
  return CHECKS[state] ?? CHECKS.unknown;
}

/** What needs a person first. */
export function inUrgency(checks: readonly Check[]): Check[] {
  return checks.toSorted((a, b) => checkWords(a.state).rank - checkWords(b.state).rank);
}

const SIGHTS: Record<Sight['state'], string> = translated({
  online: 'Reached',
  asleep: 'Asleep',
  offline: 'Not reached',
  unknown: 'Not known',
});

export function sightWord(state: Sight['state']): string {
  return SIGHTS[state] ?? SIGHTS.unknown;
}

/** For the ear: what one cell of the matrix shows. */
export function sightWords(sight: Sight): string {
  const time = sight.latencyMs === null ? '' : `, ${formatLatency(sight.latencyMs)}`;
  return `${sightWord(sight.state)}${time}`;
}

const BLOCKERS: Record<string, string> = translated({
  'switched-off': 'Switched off or unplugged',
  stopped: 'Hallway does not run there',
  asleep: 'It sleeps',
  firewall: 'A firewall is in the way',
  'client-isolation': 'The Wi-Fi keeps its devices apart',
  'other-subnet': 'It is in another network',
  multicast: 'The network does not pass announcements on',
  'stale-member': 'One of them is no member any more',
  impostor: 'Another device answers there',
  'no-network': 'No network',
  version: 'The versions of Hallway do not fit',
  'one-way': 'It works in one direction only',
});

/** What stands in the way, in a few words; empty for a cell that is bright. */
export function blockerWords(blocker: string | null): string {
  if (blocker === null) return '';
  return Object.hasOwn(BLOCKERS, blocker)
    ? (BLOCKERS[blocker] ?? '')
    : phrase('Something is in the way');
}

/** The report's outcome as one line. */
export function outcome(report: DoctorReport): string {
  if (report.ok) return phrase('Everything is fine');
  const problems = report.checks.filter(({ state }) => state === 'problem').length;
  return problems > 0
    ? phrase('{0} found', plural(problems, 'problem', 'problems'))
    : phrase('Not everybody reaches everybody');
}
