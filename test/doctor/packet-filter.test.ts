/** What a packet filter's rules mean for the peer port and for multicast DNS. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { iptablesPassage } from '../../agent/platform/linux/iptables.ts';
import { nftablesPassage } from '../../agent/platform/linux/nftables.ts';
import type { Packet } from '../../agent/platform/linux/packet-filter.ts';
import { labAvailable } from '../lan/availability.ts';
import { hasNft } from './lab-firewall.ts';

const TCP: Packet = { protocol: 'tcp', port: 47_470 };
const MDNS: Packet = { protocol: 'udp', port: 5353, group: '224.0.0.251' };

const iptables = (...lines: string[]): string =>
  [TCP, MDNS].map((packet) => iptablesPassage(lines.join('\n'), packet)).join(' ');

const ruleset = (policy: string, ...rules: object[][]): string =>
  JSON.stringify({
    nftables: [
      { metainfo: { version: '1.0.6' } },
      { table: { family: 'inet', name: 'filter' } },
      {
        chain: {
          family: 'inet', table: 'filter', name: 'input', type: 'filter', hook: 'input', policy,
        },
      },
      { chain: { family: 'inet', table: 'filter', name: 'lan' } },
      { set: { family: 'inet', table: 'filter', name: 'ports', elem: [22, { range: [47_000, 48_000] }] } },
      ...rules.map((expr) => ({ rule: { family: 'inet', table: 'filter', chain: 'input', expr } })),
      {
        rule: {
          family: 'inet', table: 'filter', chain: 'lan',
          expr: [dport('tcp', 47_470), { accept: null }],
        },
      },
    ],
  }); // biome-ignore format: rows of a table

const match = (left: object, right: unknown, op = '=='): object => ({ match: { op, left, right } });
const dport = (protocol: string, right: unknown): object =>
  match({ payload: { protocol, field: 'dport' } }, right);
const meta = (key: string): object => ({ meta: { key } });
const state = (right: unknown): object => match({ ct: { key: 'state' } }, right, 'in');
const accept = { accept: null };
const drop = { drop: null };

const nftables = (policy: string, ...rules: object[][]): string =>
  [TCP, MDNS].map((packet) => nftablesPassage(ruleset(policy, ...rules), packet)).join(' ');

describe('doctor: packet filters', () => {
  describe('iptables', () => {
    it('without rules lets everything in', () => {
      assert.equal(iptables('-P INPUT ACCEPT', '-P FORWARD DROP', '-P OUTPUT ACCEPT'), 'open open');
    });

    it('goes by policy, port, state and adapter', () => {
      const base = [
        '-P INPUT DROP',
        '-A INPUT -i lo -j ACCEPT',
        '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
        '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
      ];
      assert.equal(iptables(...base), 'closed closed');
      assert.equal(
        iptables(...base, '-A INPUT -p tcp -m multiport --dports 80,47000:48000 -j ACCEPT'),
        'open closed',
      );
      assert.equal(
        iptables(...base, '-A INPUT -d 224.0.0.251/32 -p udp -m udp --dport 5353 -j ACCEPT'),
        'closed open',
      );
      assert.equal(iptables(...base, '-A INPUT -s 10.0.0.0/8 -j ACCEPT'), 'unknown unknown');
    });

    it('follows chains and comes back from them', () => {
      assert.equal(
        iptables(
          '-P INPUT ACCEPT',
          '-N office',
          '-N log',
          '-A INPUT -j log',
          '-A INPUT -j office',
          '-A log -j LOG --log-prefix "a -j ACCEPT b"',
          '-A office -p tcp -m tcp --dport 47470 -j REJECT --reject-with icmp-port-unreachable',
          '-A office -j RETURN',
        ),
        'closed open',
      );
    });

    it('ends with chains that go round in a circle', () => {
      assert.equal(iptables('-N a', '-A INPUT -j a', '-A a -j a'), 'unknown unknown');
    });
  });

  describe('nftables', () => {
    it('goes by policy, port, state and adapter', () => {
      assert.equal(nftables('accept'), 'open open');
      assert.equal(nftables('drop'), 'closed closed');
      const base = [
        [match(meta('iifname'), 'lo'), accept],
        [state(['established', 'related']), accept],
      ];
      assert.equal(nftables('drop', ...base), 'closed closed');
      assert.equal(
        nftables('drop', ...base, [dport('tcp', { set: [22, 47_470] }), accept]),
        'open closed',
      );
      assert.equal(nftables('accept', [dport('tcp', 47_470), { reject: null }]), 'closed open');
      assert.equal(nftables('drop', [dport('tcp', '@ports'), accept]), 'open closed');
      assert.equal(
        nftables('drop', [
          match({ payload: { protocol: 'ip', field: 'saddr' } }, '10.0.0.1'),
          accept,
        ]),
        'unknown unknown',
      );
      assert.equal(
        nftables('accept', [match(meta('iifname'), 'lo', '!='), dport('tcp', 47_470), drop]),
        'closed open',
      );
    });

    it('follows jumps and maps of verdicts', () => {
      assert.equal(nftables('drop', [{ jump: { target: 'lan' } }]), 'open closed');
      const vmap = (key: object, ...set: [unknown, object][]): object[] => [
        { vmap: { key, data: { set } } },
      ];
      assert.equal(
        nftables(
          'drop',
          vmap({ ct: { key: 'state' } }, ['established', accept], ['invalid', drop]),
        ),
        'closed closed',
      );
      assert.equal(
        nftables('drop', vmap({ payload: { protocol: 'udp', field: 'dport' } }, [5353, accept])),
        'closed open',
      );
    });

    it('believes nothing that is no ruleset', () => {
      for (const text of ['', 'Error', '{}', '[]', 'null', '{"nftables":7}'])
        assert.equal(nftablesPassage(text, TCP), null);
      assert.equal(
        nftablesPassage('{"nftables":[{},{"rule":{"expr":[]}},{"chain":{}}]}', TCP),
        'open',
      );
    });

    it('reads what nft itself writes', function () {
      if (!hasNft || !labAvailable()) this.skip();
      const script = [
        'nft add table inet t',
        'nft add chain inet t in "{ type filter hook input priority 0; policy drop; }"',
        'nft add rule inet t in ct state vmap { established : accept, related : accept, invalid : drop }',
        'nft add rule inet t in tcp dport { 22, 47000-48000 } accept',
        'nft -j list ruleset',
      ].join(' && ');
      const { stdout, stderr } = spawnSync('unshare', ['-n', 'sh', '-c', script], {
        encoding: 'utf8',
      });
      assert.equal(nftablesPassage(stdout, TCP), 'open', stderr);
      assert.equal(nftablesPassage(stdout, MDNS), 'closed');
    });
  });
});
