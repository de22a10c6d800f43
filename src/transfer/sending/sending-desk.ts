/**
 * What this PC gives to others: a file or folder is offered to each of them, and they pull it, in
 * pieces from all who have some. Who is off hears of it when it is back. Nobody else can read it,
 * and nobody any longer than until it has all.
 */
import * as api from '../../api/peer-sendings.ts';
import type { Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import { asHallwayError, HallwayError } from '../../base/errors.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import { displayText } from '../../base/text.ts';
import type { DeviceId, ResourceId } from '../../model/id.ts';
import type { Gift, GiftState, Sending } from '../../model/sending.ts';
import type { PeerTransport } from '../../net/peer-transport.ts';
import type { Database } from '../../store/database.ts';
import { FactRows } from '../fact-rows.ts';

export interface SendingDeskOptions {
  database: Database;
  transport: PeerTransport;
  isOnline: (device: DeviceId) => boolean;
  /** The members, this PC left out. */
  others: () => DeviceId[];
  nameOf: (device: DeviceId) => string;
  /** What is at a path of this PC. Throws `path.not_found`, `disk.denied`, `path.not_file`. */
  measure: (path: string) => Promise<Omit<Gift, 'id'> & { path: string }>;
  newId: () => ResourceId;
  clock: Clock;
}

interface Target {
  readonly device: DeviceId;
  state: GiftState;
  bytes: number;
  problem: string | null;
  /** It knows that this is over. */
  told: boolean;
}

interface SendingRecord extends Gift {
  readonly path: string;
  readonly created: number;
  readonly to: Target[];
}

const MOST_KEPT = 100;

export class SendingDesk extends Emitter<{ changed: undefined }> implements Lifecycle {
  readonly #options: SendingDeskOptions;
  readonly #rows: FactRows<SendingRecord>;
  readonly #records = new Map<ResourceId, SendingRecord>();
  readonly #asking = new Set<string>();

  constructor(options: SendingDeskOptions) {
    super();
    this.#options = options;
    this.#rows = new FactRows(options.database, 'sendings');
  }

  start(): void {
    for (const record of this.#rows.all()) this.#records.set(record.id, record);
  }

  stop(): void {
    this.#records.clear();
  }

  /** Latest first. */
  list(): Sending[] {
    return Array.from(this.#records.values(), (record) => this.#view(record)).reverse();
  }

  /** Throws `path.not_found`, `request.invalid`, `workgroup.unknown_device`. */
  async add({ path, to }: { path: string; to: 'all' | readonly DeviceId[] }): Promise<Sending> {
    const { others, measure, newId, clock } = this.#options;
    const members = others();
    const devices = to === 'all' ? members : to;
    if (devices.length === 0)
      throw new HallwayError('request.invalid', 'There is nobody else in the workgroup.');
    if (devices.some((device) => !members.includes(device)))
      throw new HallwayError('workgroup.unknown_device', 'Only members can be given something.');
    const gift = await measure(path);
    const record: SendingRecord = {
      ...gift,
      id: newId(),
      created: clock.now(),
      to: devices.map((device) => {
        const fresh = { state: 'waiting', bytes: 0, problem: null, told: false } as const;
        return { device, ...fresh };
      }),
    };
    this.#records.set(record.id, record);
    this.#rows.put(record);
    this.#prune();
    this.emit('changed', undefined);
    const there = record.to.filter(({ device }) => this.#options.isOnline(device));
    await Promise.all(there.map((target) => this.#offer(record, target)));
    return this.#view(record);
  }

  /** Whom it was for can read it no more. Of what is over the entry goes. Throws `transfer.not_found`. */
  async cancel(id: ResourceId): Promise<Sending> {
    const record = this.#records.get(id);
    if (!record) throw notThere();
    const isUntold = record.to.some(({ told, state }) => state === 'cancelled' && !told);
    const goes = record.to.every(isOver) && !isUntold;
    const open = record.to.filter(mayCome);
    for (const target of open) target.state = 'cancelled';
    if (goes) {
      this.#records.delete(id);
      this.#rows.remove(id);
    } else this.#rows.put(record);
    this.emit('changed', undefined);
    await Promise.all(open.map((target) => this.#withdraw(record, target)));
    return this.#view(record);
  }

  /** Everything ends: this PC left its workgroup. */
  left(): void {
    for (const record of this.#records.values()) {
      for (const target of record.to)
        if (target.state !== 'done') Object.assign(target, { state: 'cancelled', told: true });
      this.#rows.put(record);
    }
    this.emit('changed', undefined);
  }

  /** What a device may read of this id now. */
  readable(device: DeviceId, id: ResourceId): SendingRecord | undefined {
    const record = this.#records.get(id);
    const target = record?.to.find((one) => one.device === device);
    return target && mayCome(target) ? record : undefined;
  }

  /** A receiver says how it stands; of others nothing is believed. */
  heard(device: DeviceId, id: ResourceId, news: api.GiftNews): void {
    const record = this.#records.get(id);
    const target = record?.to.find((one) => one.device === device);
    if (record && target) this.#took(record, target, news);
  }

  /** Paths that somebody may still read. */
  openPaths(): string[] {
    return Array.from(this.#records.values())
      .filter(({ to }) => to.some(mayCome))
      .map(({ path }) => path);
  }

  online(device: DeviceId): void {
    for (const record of this.#records.values())
      for (const target of record.to) {
        if (target.device !== device) continue;
        if (target.state === 'cancelled' && !target.told) void this.#withdraw(record, target);
        else if (!isOver(target)) void this.#offer(record, target);
      }
  }

  async #offer(record: SendingRecord, target: Target): Promise<void> {
    const key = `${record.id} ${target.device}`;
    if (this.#asking.has(key)) return;
    this.#asking.add(key);
    const { id, name, kind, bytes, files } = record;
    try {
      const body = { id, name, kind, bytes, files };
      const { transport } = this.#options;
      this.#took(record, target, await transport.call(target.device, api.offerGift, { body }));
    } catch (error) {
      const { code, message } = asHallwayError(error);
      // An older Hallway knows no such thing; whoever is away is asked again.
      const never = code === 'request.not_found' || code === 'request.invalid';
      const problem = never ? 'Hallway on that PC is too old for this.' : message;
      this.#took(record, target, { state: never ? 'failed' : target.state, bytes: 0, problem });
    } finally {
      this.#asking.delete(key);
    }
  }

  async #withdraw(record: SendingRecord, target: Target): Promise<void> {
    const { transport, isOnline } = this.#options;
    if (!isOnline(target.device)) return;
    try {
      await transport.call(target.device, api.withdrawGift, { params: { id: record.id } });
      target.told = true;
      this.#rows.put(record);
    } catch {
      // It hears of it when it is back.
    }
  }

  #took(record: SendingRecord, target: Target, { state, bytes, problem }: api.GiftNews): void {
    // Nobody reads on by taking back that it has all.
    if (target.state === 'cancelled' || target.state === 'done') return;
    const before = target.state;
    target.state = state;
    target.bytes = state === 'done' ? record.bytes : Math.min(bytes, record.bytes);
    target.problem = displayText(problem, 600) || null;
    if (before !== state && this.#records.has(record.id)) this.#rows.put(record);
    this.emit('changed', undefined);
  }

  #prune(): void {
    const over = Array.from(this.#records.values()).filter(({ to }) => to.every(isOver));
    for (const { id } of over.slice(0, Math.max(0, this.#records.size - MOST_KEPT))) {
      this.#records.delete(id);
      this.#rows.remove(id);
    }
  }

  #view({ id, name, kind, bytes, files, path, created, to }: SendingRecord): Sending {
    const shown = to.map(({ device, state, bytes: there, problem }) => {
      return { device, name: this.#options.nameOf(device), state, bytes: there, problem };
    });
    return { id, name, kind, bytes, files, path, created, to: shown };
  }
}

export function isOver({ state }: { state: GiftState }): boolean {
  return state === 'done' || state === 'declined' || state === 'failed' || state === 'cancelled';
}

/** What failed may be tried again there, and whoever declined may still change its mind. */
function mayCome({ state }: Target): boolean {
  return state !== 'done' && state !== 'cancelled';
}

export function notThere(): HallwayError {
  return new HallwayError('transfer.not_found', 'There is no such transfer.');
}
