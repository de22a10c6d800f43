/** Finds the agents and devices on the LAN and lets them find this PC; wires the folder's parts. */
import type { CancelTimer, Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import type { Nearby } from '../model/nearby.ts';
import type { AdapterWatch } from '../net/adapters.ts';
import {
  agentAdvert,
  hostName,
  resourceAdvert,
  type Advert,
  type Advertiser,
  type OwnAgent,
  type OwnResource,
  type Renamed,
} from './advertiser.ts';
import { BonjourAdvertiser } from './bonjour.ts';
import { Browser } from './browser.ts';
import { Hearing } from './hearing.ts';
import { Links } from './links.ts';
import { asAgent, asNearby, BROWSED_TYPES, eachOnce, type AgentSighting } from './nearby.ts';
import type { GuardLimits } from './packet-guard.ts';
import type { Service } from './service-cache.ts';

export interface DiscoveryEvents {
  /** An agent was heard of: new, changed, or again (then at most once a second). */
  agent: AgentSighting;
  /** An agent took its leave, or somebody said so in its name: check whether it is there. */
  goodbye: { device: string };
  /** This PC's addresses changed or it slept: what is connected may be dead. */
  adapters: undefined;
  /** `nearby()` has changed. */
  nearby: undefined;
  /** A readable name of this PC's was taken, or is free again. */
  renamed: Renamed;
}

/** Adverts change at most this often, so that a busy log does not flood the LAN. */
const ADVERT_MS = 500;
const AGAIN_MS = 1000;
const NEARBY_MS = 100;

export class Discovery implements Lifecycle {
  readonly events = new Emitter<DiscoveryEvents>();
  readonly #device: string;
  readonly #clock: Clock;
  readonly #watch: AdapterWatch;
  readonly #links: Links;
  readonly #browser: Browser;
  readonly #advertiser: Advertiser;
  readonly #hearing: Hearing;
  readonly #isOurs: (uuid: string) => boolean;
  readonly #toldAt = new Map<string, number>();
  #agent: OwnAgent | undefined;
  #resources: readonly OwnResource[] = [];
  #others: readonly Advert[] = [];
  #running = false;
  #advertisedAt = -ADVERT_MS;
  #advertLater: CancelTimer | undefined;
  #nearbyLater: CancelTimer | undefined;

  constructor(options: {
    device: { id: string };
    clock: Clock;
    log: Log;
    /** Started before this and stopped after it. */
    adapters: AdapterWatch;
    limits?: GuardLimits | undefined;
    /** UUIDs of printers that this device has already, by itself or in its workgroup. */
    isOurs?: ((uuid: string) => boolean) | undefined;
  }) {
    const { clock, log } = options;
    this.#device = options.device.id;
    this.#clock = clock;
    this.#watch = options.adapters;
    this.#isOurs = options.isOurs ?? (() => false);
    this.#links = new Links({ clock, log, limits: options.limits });
    this.#hearing = new Hearing({ links: this.#links, clock });
    const host = hostName(this.#device);
    this.#advertiser = new BonjourAdvertiser({ links: this.#links, clock, log, host });
    this.#advertiser.events.on('renamed', (renamed) => this.events.emit('renamed', renamed));
    this.#browser = new Browser({ types: BROWSED_TYPES, links: this.#links, clock });
    this.#watch.events.on('changed', (adapters) => {
      if (!this.#running) return;
      void this.#links.use(adapters).then(() => this.events.emit('adapters', undefined));
    });
    this.#watch.events.on('woke', () => {
      if (!this.#running) return;
      this.refresh();
      this.events.emit('adapters', undefined);
    });
    this.#browser.services.events.on('seen', ({ service, changed }) =>
      this.#seen(service, changed),
    );
    this.#browser.services.events.on('goodbye', (service) => this.#gone(service, true));
    this.#browser.services.events.on('expired', (service) => this.#gone(service, false));
  }

  async start(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    await this.#links.use(this.#watch.current());
    this.#browser.start();
    this.#advertise();
  }

  /** Says goodbye and falls silent. */
  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    this.#advertLater?.();
    this.#nearbyLater?.();
    this.#advertLater = this.#nearbyLater = undefined;
    this.#browser.stop();
    await this.#advertiser.stop();
    await this.#links.use([]);
    this.#toldAt.clear();
    this.#hearing.clear();
  }

  /** What peers and newcomers hear of this agent. */
  setAgent(agent: OwnAgent): void {
    this.#agent = { ...agent };
    this.#advertise();
  }

  /** Only what is open to the whole workgroup: everybody on the LAN hears it. */
  setResources(resources: readonly OwnResource[]): void {
    this.#resources = [...resources];
    this.#advertise();
  }

  /** Services of this PC for devices without Hallway, such as an opened printer by its name. */
  setOthers(adverts: readonly Advert[]): void {
    this.#others = [...adverts];
    this.#advertise();
  }

  /** Everybody is asked to answer once, for instance when somebody opens the page. */
  refresh(): void {
    if (this.#running) this.#browser.refresh();
  }

  /** The other agents heard of. */
  agents(): AgentSighting[] {
    return this.#browser.services
      .services()
      .map(asAgent)
      .filter((agent) => agent !== null && agent.device !== this.#device) as AgentSighting[];
  }

  /**
   * Whose multicast reached this PC, whatever it said, and how long ago. Agents on one PC share its
   * addresses: what one of them says counts for all.
   */
  heard(): { device: string; agoMs: number }[] {
    return this.agents().flatMap(({ device, addresses }) => {
      const agoMs = this.#hearing.agoMs(addresses.map(({ host }) => host));
      return agoMs === undefined ? [] : [{ device, agoMs }];
    });
  }

  /** Everything heard of, except this agent's own: a line for each service, not merged yet. */
  nearby(): Nearby[] {
    const all = eachOnce(this.#browser.services.services(), this.#isOurs).flatMap(asNearby);
    return all.filter(({ device }) => device !== this.#device);
  }

  #advertise(): void {
    if (!this.#running || this.#advertLater) return;
    const wait = this.#advertisedAt + ADVERT_MS - this.#clock.monotonic();
    const now = (): void => {
      this.#advertLater = undefined;
      this.#advertisedAt = this.#clock.monotonic();
      this.#advertiser.set(this.#adverts());
    };
    // What is set in one go is told in one go.
    this.#advertLater = this.#clock.after(Math.max(wait, 1), now);
  }

  #adverts(): ReturnType<typeof agentAdvert>[] {
    const agent = this.#agent;
    if (!agent) return [];
    return [
      agentAdvert(this.#device, agent),
      ...this.#resources.map((resource) => resourceAdvert(this.#device, agent.port, resource)),
      ...this.#others,
    ];
  }

  #seen(service: Service, changed: boolean): void {
    const agent = asAgent(service);
    if (agent?.device === this.#device) return;
    if (changed) this.#nearbyChanged();
    if (!agent) return;
    const now = this.#clock.monotonic();
    const toldAt = this.#toldAt.get(agent.device);
    if (!changed && toldAt !== undefined && now - toldAt < AGAIN_MS) return;
    this.#toldAt.set(agent.device, now);
    this.events.emit('agent', agent);
  }

  #gone(service: Service, goodbye: boolean): void {
    const agent = asAgent(service);
    if (agent?.device === this.#device) return;
    this.#nearbyChanged();
    // By the name that it was told of: its last words may have been no agent's any more.
    this.#toldAt.delete(service.instance.toLowerCase());
    if (!agent || !goodbye) return;
    this.events.emit('goodbye', { device: agent.device });
    // Anyone can say goodbye for another: whoever is still there answers.
    this.#browser.recheck();
  }

  #nearbyChanged(): void {
    if (!this.#running) return;
    this.#nearbyLater ??= this.#clock.after(NEARBY_MS, () => {
      this.#nearbyLater = undefined;
      this.events.emit('nearby', undefined);
    });
  }
}
