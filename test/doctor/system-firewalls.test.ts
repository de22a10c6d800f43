/** What the firewalls of each system say is read as it was recorded there. */
import assert from 'node:assert/strict';
import { linuxFirewall } from '../../agent/platform/linux/firewall.ts';
import { parseFirewalld, parseUfw } from '../../agent/platform/linux/front-ends.ts';
import { parseRoutes, parseSockets } from '../../agent/platform/linux/proc.ts';
import {
  parseApplicationFirewall,
  parseLsof,
  parseNetstatRoutes,
} from '../../agent/platform/macos/application-firewall.ts';
import type { CommandOutput } from '../../agent/platform/system-command.ts';
import { systemProbes } from '../../agent/platform/system-probes.ts';
import { parseWindowsFacts } from '../../agent/platform/windows/windows-facts.ts';

const PORT = 47_470;

const UFW = `Status: active
Logging: on (low)
Default: deny (incoming), allow (outgoing), disabled (routed)
New profiles: skip

To                         Action      From
--                         ------      ----
22/tcp                     ALLOW IN    Anywhere
RULES
22/tcp (v6)                ALLOW IN    Anywhere (v6)
`;

const FIREWALLD = `public (active)
  target: default
  icmp-block-inversion: no
  interfaces: eth0
  sources:
  services: dhcpv6-client mdns ssh
  ports: 1025-65535/udp 8080/tcp
  protocols:
  forward: yes
`;

const windows = (changes: object): string =>
  JSON.stringify({
    profiles: [
      { name: 'Domain', enabled: 1, inbound: 4, rules: 1 },
      { name: 'Private', enabled: 1, inbound: 4, rules: 1 },
      { name: 'Public', enabled: 1, inbound: 4, rules: 1 },
    ],
    networks: [{ adapter: 'Ethernet', category: 1 }],
    rules: [{ enabled: 1, action: 2, profiles: 3 }],
    routes: ['Ethernet', 'Wi-Fi'],
    spooler: 4,
    ...changes,
  });

describe('doctor: firewalls of the systems', () => {
  it('ufw', () => {
    const read = (rules: string) => parseUfw(UFW.replace('RULES', rules), PORT);
    assert.deepEqual(read(''), { active: true, tcp: 'closed', mdns: 'open' });
    assert.equal(read('47470/tcp                  ALLOW IN    Anywhere')?.tcp, 'open');
    assert.equal(read('47000:48000/tcp            LIMIT IN    Anywhere')?.tcp, 'open');
    assert.equal(read('47470                      ALLOW IN    10.0.0.0/8')?.tcp, 'unknown');
    assert.equal(read('47470/udp                  ALLOW IN    Anywhere')?.tcp, 'closed');
    assert.equal(read('5353/udp                   DENY IN     Anywhere')?.mdns, 'closed');
    assert.equal(parseUfw('Status: inactive\n', PORT)?.active, false);
    assert.equal(parseUfw('ERROR: You need to be root to run this script\n', PORT), null);
  });

  it('firewalld', () => {
    assert.deepEqual(parseFirewalld(FIREWALLD, PORT), {
      active: true,
      tcp: 'closed',
      mdns: 'open',
    });
    const open = FIREWALLD.replace('8080/tcp', '8080/tcp 47470/tcp');
    assert.equal(parseFirewalld(open, PORT)?.tcp, 'open');
    const trusted = FIREWALLD.replace('target: default', 'target: ACCEPT');
    assert.equal(parseFirewalld(trusted, PORT)?.tcp, 'open');
    assert.equal(parseFirewalld('FirewallD is not running\n', PORT), null);
  });

  it('Linux asks them in turn, and says what it may not read', async () => {
    const system = (outputs: Record<string, Partial<CommandOutput>>, file: string | null = null) =>
      linuxFirewall(
        async (program, ...args) => {
          const output = outputs[[program, ...args].join(' ')] ?? outputs[program];
          return output ? { code: 0, stdout: '', stderr: '', ...output } : null;
        },
        PORT,
        () => file,
      );
    assert.deepEqual(await system({}), {
      program: null,
      tcp: 'open',
      mdns: 'open',
      detail: 'No firewall program was found.',
    });
    const ufw = await system({ ufw: { stdout: UFW } });
    assert.deepEqual([ufw.program, ufw.tcp, ufw.mdns], ['ufw', 'closed', 'open']);
    assert.equal(ufw.detail, 'ufw keeps out TCP port 47470 and lets in multicast DNS.');
    const firewalld = await system({
      'firewall-cmd --state': { stdout: 'running\n' },
      'firewall-cmd --list-all': { stdout: FIREWALLD },
    });
    assert.deepEqual([firewalld.program, firewalld.tcp], ['firewalld', 'closed']);
    const denied = { code: 1, stderr: 'Operation not permitted (you must be root)\n' };
    const person = await system({ nft: denied, iptables: denied });
    assert.deepEqual([person.program, person.tcp], [null, 'unknown']);
    assert.match(person.detail, /without administrator rights/);
    const on = await system({ nft: denied }, 'ENABLED=yes\n');
    assert.deepEqual([on.program, on.tcp], ['ufw', 'unknown']);
    const both = await system({
      nft: { stdout: '{"nftables":[]}' },
      iptables: { stdout: '-P INPUT DROP' },
    });
    assert.deepEqual([both.program, both.tcp], ['iptables', 'closed']);
  });

  it('Windows: profiles, networks and rules, without a word of any language', () => {
    const read = (changes: object) => parseWindowsFacts(windows(changes))?.firewall;
    assert.equal(read({})?.tcp, 'open');
    assert.equal(
      read({})?.detail,
      'Windows Defender Firewall lets Hallway in (Ethernet: Private).',
    );
    const cafe = read({ networks: [{ adapter: 'WLAN', category: 0 }] });
    assert.equal(cafe?.tcp, 'closed');
    assert.equal(
      cafe?.detail,
      'Windows Defender Firewall: network profile is Public for WLAN, which keeps the other PCs out.',
    );
    assert.equal(read({ rules: [] })?.tcp, 'closed');
    assert.equal(read({ rules: [{ enabled: 1, action: 4, profiles: 0 }] })?.tcp, 'closed');
    assert.equal(read({ rules: [{ enabled: 1, action: 2, profiles: 0 }] })?.tcp, 'open');
    assert.equal(read({ rules: [{ enabled: 2, action: 2, profiles: 0 }] })?.tcp, 'closed');
    assert.equal(read({ profiles: [{ name: 'Private', enabled: 0 }], rules: [] })?.tcp, 'open');
    assert.equal(read({ networks: [] })?.tcp, 'unknown');
    const facts = parseWindowsFacts(`\ufeff${windows({ spooler: 1 })}\r\n`);
    assert.deepEqual(facts?.defaultRoutes, ['Ethernet', 'Wi-Fi']);
    assert.equal(facts?.spooler.answers, false);
    for (const text of ['', '[]', 'null', '{}', 'Get-NetFirewallProfile : Access denied'])
      assert.equal(parseWindowsFacts(text), null);
  });

  it('macOS: the application firewall, routes and the owner of a port', () => {
    const on = 'Firewall is enabled. (State = 1)\n';
    assert.equal(parseApplicationFirewall('Firewall is disabled. (State = 0)')?.tcp, 'open');
    assert.equal(
      parseApplicationFirewall(`${on}Firewall has block all state set to disabled.`)?.tcp,
      'unknown',
    );
    assert.equal(
      parseApplicationFirewall(`${on}Firewall has block all state set to enabled.`)?.tcp,
      'closed',
    );
    assert.equal(parseApplicationFirewall(''), null);
    const routes = `Routing tables\n\nInternet:\nDestination        Gateway            Flags           Netif Expire
default            link#20            UCSg            utun4
default            192.168.1.1        UGScIg          en0
127                127.0.0.1          UCS             lo0
`;
    assert.deepEqual(parseNetstatRoutes(routes), ['utun4', 'en0']);
    assert.equal(parseLsof('p123\ncnginx\nf6\n'), 'nginx');
    assert.equal(parseLsof(''), null);
  });

  it('Linux: routes and sockets as /proc lists them', () => {
    const routes = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
`;
    assert.deepEqual(parseRoutes(routes), ['eth0', 'wlan0']);
    assert.deepEqual(parseRoutes(''), []);
    const sockets = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:B96E 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1234 1 0
   1: 0100007F:B96E 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 5678 1 0
`;
    assert.deepEqual(parseSockets(sockets, PORT, true), ['1234']);
    assert.deepEqual(parseSockets(sockets, PORT, false), ['1234', '5678']);
    assert.deepEqual(parseSockets(sockets, 80, false), []);
  });

  it('this system answers, or says that it cannot', async () => {
    const probes = systemProbes();
    const [firewall, routes, owner] = await Promise.all([
      probes.firewall(PORT),
      probes.defaultRoutes(),
      probes.portOwner('tcp', 1),
      probes.watching(),
    ]);
    assert.ok(firewall === null || firewall.detail !== '');
    assert.ok(routes === null || Array.isArray(routes));
    assert.ok(owner === null || owner !== '');
  });
});
