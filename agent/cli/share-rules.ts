/** How a share may be used, as the options of `share add` and `share change` say it. */
import type { ParseArgsOptionsConfig } from 'node:util';
import type { ShareAccess } from '../../src/model/share.ts';
import { type Context, UsageError } from './command.ts';
import { sizeOption } from './size-option.ts';

export const shareOptions = {
  access: { type: 'string' },
  with: { type: 'string', multiple: true },
  until: { type: 'string' },
  hidden: { type: 'string' },
  limit: { type: 'string' },
} satisfies ParseArgsOptionsConfig;

export interface ShareRules {
  access: ShareAccess | undefined;
  until: number | null | undefined;
  hidden: boolean | undefined;
  limit: number | null | undefined;
}

export function shareRules(context: Context): ShareRules {
  return {
    access: context.choice('access', { read: 'read', write: 'write' } as const),
    until: until(context.text('until')),
    hidden: context.choice('hidden', { show: true, hide: false }),
    limit: limit(context.text('limit')),
  };
}

/** A date alone means until that day is over. */
export function until(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'never') return null;
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.test(text);
  const at = Date.parse(day ? `${text}T23:59:59.999` : text);
  if (Number.isNaN(at)) throw new UsageError('--until takes a date such as 2030-12-31.');
  if (at <= Date.now()) throw new UsageError('--until lies in the past.');
  return at;
}

function limit(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'none') return null;
  return sizeOption('limit', text, ', or none');
}
