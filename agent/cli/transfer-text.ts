/** Transfers as the commands show them. */
import type { GiftState } from '../../src/model/sending.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { isoTime, shortId, sizeText, table } from './output.ts';

export interface TransferDocument {
  id: string;
  direction: Transfer['direction'];
  path: string;
  bytes: number;
  total: number;
  /** Bytes a second. */
  rate: number;
  state: Transfer['state'] | GiftState;
  sources: { device: string; name: string; bytes: number; rate: number; state: string }[];
  /** Who shares or gives it; null for this PC. */
  device: string | null;
  target: string | null;
  seconds_left: number | null;
  started: string | null;
  problem: Transfer['problem'];
}

export function transferDocument(transfer: Transfer): TransferDocument {
  const { id, direction, path, bytes, total, rate, state, sources } = transfer;
  return {
    id,
    direction,
    path,
    bytes,
    total,
    rate,
    state,
    sources: sources.map(({ problem: _problem, ...source }) => source),
    device: transfer.device,
    target: transfer.target,
    seconds_left: transfer.secondsLeft,
    started: isoTime(transfer.started),
    problem: transfer.problem,
  };
}

export function transferTable(transfers: readonly TransferDocument[]): string {
  return table(
    ['ID', 'FILE', 'DONE', 'SIZE', 'RATE', 'STATE', 'FROM OR TO'],
    transfers.map((transfer) => [
      shortId(transfer.id),
      transfer.path,
      percent(transfer),
      sizeText(transfer.total),
      transfer.rate > 0 ? `${sizeText(transfer.rate)}/s` : '-',
      transfer.problem ? `${transfer.state}: ${transfer.problem.message}` : transfer.state,
      transfer.sources
        .filter(({ bytes }) => bytes > 0)
        .map(({ name, bytes, state }) =>
          state === 'wrong' ? `${name} (sent wrong pieces)` : `${name} ${sizeText(bytes)}`,
        )
        .join(', ') || '-',
    ]),
    'Nothing large is or was under way.',
  );
}

function percent({ bytes, total }: TransferDocument): string {
  return total === 0 ? '-' : `${Math.floor((bytes / total) * 100)} %`;
}
