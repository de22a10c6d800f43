/** How a transfer is shown. */
import type { HallwayError } from '../base/errors.ts';
import type { Transfer, TransferSource } from '../model/transfer.ts';
import type { DeviceId } from '../model/id.ts';
import { EARLIER, type Download } from './download.ts';
import { layoutOf, pieceCount, pieceLength, type Layout } from './manifest.ts';

const PARTS = 120;

export function viewOf(
  download: Download,
  nameOf: (device: DeviceId) => string,
  running: boolean,
): Transfer {
  const { record, have, givers } = download;
  const layout = record.version && layoutOf(record.version.size);
  const done = record.state === 'done';
  const total = layout?.size ?? 0;
  const bytes = done || !layout || !have ? (done ? total : 0) : bytesOf(layout, have);
  const sources = sourcesOf(download, nameOf);
  const rate = running ? Math.round(sources.reduce((sum, source) => sum + source.rate, 0)) : 0;
  const places = givers.map((giver) => sources.findIndex(({ device }) => device === giver));
  return {
    id: record.id,
    direction: 'down',
    device: record.device,
    share: record.share,
    path: record.path,
    target: record.target,
    bytes,
    total,
    rate,
    secondsLeft: rate > 0 ? Math.ceil((total - bytes) / rate) : null,
    state: download.held
      ? 'waiting'
      : running
        ? download.phase
        : record.state === 'running'
          ? 'paused'
          : record.state,
    problem: record.problem ?? (download.held ? problemOf(download.held) : null),
    started: record.created,
    sources,
    map: layout && have ? mapOf(pieceCount(layout), download.from, places) : [],
  };
}

function problemOf({ code, message, fix }: HallwayError): Transfer['problem'] {
  return { code, message, ...(fix === undefined ? {} : { fix }) };
}

function bytesOf(layout: Layout, have: Iterable<number> & { size: number }): number {
  const last = pieceCount(layout) - 1;
  const all = have.size * layout.pieceSize;
  const missing = layout.pieceSize - pieceLength(layout, Math.max(0, last));
  for (const piece of have) if (piece === last) return all - missing;
  return all;
}

/** Those that gave something or are asked now; kept when it is over. */
function sourcesOf(download: Download, nameOf: (device: DeviceId) => string): TransferSource[] {
  const now = download.swarm?.sources ?? download.lastSources;
  return Array.from(now.values(), ({ device, bytes, rate, state, problem }) => ({
    device,
    name: nameOf(device),
    bytes,
    rate: download.swarm && state === 'active' ? Math.round(rate) : 0,
    state,
    problem: problem?.message ?? null,
  }));
}

/** The file in equal parts, each with whoever gave most of it. */
function mapOf(count: number, from: Int16Array, places: readonly number[]): number[] {
  const parts = Math.min(PARTS, count);
  return Array.from({ length: parts }, (_, part) => {
    const votes = new Map<number, number>();
    const first = Math.floor((part * count) / parts);
    const end = Math.max(first + 1, Math.floor(((part + 1) * count) / parts));
    for (let piece = first; piece < end; piece++) {
      const giver = from[piece] ?? -1;
      const place = giver === EARLIER ? EARLIER : (places[giver] ?? -1);
      votes.set(place, (votes.get(place) ?? 0) + 1);
    }
    const [[place] = [-1]] = Array.from(votes).sort(([, a], [, b]) => b - a);
    return place ?? -1;
  });
}
