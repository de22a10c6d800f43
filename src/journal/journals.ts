/**
 * The journals of this PC, and what it has seen of everybody's: it signs what this PC does, and
 * remembers of each author the newest entry, so that nobody can cut off or change what was said.
 */
import { Emitter } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Identity } from '../identity/identity.ts';
import type { DeviceId } from '../model/id.ts';
import { JOURNALS, type JournalFault, type JournalName } from '../model/journal.ts';
import type { Database } from '../store/database.ts';
import { isEntrySignedBy, parseEntry, rootOf, signEntry, type SignedEntry } from './entry.ts';
import { JournalStore, type SeenHead } from './journal-store.ts';

export interface JournalsOptions {
  database: Database;
  identity: Identity;
  /** The workgroup that this PC is in. */
  workgroup: () => string | undefined;
  /** The key of whoever is or was a member. */
  keyOf: (device: DeviceId) => Uint8Array | undefined;
  log: Log;
}

/** What was looked through. */
export interface JournalCheck {
  entries: number;
  /** `seq` of the last one that is here; -1 for none. */
  last: number;
  faults: JournalFault[];
}

/** Different ones that are told of. */
const MOST_PAST = 1000;

interface JournalEvents {
  /** Somebody has seen an entry of this PC that it does not have: it was restored from a backup. */
  pastFound: { journal: JournalName };
  /** This PC wrote: the others should see it. */
  wrote: { journal: JournalName };
}

export class Journals extends Emitter<JournalEvents> {
  readonly #options: JournalsOptions;
  readonly #store: JournalStore;
  readonly #heads = new Map<string, SeenHead>();
  #loaded: string | undefined;
  /** Own entries that are not here, and were told of. */
  readonly #past = new Set<string>();
  /** Journals of others who lack what they had shown, with the first place that is missing. */
  readonly #cut = new Map<string, JournalFault>();

  constructor(options: JournalsOptions) {
    super((error) => options.log.error({ error }, 'a listener of the journals failed'));
    this.#options = options;
    this.#store = new JournalStore(options.database);
  }

  /** Reads what was seen of the others; nothing of a former workgroup stays. */
  load(): void {
    const workgroup = this.#options.workgroup();
    this.#loaded = workgroup;
    this.#heads.clear();
    this.#cut.clear();
    this.#store.forgetOthers(workgroup);
    if (workgroup === undefined) return;
    for (const head of this.#store.heads(workgroup)) this.#heads.set(keyOf(head), head);
  }

  /**
   * Signs the next entry, which commits to these facts. Durable when it returns, or with the
   * transaction that it stands in. Throws `workgroup.none`.
   */
  append(journal: JournalName, commitments: readonly string[]): SignedEntry {
    const workgroup = this.#require();
    const { identity } = this.#options;
    const own = this.#store.last(workgroup, identity.id, journal);
    // What others saw of it and this PC forgot (a restored backup) stands: no place is given twice.
    const seen = this.#heads.get(keyOf({ author: identity.id, journal }));
    const before = seen && seen.seq > (own?.seq ?? -1) ? seen : own;
    const signed = signEntry(identity, {
      workgroup,
      journal,
      seq: before ? before.seq + 1 : 0,
      prev: before?.id ?? '',
      root: rootOf(commitments),
      count: commitments.length,
    });
    this.#store.append(signed);
    this.emit('wrote', { journal });
    return signed;
  }

  /**
   * Reads an entry of a member, and checks that its author signed it. Throws `log.invalid`.
   */
  read(text: string): SignedEntry {
    const signed = parseEntry(text);
    this.#check(signed);
    return signed;
  }

  #check(signed: SignedEntry): void {
    const { entry } = signed;
    if (entry.workgroup !== this.#require())
      throw new HallwayError('log.invalid', 'An entry of a journal is of another workgroup.');
    const key = this.#options.keyOf(entry.by);
    if (!key || !isEntrySignedBy(signed, key))
      throw new HallwayError('log.invalid', 'An entry of a journal is not of its author.');
  }

  /**
   * As `read`, for an entry that came with what it commits to: it counts as seen from now on, so that
   * whoever has the message also proves that it was said.
   */
  take(text: string): SignedEntry {
    const signed = this.read(text);
    this.#note(signed, true);
    return signed;
  }

  /** The newest entry of each of this PC's journals. */
  ownHeads(): string[] {
    const workgroup = this.#options.workgroup();
    if (workgroup === undefined) return [];
    const { id } = this.#options.identity;
    return JOURNALS.flatMap((journal) => {
      const last = this.#store.last(workgroup, id, journal);
      if (!last) return [];
      return this.#store.page(workgroup, id, journal, last.seq).map(({ text }) => text);
    });
  }

  /** The newest entries that are known, this PC's own first, then everybody's. */
  heads(own = this.ownHeads()): string[] {
    if (this.#options.workgroup() !== this.#loaded) this.load();
    const all = Array.from(this.#heads.values());
    return [...own, ...all.flatMap(({ text, rival }) => (rival ? [text, rival] : [text]))];
  }

  /** What somebody saw. What is of no use here is passed over. */
  saw(texts: readonly string[]): void {
    for (const text of texts) {
      try {
        this.#see(text);
      } catch (error) {
        this.#options.log.debug({ error }, 'an entry of a journal was refused');
      }
    }
  }

  /** The place of the newest entry that was seen of each journal of a device. */
  seenOf(device: DeviceId): ReadonlyMap<JournalName, number> {
    const all = Array.from(this.#heads.values()).filter(({ author }) => author === device);
    return new Map(all.map(({ journal, seq }) => [journal, seq]));
  }

  /**
   * Compares what was `seen` of a device when it was asked with what it then showed as its own newest
   * entries. It shows only what is on its disk, so all that was seen must be there: else its journal
   * was cut, or it was restored from a backup and has not written on yet.
   */
  compare(
    device: DeviceId,
    seen: ReadonlyMap<JournalName, number>,
    texts: readonly string[],
  ): void {
    const own = texts.flatMap((text) => attempt(() => this.read(text))?.entry ?? []);
    for (const [journal, seq] of seen) {
      const places = own.filter((entry) => entry.by === device && entry.journal === journal);
      const last = Math.max(-1, ...places.map((entry) => entry.seq));
      const key = keyOf({ author: device, journal });
      if (last >= seq) this.#cut.delete(key);
      else this.#cut.set(key, { device, journal, what: 'cut', seq: last + 1 });
    }
  }

  #see(text: string): void {
    this.#note(parseEntry(text), false);
  }

  /** `checked`: that its author signed it is known. */
  #note(signed: SignedEntry, checked: boolean): void {
    const workgroup = this.#require();
    if (this.#loaded !== workgroup) this.load();
    const { id, text, entry } = signed;
    const { by, journal, seq } = entry;
    if (by === this.#options.identity.id) this.#ownSeen(signed, checked);
    const known = this.#heads.get(keyOf({ author: by, journal }));
    if (known && (known.seq > seq || known.text === text || known.rival !== null)) return;
    if (!checked) this.#check(signed);
    const forked = known?.seq === seq && known.id !== id;
    const head = { author: by, journal, seq, id, text, rival: forked ? known.text : null };
    this.#heads.set(keyOf(head), head);
    this.#store.keepHead(workgroup, head);
  }

  /** An entry of this PC's own, as somebody else has it. */
  #ownSeen(signed: SignedEntry, checked: boolean): void {
    const { id, text, entry } = signed;
    const { journal, seq } = entry;
    const [here] = this.#store.page(this.#require(), this.#options.identity.id, journal, seq);
    if ((here?.seq === seq && here.text === text) || this.#past.has(id)) return;
    if (!checked) this.#check(signed);
    // Whoever looks for what was forgotten is handed these again: each is told once.
    if (this.#past.size >= MOST_PAST) return;
    this.#past.add(id);
    this.emit('pastFound', { journal });
  }

  /**
   * Looks through this PC's own journal, entry by entry. `facts` gets each and says whether what it
   * commits to is still there as it was; undefined where that is kept nowhere any more.
   */
  check(
    journal: JournalName,
    facts: (seq: number, root: string) => boolean | undefined,
  ): JournalCheck {
    const workgroup = this.#options.workgroup();
    const { identity } = this.#options;
    const faults: JournalFault[] = [];
    const fault = (what: JournalFault['what'], seq: number): void =>
      void faults.push({ device: identity.id, journal, what, seq });
    let next = 0;
    let prev = '';
    if (workgroup === undefined) return { entries: 0, last: -1, faults };
    const seen = this.#heads.get(keyOf({ author: identity.id, journal }));
    let entries = 0;
    for (;;) {
      const page = this.#store.page(workgroup, identity.id, journal, next);
      if (page.length === 0) break;
      for (const { seq, text } of page) {
        entries += 1;
        if (seq !== next) fault('cut', next);
        const signed = attempt(() => parseEntry(text));
        const sound =
          signed?.entry.seq === seq &&
          (seq !== next || signed.entry.prev === prev) &&
          isEntrySignedBy(signed, identity.spki);
        if (!sound) fault('changed', seq);
        else if (facts(seq, signed.entry.root) === false) fault('fact', seq);
        if (seen?.seq === seq && (signed?.id !== seen.id || seen.rival !== null))
          fault('forked', seq);
        prev = signed?.id ?? '';
        next = seq + 1;
      }
    }
    if (seen && seen.seq >= next) fault('cut', next);
    return { entries, last: next - 1, faults };
  }

  /**
   * Those whose author signed two for one place, or lacks what it had shown; `entries` counts the heads
   * that were checked.
   */
  checkHeads(): Omit<JournalCheck, 'last'> {
    const all = Array.from(this.#heads.values());
    const faults = all.flatMap(({ author, journal, seq, text, rival }) => {
      const sound = attempt(() => this.read(text)) !== undefined;
      if (sound && rival === null) return [];
      return [
        { device: author, journal, what: sound ? ('forked' as const) : ('changed' as const), seq },
      ];
    });
    return { entries: all.length, faults: [...faults, ...this.#cut.values()] };
  }

  /** Devices of whom something was seen. */
  authors(): DeviceId[] {
    return Array.from(new Set(Array.from(this.#heads.values(), ({ author }) => author)));
  }

  #require(): string {
    const workgroup = this.#options.workgroup();
    if (workgroup !== undefined) return workgroup;
    throw new HallwayError('workgroup.none', 'This PC is in no workgroup.', {
      fix: 'Create one, or join one with a code.',
    });
  }
}

function keyOf({ author, journal }: Pick<SeenHead, 'author' | 'journal'>): string {
  return `${journal} ${author}`;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
