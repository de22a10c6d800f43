/** Which network adapters are used, and when that changes. */
import { networkInterfaces, platform, type NetworkInterfaceInfo } from 'node:os';
import type { CancelTimer, Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Lifecycle } from '../base/lifecycle.ts';

export interface AdapterAddress {
  address: string;
  /** Length of the network's prefix in bits. */
  prefix: number;
}

export interface Adapter {
  name: string;
  ipv4: readonly AdapterAddress[];
  ipv6: readonly AdapterAddress[];
  /** How the system names the adapter in a scoped IPv6 address (`::%eth0`, `::%12` on Windows). */
  scope: string;
}

export type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/**
 * Adapters of containers, virtual machines and tunnels: the office is not behind them, and what is
 * said there is answered with addresses that nobody on the LAN can reach.
 */
const VIRTUAL =
  /^(docker|veth|br-|virbr|vmnet|vboxnet|tun\d|tap\d|utun|wg\d|tailscale|zt|awdl|llw|anpi|vEthernet \((WSL|Default Switch))/i;

/** Often enough for a changed address to be told within 3 s; a poll takes well under 1 ms. */
const POLL_MS = 1500;
/** Polls this far apart mean that the PC slept. */
const SLEPT_MS = 20_000;

/**
 * The adapters that are up, without loopback and virtual ones. Where nothing else is left loopback
 * is used, so that agents on one PC find each other without a network.
 */
export function usableAdapters(interfaces: Interfaces, system: string = platform()): Adapter[] {
  const all = Object.entries(interfaces).map(([name, addresses = []]) => ({ name, addresses }));
  const real = all.filter(
    ({ name, addresses }) => !VIRTUAL.test(name) && addresses.some((a) => !a.internal),
  );
  const chosen = real.length > 0 ? real : all.filter((a) => a.addresses.some((b) => b.internal));
  return chosen
    .map(({ name, addresses }): Adapter => {
      const ipv6 = addresses.filter((a) => a.family === 'IPv6');
      const index = ipv6.find((a) => (a.scopeid ?? 0) > 0)?.scopeid;
      return {
        name,
        ipv4: addresses.filter((a) => a.family === 'IPv4').map(withPrefix),
        // Loopback carries IPv4 already, and IPv6 multicast does not work on it everywhere.
        ipv6: addresses.every((a) => a.internal) ? [] : ipv6.map(withPrefix),
        scope: system === 'win32' && index !== undefined ? String(index) : name,
      };
    })
    .filter((adapter) => adapter.ipv4.length + adapter.ipv6.length > 0);
}

function withPrefix({ address, cidr, family }: NetworkInterfaceInfo): AdapterAddress {
  const prefix = Number(cidr?.split('/')[1]);
  return { address, prefix: Number.isInteger(prefix) ? prefix : family === 'IPv4' ? 32 : 128 };
}

export interface AdapterEvents {
  changed: readonly Adapter[];
  /** The PC slept: what was known about the LAN may be old. */
  woke: undefined;
}

/** Polls the adapters; systems tell of changes in too many different ways. */
export class AdapterWatch implements Lifecycle {
  readonly events = new Emitter<AdapterEvents>();
  readonly #clock: Clock;
  readonly #read: () => Interfaces;
  #current: readonly Adapter[] = [];
  #seen = '';
  #polledAt = 0;
  #cancel: CancelTimer | undefined;

  constructor(options: { clock: Clock; read?: (() => Interfaces) | undefined }) {
    this.#clock = options.clock;
    this.#read = options.read ?? networkInterfaces;
  }

  current(): readonly Adapter[] {
    return this.#current;
  }

  start(): void {
    this.#polledAt = this.#clock.now();
    this.#poll();
    this.#cancel = this.#clock.every(POLL_MS, () => this.#poll());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#current = [];
    this.#seen = '';
  }

  #poll(): void {
    const now = this.#clock.now();
    const slept = now - this.#polledAt > SLEPT_MS;
    this.#polledAt = now;
    const adapters = this.#adapters();
    const seen = JSON.stringify(adapters);
    if (seen !== this.#seen) {
      this.#seen = seen;
      this.#current = adapters;
      this.events.emit('changed', adapters);
    } else if (slept) this.events.emit('woke', undefined);
  }

  /** A system that cannot list its adapters at this moment has none; the next poll asks again. */
  #adapters(): Adapter[] {
    try {
      return usableAdapters(this.#read());
    } catch {
      return [];
    }
  }
}
