/**
 * An office LAN on this machine: a switch and PCs in network namespaces (Linux, root). Nothing of
 * the machine's own network is touched. See README.md beside it.
 */
import { existsSync, readdirSync } from 'node:fs';
import { batch, command } from './command.ts';
import { dropMulticast, dropShare } from './bpf.ts';
import { Pc } from './pc.ts';

export interface LabOptions {
  pcs: number;
  /** Shapes every cable in both directions; none by default. */
  rateMbit?: number;
  /** Names the namespaces; unique by default. An earlier lab of this name is removed. */
  prefix?: string;
}

/** `eth1` of a PC hangs on a second switch. */
type Adapter = 'eth0' | 'eth1';

/** Filter preferences on the switch's ports. */
const LOSS = 10;
const NO_MULTICAST = 20;
const NAMESPACES = '/run/netns';

let counter = 0;

export class Lab {
  readonly prefix: string;
  readonly #pcs: readonly Pc[];
  readonly #switch: string;
  readonly #addresses = new Map<string, { v4: string; v6: string }>();
  readonly #ports: string[] = [];
  #generation = 0;
  #multicastDropped = false;
  #groups = 0;

  private constructor(prefix: string, pcs: number) {
    this.prefix = prefix;
    this.#switch = `${prefix}-sw`;
    this.#pcs = Array.from({ length: pcs }, (_, i) => new Pc(i + 1, `${prefix}-${i + 1}`));
  }

  static async create(options: LabOptions): Promise<Lab> {
    await removeAbandoned();
    const lab = new Lab(options.prefix ?? `hwlab${process.pid}x${++counter}`, options.pcs);
    await lab.destroy();
    try {
      await lab.#build();
      if (options.rateMbit !== undefined) await lab.rate('all', options.rateMbit);
    } catch (error) {
      await lab.destroy();
      throw error;
    }
    return lab;
  }

  pc(number: number): Pc {
    const pc = this.#pcs[number - 1];
    if (!pc) throw new RangeError(`The lab has PCs 1 to ${this.#pcs.length}, not ${number}.`);
    return pc;
  }

  address(number: number, family: 4 | 6 = 4, adapter: Adapter = 'eth0'): string {
    const found = this.#addresses.get(port(this.pc(number).number, adapter));
    if (!found) throw new RangeError(`PC ${number} has no ${adapter}.`);
    return family === 4 ? found.v4 : found.v6;
  }

  /** Pulls the cable: the PC sees the carrier go, or with `silent` sees nothing at all. */
  async cut(number: number, { silent = false } = {}): Promise<void> {
    const name = port(this.pc(number).number, 'eth0');
    if (silent) await this.#bridge('link', 'set', 'dev', name, 'state', '0');
    else await this.#ip([`link set ${name} down`]);
  }

  /** Puts cables back, for all PCs also after a partition. */
  async heal(number?: number): Promise<void> {
    const pcs = number === undefined ? this.#pcs : [this.pc(number)];
    const names = pcs.map((pc) => port(pc.number, 'eth0'));
    const home = number === undefined ? ' master br0' : '';
    await this.#ip(names.map((name) => `link set ${name}${home} up`));
    for (const name of names) await this.#bridge('link', 'set', 'dev', name, 'state', '3');
  }

  /** Splits the LAN: each group reaches only itself; PCs not named stay together. */
  async partition(...groups: readonly (readonly number[])[]): Promise<void> {
    for (const group of groups) {
      const bridge = `part${++this.#groups}`;
      await this.#ip([
        ...makeBridge(bridge),
        ...group.map((n) => `link set ${port(this.pc(n).number, 'eth0')} master ${bridge}`),
      ]);
    }
  }

  /** Gives the PC another IPv4 and IPv6 address in the same network; the new IPv4 address. */
  async readdress(number: number): Promise<string> {
    const pc = this.pc(number);
    const old = { v4: this.address(number), v6: this.address(number, 6) };
    const generation = ++this.#generation;
    const next = { v4: `10.77.${generation}.${number}`, v6: `fd77::${generation}:${number}` };
    await batch('ip', pc.namespace, [
      ...addAddresses('eth0', next),
      `address del ${old.v4}/16 dev eth0`,
      `address del ${old.v6}/64 dev eth0`,
    ]);
    this.#addresses.set(port(number, 'eth0'), next);
    return next.v4;
  }

  /** Loses this share of the frames on their way to the PC. */
  async loss(target: number | 'all', percent: number): Promise<void> {
    for (const name of this.#portsOf(target))
      await this.#filter(name, 'egress', LOSS, percent === 0 ? undefined : dropShare(percent));
  }

  /** The switch drops multicast; unicast, ARP and neighbour discovery pass. */
  async noMulticast(on: boolean): Promise<void> {
    this.#multicastDropped = on;
    for (const name of this.#ports)
      await this.#filter(name, 'ingress', NO_MULTICAST, on ? dropMulticast() : undefined);
  }

  /** A second adapter `eth1` on a second switch (10.78.0.0/16). */
  async secondNic(number: number): Promise<string> {
    if (!this.#ports.some((name) => name.endsWith('b'))) await this.#ip(makeBridge('br1'));
    await this.#plug(this.pc(number), 'eth1', 'br1', {
      v4: `10.78.0.${number}`,
      v6: `fd78::${number}`,
    });
    return this.address(number, 4, 'eth1');
  }

  /** Shapes a PC's cable in both directions, with a switch's short drop-tail queue. */
  async rate(target: number | 'all', mbit: number): Promise<void> {
    const shape = (device: string, queue: string): string[] => [
      `qdisc replace dev ${device} root handle 1: htb default 1`,
      `class replace dev ${device} parent 1: classid 1:1 htb rate ${mbit}mbit quantum 60000`,
      `qdisc replace dev ${device} parent 1:1 handle 10: ${queue}`,
    ];
    for (const pc of target === 'all' ? this.#pcs : [this.pc(target)]) {
      await batch('tc', pc.namespace, shape('eth0', 'pfifo limit 1000'));
      const bytes = Math.max(262_144, Math.round((mbit * 1e6) / 8 / 100));
      await batch('tc', this.#switch, shape(port(pc.number, 'eth0'), `bfifo limit ${bytes}`));
    }
  }

  /** Ends what was spawned and removes the namespaces. Safe to call twice. */
  async destroy(): Promise<void> {
    await removeNamespaces((name) => name.startsWith(`${this.prefix}-`));
  }

  async #build(): Promise<void> {
    const names = [this.#switch, ...this.#pcs.map((pc) => pc.namespace)];
    await batch(
      'ip',
      undefined,
      names.map((name) => `netns add ${name}`),
    );
    await command('ip', 'netns', 'exec', this.#switch, 'sh', '-c', write(SWITCH_SETTINGS));
    await this.#ip(['link set lo up', ...makeBridge('br0')]);
    for (const pc of this.#pcs) {
      await command('ip', 'netns', 'exec', pc.namespace, 'sh', '-c', write(PC_SETTINGS));
      await batch('ip', pc.namespace, ['link set lo up']);
      const address = { v4: `10.77.0.${pc.number}`, v6: `fd77::${pc.number}` };
      await this.#plug(pc, 'eth0', 'br0', address);
    }
  }

  async #plug(
    pc: Pc,
    adapter: Adapter,
    bridge: string,
    address: { v4: string; v6: string },
  ): Promise<void> {
    const name = port(pc.number, adapter);
    await this.#ip([
      `link add ${name} type veth peer name ${adapter} netns ${pc.namespace}`,
      `link set ${name} master ${bridge} up`,
    ]);
    await batch('tc', this.#switch, [`qdisc add dev ${name} clsact`]);
    const metric = adapter === 'eth0' ? 100 : 200;
    await batch('ip', pc.namespace, [
      `link set ${adapter} up`,
      ...addAddresses(adapter, address),
      // Without a default route multicast and broadcast need a route of their own.
      `route add 224.0.0.0/4 dev ${adapter} metric ${metric}`,
      `route add 255.255.255.255/32 dev ${adapter} metric ${metric}`,
    ]);
    this.#ports.push(name);
    this.#addresses.set(name, address);
    if (this.#multicastDropped) await this.noMulticast(true);
  }

  #portsOf(target: number | 'all'): string[] {
    if (target === 'all') return this.#ports;
    const { number } = this.pc(target);
    const own = [port(number, 'eth0'), port(number, 'eth1')];
    return this.#ports.filter((name) => own.includes(name));
  }

  async #filter(
    name: string,
    direction: 'ingress' | 'egress',
    pref: number,
    program: string | undefined,
  ): Promise<void> {
    const place = ['dev', name, direction, 'pref', String(pref)];
    await command('tc', '-n', this.#switch, 'filter', 'del', ...place).catch(() => {});
    if (program === undefined) return;
    const rule = ['protocol', 'all', 'bpf', 'direct-action', 'bytecode', program];
    await command('tc', '-n', this.#switch, 'filter', 'add', ...place, ...rule);
  }

  #ip(lines: readonly string[]): Promise<void> {
    return batch('ip', this.#switch, lines);
  }

  async #bridge(...argv: readonly string[]): Promise<void> {
    await command('bridge', '-n', this.#switch, ...argv);
  }
}

const SWITCH_SETTINGS = { 'ipv6/conf/all/disable_ipv6': 1, 'ipv6/conf/default/disable_ipv6': 1 };
/** No waiting for duplicate addresses; a route over a dead cable does not count. */
const PC_SETTINGS = {
  'ipv6/conf/all/disable_ipv6': 0,
  'ipv6/conf/default/disable_ipv6': 0,
  'ipv6/conf/default/accept_dad': 0,
  'ipv6/conf/default/router_solicitations': 0,
  'ipv4/conf/all/promote_secondaries': 1,
  'ipv4/conf/all/ignore_routes_with_linkdown': 1,
  'ipv4/conf/default/ignore_routes_with_linkdown': 1,
  'ipv6/conf/all/ignore_routes_with_linkdown': 1,
  'ipv6/conf/default/ignore_routes_with_linkdown': 1,
};

function write(settings: Readonly<Record<string, number>>): string {
  const lines = Object.entries(settings).map(
    ([key, value]) => `echo ${value} >/proc/sys/net/${key}`,
  );
  return lines.join('; ');
}

function port(number: number, adapter: Adapter): string {
  return adapter === 'eth0' ? `p${number}` : `p${number}b`;
}

function makeBridge(name: string): string[] {
  return [
    `link add ${name} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
    `link set ${name} up`,
  ];
}

function addAddresses(adapter: Adapter, { v4, v6 }: { v4: string; v6: string }): string[] {
  return [
    `address add ${v4}/16 broadcast + dev ${adapter}`,
    `address add ${v6}/64 dev ${adapter} nodad`,
  ];
}

/** Labs whose test process died before it could destroy them. */
async function removeAbandoned(): Promise<void> {
  await removeNamespaces((name) => {
    const owner = /^hwlab(\d+)x\d+-/.exec(name)?.[1];
    return owner !== undefined && !existsSync(`/proc/${owner}`);
  });
}

async function removeNamespaces(wanted: (name: string) => boolean): Promise<void> {
  const names = existsSync(NAMESPACES) ? readdirSync(NAMESPACES).filter(wanted) : [];
  for (const name of names) {
    await new Pc(0, name).endAll();
    // Another lab may clear up the same remains at the same time.
    await command('ip', 'netns', 'del', name).catch(() => {});
  }
}
