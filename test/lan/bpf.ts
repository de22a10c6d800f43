/**
 * What the lab's switch drops, as classic BPF programs (`struct sock_filter`) in the text form of
 * `tc ... bpf bytecode`: no compiler, no netem, no nftables. Offsets count from the Ethernet header.
 */

/** Opcodes: class | size or operation | mode, as in linux/bpf_common.h. */
const LOAD_BYTE = 0x30;
const LOAD_HALF = 0x28;
const LOAD_WORD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER = 0x25;
const JUMP_AT_LEAST = 0x35;
const JUMP_BITS = 0x45;
const RETURN = 0x06;

/** Verdicts of a direct-action classifier. */
const PASS = 0xffffffff;
const DROP = 2;
/** SKF_AD_OFF + SKF_AD_RANDOM: a load from here gives a random word. */
const RANDOM = 0xfffff000 + 56;

/** A jump names the lines it goes to; a line without a name is reached from the one above. */
interface Line {
  at?: string;
  op: number;
  value: number;
  yes?: string;
  no?: string;
}

function assemble(lines: readonly Line[]): string {
  const distance = (from: number, name: string | undefined): number =>
    name === undefined ? 0 : lines.findIndex((line) => line.at === name) - from - 1;
  const code = lines.map(
    ({ op, value, yes, no }, i) => `${op} ${distance(i, yes)} ${distance(i, no)} ${value}`,
  );
  return [lines.length, ...code].join(',');
}

/** Loses each frame with the given probability (0 to 100 percent). */
export function dropShare(percent: number): string {
  const threshold = Math.min(PASS, Math.round((percent / 100) * 2 ** 32));
  return assemble([
    { op: LOAD_WORD, value: RANDOM },
    { op: JUMP_AT_LEAST, value: threshold, yes: 'pass', no: 'drop' },
    { at: 'drop', op: RETURN, value: DROP },
    { at: 'pass', op: RETURN, value: PASS },
  ]);
}

/** Drops multicast as some switches do; broadcast, ARP and IPv6 neighbour discovery pass. */
export function dropMulticast(): string {
  return assemble([
    { op: LOAD_BYTE, value: 0 },
    { op: JUMP_BITS, value: 1, yes: 'group', no: 'pass' },
    { at: 'group', op: LOAD_WORD, value: 0 },
    { op: JUMP_EQUAL, value: 0xffffffff, yes: 'pass', no: 'type' },
    { at: 'type', op: LOAD_HALF, value: 12 },
    { op: JUMP_EQUAL, value: 0x86dd, yes: 'ipv6', no: 'drop' },
    { at: 'ipv6', op: LOAD_BYTE, value: 20 },
    { op: JUMP_EQUAL, value: 58, yes: 'icmp', no: 'drop' },
    { at: 'icmp', op: LOAD_BYTE, value: 54 },
    { op: JUMP_AT_LEAST, value: 133, yes: 'most', no: 'drop' },
    { at: 'most', op: JUMP_GREATER, value: 137, yes: 'drop', no: 'pass' },
    { at: 'drop', op: RETURN, value: DROP },
    { at: 'pass', op: RETURN, value: PASS },
  ]);
}
