/** The lab's switches: bridges in one namespace, their ports, and what is dropped at them. */
import { setTimeout as delay } from 'node:timers/promises';
import { batch, command } from './command.ts';
import { makeBridge } from './wiring.ts';

const CARRIER_TRIES = 50;
const CARRIER_WAIT_MS = 20;

export class Switch {
  readonly namespace: string;

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  /** Commands of `ip`. */
  ip(lines: readonly string[]): Promise<void> {
    return batch('ip', this.namespace, lines);
  }

  tc(lines: readonly string[]): Promise<void> {
    return batch('tc', this.namespace, lines);
  }

  /** A setting of a bridge port (bridge(8)). */
  async port(name: string, setting: 'state' | 'isolated', value: string): Promise<void> {
    for (let tries = 1; ; tries += 1)
      try {
        await command('bridge', '-n', this.namespace, 'link', 'set', 'dev', name, setting, value);
        return;
      } catch (error) {
        // A cable that was plugged in a moment ago has no carrier yet.
        const passes = String(error).includes('Network is down') && tries < CARRIER_TRIES;
        if (!passes) throw error;
        await delay(CARRIER_WAIT_MS);
      }
  }

  /** Makes a bridge unless it is there. */
  async bridge(name: string): Promise<void> {
    const made = await command('ip', '-n', this.namespace, 'link', 'show', name).catch(() => '');
    if (made === '') await this.ip(makeBridge(name));
  }

  /** Multicast packets that came into a bridge so far. */
  async multicastPackets(bridge: string): Promise<number> {
    const shown = await command('ip', '-n', this.namespace, '-j', '-s', 'link', 'show', bridge);
    const [link] = JSON.parse(shown) as { stats64: { rx: { multicast: number } } }[];
    return link?.stats64.rx.multicast ?? 0;
  }

  /** Puts a BPF program at a port in place of the one with this preference, or only takes that away. */
  async filter(
    name: string,
    direction: 'ingress' | 'egress',
    pref: number,
    program: string | undefined,
  ): Promise<void> {
    const place = ['dev', name, direction, 'pref', String(pref)];
    await command('tc', '-n', this.namespace, 'filter', 'del', ...place).catch(() => {});
    if (program === undefined) return;
    const rule = ['protocol', 'all', 'bpf', 'direct-action', 'bytecode', program];
    await command('tc', '-n', this.namespace, 'filter', 'add', ...place, ...rule);
  }
}
