/**
 * An office LAN on this machine: a switch and PCs in network namespaces (Linux, root). Nothing of
 * the machine's own network is touched. See README.md beside it.
 */
import { batch } from './command.ts';
import { dropMulticast, dropShare } from './bpf.ts';
import { addNamespaces, removeAbandoned, removeNamespaces } from './namespaces.ts';
import { Pc } from './pc.ts';
import { Switch } from './switch.ts';
import { addAddresses, addRoutes, makeBridge, shape, type Addresses } from './wiring.ts';

export interface LabOptions {
  pcs: number;
  /** Shapes every cable in both directions; none by default. */
  rateMbit?: number;
  /** Names the namespaces; unique by default. An earlier lab of this name is removed. */
  prefix?: string;
}

/** `eth0` hangs on the office's switch, `eth1` on a second one. They may be called otherwise. */
type Adapter = 'eth0' | 'eth1';

/** The two switches: 10.77.0.0/16, and 10.78.0.0/16 to which no router leads. */
const OFFICE = 'br0';
const SECOND = 'br1';

/** Filter preferences on the switch's ports. */
const LOSS = 10;
const NO_MULTICAST = 20;

let counter = 0;

/** One adapter of a PC, and the switch's port with its cable. */
interface Port {
  readonly pc: Pc;
  readonly adapter: Adapter;
  readonly name: string;
  /** What the PC calls its adapter. */
  called: string;
  home: string;
  addresses: Addresses;
  /** Counts its addresses. */
  generation: number;
}

export class Lab {
  readonly prefix: string;
  readonly #pcs: readonly Pc[];
  readonly #switch: Switch;
  readonly #ports = new Map<string, Port>();
  #multicastDropped = false;
  #bridges = 0;

  private constructor(prefix: string, pcs: number) {
    this.prefix = prefix;
    this.#switch = new Switch(`${prefix}-sw`);
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
    const { v4, v6 } = this.#port(number, adapter).addresses;
    return family === 4 ? v4 : v6;
  }

  /** Pulls the cable: the PC sees the carrier go, or with `silent` sees nothing at all. */
  async cut(number: number, { silent = false } = {}): Promise<void> {
    const { name } = this.#port(number);
    if (silent) await this.#switch.port(name, 'state', '0');
    else await this.#switch.ip([`link set ${name} down`]);
  }

  /** Puts the cable of a PC, or of all, back into its own switch. */
  async heal(number?: number): Promise<void> {
    const pcs = number === undefined ? this.#pcs : [this.pc(number)];
    const ports = pcs.map((pc) => this.#port(pc.number));
    await this.#switch.ip(ports.map(({ name, home }) => `link set ${name} master ${home} up`));
    for (const { name } of ports) await this.#switch.port(name, 'state', '3');
  }

  /** Splits the LAN: each group reaches only itself; PCs not named stay together. */
  async partition(...groups: readonly (readonly number[])[]): Promise<void> {
    for (const group of groups) {
      const bridge = `part${++this.#bridges}`;
      await this.#switch.ip([
        ...makeBridge(bridge),
        ...group.map((n) => `link set ${this.#port(n).name} master ${bridge}`),
      ]);
    }
  }

  /** The PC keeps its carrier and reaches nobody, until `heal`. */
  isolate(number: number): Promise<void> {
    return this.partition([number]);
  }

  /** As many access points do: these PCs cannot reach each other, but all the rest. */
  async clientIsolation(numbers: readonly number[]): Promise<void> {
    for (const { name, pc, adapter } of this.#ports.values())
      if (adapter === 'eth0')
        await this.#switch.port(name, 'isolated', numbers.includes(pc.number) ? 'on' : 'off');
  }

  /** Gives the PC another IPv4 and IPv6 address in the same network; the new IPv4 address. */
  async readdress(number: number): Promise<string> {
    const port = this.#port(number);
    port.generation = (port.generation % 250) + 1;
    const { generation } = port;
    const net = port.home === SECOND ? 78 : 77;
    await this.#renumber(number, {
      v4: `10.${net}.${generation}.${number}`,
      v6: `fd${net}::${generation}:${number}`,
    });
    return this.address(number);
  }

  /** Puts the PC on the second switch, whose subnet no router joins with the office's. */
  async moveToSecondSwitch(number: number): Promise<string> {
    await this.#switch.bridge(SECOND);
    this.#port(number).home = SECOND;
    await this.#switch.ip([`link set ${this.#port(number).name} master ${SECOND}`]);
    return this.readdress(number);
  }

  async moveBack(number: number): Promise<string> {
    this.#port(number).home = OFFICE;
    await this.#switch.ip([`link set ${this.#port(number).name} master ${OFFICE}`]);
    return this.readdress(number);
  }

  /** Loses this share of the frames on their way to the PC. */
  async loss(target: number | 'all', percent: number): Promise<void> {
    for (const name of this.#portsOf(target))
      await this.#switch.filter(
        name,
        'egress',
        LOSS,
        percent === 0 ? undefined : dropShare(percent),
      );
  }

  /** The switch drops multicast; unicast, ARP and neighbour discovery pass. */
  async noMulticast(on: boolean): Promise<void> {
    this.#multicastDropped = on;
    for (const name of this.#ports.keys())
      await this.#switch.filter(name, 'ingress', NO_MULTICAST, on ? dropMulticast() : undefined);
  }

  /** Multicast packets that passed a switch so far, from all its PCs together. */
  multicastPackets(lan: 'office' | 'second' = 'office'): Promise<number> {
    return this.#switch.multicastPackets(lan === 'office' ? OFFICE : SECOND);
  }

  /** A second adapter `eth1` on the second switch; its IPv4 address. */
  async secondNic(number: number): Promise<string> {
    await this.#switch.bridge(SECOND);
    await this.#plug(this.pc(number), 'eth1', SECOND, {
      v4: `10.78.0.${number}`,
      v6: `fd78::${number}`,
    });
    return this.address(number, 4, 'eth1');
  }

  /** Takes the second adapter out of the PC. */
  async removeSecondNic(number: number): Promise<void> {
    const { name } = this.#port(number, 'eth1');
    await this.#switch.ip([`link del ${name}`]);
    this.#ports.delete(name);
  }

  /** Calls the PC's adapter otherwise, such as `wlan0`. */
  async renameAdapter(number: number, name: string): Promise<void> {
    const port = this.#port(number);
    await batch('ip', port.pc.namespace, [
      `link set ${port.called} down`,
      `link set ${port.called} name ${name}`,
      `address flush dev ${name}`,
      `link set ${name} up`,
      ...addAddresses(name, port.addresses),
      ...addRoutes(name, port.adapter === 'eth0' ? 100 : 200),
    ]);
    port.called = name;
  }

  /** All programs of the PC stand still, as in standby; its network card still answers. */
  freeze(number: number): Promise<void> {
    return this.pc(number).signalAll('SIGSTOP');
  }

  thaw(number: number): Promise<void> {
    return this.pc(number).signalAll('SIGCONT');
  }

  /** Shapes a PC's cable in both directions, with a switch's short drop-tail queue. */
  async rate(target: number | 'all', mbit: number): Promise<void> {
    for (const { number, namespace } of target === 'all' ? this.#pcs : [this.pc(target)]) {
      const { called, name } = this.#port(number);
      await batch('tc', namespace, shape(called, mbit, 'pfifo limit 1000'));
      const bytes = Math.max(262_144, Math.round((mbit * 1e6) / 8 / 100));
      await this.#switch.tc(shape(name, mbit, `bfifo limit ${bytes}`));
    }
  }

  /** Ends what was spawned and removes the namespaces. Safe to call twice. */
  async destroy(): Promise<void> {
    await removeNamespaces((name) => name.startsWith(`${this.prefix}-`));
  }

  async #build(): Promise<void> {
    const namespaces = this.#pcs.map((pc) => pc.namespace);
    await addNamespaces(this.#switch.namespace, namespaces);
    await this.#switch.ip(makeBridge(OFFICE));
    for (const pc of this.#pcs)
      await this.#plug(pc, 'eth0', OFFICE, {
        v4: `10.77.0.${pc.number}`,
        v6: `fd77::${pc.number}`,
      });
  }

  async #plug(pc: Pc, adapter: Adapter, home: string, addresses: Addresses): Promise<void> {
    const name = portName(pc.number, adapter);
    // A card keeps its hardware address, also when it comes back; 02 is "locally administered".
    const mac = `02:77:00:00:0${adapter.slice(-1)}:${pc.number.toString(16).padStart(2, '0')}`;
    await this.#switch.ip([
      `link add ${name} type veth peer name ${adapter} address ${mac} netns ${pc.namespace}`,
      `link set ${name} master ${home} up`,
    ]);
    await this.#switch.tc([`qdisc add dev ${name} clsact`]);
    await batch('ip', pc.namespace, [
      `link set ${adapter} up`,
      ...addAddresses(adapter, addresses),
      ...addRoutes(adapter, adapter === 'eth0' ? 100 : 200),
    ]);
    this.#ports.set(name, { pc, adapter, name, called: adapter, home, addresses, generation: 0 });
    if (this.#multicastDropped) await this.noMulticast(true);
  }

  async #renumber(number: number, next: Addresses): Promise<void> {
    const port = this.#port(number);
    const { v4, v6 } = port.addresses;
    await batch('ip', port.pc.namespace, [
      ...addAddresses(port.called, next),
      `address del ${v4}/16 dev ${port.called}`,
      `address del ${v6}/64 dev ${port.called}`,
    ]);
    port.addresses = next;
  }

  #port(number: number, adapter: Adapter = 'eth0'): Port {
    const found = this.#ports.get(portName(this.pc(number).number, adapter));
    if (!found) throw new RangeError(`PC ${number} has no ${adapter}.`);
    return found;
  }

  #portsOf(target: number | 'all'): string[] {
    const ports = Array.from(this.#ports.values());
    const wanted = target === 'all' ? ports : ports.filter(({ pc }) => pc.number === target);
    return wanted.map(({ name }) => name);
  }
}

function portName(number: number, adapter: Adapter): string {
  return adapter === 'eth0' ? `p${number}` : `p${number}b`;
}
