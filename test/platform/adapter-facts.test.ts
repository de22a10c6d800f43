/** What each system says of its adapters is read rightly; the outputs are as those systems print. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LinuxAdapterFacts } from '../../agent/platform/linux/adapter-facts.ts';
import { MacAdapterFacts, parseHardwarePorts } from '../../agent/platform/macos/adapter-facts.ts';
import {
  parseNetAdapters,
  WindowsAdapterFacts,
} from '../../agent/platform/windows/adapter-facts.ts';
import type { AdapterFact } from '../../src/net/adapter-nature.ts';
import { temporaryFolder } from '../support/temporary.ts';

const natures = (facts: ReadonlyMap<string, AdapterFact>): object =>
  Object.fromEntries(Array.from(facts, ([name, { nature }]) => [name, nature]));

describe('platform: what adapters are on Linux', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  function adapter(name: string, type: number, uevent = '', ...folders: string[]): void {
    const path = join(folder.path, name);
    mkdirSync(path);
    writeFileSync(join(path, 'type'), `${type}\n`);
    writeFileSync(join(path, 'uevent'), `${uevent && `DEVTYPE=${uevent}\n`}INTERFACE=${name}\n`);
    writeFileSync(join(path, 'operstate'), 'up\n');
    for (const inner of folders) mkdirSync(join(path, inner), { recursive: true });
  }

  it('goes by its files', () => {
    adapter('lo', 772);
    adapter('enp3s0', 1, '', 'device');
    adapter('wlp2s0', 1, 'wlan', 'device', 'phy80211', 'wireless');
    adapter('p2p-wlp2s0-0', 1, 'wlan', 'phy80211');
    adapter('eth0', 1);
    adapter('office', 1, 'bridge', 'bridge', 'brif/enp3s0');
    adapter('br0', 1, 'bridge', 'bridge', 'brif/vnet0', 'brif/eth0');
    adapter('br1', 1, 'bridge', 'bridge', 'brif/vnet0');
    adapter('docker0', 1, 'bridge', 'bridge', 'brif/veth1234');
    adapter('vpn', 65_534, 'wireguard');
    adapter('company', 65_534);
    adapter('ppp7', 512, 'ppp');
    adapter('bond0', 1, 'bond');
    adapter('eth0.5', 1, 'vlan');
    adapter('wwp0s20', 1, 'wwan', 'device');
    adapter('bnep0', 1, 'bluetooth', 'device');
    adapter('zt5u4y6ejv', 1);
    writeFileSync(join(folder.path, 'zt5u4y6ejv', 'tun_flags'), '0x1002\n');
    adapter('vnet0', 1);
    writeFileSync(join(folder.path, 'vnet0', 'tun_flags'), '0x5002\n');
    adapter('phone', 1, '', 'device');
    symlinkSync('/sys/bus/usb/drivers/rndis_host', join(folder.path, 'phone', 'device', 'driver'));
    const facts = new LinuxAdapterFacts(folder.path);
    assert.deepEqual(natures(facts.all(true)), {
      lo: 'loopback',
      enp3s0: 'wired',
      wlp2s0: 'wireless',
      'p2p-wlp2s0-0': 'direct',
      eth0: undefined,
      office: 'wired',
      br0: 'wired',
      br1: 'machine',
      docker0: 'container',
      vpn: 'tunnel',
      company: 'tunnel',
      ppp7: 'tunnel',
      bond0: 'wired',
      'eth0.5': 'wired',
      wwp0s20: 'cellular',
      bnep0: 'bluetooth',
      zt5u4y6ejv: 'tunnel',
      vnet0: 'machine',
      phone: 'cellular',
    });
    writeFileSync(join(folder.path, 'eth0', 'operstate'), 'down\n');
    assert.equal(facts.all(false), facts.all(false), 'nothing is read at rest');
    assert.equal(facts.all(true).get('eth0')?.connected, false);
    adapter('eth1', 1, '', 'device');
    assert.equal(facts.all(false).get('eth1')?.nature, 'wired');
  });

  it('knows nothing where there are no such files', () => {
    assert.equal(new LinuxAdapterFacts(join(folder.path, 'none')).all(true).size, 0);
  });
});

const PORTS = `
Hardware Port: Ethernet Adapter (en4)
Device: en4
Ethernet Address: 5e:01:02:03:04:05

Hardware Port: USB 10/100/1000 LAN
Device: en7
Ethernet Address: 00:e0:4c:68:01:02

Hardware Port: Wi-Fi
Device: en0
Ethernet Address: a4:83:e7:01:02:03

Hardware Port: iPhone USB
Device: en8
Ethernet Address: 5e:aa:bb:cc:dd:ee

Hardware Port: Bluetooth PAN
Device: en5
Ethernet Address: a4:83:e7:01:02:04

Hardware Port: Thunderbolt Bridge
Device: bridge0
Ethernet Address: 82:0f:10:11:12:13

VLAN Configurations
===================
`;

describe('platform: what adapters are on macOS', () => {
  it('goes by the hardware ports', async () => {
    const facts = new MacAdapterFacts(async () => ({ code: 0, stdout: PORTS, stderr: '' }));
    assert.equal(facts.all().size, 0);
    await facts.refresh();
    assert.deepEqual(natures(facts.all()), {
      en4: 'wired',
      en7: 'wired',
      en0: 'wireless',
      en8: 'cellular',
      en5: 'bluetooth',
      bridge0: 'wired',
    });
    assert.equal(parseHardwarePorts('').size, 0);
  });
});

const row = (
  Name: string,
  InterfaceDescription: string,
  PhysicalMediaType: string,
  MacAddress: string,
  [Virtual, HardwareInterface]: readonly [boolean, boolean],
  Status = 'Up',
): object => ({
  Name,
  InterfaceDescription,
  PhysicalMediaType,
  MacAddress,
  Status,
  Virtual,
  HardwareInterface,
});
const [REAL, VIRTUAL] = [[false, true], [true, false]] as const; // biome-ignore format: a pair
const ADAPTERS = [
  row('Ethernet', 'Intel(R) Ethernet Connection (7) I219-V', '802.3', '00-11-22-33-44-55', REAL),
  row('WLAN', 'Intel(R) Wi-Fi 6 AX201 160MHz', 'Native 802.11', '00-11-22-33-44-66', REAL, 'Disconnected'),
  row('Bluetooth-Netzwerkverbindung', 'Bluetooth Device (Personal Area Network)', 'BlueTooth', '00-11-22-33-44-67', REAL),
  row('LAN-Verbindung* 1', 'Microsoft Wi-Fi Direct Virtual Adapter', 'Native 802.11', '00-11-22-33-44-68', VIRTUAL),
  row('vEthernet (LAN)', 'Hyper-V Virtual Ethernet Adapter #2', 'Unspecified', '00-11-22-33-44-55', VIRTUAL),
  row('vEthernet (Default Switch)', 'Hyper-V Virtual Ethernet Adapter', 'Unspecified', '00-15-5D-01-02-03', VIRTUAL),
  row('vEthernet (WSL)', 'Hyper-V Virtual Ethernet Adapter #3', 'Unspecified', '00-15-5D-01-02-04', VIRTUAL),
  row('VirtualBox Host-Only Network', 'VirtualBox Host-Only Ethernet Adapter', 'Unspecified', '0A-00-27-00-00-0B', VIRTUAL),
  row('VMware Network Adapter VMnet8', 'VMware Virtual Ethernet Adapter for VMnet8', 'Unspecified', '00-50-56-C0-00-08', VIRTUAL),
  row('Ethernet 3', 'Cisco AnyConnect Virtual Miniport Adapter for Windows x64', 'Unspecified', '00-05-9A-3C-7A-00', VIRTUAL),
  row('Ethernet 4', 'TAP-Windows Adapter V9', '802.3', '00-FF-01-02-03-04', VIRTUAL),
  row('Tailscale', 'Tailscale Tunnel', 'Unspecified', '', VIRTUAL),
  row('Firma', 'Some maker of something', 'Unspecified', '02-FF-01-02-03-04', VIRTUAL),
  row('Mobilfunk', 'Snapdragon X55 5G', 'Wireless WAN', '00-A0-C6-00-00-00', REAL),
  row('Ethernet 5', 'Remote NDIS based Internet Sharing Device', 'Unspecified', '02-15-E0-01-02-03', REAL),
  row('Team 1', 'Microsoft Network Adapter Multiplexor Driver', 'Unspecified', '00-11-22-33-44-99', VIRTUAL),
  row('Ethernet0', 'vmxnet3 Ethernet Adapter', '802.3', '00-50-56-01-02-03', REAL),
  row('Odd', 'Odd', 'Unspecified', '', [false, false]),
]; // biome-ignore format: a table

describe('platform: what adapters are on Windows', () => {
  it('goes by Get-NetAdapter', () => {
    const facts = parseNetAdapters(JSON.stringify(ADAPTERS));
    assert.deepEqual(natures(facts), {
      Ethernet: 'wired',
      WLAN: 'wireless',
      'Bluetooth-Netzwerkverbindung': 'bluetooth',
      'LAN-Verbindung* 1': 'direct',
      'vEthernet (LAN)': 'wired',
      'vEthernet (Default Switch)': 'machine',
      'vEthernet (WSL)': 'container',
      'VirtualBox Host-Only Network': 'machine',
      'VMware Network Adapter VMnet8': 'machine',
      'Ethernet 3': 'tunnel',
      'Ethernet 4': 'tunnel',
      Tailscale: 'tunnel',
      Firma: 'tunnel',
      Mobilfunk: 'cellular',
      'Ethernet 5': 'cellular',
      'Team 1': 'wired',
      Ethernet0: 'wired',
      Odd: undefined,
    });
    assert.equal(facts.get('WLAN')?.connected, false);
  });

  it('takes a lone adapter, nonsense and a PowerShell that fails', async () => {
    assert.equal(parseNetAdapters(JSON.stringify(ADAPTERS[0])).get('Ethernet')?.nature, 'wired');
    assert.equal(parseNetAdapters(`\ufeff${JSON.stringify(ADAPTERS)}`).size, ADAPTERS.length);
    assert.equal(parseNetAdapters('[null, 3, {}, {"Name": 5}]').size, 0);
    for (const answer of [{ code: 0, stdout: 'no', stderr: '' }, null]) {
      const facts = new WindowsAdapterFacts(async () => answer);
      await facts.refresh();
      assert.equal(facts.all().size, 0);
    }
  });
});
