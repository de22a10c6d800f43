/**
 * A firewall on a PC of the lab that keeps out new connections to a port: nftables where the
 * machine has it, else a filter of tc that drops the packets unseen by every firewall program.
 */
import { spawnSync } from 'node:child_process';
import type { Lab } from '../lan/lab.ts';

export const hasNft = spawnSync('nft', ['--version']).status === 0;

const FILTER = 'filter add dev eth0 ingress pref 5 protocol all'.split(' ');

export async function shut(lab: Lab, number: number, port: number): Promise<void> {
  const pc = lab.pc(number);
  const commands = hasNft
    ? [
        ['nft', 'add table inet office'],
        ['nft', 'add chain inet office input { type filter hook input priority 0; }'],
        ['nft', 'add rule inet office input ct state established accept'],
        ['nft', `add rule inet office input iifname != "lo" tcp dport ${port} drop`],
      ]
    : [
        ['tc', 'qdisc', 'add', 'dev', 'eth0', 'clsact'],
        ['tc', ...FILTER, 'bpf', 'direct-action', 'bytecode', dropPort(port)],
      ];
  await run(pc, commands);
}

export async function open(lab: Lab, number: number): Promise<void> {
  const remove = hasNft
    ? ['nft', 'delete table inet office']
    : ['tc', 'qdisc', 'del', 'dev', 'eth0', 'clsact'];
  await run(lab.pc(number), [remove]);
}

async function run(pc: ReturnType<Lab['pc']>, commands: readonly string[][]): Promise<void> {
  for (const argv of commands) {
    const { code, stderr } = await pc.exec(argv);
    if (code !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
  }
}

/** Classic BPF over an Ethernet frame: TCP to this port over IPv4 or IPv6 is dropped. */
function dropPort(port: number): string {
  const lines = [
    '40 0 0 12', // the frame's type
    '21 0 5 2048', // IPv4, or on to IPv6
    '48 0 0 23', // protocol
    '21 0 9 6',
    '177 0 0 14', // length of the header
    '72 0 0 16', // destination port
    `21 5 6 ${port}`,
    '21 0 5 34525', // IPv6
    '48 0 0 20',
    '21 0 3 6',
    '40 0 0 56',
    `21 0 1 ${port}`,
    '6 0 0 2', // drop
    '6 0 0 4294967295', // pass
  ];
  return [lines.length, ...lines].join(',');
}
