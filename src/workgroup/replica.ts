/**
 * This PC's copy of the workgroup's log: in memory, on disk, and folded into members. It says what
 * changed, and ends itself when this PC is out.
 */
import { createHash } from 'node:crypto';
import { base32 } from '../base/base32.ts';
import { Emitter } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { displayName } from '../base/text.ts';
import type { Identity } from '../identity/identity.ts';
import type { DeviceId } from '../model/id.ts';
import type { Workgroup } from '../model/workgroup.ts';
import { departureNotice } from './departure-notice.ts';
import { StatementLog, type Heads } from './log.ts';
import { nextStatement } from './log-writer.ts';
import { foldMembership, type Departure, type Membership } from './membership.ts';
import { canonicalJson, genesisBody } from './statement.ts';
import type { WorkgroupStore } from './workgroup-store.ts';

export interface WorkgroupEvents {
  /** The log grew, or the workgroup began or ended. */
  changed: { heads: Heads };
  /** Devices that are no longer members: their links must be cut at once. */
  removed: { ids: DeviceId[] };
  /** This PC is out; `spent` if its key never returns there (see `needsNewKey`). */
  left: { workgroup: string; reason: Departure['reason']; notice: string | null; spent: boolean };
}

const NOBODY: Membership = { members: new Map(), departed: new Map(), names: new Map() };

export class Replica {
  readonly events: Emitter<WorkgroupEvents>;
  readonly #store: WorkgroupStore;
  readonly #log: Log;
  #identity: Identity;
  #statements: StatementLog | undefined;
  #membership: Membership = NOBODY;
  /** Peers ask often: computed once per change. */
  #state: { of: StatementLog | undefined; size: number; hash: string } | undefined;
  /** While held, a change of members is not announced and this PC does not go. */
  #held: Membership | undefined;

  constructor(store: WorkgroupStore, identity: Identity, log: Log) {
    this.#store = store;
    this.#identity = identity;
    this.#log = log;
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
      const hash = createHash('sha256').update(canonicalJson(this.heads())).digest();
      this.#state = { of: statements, size, hash: base32(hash) };
    }
    return this.#state.hash;
  }

  /** Reads the log from the disk; goes at once if it says that this PC is out. */
  open(): void {
    this.#load();
    this.#settle(NOBODY);
  }

  /** Begins a workgroup with a whole log, durably. */
  enter(statements: StatementLog): Workgroup {
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
    if (added > 0) {
      this.#persist(statements, from);
      this.#refresh();
    }
    return { added, rejected };
  }

  /** Writes an own statement, durably; its text. `first`: see `nextStatement`. */
  write(type: string, body: Record<string, unknown>, first: readonly DeviceId[] = []): string {
    const statements = this.#statements;
    if (!statements) throw new HallwayError('workgroup.none', 'This PC is in no workgroup.');
    const from = statements.entries.length;
    const { text } = nextStatement(statements, this.#identity, type, body, first);
    const result = statements.add(text);
    if (result.outcome !== 'added')
      throw new HallwayError('log.invalid', 'The log takes no more statements of this PC.', {
        fix: 'Do it at another PC of the workgroup.',
      });
    this.#persist(statements, from);
    this.#refresh();
    return text;
  }

  /**
   * Members change at once, but nobody is told, and this PC stays where it is, until `work` is
   * over: so that the news of a removal still passes over the link that it will cut.
   */
  async hold(work: () => Promise<void>): Promise<void> {
    const statements = this.#statements;
    const outermost = this.#held === undefined;
    this.#held ??= this.#membership;
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

  /** If the disk refuses, memory goes back to what the disk has. */
  #persist(statements: StatementLog, from: number): void {
    try {
      this.#store.append(statements.entries.slice(from));
    } catch (error) {
      this.#load();
      throw error;
    }
  }

  #refresh(): void {
    const before = this.#membership;
    if (this.#statements) this.#membership = foldMembership(this.#statements);
    if (!this.#held) this.#settle(before);
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
    const { reason, by } = departed.get(self) ?? { reason: 'void', by: null };
    const notice = departureNotice({ reason, by }, workgroup.name, names);
    const spent = reason !== 'void';
    this.#store.end(notice, spent ? { workgroup: workgroup.id, device: self } : undefined);
    const ids = Array.from(new Set([...before.members.keys(), ...members.keys()]));
    this.#statements = undefined;
    this.#membership = NOBODY;
    this.#log.info({ workgroup: workgroup.id, reason }, 'out of the workgroup');
    const others = ids.filter((id) => id !== self);
    if (others.length > 0) this.events.emit('removed', { ids: others });
    this.events.emit('left', { workgroup: workgroup.id, reason, notice, spent });
    this.events.emit('changed', { heads: {} });
  }
}
