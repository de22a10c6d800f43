/**
 * What Linux says of its adapters in /sys/class/net (Documentation/ABI/testing/sysfs-class-net):
 * small files, read when an adapter comes, goes or changes, and no program is started.
 */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  natureByName,
  type AdapterFact,
  type AdapterFacts,
  type AdapterNature,
} from '../../../src/net/adapter-nature.ts';
import { linkTarget, namesIn, readText } from './system-files.ts';

/** Hardware types (linux/if_arp.h) of adapters without a network of neighbours behind them. */
const POINT_TO_POINT = new Set([512, 768, 769, 776, 778, 823, 65_534]);
const LOOPBACK = 772;
/** Of modems that pass IP packets through. */
const RAW_IP = 519;
const ETHERNET = 1;

/** Kernel drivers of telephones and modems on USB that look like wired adapters. */
const MODEM = /^(ipheth|rndis_host|qmi_wwan|cdc_mbim|huawei_cdc_ncm|sierra_net)$/;

/** `DEVTYPE` of an adapter's uevent. */
const BY_TYPE: Readonly<Record<string, AdapterNature>> = {
  wwan: 'cellular',
  bluetooth: 'bluetooth',
  wireguard: 'tunnel',
  ppp: 'tunnel',
  vxlan: 'container',
  geneve: 'container',
  vlan: 'wired',
  bond: 'wired',
  macvlan: 'wired',
};

export class LinuxAdapterFacts implements AdapterFacts {
  readonly #folder: string;
  #names = '';
  #facts: ReadonlyMap<string, AdapterFact> = new Map();

  constructor(folder = '/sys/class/net') {
    this.#folder = folder;
  }

  all(fresh: boolean): ReadonlyMap<string, AdapterFact> {
    const names = namesIn(this.#folder);
    const joined = names.join('\n');
    if (fresh || joined !== this.#names) {
      this.#names = joined;
      this.#facts = new Map(names.map((name) => [name, this.#fact(name)]));
    }
    return this.#facts;
  }

  #fact(name: string): AdapterFact {
    const state = text(join(this.#folder, name, 'operstate'));
    return {
      nature: this.#nature(name, true),
      connected: !/^(down|lowerlayerdown|notpresent)$/.test(state),
    };
  }

  #nature(name: string, lookInside: boolean): AdapterNature | undefined {
    const folder = join(this.#folder, name);
    const type = Number(text(join(folder, 'type')));
    const kind = /^DEVTYPE=(.*)$/m.exec(text(join(folder, 'uevent')))?.[1] ?? '';
    const byName = natureByName(name);
    if (type === LOOPBACK) return 'loopback';
    if (
      kind === 'wlan' ||
      existsSync(join(folder, 'phy80211')) ||
      existsSync(join(folder, 'wireless'))
    )
      return byName === 'direct' ? 'direct' : 'wireless';
    if (type === RAW_IP) return 'cellular';
    if (Object.hasOwn(BY_TYPE, kind)) return BY_TYPE[kind];
    if (existsSync(join(folder, 'tun_flags')))
      return byName === 'machine' || byName === 'container' ? byName : 'tunnel';
    if (POINT_TO_POINT.has(type)) return 'tunnel';
    if (existsSync(join(folder, 'bridge')))
      return lookInside ? this.#bridge(folder, byName) : byName;
    if (type !== ETHERNET || !existsSync(join(folder, 'device'))) return undefined;
    return MODEM.test(basename(linkTarget(join(folder, 'device', 'driver'))))
      ? 'cellular'
      : 'wired';
  }

  /** A bridge with a port to the office is the office; one among guests is their own network. */
  #bridge(folder: string, byName: AdapterNature): AdapterNature {
    for (const port of namesIn(join(folder, 'brif'))) {
      const nature = this.#nature(port, false) ?? natureByName(port);
      if (nature === 'wired' || nature === 'wireless') return nature;
    }
    return byName === 'container' ? 'container' : 'machine';
  }
}

function text(file: string): string {
  return readText(file)?.trim() ?? '';
}
