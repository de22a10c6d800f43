/** What PCs give to each other, as the commands show it. */
import type { Receipt, Sending } from '../../src/model/sending.ts';
import { isoTime, plural, shortId, sizeText, table } from './output.ts';
import type { TransferDocument } from './transfer-text.ts';

export function sendingDocument({ created, ...sending }: Sending): object {
  return { ...sending, created: isoTime(created) };
}

export function receiptDocument({ created, fromName, ...receipt }: Receipt): object {
  return { ...receipt, from_name: fromName, created: isoTime(created) };
}

export function sendingTable(sendings: readonly Sending[]): string {
  return table(
    ['ID', 'WHAT', 'SIZE', 'TO', 'STATE'],
    sendings.flatMap((sending) =>
      sending.to.map((target, index) => [
        index === 0 ? shortId(sending.id) : '',
        index === 0 ? sending.name : '',
        index === 0 ? sizeText(sending.bytes) : '',
        target.name,
        stateText(target.state, target.bytes, sending.bytes, target.problem),
      ]),
    ),
    'Nothing is or was sent.',
  );
}

export function receiptTable(receipts: readonly Receipt[]): string {
  return table(
    ['ID', 'FROM', 'WHAT', 'SIZE', 'STATE', 'WHERE'],
    receipts.map((receipt) => [
      shortId(receipt.id),
      receipt.fromName,
      receipt.kind === 'folder'
        ? `${receipt.name} (${plural(receipt.files, 'file')})`
        : receipt.name,
      sizeText(receipt.bytes),
      stateText(receipt.state, receipt.here, receipt.bytes, receipt.problem),
      receipt.target ?? '-',
    ]),
    'Nobody offers anything.',
  );
}

function stateText(state: string, here: number, bytes: number, problem: string | null): string {
  const words = state === 'asked' ? 'waits for a yes' : state;
  const part = here > 0 && here < bytes ? ` ${Math.floor((here / bytes) * 100)} %` : '';
  return problem === null ? words + part : `${words}${part}: ${problem}`;
}

/** As one of the transfers: `sources` are those who get it. */
export function sendingAsTransfer(sending: Sending): TransferDocument {
  const { id, name, bytes, path, to, created } = sending;
  const sum = to.reduce((all, target) => all + target.bytes, 0);
  const states = to.map(({ state }) => state);
  const open = states.find((state) => state === 'running') ?? states.find((one) => one === 'asked');
  const state = open ?? states.find((one) => one === 'waiting') ?? states[0] ?? 'done';
  return {
    id,
    direction: 'up',
    path: name,
    bytes: sum,
    total: bytes * to.length,
    rate: 0,
    state,
    sources: to.map((one) => {
      return { device: one.device, name: one.name, bytes: one.bytes, rate: 0, state: one.state };
    }),
    device: null,
    target: path,
    seconds_left: null,
    started: isoTime(created),
    problem: null,
  };
}

export function receiptAsTransfer(receipt: Receipt): TransferDocument {
  const { id, name, here, bytes, rate, state, from, fromName, target, created } = receipt;
  const source = { device: from, name: fromName, bytes: here, rate, state };
  return {
    id,
    direction: 'down',
    path: name,
    bytes: here,
    total: bytes,
    rate,
    state,
    sources: [source],
    device: from,
    target,
    seconds_left: rate > 0 ? Math.ceil((bytes - here) / rate) : null,
    started: isoTime(created),
    problem:
      receipt.problem === null ? null : { code: 'transfer.interrupted', message: receipt.problem },
  };
}
