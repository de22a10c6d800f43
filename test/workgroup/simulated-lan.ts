/**
 * PCs of a workgroup on a LAN that a test cuts into parts: real services, replication and tellers,
 * on clocks that the test moves.
 */
import { silentLog } from '../../src/base/log.ts';
import type { Identity } from '../../src/identity/identity.ts';
import { DepartureTeller } from '../../src/workgroup/departure/departure-teller.ts';
import { Replication } from '../../src/workgroup/log/replication.ts';
import { pc, type Pc } from './support.ts';

/** A few turns of the event loop, in which whatever was begun comes to its end. */
export async function settle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((go) => setImmediate(go));
}

interface Station extends Pc {
  name: string;
  replication: Replication;
  teller: DepartureTeller;
  /** With whom its link stands. */
  links: Set<Station>;
}

export class SimulatedLan {
  readonly stations: Station[] = [];
  /** Which part of the LAN each is in. */
  #part: (index: number) => number = () => 0;

  add(identity: Identity, name: string): Station {
    const station = {} as Station;
    const made = pc(identity, name, ':memory:', async (statements) => {
      for (const other of station.links) other.service.add(statements);
    });
    const byId = (id: string): Station | undefined =>
      Array.from(station.links).find((other) => other.identity.id === id);
    const replication = new Replication({
      workgroup: made.service,
      clock: made.clock,
      log: silentLog,
      transport: {
        pull: async (device, heads) => {
          const other = byId(device);
          if (!other?.service.isMember(identity.id)) throw new Error('the link is gone');
          return other.service.missing(heads, 7);
        },
        announce: (state) => {
          for (const other of station.links) other.replication.onState(identity.id, state);
        },
      },
    });
    const teller = new DepartureTeller({
      workgroup: made.service,
      push: async (device, _target, statements) => {
        const other = this.stations.find(
          (one) => one.identity.id === device && this.#reaches(station, one),
        );
        if (!other?.service.isMember(identity.id)) throw new Error('the door is shut');
        other.service.add(statements);
      },
      heardAt: () => [],
      defaultPort: 1,
      clock: made.clock,
      log: silentLog,
    });
    Object.assign(station, made, { name, replication, teller, links: new Set() });
    replication.start();
    teller.start();
    made.service.events.on('removed', () => this.#dropLinks());
    made.service.events.on('left', () => this.#dropLinks());
    this.stations.push(station);
    return station;
  }

  /** Those in one part reach each other. */
  divide(part: (index: number) => number): void {
    this.#part = part;
    this.#dropLinks();
  }

  reaches(a: Station, b: Station): boolean {
    return this.#reaches(a, b);
  }

  /** So many seconds, in each of which everybody dials whoever it takes for a member. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      for (const from of this.stations) for (const to of this.stations) this.#dial(from, to);
      await settle();
      for (const { clock } of this.stations) clock.advance(1000);
      await settle(5);
    }
  }

  close(): void {
    for (const one of this.stations) {
      one.replication.stop();
      one.teller.stop();
      one.close();
    }
  }

  #reaches(a: Station, b: Station): boolean {
    const at = (one: Station) => this.#part(this.stations.indexOf(one));
    return a !== b && at(a) === at(b);
  }

  #dial(from: Station, to: Station): void {
    if (from.links.has(to) || !this.#reaches(from, to)) return;
    if (!from.service.isMember(to.identity.id)) return;
    if (!to.service.isMember(from.identity.id))
      return to.teller.turnedAway(from.identity.id, from.name);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      one.links.add(other);
      one.replication.onState(other.identity.id, other.service.state());
    }
  }

  #dropLinks(): void {
    for (const one of this.stations)
      for (const other of one.links) {
        const stands =
          this.#reaches(one, other) &&
          one.service.isMember(other.identity.id) &&
          other.service.isMember(one.identity.id);
        if (stands) continue;
        one.links.delete(other);
        other.links.delete(one);
        one.replication.onLinkDown(other.identity.id);
        other.replication.onLinkDown(one.identity.id);
      }
  }
}
