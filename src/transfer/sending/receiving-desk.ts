/**
 * What others offer to this PC: by the rule for its sender it waits for a yes, comes at once or is
 * refused. What was accepted goes on after any break; nothing that is here is overwritten.
 */
import * as api from '../../api/peer-sendings.ts';
import { Emitter } from '../../base/emitter.ts';
import { asHallwayError, HallwayError } from '../../base/errors.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import type { Log } from '../../base/log.ts';
import type { DeviceId, ResourceId } from '../../model/id.ts';
import type { Gift, Receipt } from '../../model/sending.ts';
import type { Database } from '../../store/database.ts';
import { FactRows } from '../fact-rows.ts';
import type { Transfers } from '../transfers.ts';
import { requireFolder, type ReceiveRuleBook } from './receive-rules.ts';
import { roomFor } from './receipt-room.ts';
import {
  type LiveReceipt,
  decided,
  newsOf,
  type ReceiptRecord,
  receiptView,
} from './receipt-store.ts';
import { bringReceipt } from './receipt-attempts.ts';
import { freePlace, type ReceiptRunOptions } from './receipt-run.ts';
import { isOver, notThere } from './sending-desk.ts';

export interface ReceivingDeskOptions extends ReceiptRunOptions {
  database: Database;
  rules: ReceiveRuleBook;
  transfers: Pick<Transfers, 'begin' | 'ended' | 'act' | 'partsOf' | 'drop'>;
  nameOf: (device: DeviceId) => string;
  log: Log;
}

export type ReceiptAction = 'accept' | 'decline' | 'pause' | 'resume' | 'cancel';

interface Events {
  changed: undefined;
  /** A person has to decide; or it was decided, or is over. */
  asks: { receipt: Receipt; over: boolean };
}

const TELL_MS = 1000;

export class ReceivingDesk extends Emitter<Events> implements Lifecycle {
  readonly #options: ReceivingDeskOptions;
  readonly #rows: FactRows<ReceiptRecord>;
  readonly #live = new Map<ResourceId, LiveReceipt>();
  #stopped = false;

  constructor(options: ReceivingDeskOptions) {
    super((error) => options.log.error({ error }, 'a listener of what was offered failed'));
    this.#options = options;
    this.#rows = new FactRows(options.database, 'receipts');
  }

  start(): void {
    for (const record of this.#rows.all()) {
      const live = this.#add(record);
      if (record.state === 'running') this.#run(live);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const all = Array.from(this.#live.values());
    for (const { stop } of all) stop?.abort(new HallwayError('request.cancelled', 'Stopping.'));
    await Promise.all(all.map(({ over }) => over));
    this.#live.clear();
  }

  /** Latest first. */
  list(): Receipt[] {
    return Array.from(this.#live.values(), (live) => this.#view(live)).reverse();
  }

  /** A member offers something. Throws `request.busy`, and `request.conflict` for another's id. */
  async offered(from: DeviceId, gift: Gift): Promise<api.GiftNews> {
    const known = this.#live.get(gift.id);
    if (known && known.record.from !== from)
      throw new HallwayError('request.conflict', 'This is offered by somebody else.');
    if (known) return newsOf(this.#view(known));
    const { rules, clock } = this.#options;
    const { rule, folder } = rules.of(from);
    if (rule === 'refuse') return { state: 'declined', bytes: 0 };
    this.#makeRoom(from);
    const { id, name, kind, bytes, files } = gift;
    const created = clock.now();
    const fresh = { state: 'asked', target: null, here: 0, problem: null } as const;
    const live = this.#add({ id, name, kind, bytes, files, from, created, ...fresh });
    if (rule === 'accept')
      await this.#accept(live, folder).catch((error: unknown) => {
        // The folder is gone, say: a person has to look.
        if (live.record.state === 'asked') live.record.problem = asHallwayError(error).message;
      });
    if (this.#keeps(live)) this.#rows.put(live.record);
    if (live.record.state === 'asked') this.#asks(live, false);
    this.emit('changed', undefined);
    return newsOf(this.#view(live));
  }

  /** Throws `transfer.not_found`, `path.not_found` for the folder, `request.conflict`. */
  async act(id: ResourceId, action: ReceiptAction, into?: string): Promise<Receipt> {
    const live = this.#live.get(id);
    if (!live) throw notThere();
    const { record } = live;
    if (action === 'accept') {
      if (record.state !== 'asked' && record.state !== 'declined') throw decided(record.state);
      await this.#accept(live, into ?? this.#options.rules.of(record.from).folder);
    } else if (action === 'resume') {
      if (record.state !== 'paused' && record.state !== 'failed') throw decided(record.state);
      this.#run(live);
    } else if (action === 'pause') {
      if (record.state === 'running') await this.#halt(live, 'paused');
    } else if (action === 'decline') {
      if (record.state !== 'asked') throw decided(record.state);
      record.state = 'declined';
    } else if (isOver(record)) {
      const view = this.#view(live);
      await this.#options.transfers.drop(id);
      this.#live.delete(id);
      this.#rows.remove(id);
      this.emit('changed', undefined);
      return view;
    } else {
      await this.#halt(live, 'cancelled');
      await this.#options.transfers.drop(id);
    }
    this.#rows.put(record);
    if (record.state !== 'asked') this.#asks(live, true);
    this.#told(live);
    return this.#view(live);
  }

  /** Its sender takes it back. */
  async withdrawn(from: DeviceId, id: ResourceId): Promise<void> {
    const live = this.#live.get(id);
    if (live?.record.from !== from || isOver(live.record)) return;
    await this.#halt(live, 'cancelled');
    if (live.record.state === 'done') return;
    live.record.problem = `${this.#options.nameOf(from)} took it back.`;
    await this.#options.transfers.drop(id);
    this.#rows.put(live.record);
    this.#asks(live, true);
    this.emit('changed', undefined);
  }

  /** Everything ends: this PC left its workgroup. */
  async left(): Promise<void> {
    for (const { record } of Array.from(this.#live.values()))
      await this.withdrawn(record.from, record.id);
  }

  /** The sender may have missed how it stands. */
  online(device: DeviceId): void {
    for (const live of this.#live.values())
      if (live.record.from === device && live.record.state !== 'asked') void this.#tell(live);
  }

  /** Something of the transfers moved: rates and what is told of running ones. */
  moved(): void {
    for (const live of this.#live.values()) if (live.stop) this.#progress(live);
  }

  #add(record: ReceiptRecord): LiveReceipt {
    const fresh = { stop: undefined, over: Promise.resolve(), waiting: false, accepting: false };
    const live = { record, ...fresh, toldBytes: 0, toldAt: 0, rate: 0 };
    this.#live.set(record.id, live);
    return live;
  }

  /** Throws `request.conflict` where it is being accepted, or was decided otherwise meanwhile. */
  async #accept(live: LiveReceipt, folder: string): Promise<void> {
    const { record } = live;
    if (live.accepting) throw decided('accepted');
    const before = record.state;
    live.accepting = true;
    try {
      await requireFolder(folder);
      const find = () => freePlace(folder, record.name, (path) => this.#isTaken(path));
      let target = await find();
      while (this.#isTaken(target)) target = await find();
      // Its sender may have taken it back.
      if (record.state !== before || !this.#keeps(live)) throw decided(record.state);
      record.target = target;
      this.#run(live);
    } finally {
      live.accepting = false;
    }
  }

  #isTaken(target: string): boolean {
    const all = Array.from(this.#live.values());
    return all.some(({ record }) => record.target === target && !isOver(record));
  }

  #keeps(live: LiveReceipt): boolean {
    return this.#live.get(live.record.id) === live;
  }

  #run(live: LiveReceipt): void {
    const { record } = live;
    const stop = new AbortController();
    live.stop = stop;
    record.state = 'running';
    record.problem = null;
    this.#rows.put(record);
    live.toldAt = this.#options.clock.monotonic();
    live.toldBytes = record.here;
    const moved = (): void => this.#progress(live);
    const changed = (): void => this.emit('changed', undefined);
    live.over = bringReceipt(this.#options, live, { signal: stop.signal, moved, changed })
      .then(
        (gone) => {
          record.state = 'done';
          if (gone > 0) record.problem = `${gone} of its files were gone when they were asked for.`;
        },
        (error: unknown) => {
          if (stop.signal.aborted) return;
          const { code, message, fix } = asHallwayError(error);
          record.state = 'failed';
          record.problem =
            code === 'share.not_found'
              ? `${this.#options.nameOf(record.from)} does not give this any more.`
              : [message, fix].filter(Boolean).join(' ');
          if (code === 'agent.internal')
            this.#options.log.warn({ error }, 'what was given did not come');
        },
      )
      .then(() => {
        live.stop = undefined;
        live.waiting = false;
        // Stopping leaves it as it is: it goes on at the next start.
        if (this.#stopped) return;
        this.#rows.put(record);
        this.#told(live);
      })
      .catch((error: unknown) => this.#options.log.warn({ error }, 'a receipt was not kept'));
    this.#told(live);
  }

  async #halt(live: LiveReceipt, state: 'paused' | 'cancelled'): Promise<void> {
    live.stop?.abort(new HallwayError('request.cancelled', 'It was stopped.'));
    await live.over;
    // All of it may have come before it could be stopped.
    if (live.record.state !== 'done') live.record.state = state;
  }

  #progress(live: LiveReceipt): void {
    const now = this.#options.clock.monotonic();
    const passed = now - live.toldAt;
    if (passed < TELL_MS) return;
    const { here } = this.#view(live);
    live.rate = Math.max(0, ((here - live.toldBytes) / passed) * 1000);
    live.toldAt = now;
    live.toldBytes = here;
    this.emit('changed', undefined);
    void this.#tell(live);
  }

  #told(live: LiveReceipt): void {
    this.emit('changed', undefined);
    void this.#tell(live);
  }

  async #tell(live: LiveReceipt): Promise<void> {
    const { id, from } = live.record;
    const body = newsOf(this.#view(live));
    try {
      await this.#options.transport.call(from, api.tellGift, { params: { id }, body });
    } catch {
      // It asks when it is back.
    }
  }

  #asks(live: LiveReceipt, over: boolean): void {
    this.emit('asks', { receipt: this.#view(live), over });
  }

  #view(live: LiveReceipt): Receipt {
    const parts = this.#options.transfers.partsOf(live.record.id);
    const name = this.#options.nameOf(live.record.from);
    const waiting =
      live.waiting || (parts.length > 0 && parts.every(({ state }) => state === 'waiting'));
    return receiptView(live, { name, parts }, waiting, live.rate);
  }

  /** Throws `request.busy` where a PC asks too much. */
  #makeRoom(from: DeviceId): void {
    const records = Array.from(this.#live.values(), ({ record }) => record);
    for (const { id } of roomFor(from, records)) {
      this.#live.delete(id);
      this.#rows.remove(id);
      this.#options.transfers
        .drop(id)
        .catch((error: unknown) => this.#options.log.warn({ error }, 'a receipt left something'));
    }
  }
}
