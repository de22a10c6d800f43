/** Whom a share or a printer is for, as `--with` says it. */
import type { Audience } from '../../src/model/share.ts';
import { type Context, UsageError } from './command.ts';
import { findDevice } from './resolve.ts';

/** `thing` and `people` are what the message calls them. Undefined where `--with` is not given. */
export async function audience(
  context: Context,
  thing: string,
  people: string,
): Promise<Audience | undefined> {
  // `--with Anna Ben`: what follows the first argument belongs to the same list.
  const named = context.texts('with');
  const wanted = [...named, ...context.argumentsFrom(1)];
  if (named.length === 0 && wanted.length > 0)
    throw new UsageError(`More than one ${thing}. Name ${people} with --with DEVICE.`);
  if (wanted.length === 0) return undefined;
  if (wanted.includes('everyone')) {
    if (wanted.length > 1) throw new UsageError('--with takes everyone or devices, not both.');
    return 'everyone';
  }
  const ids = new Set<string>();
  for (const one of wanted) ids.add((await findDevice(context.client, one)).id);
  return [...ids];
}
