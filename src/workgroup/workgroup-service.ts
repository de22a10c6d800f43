/**
 * The workgroup of this PC: who is a member, and the acts of a person (create, admit, remove,
 * leave). Whoever asks "may this device come in?" asks `isMember`.
 */
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import { displayName } from '../base/text.ts';
import { deviceIdOf } from '../identity/device-id.ts';
import type { Identity } from '../identity/identity.ts';
import type { DeviceId } from '../model/id.ts';
import type { Workgroup } from '../model/workgroup.ts';
import type { Database } from '../store/database.ts';
import { logOfInvitation } from './adoption.ts';
import { StatementLog, type Heads } from './log.ts';
import { genesisStatement, pinFor } from './log-writer.ts';
import type { MemberRecord } from './membership.ts';
import { Replica, type WorkgroupEvents } from './replica.ts';
import { isP256Key } from './statement.ts';
import { WorkgroupStore } from './workgroup-store.ts';
import { WriteGate } from './write-gate.ts';

/** Statements to bring to the peers while the links still stand. It need not succeed. */
export type Deliver = (statements: string[]) => Promise<void>;

export interface WorkgroupOptions {
  database: Database;
  identity: Identity;
  clock: Clock;
  log: Log;
  /** What this PC is called. */
  deviceName: () => string;
}

/** Longest wait for `Deliver`: a removal cuts links within a second. */
const DELIVERY_MS = 700;

export class WorkgroupService implements Lifecycle {
  readonly events: Emitter<WorkgroupEvents>;
  readonly #store: WorkgroupStore;
  readonly #replica: Replica;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #deviceName: () => string;
  readonly #gate: WriteGate;

  constructor({ database, identity, clock, log, deviceName }: WorkgroupOptions) {
    this.#store = new WorkgroupStore(database);
    this.#replica = new Replica(this.#store, identity, log);
    this.#clock = clock;
    this.#log = log;
    this.#deviceName = deviceName;
    this.#gate = new WriteGate(clock);
    this.events = this.#replica.events;
  }

  start(): void {
    this.#replica.open();
    if (this.#replica.membership.members.size <= 1) this.#gate.open();
  }

  stop(): void {
    this.#gate.close();
  }

  // ---- what is

  current(): Workgroup | null {
    return this.#replica.current();
  }

  /** False for everybody, this PC included, while it is in no workgroup. */
  isMember(id: DeviceId): boolean {
    return this.#replica.membership.members.has(id);
  }

  members(): MemberRecord[] {
    return Array.from(this.#replica.membership.members.values());
  }

  memberKey(id: DeviceId): Uint8Array | undefined {
    return this.#replica.membership.members.get(id)?.spki;
  }

  /** What a device is or was called; undefined for a stranger. */
  nameOf(id: DeviceId): string | undefined {
    return this.#replica.membership.names.get(id);
  }

  /** Why this PC is no longer in a workgroup, in words; null if nobody put it out. */
  notice(): string | null {
    return this.#store.notice();
  }

  /** True if this key was used up in a workgroup: the agent makes a new one before joining again. */
  needsNewKey(): boolean {
    return this.#store.spentKeys().some((key) => key.device === this.#replica.identity.id);
  }

  /** Takes a new key; only outside a workgroup. */
  renewIdentity(identity: Identity): void {
    this.#refuseSecond();
    this.#replica.identity = identity;
  }

  // ---- the log, for replication

  heads(): Heads {
    return this.#replica.heads();
  }

  /** Short hash of the log's state for adverts, by which a PC notices that it is behind. */
  stateHash(): string {
    return this.state().slice(0, 12);
  }

  /** Hash over all heads: equal where two replicas have the same statements. */
  state(): string {
    return this.#replica.state();
  }

  missing(heads: Heads, limit = 500): { statements: string[]; more: boolean } {
    return this.#replica.statements?.missing(heads, limit) ?? { statements: [], more: false };
  }

  /**
   * Takes statements from a peer. `rejected` counts those that no honest peer sends; those that
   * are known or wait for others are in neither number. Durable when it returns.
   */
  add(texts: readonly string[]): { added: number; rejected: number } {
    return this.#replica.take(texts);
  }

  /** An exchange with a peer is complete: it is safe to write. */
  markSynced(): void {
    this.#gate.open();
  }

  /** No peer can be reached, and the agent has waited for one long enough: writing is allowed. */
  markAlone(): void {
    this.#gate.open();
  }

  // ---- acts

  create(name: string): Workgroup {
    this.#refuseSecond();
    const clean = displayName(name, '');
    if (clean === '') throw new HallwayError('request.invalid', 'A workgroup needs a name.');
    const genesis = genesisStatement(this.#replica.identity, clean, this.#ownName());
    const statements = new StatementLog(genesis.id);
    statements.add(genesis.text);
    return this.#enter(statements);
  }

  /** Lets a device in. Nothing happens for one that is a member already. */
  async admit({ spki, name }: { spki: Uint8Array; name: string }): Promise<void> {
    if (!isP256Key(spki))
      throw new HallwayError('request.invalid', 'The newcomer has a key of an unknown kind.');
    const id = deviceIdOf(spki);
    await this.#gate.pass();
    this.#require();
    if (this.isMember(id)) return;
    const departure = this.#replica.membership.departed.get(id);
    if (departure && departure.reason !== 'void')
      throw new HallwayError('workgroup.removed', 'That PC was removed from this workgroup.', {
        fix: 'Let it join again from its start page: it then gets a new key.',
      });
    const key = Buffer.from(spki).toString('base64url');
    this.#replica.write('admit', { key, name: displayName(name, id.slice(0, 8)) });
  }

  /** Puts a device out for everybody. `deliver` brings it the news while its link still stands. */
  async remove(id: DeviceId, deliver?: Deliver): Promise<void> {
    await this.#gate.pass();
    this.#require();
    if (id === this.#replica.identity.id) return this.leave(deliver);
    const statements = this.#require();
    if (!this.isMember(id))
      throw new HallwayError('workgroup.unknown_device', 'That PC is not in this workgroup.');
    const last = pinFor(statements, this.#replica.identity.id, id);
    const body = { target: id, seq: last?.statement.seq ?? -1, head: last?.id ?? '' };
    await this.#replica.hold(() =>
      this.#deliver(deliver, this.#replica.write('remove', body, [id])),
    );
  }

  /** Goes, for good with this key. It needs no peer: going twice does no harm. */
  async leave(deliver?: Deliver): Promise<void> {
    this.#require();
    await this.#replica.hold(() => this.#deliver(deliver, this.#replica.write('leave', {})));
  }

  /**
   * Takes over the log that an inviting member handed out. Throws unless it begins with the
   * genesis named `workgroup`, is sound, and has both the inviter and this PC as members.
   */
  adopt(workgroup: string, texts: readonly string[], inviterSpki: Uint8Array): Workgroup {
    this.#refuseSecond();
    const spent = this.#store.spentKeys();
    if (
      spent.some((key) => key.workgroup === workgroup && key.device === this.#replica.identity.id)
    )
      throw new HallwayError('workgroup.removed', 'This key was removed from that workgroup.', {
        fix: 'Join again with a new key.',
      });
    return this.#enter(logOfInvitation(workgroup, texts, inviterSpki, this.#replica.identity.id));
  }

  // ---- inside

  /** The log, for writing: this PC must be a member. */
  #require(): StatementLog {
    const { statements, identity } = this.#replica;
    if (!statements || !this.isMember(identity.id))
      throw new HallwayError('workgroup.none', 'This PC is in no workgroup.', {
        fix: 'Create one, or join one with a code.',
      });
    return statements;
  }

  #refuseSecond(): void {
    const current = this.current();
    if (current)
      throw new HallwayError(
        'workgroup.already',
        `This PC is already in the workgroup “${current.name}”.`,
        { fix: 'Leave it first.' },
      );
  }

  #ownName(): string {
    return displayName(this.#deviceName(), this.#replica.identity.id.slice(0, 8));
  }

  #enter(statements: StatementLog): Workgroup {
    const workgroup = this.#replica.enter(statements);
    this.#gate.open();
    return workgroup;
  }

  async #deliver(deliver: Deliver | undefined, text: string): Promise<void> {
    if (!deliver) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(DELIVERY_MS, resolve);
      deliver([text])
        .catch((error: unknown) => this.#log.debug({ error }, 'not delivered'))
        .finally(() => {
          cancel();
          resolve();
        });
    });
  }
}
