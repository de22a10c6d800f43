/**
 * The signed log of one workgroup in memory: a chain per author, the chains linked by hashes. It
 * takes a statement once its signature and everything it refers to is known. Both sides of a fork
 * are kept as the proof, so that every replica comes to the same verdict.
 */
import { createHash, randomInt } from 'node:crypto';
import { base32 } from '../../base/base32.ts';
import type { DeviceId } from '../../model/id.ts';
import { deviceIdOf } from '../../identity/device-id.ts';
import { MAX_AUTHORS, spend, type Spent } from './budget.ts';
import { isSignedBy, keyIn, parseStatement, type SignedStatement } from './statement.ts';
import { needOfKey, WaitingStatements, type Need } from './waiting.ts';

/** A statement that is part of the log. */
export interface LogEntry extends SignedStatement {
  /** Order of arrival on this replica; everything that it refers to has a lower one. */
  readonly position: number;
  /** By author number: how many of that author's statements are in its causal past. */
  readonly past: Uint32Array;
  /** Of its author's budget. */
  readonly spent: Spent;
}

export type Heads = Record<DeviceId, string>;

/**
 * What became of a statement: `added` lists it and those that had waited for it; `full` means that
 * there is no room here for one more author.
 */
export type AddResult =
  | { outcome: 'added'; entries: LogEntry[] }
  | { outcome: 'known' | 'waiting' | 'full' }
  | { outcome: 'invalid'; reason: string };

interface Chain {
  readonly number: number;
  /** By `seq`; more than one entry at a `seq` is a fork. */
  readonly steps: LogEntry[][];
  readonly tips: Set<LogEntry>;
  forkedAt: number | undefined;
}

/** Most characters of statements in one page. */
const PAGE_CHARACTERS = 1_000_000;

export class StatementLog {
  readonly workgroup: string;
  readonly #entries: LogEntry[] = [];
  readonly #byId = new Map<string, LogEntry>();
  readonly #chains = new Map<DeviceId, Chain>();
  readonly #keys = new Map<DeviceId, Uint8Array>();
  readonly #waiting = new WaitingStatements();

  /** `workgroup`: the id, which is the hash of the genesis and so the root of all trust. */
  constructor(workgroup: string) {
    this.workgroup = workgroup;
  }

  /** Every statement, each after those that it refers to. */
  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get genesis(): LogEntry | undefined {
    return this.#entries[0];
  }

  /** True if no further author is taken: see `MAX_AUTHORS`. */
  get isFull(): boolean {
    return this.#chains.size >= MAX_AUTHORS;
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** First `seq` at which an author contradicted itself. */
  forkedAt(author: DeviceId): number | undefined {
    return this.#chains.get(author)?.forkedAt;
  }

  /** How many of the author's statements (from its first) are in the causal past of `entry`. */
  seen(entry: LogEntry, author: DeviceId): number {
    const chain = this.#chains.get(author);
    return chain ? (entry.past[chain.number] ?? 0) : 0;
  }

  /** The author's statements at `seq`: none, one, or the sides of a fork. */
  at(author: DeviceId, seq: number): readonly LogEntry[] {
    return this.#chains.get(author)?.steps[seq] ?? [];
  }

  /** The author's newest statement; undefined for none or a forked chain. */
  tip(author: DeviceId): LogEntry | undefined {
    const chain = this.#chains.get(author);
    return chain?.forkedAt === undefined ? chain?.steps.at(-1)?.[0] : undefined;
  }

  /** The author's newest statement before it contradicted itself, if it did. */
  soundTip(author: DeviceId): LogEntry | undefined {
    const forkedAt = this.forkedAt(author);
    return forkedAt === undefined ? this.tip(author) : this.at(author, forkedAt - 1)[0];
  }

  authors(): DeviceId[] {
    return Array.from(this.#chains.keys());
  }

  /** `trusted` skips the signature: for statements from this PC's own database. */
  add(text: string, options: { trusted?: boolean } = {}): AddResult {
    let signed: SignedStatement;
    try {
      signed = parseStatement(text);
    } catch (error) {
      return { outcome: 'invalid', reason: (error as Error).message };
    }
    const entries: LogEntry[] = [];
    const first = this.#tryAdd(signed, options.trusted === true);
    if (!('entry' in first)) return first;
    const queue = [first.entry];
    for (let entry = queue.pop(); entry; entry = queue.pop()) {
      entries.push(entry);
      const key = keyIn(entry.statement);
      const needs = key ? [entry.id, needOfKey(deviceIdOf(key))] : [entry.id];
      for (const waiter of needs.flatMap((need) => this.#waiting.release(need))) {
        const result = this.#tryAdd(waiter, false);
        if ('entry' in result) queue.push(result.entry);
      }
    }
    return { outcome: 'added', entries };
  }

  #tryAdd(
    signed: SignedStatement,
    trusted: boolean,
  ): { entry: LogEntry } | Exclude<AddResult, { outcome: 'added' }> {
    const { id, statement } = signed;
    if (this.#byId.has(id)) return { outcome: 'known' };
    const isGenesis = statement.type === 'genesis';
    if ((isGenesis ? id : statement.workgroup) !== this.workgroup)
      return { outcome: 'invalid', reason: 'It belongs to another workgroup.' };
    // The workgroup's id already says which statement is the founder's first.
    if (!isGenesis && statement.seq === 0 && statement.by === this.genesis?.statement.by)
      return { outcome: 'invalid', reason: 'The workgroup has another beginning.' };
    const key = isGenesis ? keyIn(statement) : this.#keys.get(statement.by);
    if (!key) return this.#wait(signed, needOfKey(statement.by));
    if (this.isFull && !this.#chains.has(statement.by)) return { outcome: 'full' };
    if (!trusted && !isSignedBy(signed, key))
      return { outcome: 'invalid', reason: 'Its signature is wrong.' };
    const links = Object.entries(statement.heads);
    if (statement.prev !== '') links.push([statement.by, statement.prev]);
    for (const [author, link] of links) {
      const entry = this.#byId.get(link);
      if (!entry) return this.#wait(signed, link);
      const isPrev = link === statement.prev;
      if (entry.statement.by !== author || (isPrev && entry.statement.seq !== statement.seq - 1))
        return { outcome: 'invalid', reason: 'It refers to something that is not there.' };
    }
    const spent = spend(this.#byId.get(statement.prev)?.spent, statement, signed.text.length);
    if (!spent) return { outcome: 'invalid', reason: 'Its author has said all that it may.' };
    return { entry: this.#store(signed, links, spent) };
  }

  #wait(signed: SignedStatement, need: Need): { outcome: 'waiting' } {
    this.#waiting.put(signed, need);
    return { outcome: 'waiting' };
  }

  #store(signed: SignedStatement, links: readonly [DeviceId, string][], spent: Spent): LogEntry {
    const { statement } = signed;
    const chain = this.#chainOf(statement.by);
    const past = new Uint32Array(this.#chains.size);
    for (const [, link] of links) {
      const linked = this.#byId.get(link);
      if (linked) this.#cover(past, linked);
    }
    const entry: LogEntry = { ...signed, position: this.#entries.length, past, spent };
    this.#entries.push(entry);
    this.#byId.set(entry.id, entry);
    const key = keyIn(statement);
    if (key) this.#keys.set(deviceIdOf(key), key);
    const step = (chain.steps[statement.seq] ??= []);
    step.push(entry);
    if (step.length > 1) chain.forkedAt = Math.min(chain.forkedAt ?? Infinity, statement.seq);
    const previous = this.#byId.get(statement.prev);
    if (previous) chain.tips.delete(previous);
    chain.tips.add(entry);
    return entry;
  }

  /** Raises `past` to include `entry` and its causal past. */
  #cover(past: Uint32Array, entry: LogEntry): void {
    entry.past.forEach((count, author) => {
      if (count > (past[author] ?? 0)) past[author] = count;
    });
    const author = this.#chains.get(entry.statement.by)?.number ?? 0;
    past[author] = Math.max(past[author] ?? 0, entry.statement.seq + 1);
  }

  #chainOf(author: DeviceId): Chain {
    let chain = this.#chains.get(author);
    if (!chain) {
      chain = { number: this.#chains.size, steps: [], tips: new Set(), forkedAt: undefined };
      this.#chains.set(author, chain);
    }
    return chain;
  }

  /** Per author the newest statement's id; for a forked author a hash over the ends of its branches. */
  heads(): Heads {
    return Object.fromEntries(
      Array.from(this.#chains, ([author, chain]) => [author, this.#headOf(chain)]),
    );
  }

  #headOf(chain: Chain): string {
    const tips = Array.from(chain.tips, (entry) => entry.id).sort();
    if (tips.length === 1) return tips[0] ?? '';
    return base32(
      createHash('sha256')
        .update(`hallway-fork-v1\0${tips.join('')}`)
        .digest(),
    );
  }

  /**
   * What a replica with these heads may lack, in order, at most `limit` statements. Heads that are
   * unknown here count as nothing; a receiver skips what it has.
   */
  missing(heads: Heads, limit: number): { statements: string[]; more: boolean } {
    const covered = new Uint32Array(this.#chains.size);
    for (const head of Object.values(heads)) {
      const entry = this.#byId.get(head);
      if (entry) this.#cover(covered, entry);
    }
    const certain: LogEntry[] = [];
    const branches: LogEntry[] = [];
    const settled = new Set(
      Array.from(this.#chains)
        .filter(([author, chain]) => heads[author] === this.#headOf(chain))
        .map(([author]) => author),
    );
    for (const entry of this.#entries) {
      const { by, seq } = entry.statement;
      const chain = this.#chains.get(by);
      if (!chain || settled.has(by)) continue;
      // Past a fork one head cannot tell which branches the other side has: all of them go.
      if (seq >= (chain.forkedAt ?? Infinity)) branches.push(entry);
      else if (seq >= (covered[chain.number] ?? 0)) certain.push(entry);
    }
    // Where they do not fit, a part by chance: repeated exchanges bring them all.
    const half = Math.ceil(limit / 2);
    const from = branches.length > half ? randomInt(branches.length - half + 1) : 0;
    const kept = branches.slice(from, from + half);
    const page: LogEntry[] = [];
    let room = PAGE_CHARACTERS;
    for (const entry of certain.slice(0, Math.max(1, limit - kept.length))) {
      if (room < entry.text.length) break;
      room -= entry.text.length;
      page.push(entry);
    }
    const more = page.length < certain.length;
    // Nothing that may rest on what only comes later: the next page would take that for had.
    const end = certain[page.length]?.position ?? Infinity;
    const statements = [...page, ...kept.filter(({ position }) => position < end)]
      .sort((a, b) => a.position - b.position)
      .map((entry) => entry.text);
    return { statements, more };
  }
}
