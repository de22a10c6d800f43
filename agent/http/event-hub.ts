/**
 * Pushes topics to dashboards: each change is announced by name, the value is computed once a
 * moment later, and sent only if it differs from what was sent before.
 */
import type { LocalEvent, Topic, TopicValues } from '../../src/api/events.ts';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import type { FrameSocket } from '../../src/net/web-socket.ts';

export type TopicSources = { [K in Topic]: () => TopicValues[K] | Promise<TopicValues[K]> };

/** Changes within this time are sent as one. */
const GATHER_MS = 40;

export class EventHub {
  readonly #sources: TopicSources;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #sockets = new Set<FrameSocket>();
  readonly #dirty = new Set<Topic>();
  readonly #sent = new Map<Topic, string>();
  #timer: CancelTimer | undefined;

  constructor(sources: TopicSources, clock: Clock, log: Log) {
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
      for (const topic of due) void this.#push(topic);
    });
  }

  /** A dashboard connected: it gets every topic once. */
  add(socket: FrameSocket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // A dashboard has nothing to say here.
    socket.listen(() => {});
    for (const topic of Object.keys(this.#sources) as Topic[])
      void this.#message(topic).then((text) => text !== undefined && socket.send(text));
  }

  close(): void {
    this.#timer?.();
    this.#timer = undefined;
    for (const socket of this.#sockets) socket.close(1001);
    this.#sockets.clear();
  }

  async #push(topic: Topic): Promise<void> {
    const text = await this.#message(topic);
    if (text === undefined || this.#sent.get(topic) === text) return;
    this.#sent.set(topic, text);
    for (const socket of this.#sockets) socket.send(text);
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
