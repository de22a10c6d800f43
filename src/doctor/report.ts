/**
 * The report for somebody who helps: versions, checks, matrix, adapters and the end of the log, as
 * text, without names, addresses or secrets.
 */
import { isIP } from 'node:net';
import { INVISIBLE } from '../base/text.ts';
import type { NetworkAdapter } from '../model/adapter.ts';
import type { DoctorReport, SightMatrix } from '../model/doctor.ts';
import type { Facts } from './facts.ts';
import { logLines } from './log-lines.ts';
import { isPlainAdapter, Redactor } from './redaction.ts';

export interface Private {
  /** Name of the workgroup. */
  workgroup: string | null;
  /** The person's account, home folder and the PC's host name. */
  user: string;
  userHome: string;
  host: string;
  /** Tokens and codes that are valid now. */
  tokens: readonly string[];
  /** Ids of the workgroup and whatever else is not in the facts. */
  ids: readonly string[];
}

export interface ReportInput {
  report: DoctorReport;
  facts: Facts;
  /** The last lines of the log, oldest first. */
  log: readonly string[];
  private: Private;
}

const MAX_LOG_LINES = 200;

export function redactedReport({ report, facts, log, private: known }: ReportInput): string {
  const redactor = redactorFor(facts, known);
  const text = (value: string): string => redactor.text(value);
  const lines = [
    'Hallway doctor report',
    'Names, addresses, paths, ids, tokens and codes were replaced.',
    '',
    `at       ${new Date(report.at).toISOString()}`,
    `version  ${report.version}`,
    `system   ${text(report.system)}`,
    `result   ${report.ok ? 'ok' : 'findings'}`,
    '',
    'Checks',
    ...report.checks.flatMap(({ id, state, detail, fix }) => [
      `  ${state.padEnd(8)}${id}: ${text(detail)}`,
      ...(fix === null ? [] : [`          fix: ${text(fix)}`]),
    ]),
    '',
    'Network adapters',
    ...(facts.adapters ?? []).map((one) => `  ${adapterLine(one, redactor)}`),
    '',
    'Who sees whom',
    ...matrixLines(report.matrix, redactor),
    '',
    `Log (last ${Math.min(log.length, MAX_LOG_LINES)} lines)`,
    ...logLines(log.slice(-MAX_LOG_LINES), redactor).map((line) => `  ${line}`),
    '',
  ];
  // What is sent to others is read in a terminal, too.
  return lines.map((line) => line.replace(INVISIBLE, ' ')).join('\n');
}

function redactorFor(facts: Facts, known: Private): Redactor {
  const { members, printers, ownPrinters, ownShares, nearby, self } = facts;
  return new Redactor({
    token: known.tokens,
    PC: [
      ...members.map(({ name }) => name),
      ...(self.name === null ? [] : [self.name]),
      ...nearby.filter(({ kind }) => kind === 'agent').map(({ name }) => name),
    ],
    id: [
      ...members.map(({ id }) => id),
      ...[...printers, ...ownPrinters, ...ownShares].map(({ id }) => id),
      ...known.ids,
    ],
    workgroup: known.workgroup === null ? [] : [known.workgroup],
    printer: [...printers, ...ownPrinters].map(({ name }) => name),
    share: ownShares.map(({ name }) => name),
    device: nearby.filter(({ kind }) => kind !== 'agent').map(({ name }) => name),
    adapter: (facts.adapters ?? []).map(({ name }) => name).filter((name) => !isPlainAdapter(name)),
    folder: [facts.home, known.userHome, ...ownShares.map(({ path }) => path)],
    printerAddress: ownPrinters.map(({ uri }) => uri),
    user: [known.user],
    host: [known.host, known.host.split('.')[0] ?? ''],
  });
}

function matrixLines(matrix: SightMatrix | null, redactor: Redactor): string[] {
  if (!matrix) return ['  no workgroup, or no agent'];
  const names = new Map(matrix.devices.map(({ id, name }) => [id, redactor.name('PC', name)]));
  const self = matrix.devices.find((one) => one.self);
  return [
    `  this PC is ${self ? names.get(self.id) : 'not in it'}`,
    ...matrix.sights.map(({ from, to, state, latencyMs, blocker, detail }) => {
      const latency = latencyMs === null ? '' : ` ${latencyMs.toFixed(1)} ms`;
      const why = blocker === null ? '' : ` [${blocker}] ${redactor.text(detail)}`;
      return `  ${names.get(from)} -> ${names.get(to)}: ${state}${latency}${why}`;
    }),
  ];
}

function adapterLine(adapter: NetworkAdapter, redactor: Redactor): string {
  const { kind, addresses, choice, used, reason } = adapter;
  const networks = addresses.map(networkOf).join(', ') || 'no address';
  return `${redactor.text(adapter.name)} ${kind} ${networks}; ${used ? 'used' : 'not used'} (${choice}): ${redactor.text(reason)}`;
}

/**
 * The network of an address in CIDR notation: its length, and for private networks (RFC 1918, RFC
 * 4193) and link-local ones its prefix as well. A public prefix would tell a household.
 */
export function networkOf(cidr: string): string {
  const [address = '', length = ''] = cidr.split('/');
  const family = isIP(address);
  const prefix = Number(length);
  if (family === 0 || !/^\d{1,3}$/.test(length)) return 'address';
  if (family === 6) {
    const local = /^(fe80|f[cd][0-9a-f]{2}):/i.exec(address)?.[1];
    return local ? `${local.toLowerCase()}::/${prefix}` : `public IPv6/${prefix}`;
  }
  const bytes = address.split('.').map(Number);
  const [first = 0, second = 0] = bytes;
  const isPrivate =
    first === 10 ||
    first === 127 ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254);
  if (!isPrivate || prefix > 30) return `${isPrivate ? 'private' : 'public'} IPv4/${prefix}`;
  const masked = bytes.map((byte, index) => byte & mask(prefix - index * 8));
  return masked.join('.') === address ? `private IPv4/${prefix}` : `${masked.join('.')}/${prefix}`;
}

function mask(bits: number): number {
  return bits >= 8 ? 255 : bits <= 0 ? 0 : (255 << (8 - bits)) & 255;
}
