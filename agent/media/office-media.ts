/** What the office has of sound and films: files that are played come from every PC that has them. */
import type { Clock } from '../../src/base/clock.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Identity } from '../../src/identity/identity.ts';
import type { DeviceId } from '../../src/model/id.ts';
import type { PeerTransport } from '../../src/net/peer-transport.ts';
import { Streams } from '../../src/transfer/streaming/streams.ts';
import type { Office } from '../office.ts';

export interface OfficeMediaOptions {
  identity: Identity;
  /** Goes on after a break. */
  transport: PeerTransport;
  clock: Clock;
}

export class OfficeMedia implements Lifecycle {
  /** This PC. */
  readonly device: DeviceId;
  readonly streams: Streams;

  constructor(office: Office, { identity, transport, clock }: OfficeMediaOptions) {
    this.device = identity.id;
    this.streams = new Streams({
      self: identity.id,
      // Breaks off with its connection: another PC is asked at once.
      transport: office.clients,
      links: office.directory,
      holdings: office.transfers.holdings,
      etagOf: async ({ device, share, path }) =>
        (await office.access.open(device, share).stat(path)).etag,
      clock,
    });
    void transport;
  }

  start(): void {}

  async stop(): Promise<void> {
    await this.streams.stop();
  }
}
