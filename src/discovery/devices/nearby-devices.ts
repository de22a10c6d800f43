/**
 * What is nearby, in one list: what multicast DNS heard of, and the PCs, NAS, routers and players
 * that speak WS-Discovery or UPnP instead.
 */
import type { Clock } from '../../base/clock.ts';
import { Emitter, type Unsubscribe } from '../../base/emitter.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import type { Log } from '../../base/log.ts';
import type { Nearby, NearbyVia } from '../../model/nearby.ts';
import type { AdapterWatch } from '../../net/adapters.ts';
import type { Discovery } from '../discovery.ts';
import { DeviceFinder } from './device-finder.ts';
import type { DeviceProtocol, RendererControl } from './device-protocol.ts';
import type { FoundThing } from './device-table.ts';
import { nearbyLine } from './line.ts';
import { mergeNearby } from './merge.ts';
import { SSDP } from './ssdp.ts';
import { ownPage, smbFiles } from './web-address.ts';
import { WS_DISCOVERY } from './ws-discovery.ts';

/** While somebody keeps looking; what is new tells by itself. */
const WATCHED_MS = 60_000;

export interface NearbyDevicesOptions {
  /** Started before this and stopped after it. */
  adapters: AdapterWatch;
  discovery: Pick<Discovery, 'events' | 'nearby' | 'refresh'>;
  clock: Clock;
  log: Log;
  protocols?: readonly DeviceProtocol[] | undefined;
}

export interface NearbyDevicesEvents {
  /** `list()` may have changed. */
  changed: undefined;
}

export class NearbyDevices implements Lifecycle {
  readonly events = new Emitter<NearbyDevicesEvents>();
  readonly #watch: AdapterWatch;
  readonly #discovery: NearbyDevicesOptions['discovery'];
  readonly #finders: readonly DeviceFinder[];
  #heed: Unsubscribe[] = [];

  constructor({ adapters, discovery, clock, log, protocols }: NearbyDevicesOptions) {
    this.#watch = adapters;
    this.#discovery = discovery;
    this.#finders = (protocols ?? [WS_DISCOVERY, SSDP]).map(
      (protocol) => new DeviceFinder({ protocol, clock, log }),
    );
  }

  async start(): Promise<void> {
    if (this.#heed.length > 0) return;
    const changed = (): void => this.events.emit('changed', undefined);
    this.#heed = [
      this.#watch.events.on('changed', (adapters) => {
        for (const finder of this.#finders) void finder.use(adapters);
      }),
      this.#watch.events.on('woke', () => this.#refresh()),
      this.#discovery.events.on('nearby', changed),
      ...this.#finders.map((finder) => finder.events.on('changed', changed)),
    ];
    await Promise.all(this.#finders.map((finder) => finder.use(this.#watch.current())));
  }

  stop(): void {
    for (const forget of this.#heed) forget();
    this.#heed = [];
    for (const finder of this.#finders) finder.stop();
  }

  /** For somebody who asks now: asks the LAN, too, at most every 10 s. */
  look(): Nearby[] {
    this.#discovery.refresh();
    this.#refresh();
    return this.list();
  }

  /** For somebody who keeps looking: asks the LAN at most once a minute. */
  watch(): Nearby[] {
    this.#refresh(WATCHED_MS);
    return this.list();
  }

  list(): Nearby[] {
    const found = this.#finders.flatMap((finder) =>
      finder.things().flatMap((one) => asLine(one, finder.protocol.via)),
    );
    return mergeNearby([...this.#discovery.nearby(), ...found]);
  }

  /** How the renderer of this line is told to play; undefined once it is gone. */
  control(id: string): RendererControl | undefined {
    const all = this.#finders.flatMap((finder) => finder.things());
    return all.find((one) => rendererId(one) === id)?.thing.control ?? undefined;
  }

  #refresh(leastMs?: number): void {
    if (this.#heed.length > 0) for (const finder of this.#finders) finder.refresh(leastMs);
  }
}

function rendererId(found: FoundThing): string | undefined {
  return asLine(found, 'ssdp')[0]?.id;
}

function asLine({ device, thing, addresses }: FoundThing, via: NearbyVia): Nearby[] {
  const { kind, name, model, location, port } = thing;
  const page = thing.page === null ? null : ownPage(thing.page, addresses);
  if (kind === 'web' && page === null) return [];
  return [
    nearbyLine({
      key: device,
      kind,
      name,
      addresses,
      port,
      via,
      model,
      location,
      files: kind === 'smb' ? smbFiles(addresses) : null,
      page,
      plays: thing.control !== null,
    }),
  ];
}
