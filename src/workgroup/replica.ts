/**
 * This PC's copy of the workgroup's log: in memory, on disk, and folded into members. It says what
 * changed, and ends itself when this PC is out.
 */
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { displayName } from '../base/text.ts';
import type { Identity } from '../identity/identity.ts';
import { canonicalJson, hashName } from '../identity/signed-text.ts';
import type { DeviceId } from '../model/id.ts';
import type { MembershipNews, Workgroup } from '../model/workgroup.ts';
import { departureNotice } from './departure/departure-notice.ts';
import { Ending } from './departure/ending.ts';
import { StatementLog, type Heads } from './log/log.ts';
import { nextStatement } from './log/log-writer.ts';
import { foldMembership, NOBODY, type Membership } from './membership.ts';
import { newsBetween } from './membership-news.ts';
import { genesisBody } from './log/statement.ts';
import type { WorkgroupEvents } from './workgroup-events.ts';
import type { WorkgroupStore } from './workgroup-store.ts';

export interface ReplicaOptions {
  store: WorkgroupStore;
  identity: Identity;
  clock: Clock;
  log: Log;
  /** What the others call themselves now, where it is known. */
  peerNames: () => ReadonlyMap<DeviceId, string>;
  /** Hands on, before this PC goes, what it was put out by. */
  passOn?: ((texts: readonly string[]) => Promise<void>) | undefined;
}

/** A statement to be written. */
export interface OwnAct {
  type: string;
  body: Record<string, unknown>;
  first?: readonly DeviceId[];
}

export class Replica {
  readonly events: Emitter<WorkgroupEvents>;
  readonly #store: WorkgroupStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #peerNames: () => ReadonlyMap<DeviceId, string>;
  readonly #passOn: ReplicaOptions['passOn'];
  readonly #ending: Ending;
  #identity: Identity;
  #statements: StatementLog | undefined;
  #membership: Membership = NOBODY;
  /** Peers ask often: computed once per change. */
  #state: { of: StatementLog | undefined; size: number; hash: string } | undefined;
  /** While held, a change of members is not announced and this PC does not go. */
  #held: Membership | undefined;
  /** This PC's person goes. */
  #leaving = false;

  constructor({ store, identity, clock, log, peerNames, passOn }: ReplicaOptions) {
    this.#store = store;
    this.#identity = identity;
    this.#clock = clock;
    this.#log = log;
    this.#peerNames = peerNames;
    this.#passOn = passOn;
    this.#ending = new Ending(store, clock, log);
    this.events = new Emitter((error) => log.error({ error }, 'a listener failed'));
  }

  get identity(): Identity {
    return this.#identity;
  }

  set identity(identity: Identity) {
    this.#identity = identity;
  }

  get statements(): StatementLog | undefined {
    return this.#statements;
  }

  get membership(): Membership {
    return this.#membership;
  }

  current(): Workgroup | null {
    const genesis = this.#statements?.genesis;
    if (!genesis) return null;
    return { id: genesis.id, name: displayName(genesisBody(genesis.statement).name, 'Workgroup') };
  }

  heads(): Heads {
    return this.#statements?.heads() ?? {};
  }

  /** Hash over all heads, 52 base32 characters. */
  state(): string {
    const statements = this.#statements;
    const size = statements?.entries.length ?? 0;
    if (this.#state?.of !== statements || this.#state?.size !== size) {
      this.#state = { of: statements, size, hash: hashName(canonicalJson(this.heads())) };
    }
    return this.#state.hash;
  }

  /** Reads the log from the disk; goes at once if it says that this PC is out. */
  open(): void {
    this.#load();
    this.#settle(NOBODY);
  }

  /** What is under way ends without effect; `open` finds on the disk what it came to. */
  close(): void {
    this.#ending.stop();
    this.#statements = undefined;
    this.#membership = NOBODY;
  }

  /** Why this PC is out of a workgroup, in words; null if nobody put it out. */
  notice(): string | null {
    return this.#ending.notice();
  }

  /** Newest first. */
  news(): MembershipNews[] {
    return this.#statements ? this.#store.news() : [];
  }

  /** The end of the last workgroup stands on the disk when it returns; throws what the disk says. */
  finishEnd(): void {
    this.#ending.finish();
  }

  /** Begins a workgroup with a whole log, durably. */
  enter(statements: StatementLog): Workgroup {
    this.#ending.finish();
    this.#store.begin(statements.workgroup, statements.entries);
    this.#statements = statements;
    this.#membership = foldMembership(statements);
    this.events.emit('changed', { heads: this.heads() });
    return this.current() ?? { id: statements.workgroup, name: '' };
  }

  /** Takes statements of others; see `WorkgroupService.add`. */
  take(texts: readonly string[]): { added: number; rejected: number } {
    const statements = this.#statements;
    if (!statements) return { added: 0, rejected: 0 };
    const from = statements.entries.length;
    let rejected = 0;
    for (const text of texts) {
      const result = statements.add(text);
      if (result.outcome !== 'invalid') continue;
      rejected += 1;
      this.#log.debug({ reason: result.reason }, 'statement refused');
    }
    const added = statements.entries.length - from;
    if (added > 0) this.#commit(statements, from);
    return { added, rejected };
  }

  /** Writes own statements, durably, all or none; their texts. `first`: see `nextStatement`. */
  write(acts: Iterable<OwnAct>): string[] {
    const statements = this.#statements;
    if (!statements)
      throw new HallwayError('workgroup.none', 'This PC is in no workgroup.', {
        fix: 'Create one, or join one with a code.',
      });
    const from = statements.entries.length;
    const texts: string[] = [];
    for (const { type, body, first = [] } of acts) {
      const { text } = nextStatement(statements, this.#identity, type, body, first);
      if (statements.add(text).outcome !== 'added') {
        this.#load();
        throw new HallwayError('log.invalid', 'The log takes no more statements of this PC.', {
          fix: 'Do it at another PC of the workgroup.',
        });
      }
      texts.push(text);
    }
    this.#leaving = statements.entries.slice(from).some((one) => one.statement.type === 'leave');
    this.#commit(statements, from);
    return texts;
  }

  /**
   * Members change at once, but nobody is told, and this PC stays where it is, until `work` is
   * over: so that the news of a removal still passes over the link that it will cut.
   */
  async hold(work: () => Promise<void>, since = this.#membership): Promise<void> {
    const statements = this.#statements;
    const outermost = this.#held === undefined;
    this.#held ??= since;
    const before = this.#held;
    try {
      await work();
    } finally {
      if (outermost) {
        this.#held = undefined;
        if (this.#statements && this.#statements.workgroup === statements?.workgroup)
          this.#settle(before);
      }
    }
  }

  #load(): void {
    const stored = this.#store.load();
    this.#statements = undefined;
    this.#membership = NOBODY;
    if (!stored) return;
    const statements = new StatementLog(stored.workgroup);
    for (const text of stored.texts) statements.add(text, { trusted: true });
    this.#statements = statements;
    this.#membership = foldMembership(statements);
  }

  /**
   * Keeps what is new and draws the verdict. If the disk refuses, memory goes back to what the disk
   * has; but a PC that is out goes, whatever its disk has room for.
   */
  #commit(statements: StatementLog, from: number): void {
    const before = this.#membership;
    const after = foldMembership(statements);
    const self = this.#identity.id;
    try {
      const context = { self, time: this.#clock.now(), peerNames: this.#peerNames };
      this.#store.append(statements.entries.slice(from), newsBetween(before, after, context));
    } catch (error) {
      if (after.members.has(self) || this.#leaving) {
        this.#leaving = false;
        this.#load();
        throw error;
      }
      this.#log.warn({ error }, 'put out, and the disk has no room for it');
    }
    this.#membership = after;
    if (this.#held) return;
    if (after.members.has(self) || !this.#passOn) return this.#settle(before);
    // Whoever came in by this PC meanwhile may be known to nobody else, and hears it only here.
    const texts = statements.entries.slice(from).map(({ text }) => text);
    const handOn = this.#passOn;
    void this.hold(() => handOn(texts), before);
  }

  /** Says what the difference to `before` is, and goes if this PC is out. */
  #settle(before: Membership): void {
    if (!this.#statements) return;
    const { members } = this.#membership;
    if (!members.has(this.#identity.id)) return this.#depart(before);
    const ids = Array.from(before.members.keys()).filter((id) => !members.has(id));
    if (ids.length > 0) this.events.emit('removed', { ids });
    this.events.emit('changed', { heads: this.heads() });
  }

  #depart(before: Membership): void {
    const workgroup = this.current();
    if (!workgroup) return;
    const self = this.#identity.id;
    const { members, departed, names } = this.#membership;
    const departure = departed.get(self) ?? { reason: 'void', by: null };
    const { reason } = departure;
    const notice = departureNotice({
      departure,
      own: this.#leaving,
      workgroup: workgroup.name,
      names: new Map([...names, ...this.#peerNames()]),
      time: this.#clock.now(),
    });
    const ids = new Set([...before.members.keys(), ...members.keys()]);
    ids.delete(self);
    this.#statements = undefined;
    this.#membership = NOBODY;
    this.#leaving = false;
    this.#log.info({ workgroup: workgroup.id, reason }, 'out of the workgroup');
    // A new key is taken only once the disk knows that the old one is used up.
    const ends = reason !== 'void';
    const left = { workgroup: workgroup.id, reason, notice };
    let late = false;
    this.#ending.begin(
      { notice, spent: ends ? { workgroup: workgroup.id, device: self } : undefined },
      () => void (late && this.events.emit('left', { ...left, spent: ends })),
    );
    late = this.#ending.isOpen;
    if (ids.size > 0) this.events.emit('removed', { ids: Array.from(ids) });
    this.events.emit('left', { ...left, spent: ends && !late });
    this.events.emit('changed', { heads: {} });
  }
}
