/**
 * Signing in: the one-time token of the address (`#t=…`) is exchanged for a bearer token, which
 * stays in this tab's sessionStorage. Cookies of one loopback port reach every other port, so there
 * are none.
 */
import { call, type Exchange } from '../../src/api/client.ts';
import { createSession } from '../../src/api/local.ts';

const KEY = 'hallway.bearer';

export function bearer(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

export function forgetBearer(): void {
  sessionStorage.removeItem(KEY);
}

/** Takes the one-time token out of the address bar, so that it is neither seen nor bookmarked. */
export function takeOneTimeToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('t');
  if (token === null) return undefined;
  history.replaceState(history.state, '', location.pathname + location.search);
  return token || undefined;
}

/** Throws what `exchange` throws, or `request.unauthorized` if the token was used or is too old. */
export async function signIn(exchange: Exchange, token: string): Promise<void> {
  const answer = await call(exchange, createSession, { body: { token } }, 'request.unauthorized');
  sessionStorage.setItem(KEY, answer.bearer);
}
