/** What every server with one door has in common: it starts and ends with its door, at its port. */
import { HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import { Door, type DoorOptions } from './door.ts';
import { startOnFirst } from './listen.ts';

export abstract class DoorServer implements Lifecycle {
  readonly #ports: readonly number[];
  #door: Door | undefined;

  /** `ports`: tried one after the other; 0 picks a free one. */
  constructor(...ports: readonly number[]) {
    this.#ports = ports;
  }

  /** Asked for when the server starts. */
  protected abstract makeDoor(): Omit<DoorOptions, 'port'>;

  /** Throws before the door is open. */
  get port(): number {
    if (!this.#door) throw new HallwayError('agent.internal', 'Not started.');
    return this.#door.port;
  }

  /** Rejects with `agent.port_in_use` where none of the ports is free. */
  async start(): Promise<void> {
    await startOnFirst(this.#ports, (port) => {
      this.#door = new Door({ ...this.makeDoor(), port });
      return this.#door;
    });
  }

  /** Puts its routes together, for which it would else wait until somebody asks. */
  async prepare(): Promise<void> {
    if (!this.#door) throw new HallwayError('agent.internal', 'Not started.');
    await this.#door.prepare();
  }

  async stop(): Promise<void> {
    await this.#door?.stop();
  }
}
