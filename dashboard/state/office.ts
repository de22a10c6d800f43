/** What the agent pushed last, topic by topic, and whether the agent is there at all. */
import { phrase } from '../locale/localization.ts';
import type { LocalEvent, Topic, TopicValues } from '../../src/api/events.ts';
import { Emitter } from '../../src/base/emitter.ts';
import type { Peer } from '../../src/model/device.ts';
import { displayName } from '../../src/base/text.ts';

/** `starting` until the first connection; `lost` while the agent is gone. */
export type Connection = 'starting' | 'open' | 'lost';

type Changes = { [K in Topic]: undefined } & { connection: undefined };

class Office {
  readonly changes = new Emitter<Changes>();
  #values: Partial<TopicValues> = {};
  #connection: Connection = 'starting';

  get connection(): Connection {
    return this.#connection;
  }

  /** Undefined until the agent told it for the first time. */
  get<K extends Topic>(topic: K): TopicValues[K] | undefined {
    return this.#values[topic];
  }

  readonly take = (event: LocalEvent): void => {
    Object.assign(this.#values, { [event.topic]: event.value });
    this.changes.emit(event.topic, undefined);
  };

  readonly setConnected = (connected: boolean): void => {
    // Topics of the last connection stay on screen while the agent is gone.
    if (!connected && this.#connection === 'starting') return;
    this.#connection = connected ? 'open' : 'lost';
    this.changes.emit('connection', undefined);
  };

  /** Forgets everything, at signing out. */
  clear(): void {
    this.#values = {};
    this.#connection = 'starting';
    this.changes.emit('connection', undefined);
  }

  /** Name of a device for people; two PCs of one name show the beginning of their key as well. */
  deviceName(id: string): string {
    const members = this.#values.members ?? [];
    const own = this.#values.status?.device;
    const name =
      members.find((member) => member.id === id)?.name ??
      this.#values.servers?.find((server) => server.id === id)?.name ??
      (own?.id === id ? own.name : undefined);
    const shown = displayName(name, phrase('A PC that left'));
    const twins = members.filter((member) => displayName(member.name, '') === shown);
    return twins.length > 1 ? `${shown} (${id.slice(0, 4)})` : shown;
  }

  get ownId(): string | undefined {
    return this.#values.status?.device.id;
  }

  /** Undefined for this PC itself and for whoever is no member. */
  peer(id: string): Peer | undefined {
    return this.#values.peers?.find((peer) => peer.id === id);
  }

  isOnline(id: string): boolean {
    if (this.#values.servers?.some((server) => server.id === id)) return true;
    return this.#values.members?.some((member) => member.id === id && member.online) ?? false;
  }
}

export const office = new Office();
