/** The swarm of a download: whom it asks in which way, and where its pieces go. */
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { PeerTransport } from '../net/peer-transport.ts';
import type { Layout } from './manifest.ts';
import type { PartialFile } from './partial-file.ts';
import type { PieceSet } from './piece-set.ts';
import { askHolder, askOwner } from './piece-transport.ts';
import { Swarm } from './swarm.ts';
import type { TransferRecord, TransferStore } from './transfer-store.ts';

export interface DownloadSwarmOptions {
  transport: PeerTransport;
  store: TransferStore;
  layout: Layout;
  hashes: Uint8Array;
  have: PieceSet;
  file: PartialFile;
  clock: Clock;
  random: () => number;
  log: Log;
}

export function swarmFor(record: TransferRecord, options: DownloadSwarmOptions): Swarm {
  const { transport, store, layout, hashes, have, file, clock, random, log } = options;
  const swarm = new Swarm({
    layout,
    hashes,
    have,
    ask: (device, want, most, signal) => {
      const asking = { layout, want, most, signal };
      const { version, origin, share, path } = record;
      if (device === record.device)
        return askOwner(transport, device, { share, path, etag: version?.etag ?? '' }, asking);
      const named = { root: origin?.root ?? '', grant: origin?.grant };
      return askHolder(transport, device, named, asking);
    },
    write: async (piece, bytes) => {
      await file.write(piece, bytes);
      have.add(piece);
      store.putHave(record.id, have.toBytes());
    },
    clock,
    random,
  });
  swarm.on('wrong', ({ device, piece }) =>
    log.warn({ device, piece, transfer: record.id }, 'a PC sent a piece that is not of the file'),
  );
  return swarm;
}
