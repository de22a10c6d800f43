/** Calls in words. */
import { phrase, translated } from '../locale/localization.ts';
import type { Call, CallPerson, CallRecord, OutWhy } from '../../src/model/call.ts';
import { office } from '../state/office.ts';
import { formatCountdown } from './format.ts';

const why: Record<OutWhy, string> = translated({
  refused: '{0} does not take the call.',
  busy: '{0} is in another call.',
  quiet: '{0} does not want to be disturbed now.',
  unanswered: '{0} does not answer.',
  left: '{0} hung up.',
  lost: 'The connection to {0} was lost.',
  failed: 'There is no way for sound and picture to {0}.',
  away: 'The PC of {0} is off.',
});

/** `Ben`, or `Ben and Carla`. */
export function peopleNames(devices: readonly string[]): string {
  const names = devices.map((device) => office.deviceName(device));
  const last = names.pop() ?? '';
  return names.length === 0 ? last : phrase('{0} and {1}', names.join(', '), last);
}

/** Why somebody is out; empty for who is not. */
export function outWords({ device, why: reason }: CallPerson): string {
  return reason === null ? '' : (why[reason] ?? why.left).replace('{0}', office.deviceName(device));
}

/** How a call ended, for whoever was in it. */
export function endWords({ people }: Call, lost: boolean): string {
  if (lost) return phrase('Hallway on this PC does not answer: the call is over.');
  const words = people.map(outWords).filter((one) => one !== '');
  return [phrase('The call is over.'), ...words].join(' ');
}

export function recordWords({ from, end, seconds, video }: CallRecord): string {
  const own = from === office.ownId;
  if (end === 'missed') return video ? phrase('Missed video call') : phrase('Missed call');
  if (end === 'held') return phrase('Call, {0}', formatCountdown(seconds));
  if (end === 'refused')
    return own ? phrase('The call was refused') : phrase('You refused the call');
  return phrase('Nobody answered the call');
}
