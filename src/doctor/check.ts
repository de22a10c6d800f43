/** A check as data: what it is called, and what it makes of the facts. */
import type { Check } from '../model/doctor.ts';
import type { Facts } from './facts.ts';

export type Verdict = Pick<Check, 'state' | 'detail'> & { fix?: string };

export interface DoctorCheck {
  /** Stable: people and programs know a check by it. */
  readonly id: string;
  readonly title: string;
  /** Null where it does not apply to this PC. */
  readonly run: (this: void, facts: Facts) => Verdict | null;
}

export const ok = (detail: string): Verdict => ({ state: 'ok', detail });
export const notice = (detail: string, fix: string): Verdict => ({ state: 'notice', detail, fix });
export const problem = (detail: string, fix: string): Verdict => ({
  state: 'problem',
  detail,
  fix,
});
/** With a fix where it could be looked at in another way. */
export const unknown = (detail: string, fix?: string): Verdict =>
  fix === undefined ? { state: 'unknown', detail } : { state: 'unknown', detail, fix };

/** A check that fails says so and stops no other. */
export function runChecks(checks: readonly DoctorCheck[], facts: Facts): Check[] {
  return checks.flatMap(({ id, title, run }) => {
    let verdict: Verdict | null;
    try {
      verdict = run(facts);
    } catch {
      verdict = unknown('This could not be looked at.');
    }
    return verdict ? [{ id, title, fix: null, ...verdict }] : [];
  });
}

export function listed(words: readonly string[]): string {
  return words.length < 2
    ? (words[0] ?? '')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
