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
import type { MembershipNews, Workgroup } from '../model/workgroup.ts';
import type { Database } from '../store/database.ts';
import { logOfInvitation } from './adoption.ts';
import { deliverInTime, type Deliver } from './departure/delivery.ts';
import { departureProof } from './departure/departure-proof.ts';
import { StatementLog, type Heads } from './log/log.ts';
import { genesisStatement, removals } from './log/log-writer.ts';
import { admittedOnlyBy, type MemberRecord } from './membership.ts';
import { Replica, type OwnAct } from './replica.ts';
import { isP256Key } from './log/statement.ts';
import type { WorkgroupEvents } from './workgroup-events.ts';
import { WorkgroupStore } from './workgroup-store.ts';
import { WriteGate } from './log/write-gate.ts';

export interface WorkgroupOptions {
  database: Database;
  identity: Identity;
  clock: Clock;
  log: Log;
  /** What this PC is called. */
  deviceName: () => string;
  /** What the others call themselves now, where that is known: the log keeps their first names. */
  peerNames?: () => ReadonlyMap<DeviceId, string>;
  /** Brings to the linked peers what puts this PC out, before it goes. */
  passOn?: Deliver;
}

export interface RemoveOptions {
  /** Brings them the news while their links still stand. */
  deliver?: Deliver | undefined;
  /** Together with everybody whose admission rests on that device alone. */
  withAdmitted?: boolean | undefined;
}

export class WorkgroupService implements Lifecycle {
  readonly events: Emitter<WorkgroupEvents>;
  readonly #store: WorkgroupStore;
  readonly #replica: Replica;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #deviceName: () => string;
  readonly #gate: WriteGate;

  constructor({ database, identity, clock, log, deviceName, ...options }: WorkgroupOptions) {
    const store = new WorkgroupStore(database);
    this.#store = store;
    const { passOn, peerNames = () => new Map<DeviceId, string>() } = options;
    const handOn =
      passOn && ((texts: readonly string[]) => deliverInTime(passOn, texts, { clock, log }));
    this.#replica = new Replica({ store, identity, clock, log, peerNames, passOn: handOn });
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
    this.#replica.close();
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
    return this.#replica.notice();
  }

  /** What became of the others, newest first; empty in no workgroup. */
  news(): MembershipNews[] {
    return this.#replica.news();
  }

  /** True for a device that was let in once and is out. */
  isDeparted(id: DeviceId): boolean {
    return this.#replica.membership.departed.has(id);
  }

  /** Statements that a device which is out may lack, as many at a time as one request takes. */
  departureProof(id: DeviceId): Iterable<string[]> {
    const { statements } = this.#replica;
    return statements && this.isDeparted(id) ? departureProof(statements, id) : [];
  }

  /** Members whose place rests on this one alone: what `remove` takes with it `withAdmitted`. */
  admittedOnlyBy(id: DeviceId): MemberRecord[] {
    return admittedOnlyBy(this.#replica.membership, id, this.#replica.identity.id);
  }

  /**
   * True if this key was used up in a workgroup: the agent makes a new one before joining again.
   * Throws what the disk says if it had no room for the end of the last workgroup and still has not.
   */
  needsNewKey(): boolean {
    this.#replica.finishEnd();
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
    const body = { key, name: displayName(name, id.slice(0, 8)) };
    this.#replica.write([{ type: 'admit', body }]);
  }

  /**
   * Puts a device out for everybody; who was put out, that one first. All or none. One that is out
   * already may be named for the sake of those whom it let in.
   */
  async remove(id: DeviceId, options: RemoveOptions = {}): Promise<MemberRecord[]> {
    await this.#gate.pass();
    const statements = this.#require();
    const self = this.#replica.identity.id;
    const target = this.#replica.membership.members.get(id);
    const going = options.withAdmitted ? this.admittedOnlyBy(id) : [];
    if (target) going.unshift(target);
    if (going.length === 0)
      throw new HallwayError('workgroup.unknown_device', 'That PC is not in this workgroup.');
    const others = going.map((member) => member.id).filter((other) => other !== self);
    await this.#act(removals(statements, self, others), options.deliver);
    if (id === self) await this.leave(options.deliver);
    return going;
  }

  /** Goes, for good with this key. It needs no peer: going twice does no harm. */
  async leave(deliver?: Deliver): Promise<void> {
    this.#require();
    await this.#act([{ type: 'leave', body: {} }], deliver);
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

  /** Writes, and brings it to the others before a link is cut for it. */
  async #act(acts: readonly OwnAct[], deliver: Deliver | undefined): Promise<void> {
    if (acts.length === 0) return;
    await this.#replica.hold(() => {
      const texts = this.#replica.write(acts);
      return deliverInTime(deliver, texts, { clock: this.#clock, log: this.#log });
    });
  }
}
