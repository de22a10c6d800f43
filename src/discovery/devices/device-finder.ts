/**
 * Finds devices by one protocol: hears what they announce, asks when somebody looks, and fetches
 * each description once, from the address that the announcement came from. At rest nothing is sent.
 */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Log } from '../../base/log.ts';
import type { Adapter } from '../../net/adapters.ts';
import { SenderBudgets } from '../../base/work-budget.ts';
import type { DeviceProtocol, Seen } from './device-protocol.ts';
import { askDevice } from './device-request.ts';
import { DeviceTable, type DeviceEntry, type FoundThing } from './device-table.ts';
import { GroupSocket } from './group-socket.ts';

/** Multicast gets lost: each question is put twice, this far apart. */
const AGAIN_MS = 1000;
/** By then everybody has answered both: SSDP allows 2 s (`MX`), WS-Discovery half a second. */
const ROUND_MS = 4000;
/** More often than this nobody needs to look. */
export const LOOK_MS = 10_000;
const RETRY_MS = 10_000;
/** By then whoever takes his leave is gone. */
const LEAVING_MS = 2000;
const MAX_REQUESTS = 4;
/** Requests that one sender may cause. */
const REQUESTS = { burst: 24, perSecond: 0.1 };
/** Devices that are asked where their description is, in one round. */
const MAX_WHERE = 24;

export interface DeviceFinderEvents {
  /** `things()` may have changed. */
  changed: undefined;
}

export class DeviceFinder {
  readonly events = new Emitter<DeviceFinderEvents>();
  readonly protocol: DeviceProtocol;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #table: DeviceTable;
  readonly #requests = new SenderBudgets(REQUESTS);
  readonly #sockets = new Map<string, GroupSocket>();
  readonly #waiting = new Set<DeviceEntry>();
  readonly #timers = new Set<CancelTimer>();
  #adapters: readonly Adapter[] = [];
  #stopping = new AbortController();
  #requesting = 0;
  #lookedAt = -LOOK_MS;
  #whereLeft = MAX_WHERE;
  #expiry: CancelTimer | undefined;

  constructor(options: { protocol: DeviceProtocol; clock: Clock; log: Log }) {
    this.protocol = options.protocol;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#table = new DeviceTable(options.clock);
  }

  things(): FoundThing[] {
    return this.#table.things();
  }

  /** Listens on these adapters, and asks at once where there is a new one. */
  async use(adapters: readonly Adapter[]): Promise<void> {
    this.#adapters = adapters;
    await this.#open();
  }

  /** Asks everybody, at most every `leastMs`; who neither answers nor can be reached is gone. */
  refresh(leastMs = LOOK_MS): void {
    if (this.#clock.monotonic() - this.#lookedAt < leastMs) return;
    // What could not be opened before may be possible now.
    void this.#open().then(() => {
      if (this.#clock.monotonic() - this.#lookedAt >= leastMs) this.#look();
    });
  }

  stop(): void {
    this.#adapters = [];
    this.#stopping.abort();
    this.#stopping = new AbortController();
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#expiry?.();
    this.#expiry = undefined;
    this.#waiting.clear();
    this.#table.clear();
    this.#lookedAt = -LOOK_MS;
  }

  async #open(): Promise<void> {
    const wanted = new Map<string, { adapter: Adapter; family: 4 | 6 }>();
    for (const adapter of this.#adapters)
      for (const family of [4, 6] as const)
        if ((family === 4 ? adapter.ipv4 : adapter.ipv6).length > 0)
          wanted.set(`${family} ${JSON.stringify(adapter)}`, { adapter, family });
    for (const [key, socket] of Array.from(this.#sockets))
      if (!wanted.has(key)) {
        this.#sockets.delete(key);
        socket.close();
      }
    const fresh = Array.from(wanted).filter(([key]) => !this.#sockets.has(key));
    const opened = await Promise.all(fresh.map(([key, where]) => this.#join(key, where)));
    const left = this.#table.keepOnly((sender) =>
      Array.from(this.#sockets.values()).some((socket) => socket.reaches(sender)),
    );
    if (left) this.#changed();
    if (opened.some(Boolean)) this.#look();
  }

  async #join(key: string, where: { adapter: Adapter; family: 4 | 6 }): Promise<boolean> {
    const socket = new GroupSocket({ ...where, port: this.protocol.port, clock: this.#clock });
    this.#sockets.set(key, socket);
    const fail = (error: unknown): void => {
      socket.close();
      if (this.#sockets.get(key) === socket) this.#sockets.delete(key);
      const about = { adapter: where.adapter.name, family: where.family, via: this.protocol.via };
      this.#log.debug({ ...about, error }, 'devices cannot be looked for here now');
    };
    try {
      await socket.open();
    } catch (error) {
      fail(error);
      return false;
    }
    if (this.#sockets.get(key) !== socket) {
      socket.close();
      return false;
    }
    socket.events.on('failed', fail);
    socket.events.on('heard', ({ bytes, sender }) => this.#heard(bytes, sender));
    return true;
  }

  #look(): void {
    if (this.#sockets.size === 0) return;
    const since = (this.#lookedAt = this.#clock.monotonic());
    this.#whereLeft = MAX_WHERE;
    // The very same message again, so that nobody answers it twice.
    const questions = this.protocol.questions();
    const ask = (): void => {
      for (const socket of this.#sockets.values())
        for (const question of questions) socket.ask(question);
    };
    ask();
    this.#later(AGAIN_MS, ask);
    this.#later(ROUND_MS, () => this.#check(since));
  }

  #heard(bytes: Uint8Array, sender: string): void {
    for (const said of this.protocol.read(bytes, sender)) {
      if (said.type === 'seen') this.#seen(said, sender);
      else this.#gone(said.device, sender);
    }
  }

  #seen(said: Seen, sender: string): void {
    const entry = this.#table.see(said, sender);
    if (!entry) return;
    this.#expire();
    if (entry.url) {
      if (!entry.described && this.#clock.monotonic() >= entry.retryAt) this.#request(entry);
      return;
    }
    if (entry.askedWhere >= this.#lookedAt || this.#whereLeft <= 0) return;
    entry.askedWhere = this.#clock.monotonic();
    this.#whereLeft -= 1;
    const question = this.protocol.whereIs(said.device);
    for (const socket of this.#sockets.values()) if (question) socket.ask(question);
  }

  /** A device with IPv4 and IPv6 may say so by one of them only; and anyone may say so. */
  #gone(device: string, sender: string): void {
    if (this.#table.remove(device, sender)) this.#changed();
    const since = this.#clock.monotonic();
    if (this.#table.others(device, sender).length === 0) return;
    this.#later(LEAVING_MS, () => {
      for (const entry of this.#table.others(device, sender))
        if (entry.seenAt <= since) this.#doubt(entry, sender);
    });
  }

  /** Who was not heard of since is asked itself, and is gone if it does not answer that, either. */
  #check(since: number): void {
    for (const entry of this.#table.silent(since)) {
      if (entry.url) this.#doubt(entry, entry.sender);
      else if (++entry.missed > 1) this.#table.drop(entry);
    }
  }

  #doubt(entry: DeviceEntry, cause: string): void {
    entry.doubted = true;
    this.#request(entry, cause);
  }

  /** `cause`: the sender on whose account it is asked. */
  #request(entry: DeviceEntry, cause = entry.sender): void {
    if (!this.#waiting.has(entry)) {
      const now = this.#clock.monotonic();
      if (!this.#requests.of(cause, now).takes(1, now)) return;
      this.#waiting.add(entry);
    }
    if (entry.busy || this.#requesting >= MAX_REQUESTS) return;
    this.#requesting += 1;
    entry.busy = true;
    void this.#describe(entry).finally(() => {
      this.#requesting -= 1;
      entry.busy = false;
      this.#waiting.delete(entry);
      const next = Array.from(this.#waiting).find(({ busy }) => !busy);
      if (next) this.#request(next);
    });
  }

  async #describe(entry: DeviceEntry): Promise<void> {
    const { url, sender, device } = entry;
    const { signal } = this.#stopping;
    if (!url) return;
    const soap = this.protocol.request(device);
    const request = { url, sender, clock: this.#clock, signal };
    const body = await askDevice(soap === undefined ? request : { ...request, soap });
    if (signal.aborted || !this.#table.has(entry)) return;
    const now = this.#clock.monotonic();
    if (!body) {
      entry.retryAt = now + RETRY_MS;
      if (entry.doubted && this.#table.drop(entry)) this.#changed();
      return;
    }
    entry.doubted = false;
    if (entry.described) {
      // It was only checked, and is there.
      entry.seenAt = now;
      return this.#expire();
    }
    const before = JSON.stringify(entry.things);
    entry.things = this.protocol.describe(body, url, sender) ?? [];
    // It may have moved while it was asked.
    entry.described = entry.url === url;
    if (JSON.stringify(entry.things) !== before) this.#changed();
  }

  #expire(): void {
    this.#expiry?.();
    const at = this.#table.nextExpiry();
    this.#expiry =
      at === undefined
        ? undefined
        : this.#clock.after(Math.max(at - this.#clock.monotonic(), 0) + 1, () => {
            if (this.#table.sweep()) this.#changed();
            this.#expire();
          });
  }

  #later(ms: number, run: () => void): void {
    const cancel = this.#clock.after(ms, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
  }

  #changed(): void {
    this.events.emit('changed', undefined);
  }
}
