/** Reasons of a job's state (`job-state-reasons`, RFC 8011 section 5.3.8) as other devices give them. */
import { displayText } from '../base/text.ts';

const MAX_REASONS = 20;

/** Fit to be stored and seen: few, short, each once, and nothing for `none`. */
export function cleanReasons(reasons: readonly string[]): string[] {
  const clean = reasons.slice(0, MAX_REASONS).map((reason) => displayText(reason, 255));
  return Array.from(new Set(clean)).filter((reason) => reason !== '' && reason !== 'none');
}
