/** Hallway speaks where the office is, says why elsewhere not, and notices when that changes. */
import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { HallwayError } from '../../src/base/errors.ts';
import { AdapterChoices } from '../../src/net/adapter-choices.ts';
import type { AdapterFact, AdapterFacts } from '../../src/net/adapter-nature.ts';
import { AdapterWatch, type AdapterWatchOptions, type Interfaces } from '../../src/net/adapters.ts';
import { ManualClock } from '../support/temporary.ts';

const v4 = (cidr: string, internal = false): NetworkInterfaceInfo => ({
  family: 'IPv4',
  address: cidr.split('/')[0] ?? '',
  netmask: '255.255.255.0',
  mac: internal ? '00:00:00:00:00:00' : '02:00:00:00:00:0A',
  internal,
  cidr,
});
const v6 = (cidr: string, scopeid: number, internal = false): NetworkInterfaceInfo => ({
  ...v4(cidr, internal),
  family: 'IPv6',
  scopeid,
});
const lo = [v4('127.0.0.1/8', true), v6('::1/128', 0, true)];
const eth0 = [v4('10.0.0.5/24')];
const tun0 = [v4('10.8.0.6/24')];

function settings(text?: string): ConstructorParameters<typeof AdapterChoices>[0] {
  const kept = new Map(text === undefined ? [] : [['network.adapters', text]]);
  return {
    get: (key) => kept.get(key),
    set: (key, value) => void (value === undefined ? kept.delete(key) : kept.set(key, value)),
  };
}

function watching(
  interfaces: Interfaces,
  options: Partial<AdapterWatchOptions> = {},
): AdapterWatch & Disposable {
  const clock = new ManualClock();
  const choices = new AdapterChoices(settings());
  const watch = new AdapterWatch({ clock, choices, read: () => interfaces, ...options });
  watch.start();
  return Object.assign(watch, { [Symbol.dispose]: () => watch.stop() });
}

const names = (watch: AdapterWatch): string[] => watch.current().map(({ name }) => name);
const reasonOf = (watch: AdapterWatch, name: string): string | undefined =>
  watch.all().find((adapter) => adapter.name === name)?.reason;

describe('net: adapters', () => {
  it('leaves out loopback, containers, virtual machines and tunnels, and says why', () => {
    const why: Record<string, RegExp> = {
      lo: /leads to this PC alone/,
      'docker0 br-77aa veth12ab podman0': /belongs to containers/,
      'vEthernet (WSL (Hyper-V firewall))': /belongs to containers/,
      'virbr0 vmnet8 vboxnet0': /belongs to virtual machines/,
      'tun0 tap0 wg0 tailscale0 ztabc utun3 ppp0': /VPN or another tunnel/,
      'wwan0 rmnet0': /mobile network/,
      'bnep0 pan1': /Bluetooth/,
      'awdl0 llw0 anpi1': /single devices/,
    };
    const interfaces: Interfaces = { lo, eth0, 'Wi-Fi': [v4('10.0.1.5/24')] };
    const split = (key: string): string[] => (key.startsWith('vEth') ? [key] : key.split(' '));
    for (const key of Object.keys(why))
      for (const name of split(key)) interfaces[name] ??= [v4('172.17.0.1/16')];
    interfaces['vEthernet (Default Switch)'] = [v4('172.18.0.1/20')];
    using watch = watching(interfaces);
    assert.deepEqual(names(watch), ['eth0', 'Wi-Fi']);
    assert.deepEqual(
      watch.current().map(({ kind }) => kind),
      ['wired', 'wireless'],
    );
    for (const [key, reason] of Object.entries(why))
      for (const name of split(key)) {
        assert.match(reasonOf(watch, name) ?? '', /^Skipped: .*\.$/);
        assert.match(reasonOf(watch, name) ?? '', reason);
      }
    assert.equal(reasonOf(watch, 'eth0'), 'Used: wired.');
    assert.equal(watch.all().length, Object.keys(interfaces).length);
  });

  it('believes the system before the name', () => {
    const all: ReadonlyMap<string, AdapterFact> = new Map([
      ['docker0', { nature: 'wired', connected: true }],
      ['eth0', { nature: 'tunnel', connected: true }],
      ['eth9', { nature: 'wired', connected: false }],
    ]);
    const facts: AdapterFacts = { all: () => all };
    using watch = watching({ lo, eth0, docker0: [v4('10.1.0.1/16')] }, { facts });
    assert.deepEqual(names(watch), ['docker0']);
    assert.match(reasonOf(watch, 'eth0') ?? '', /VPN/);
    assert.equal(reasonOf(watch, 'eth9'), 'Skipped: no cable, no radio link, or switched off.');
  });

  it('skips what leads to a single device, and uses a cable without a server for addresses', () => {
    using watch = watching({
      lo,
      x0: [v4('10.0.0.1/32'), v6('fe80::1/64', 3)],
      x1: [v4('10.0.0.1/32'), v6('fd00::1/64', 0)],
      eth0: [v4('169.254.3.4/16')],
    });
    assert.deepEqual(names(watch), ['x1', 'eth0']);
    assert.match(reasonOf(watch, 'x0') ?? '', /single other device/);
    assert.match(reasonOf(watch, 'eth0') ?? '', /^Used: wired, but the network gave it no address/);
  });

  it('uses loopback when there is nothing else, by IPv4', () => {
    using watch = watching({ lo, docker0: [v4('172.17.0.1/16')] });
    const [adapter, ...rest] = watch.current();
    assert.deepEqual(rest, []);
    assert.equal(adapter?.name, 'lo');
    assert.deepEqual(adapter.ipv4, [{ address: '127.0.0.1', prefix: 8 }]);
    assert.deepEqual([adapter.ipv6, adapter.mac, adapter.kind], [[], undefined, 'loopback']);
    assert.match(reasonOf(watch, 'lo') ?? '', /only this PC/);
  });

  it('names hardware addresses, and the scope as the system does', () => {
    const interfaces = { Ethernet: [v6('fd77::1/64', 0), v6('fe80::1/64', 12)] };
    using windows = watching(interfaces, { system: 'win32' });
    using linux = watching(interfaces, { system: 'linux' });
    assert.equal(windows.current()[0]?.scope, '12');
    assert.equal(linux.current()[0]?.scope, 'Ethernet');
    assert.equal(linux.current()[0]?.mac, '02:00:00:00:00:0a');
  });

  it('finds the adapter of an own address, however it is written', () => {
    using watch = watching({
      lo,
      eth0: [v4('10.0.0.5/24'), v6('fe80::1/64', 2)],
      wlan0: [v6('fe80::1/64', 3), v6('fd00::7/64', 0)],
      tun0,
    });
    const found = (address: string): string | undefined => watch.adapterOf(address)?.name;
    assert.deepEqual(
      ['10.0.0.5', '::ffff:10.0.0.5', 'fd00::7', 'FE80::1%wlan0', 'fe80::1%eth0'].map(found),
      ['eth0', 'eth0', 'wlan0', 'wlan0', 'eth0'],
    );
    assert.equal(watch.adapterOf('10.8.0.6')?.kind, 'tunnel');
    assert.deepEqual(['10.0.0.6', '', '::', 'x%y%z'].map(found), Array(4).fill(undefined));
  });

  it('does at once what the person chooses, and keeps it', () => {
    const kept = settings();
    const read = (): Interfaces => ({ lo, eth0, tun0 });
    using watch = watching({}, { read, choices: new AdapterChoices(kept) });
    const told: string[] = [];
    watch.events.on('changed', (now) => told.push(now.map(({ name }) => name).join()));
    watch.events.on('listed', () => told.push('listed'));
    watch.choose('tun0', 'use');
    watch.choose('eth0', 'skip');
    assert.deepEqual(told, ['eth0,tun0', 'listed', 'tun0', 'listed']);
    assert.equal(reasonOf(watch, 'tun0'), 'Used: you chose so.');
    using again = watching({}, { read, choices: new AdapterChoices(kept) });
    assert.deepEqual(names(again), ['tun0']);
    watch.choose('tun0', 'auto');
    assert.deepEqual(names(watch), ['lo']);
    const warned = 'Skipped: you chose so. No adapter is used: nobody finds this PC.';
    assert.equal(reasonOf(watch, 'eth0'), warned);
    watch.choose('eth0', 'auto');
    assert.equal(kept.get('network.adapters'), undefined);
    for (const broken of ['{', '[1]', '{"eth0":"often"}']) {
      using odd = watching({}, { read, choices: new AdapterChoices(settings(broken)) });
      assert.deepEqual(names(odd), ['eth0']);
    }
  });

  it('names the adapters that there are when asked for another', () => {
    using watch = watching({ lo, eth0 });
    assert.throws(
      () => watch.choose('eth7', 'use'),
      (error) =>
        error instanceof HallwayError &&
        error.code === 'request.not_found' &&
        error.fix === 'It has: lo, eth0.',
    );
  });

  it('goes by the environment first', () => {
    const choices = new AdapterChoices(settings('{"tun0":"skip","eth0":"use"}'));
    using watch = watching({ lo, eth0, tun0 }, { choices, only: ['tun0'] });
    assert.deepEqual(names(watch), ['tun0']);
    assert.match(reasonOf(watch, 'tun0') ?? '', /^Used: HALLWAY_ADAPTERS/);
    assert.match(reasonOf(watch, 'eth0') ?? '', /^Skipped: HALLWAY_ADAPTERS/);
    assert.ok(watch.all().every(({ fixed }) => fixed));
    choices.set('lo', 'skip');
    using alone = watching({ lo, eth0 }, { choices, only: ['lo'] });
    assert.equal(reasonOf(alone, 'lo'), 'Used: HALLWAY_ADAPTERS names it.');
    using none = watching({ lo, eth0 }, { only: ['nothing'] });
    assert.deepEqual(names(none), []);
  });

  it('waits for a slow system before it speaks on an adapter of which it knows nothing', async () => {
    const clock = new ManualClock();
    let interfaces: Interfaces = { lo, 'Ethernet 2': eth0 };
    let all: ReadonlyMap<string, AdapterFact> = new Map();
    const answers: (() => void)[] = [];
    const refresh = (): Promise<void> => new Promise((resolve) => answers.push(resolve));
    const read = (): Interfaces => interfaces;
    const watch = new AdapterWatch({ clock, read, facts: { all: () => all, refresh } });
    watch.start();
    assert.deepEqual(names(watch), []);
    all = new Map([['Ethernet 2', { nature: 'wired', connected: true }]]);
    answers[0]?.();
    await new Promise(setImmediate);
    assert.deepEqual(names(watch), ['Ethernet 2']);
    clock.advance(60_000);
    assert.equal(answers.length, 1, 'it is not asked again at rest');
    interfaces = { ...interfaces, 'Ethernet 3': tun0 };
    clock.advance(1500);
    assert.deepEqual(names(watch), ['Ethernet 2']);
    assert.match(reasonOf(watch, 'Ethernet 3') ?? '', /not said yet/);
    // It fails: the name decides.
    answers[1]?.();
    await new Promise(setImmediate);
    assert.deepEqual(names(watch), ['Ethernet 2', 'Ethernet 3']);
    watch.stop();
  });

  it('tells of a change once, and of a sleep', () => {
    let slept = 0;
    class SleepingClock extends ManualClock {
      override now(): number {
        return super.now() + slept;
      }
    }
    const clock = new SleepingClock();
    let interfaces: Interfaces = { lo, eth0 };
    const watch = new AdapterWatch({ clock, read: () => interfaces });
    const told: string[] = [];
    watch.events.on('changed', (now) => told.push(now.map((a) => a.ipv4[0]?.address).join()));
    watch.events.on('woke', () => told.push('woke'));
    watch.start();
    clock.advance(10_000);
    interfaces = { lo, eth0: [v4('10.0.0.9/24')] };
    clock.advance(1500);
    interfaces = { lo };
    clock.advance(3000);
    slept = 3_600_000;
    clock.advance(3000);
    assert.deepEqual(told, ['10.0.0.5', '10.0.0.9', '127.0.0.1', 'woke']);
    watch.stop();
    clock.advance(10_000);
    assert.equal(told.length, 4);
  });
});
