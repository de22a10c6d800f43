/**
 * What this PC lends to colleagues, as statements in its ledger: a share or printer that is opened, to
 * whom and until when, other terms, and the end. What was stated last is kept, so that each is stated
 * once, and what ended while the agent was off is stated at its next start.
 */
import type { Log } from '../src/base/log.ts';
import { displayName } from '../src/base/text.ts';
import type { OwnPrinter } from '../src/model/printer.ts';
import { OPEN_POLICY } from '../src/model/printer-policy.ts';
import type { Audience, OwnShare } from '../src/model/share.ts';

export interface LentThingsOptions {
  /** The workgroup that this PC is in. */
  workgroup: () => string | undefined;
  /** Whether it stands in the ledger. */
  note: (what: 'lent' | 'ended', words: string) => boolean;
  nameOf: (device: string) => string;
  /** What was stated, as text. */
  kept: (kind: Kind) => { get(): string | undefined; set(value: string): void };
  log: Log;
}

type Kind = 'shares' | 'printers';

/** What is told of one: to whom, and how. */
interface Stated {
  name: string;
  terms: string;
}

/** Names of people that one statement has; of more it says how many. */
const MOST_NAMED = 8;

export class LentThings {
  readonly #options: LentThingsOptions;

  constructor(options: LentThingsOptions) {
    this.#options = options;
  }

  /** These are shared now, and no others. */
  shares(shares: readonly OwnShare[]): void {
    this.#state(
      'shares',
      shares.map((share) => [share.id, { name: share.name, terms: this.#shareTerms(share) }]),
    );
  }

  /** Those of this PC; the ones that are lent are among them. */
  printers(printers: readonly OwnPrinter[]): void {
    this.#state(
      'printers',
      printers
        .filter(({ shared, opened }) => shared || opened)
        .map((one) => [one.id, { name: one.name, terms: this.#printerTerms(one) }]),
    );
  }

  #shareTerms({ access, with: audience, until }: OwnShare): string {
    const what = access === 'write' ? 'to read and change' : 'to read';
    const end = until === null ? '' : `, until ${new Date(until).toISOString().slice(0, 16)}Z`;
    return `${what}, for ${this.#people(audience)}${end}`;
  }

  #printerTerms({ shared, opened, policy = OPEN_POLICY }: OwnPrinter): string {
    const pages = policy.pagesPerMonth === null ? '' : `, ${policy.pagesPerMonth} pages a month`;
    return [
      ...(shared ? [`to print, for ${this.#people(policy.with)}${pages}`] : []),
      ...(opened ? ['to print, for every device of the network'] : []),
    ].join('; ');
  }

  #people(audience: Audience): string {
    if (audience === 'everyone') return 'everybody';
    if (audience.length === 0) return 'nobody';
    const names = audience
      .slice(0, MOST_NAMED)
      .map((device) => displayName(this.#options.nameOf(device), '?'));
    const more = audience.length - names.length;
    return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
  }

  #state(kind: Kind, now: readonly (readonly [string, Stated])[]): void {
    const { workgroup, note, kept, log } = this.#options;
    const group = workgroup();
    if (group === undefined) return;
    try {
      const before = read(kept(kind).get(), group);
      const after = new Map(now);
      const lines: ['lent' | 'ended', string][] = [];
      for (const [id, { name, terms }] of after) {
        const old = before.get(id);
        if (old?.name !== name || old.terms !== terms) lines.push(['lent', `${name}: ${terms}`]);
      }
      for (const [id, { name, terms }] of before)
        if (!after.has(id)) lines.push(['ended', `${name}: ${terms}`]);
      if (lines.length === 0) return;
      // Stated twice after a crash or a full disk in between rather than never.
      if (lines.every(([what, words]) => note(what, words)))
        kept(kind).set(JSON.stringify({ group, stated: Array.from(after) }));
    } catch (error) {
      // A full disk, say: what is lent does not wait for it.
      log.error({ error }, 'what is lent could not be stated');
    }
  }
}

/** What was stated in this workgroup; nothing where that cannot be read. */
function read(text: string | undefined, group: string): Map<string, Stated> {
  try {
    const kept = JSON.parse(text ?? '{}') as { group?: string; stated?: [string, Stated][] };
    return new Map(kept.group === group ? kept.stated : []);
  } catch {
    return new Map();
  }
}
