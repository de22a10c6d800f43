/** What of a message's headers a proxy hands on (RFC 9110 section 7.6). */

/** Said to the next one alone (section 7.6.1), or telling who asked by whom. */
const NOT_HANDED_ON: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]);

/**
 * Names and values by turns, as `rawHeaders` of Node has them and as it takes them; without what
 * `Connection` names, and without `more` (in lower case).
 */
export function handedOn(rawHeaders: readonly string[], more: readonly string[] = []): string[] {
  const kept: string[] = [];
  const left = new Set([...NOT_HANDED_ON, ...more]);
  const pairs = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
  );
  for (const [name, value] of pairs)
    if (name.toLowerCase() === 'connection')
      for (const one of value.split(',')) left.add(one.trim().toLowerCase());
  for (const [name, value] of pairs) if (!left.has(name.toLowerCase())) kept.push(name, value);
  return kept;
}
