/**
 * Pushes topics to dashboards: each change is announced by name, the value is computed once a
 * moment later, and sent only if it differs from what was sent before. Each topic is read by one at
 * a time, so that an older value never follows a newer one.
 */
import {
  IN_VIEW,
  NOTIFIES,
  NOTIFIES_NOT,
  type NotificationEvent,
  OUT_OF_VIEW,
  type LocalEvent,
  type Topic,
  type TopicValues,
} from '../../src/api/events.ts';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import type { FrameSocket } from '../../src/net/web-socket.ts';

export type TopicSources = { [K in Topic]: () => TopicValues[K] | Promise<TopicValues[K]> };

/** Changes within this time are sent as one. */
const GATHER_MS = 40;

/** Reading one topic. */
interface Reading {
  running: boolean;
  /** It may have changed since it was begun. */
  due: boolean;
  /** Dashboards that have no value yet. */
  newcomers: FrameSocket[];
}

export class EventHub {
  readonly #sources: TopicSources;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #sockets = new Set<FrameSocket>();
  /** Those that a person is looking at. */
  readonly #inView = new Set<FrameSocket>();
  /** Those whose browsers show notifications, the newest last. */
  readonly #notifying = new Set<FrameSocket>();
  readonly #dirty = new Set<Topic>();
  readonly #sent = new Map<Topic, string>();
  readonly #readings = new Map<Topic, Reading>();
  #timer: CancelTimer | undefined;

  readonly #notifyingChanged: () => void;

  /** `notifyingChanged`: the first dashboard shows notifications, or none does any more. */
  constructor(sources: TopicSources, clock: Clock, log: Log, notifyingChanged = (): void => {}) {
    this.#notifyingChanged = notifyingChanged;
    this.#sources = sources;
    this.#clock = clock;
    this.#log = log;
  }

  /** A topic may have a new value. Costs nothing while nobody listens. */
  changed(...topics: readonly Topic[]): void {
    if (this.#sockets.size === 0) return this.#sent.clear();
    for (const topic of topics) this.#dirty.add(topic);
    this.#timer ??= this.#clock.after(GATHER_MS, () => {
      this.#timer = undefined;
      const due = Array.from(this.#dirty);
      this.#dirty.clear();
      for (const topic of due) this.#read(topic);
    });
  }

  /** A dashboard connected: it gets every topic once. */
  add(socket: FrameSocket): void {
    this.#sockets.add(socket);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#inView.delete(socket);
      this.#notify(socket, false);
    });
    for (const topic of Object.keys(this.#sources) as Topic[]) this.#read(topic, socket);
  }

  /** What a dashboard said: whether somebody looks at it, and its browser notifies. False for other words. */
  heard(socket: FrameSocket, text: string): boolean {
    const isThere = this.#sockets.has(socket);
    if (text === IN_VIEW && isThere) this.#inView.add(socket);
    else if (text === OUT_OF_VIEW) this.#inView.delete(socket);
    else if (text === NOTIFIES || text === NOTIFIES_NOT)
      this.#notify(socket, isThere && text === NOTIFIES);
    else return text === IN_VIEW;
    return true;
  }

  /** Whether a dashboard's browser shows notifications. */
  notifies(): boolean {
    return this.#notifying.size > 0;
  }

  /** To one dashboard, so that nothing is shown twice; taken back from all. */
  tell(event: NotificationEvent): void {
    const text = JSON.stringify(event);
    const all = Array.from(this.#notifying);
    for (const socket of 'over' in event.notification ? all : all.slice(-1)) socket.send(text);
  }

  #notify(socket: FrameSocket, does: boolean): void {
    const before = this.notifies();
    if (does) this.#notifying.add(socket);
    else this.#notifying.delete(socket);
    if (this.notifies() !== before) this.#notifyingChanged();
  }

  /** Whether a dashboard is before somebody's eyes. */
  inView(): boolean {
    return this.#inView.size > 0;
  }

  close(): void {
    this.#timer?.();
    this.#timer = undefined;
    for (const socket of this.#sockets) socket.close(1001);
    this.#sockets.clear();
  }

  #read(topic: Topic, newcomer?: FrameSocket): void {
    const fresh: Reading = { running: false, due: false, newcomers: [] };
    const reading = this.#readings.get(topic) ?? fresh;
    this.#readings.set(topic, reading);
    reading.due = true;
    if (newcomer) reading.newcomers.push(newcomer);
    if (!reading.running) void this.#push(topic, reading);
  }

  async #push(topic: Topic, reading: Reading): Promise<void> {
    reading.running = true;
    while (reading.due) {
      reading.due = false;
      const newcomers = reading.newcomers.splice(0);
      const text = await this.#message(topic);
      if (text === undefined) continue;
      const known = this.#sent.get(topic) === text;
      this.#sent.set(topic, text);
      for (const socket of known ? newcomers : this.#sockets) socket.send(text);
    }
    reading.running = false;
  }

  async #message(topic: Topic): Promise<string | undefined> {
    try {
      const event = { topic, value: await this.#sources[topic]() } as LocalEvent;
      return JSON.stringify(event);
    } catch (error) {
      this.#log.warn({ error, topic }, 'a topic could not be read');
      return undefined;
    }
  }
}
