/** Discovery speaks where the office is, and notices when that changes. */
import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { AdapterWatch, usableAdapters, type Interfaces } from '../../src/net/adapters.ts';
import { ManualClock } from '../support/temporary.ts';

const v4 = (cidr: string, internal = false): NetworkInterfaceInfo => ({
  family: 'IPv4',
  address: cidr.split('/')[0] ?? '',
  netmask: '255.255.255.0',
  mac: '02:00:00:00:00:01',
  internal,
  cidr,
});
const v6 = (cidr: string, scopeid: number, internal = false): NetworkInterfaceInfo => ({
  ...v4(cidr, internal),
  family: 'IPv6',
  scopeid,
});
const lo = [v4('127.0.0.1/8', true), v6('::1/128', 0, true)];

describe('net: adapters', () => {
  it('leaves out loopback, containers, virtual machines and tunnels', () => {
    const strangers = ['docker0', 'veth12ab', 'br-77aa', 'virbr0', 'vmnet8', 'tun0', 'tap0', 'wg0'];
    const more = ['tailscale0', 'ztabc', 'utun3', 'vEthernet (WSL (Hyper-V firewall))'];
    const interfaces: Interfaces = { lo, eth0: [v4('10.0.0.5/24')], 'Wi-Fi': [v4('10.0.1.5/24')] };
    for (const name of [...strangers, ...more]) interfaces[name] = [v4('172.17.0.1/16')];
    assert.deepEqual(
      usableAdapters(interfaces).map(({ name }) => name),
      ['eth0', 'Wi-Fi'],
    );
  });

  it('uses loopback when there is nothing else, by IPv4', () => {
    const [adapter, ...rest] = usableAdapters({ lo, docker0: [v4('172.17.0.1/16')] });
    assert.deepEqual(rest, []);
    assert.equal(adapter?.name, 'lo');
    assert.deepEqual(adapter.ipv4, [{ address: '127.0.0.1', prefix: 8 }]);
    assert.deepEqual(adapter.ipv6, []);
  });

  it('names the scope as the system does', () => {
    const interfaces = { Ethernet: [v6('fd77::1/64', 0), v6('fe80::1/64', 12)] };
    assert.equal(usableAdapters(interfaces, 'win32')[0]?.scope, '12');
    assert.equal(usableAdapters(interfaces, 'linux')[0]?.scope, 'Ethernet');
  });

  it('tells of a change once, and of a sleep', () => {
    let slept = 0;
    class SleepingClock extends ManualClock {
      override now(): number {
        return super.now() + slept;
      }
    }
    const clock = new SleepingClock();
    let interfaces: Interfaces = { lo, eth0: [v4('10.0.0.5/24')] };
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
