/**
 * Takes out of a text what tells who somebody is: known names, and whatever looks like an address,
 * a path, an id, a token or a code. The same thing gets the same stand-in everywhere, so that the
 * text still makes sense.
 */
import { isIP } from 'node:net';

/** What is known to be private, by what it is called afterwards (`PC`, `printer`, …). */
export type Secrets = Readonly<Record<string, readonly string[]>>;

/** Stand-ins while a text is worked on: no pattern and no name matches them. */
const OPEN = '\ue000';
const CLOSE = '\ue001';

/** Names this short are replaced as whole words only: they are part of too many others. */
const SHORT = 3;

export class Redactor {
  readonly #standIns = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  /** Longest first, so that a name within another leaves no rest of it. */
  readonly #names: readonly { pattern: RegExp; kind: string }[];

  /** Names of a kind are counted in their order; the order of kinds decides where two share one. */
  constructor(secrets: Secrets) {
    const names = Object.entries(secrets).flatMap(([kind, values]) =>
      values.filter((value) => value.trim() !== '').map((value) => ({ kind, value })),
    );
    for (const { kind, value } of names) this.#standIn(kind, value);
    this.#names = names
      .sort((a, b) => b.value.length - a.value.length)
      .map(({ kind, value }) => ({ kind, pattern: literal(value) }));
  }

  /** The text without what is private; line breaks stay. */
  text(text: string): string {
    // oxlint-disable-next-line no-misleading-character-class
    let out = text.replace(/[\ue000\ue001]/gu, '');
    for (const { pattern, kind } of this.#names)
      out = outside(out, (part) => part.replace(pattern, (found) => this.#mark(kind, found)));
    for (const [kind, pattern] of PATTERNS)
      out = outside(out, (part) => part.replace(pattern, (found) => this.#pattern(kind, found)));
    return out.replace(/\ue000([^\ue001]*)\ue001/gu, '$1');
  }

  /** A word by which the same value is known throughout, such as `PC-2`. */
  name(kind: string, value: string): string {
    return this.#standIn(kind, value);
  }

  #pattern(kind: string, found: string): string {
    if (kind === 'address') {
      const bare = found.split('%')[0] ?? '';
      if (isIP(bare) === 0 || HARMLESS.has(bare)) return found;
      return this.#mark('address', bare);
    }
    return this.#mark(kind, found);
  }

  #mark(kind: string, value: string): string {
    return `${OPEN}${this.#standIn(kind, value)}${CLOSE}`;
  }

  #standIn(kind: string, value: string): string {
    const key = value.normalize('NFC').toLocaleLowerCase('en');
    let standIn = this.#standIns.get(key);
    if (standIn === undefined) {
      const count = (this.#counts.get(kind) ?? 0) + 1;
      this.#counts.set(kind, count);
      this.#standIns.set(key, (standIn = `${kind}-${count}`));
    }
    return standIn;
  }
}

/** Say nothing about anybody: loopback, "any", and the groups of multicast DNS. */
const HARMLESS: ReadonlySet<string> = new Set([
  '127.0.0.1',
  '::1',
  '0.0.0.0',
  '::',
  '224.0.0.251',
  'ff02::fb',
]);

/** In this order: a later one sees only what an earlier one left. */
const PATTERNS: readonly (readonly [string, RegExp])[] = [
  ['mail', /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/gu],
  ['link', /\b(?:https?|ipps?|file|smb|webdavs?|davs?):\/\/[^\s"'<>]+/giu],
  ['path', /(?:[A-Za-z]:\\|\\\\)[^\s"'<>|]*/gu],
  ['path', /(?<![\w.])~?\/[^\s"'<>|:;,()]+/gu],
  ['mac', /\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/giu],
  ['address', /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)/gu],
  ['address', /(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:%\w+)?(?![\w:])/giu],
  ['id', /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/giu],
  [
    'host',
    /(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.(?:local|lan|home|internal|fritz\.box)\b/giu,
  ],
  // Ids are base32 and tokens base64url or hex: long words that hold a digit or both cases.
  ['id', /\b[a-z2-7]{16,}\b/gu],
  ['token', /(?<![\w-])(?=[\w-]*\d)[\w-]{20,}(?![\w-])/gu],
  ['token', /(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{28,}(?![\w-])/gu],
  // Six digits alone: a pairing code.
  ['code', /(?<![\w.:-])\d{6}(?![\w.:-])/gu],
];

/** An adapter may be called after a person (a telephone's hotspot, say). */
export function isPlainAdapter(name: string): boolean {
  return /^(?:[a-z]{2,10}\d{0,4}(?:[a-z]\d{0,4}){0,4}|Ethernet(?: \d+)?|Wi-Fi(?: \d+)?)$/.test(
    name,
  );
}

/** Works on the parts that no stand-in stands in. */
function outside(text: string, work: (part: string) => string): string {
  return text
    .split(/(\ue000[^\ue001]*\ue001)/u)
    .map((part) => (part.startsWith(OPEN) ? part : work(part)))
    .join('');
}

function literal(value: string): RegExp {
  const escaped = value.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const whole = value.length <= SHORT;
  const before = whole ? '(?<![\\p{L}\\p{N}])' : '';
  const after = whole ? '(?![\\p{L}\\p{N}])' : '';
  return new RegExp(`${before}${escaped}${after}`, 'giu');
}
