/**
 * What the office has of sound and films: files that are played come from every PC that has them, and
 * play on this PC's screen, on those of colleagues, or on televisions.
 */
import { randomBytes } from 'node:crypto';
import { base32 } from '../../src/base/base32.ts';
import type { Clock } from '../../src/base/clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import type { Identity } from '../../src/identity/identity.ts';
import type { CastDesk } from '../../src/media/dlna/cast-desk.ts';
import { ScreenDesk } from '../../src/media/screen/screen-desk.ts';
import { ScreenRuleBook } from '../../src/media/screen/screen-rules.ts';
import type { DeviceId } from '../../src/model/id.ts';
import type { FilePlace, Screen, ScreenState } from '../../src/model/screen.ts';
import type { PeerTransport } from '../../src/net/peer-transport.ts';
import type { Database } from '../../src/store/database.ts';
import { Settings } from '../../src/store/settings.ts';
import { Streams } from '../../src/transfer/streaming/streams.ts';
import { CastServer } from '../http/cast-server.ts';
import type { Office } from '../office.ts';
import { composeCasting } from './casting.ts';
import { mediaType } from './played-files.ts';

export interface OfficeMediaOptions {
  identity: Identity;
  database: Database;
  /** Breaks off with its connection: another PC is asked at once. */
  transport: PeerTransport;
  clock: Clock;
  log: Log;
}

export class OfficeMedia implements Lifecycle {
  /** This PC. */
  readonly device: DeviceId;
  readonly streams: Streams;
  readonly screens: ScreenDesk;
  readonly rules: ScreenRuleBook;
  readonly casts: CastDesk;
  readonly #castServer: CastServer;
  readonly clock: Clock;

  constructor(office: Office, { identity, database, transport, clock, log }: OfficeMediaOptions) {
    this.device = identity.id;
    this.clock = clock;
    this.streams = new Streams({
      self: identity.id,
      transport,
      links: office.directory,
      holdings: office.transfers.holdings,
      etagOf: async ({ device, share, path }) =>
        (await office.access.open(device, share).stat(path)).etag,
      clock,
    });
    this.rules = new ScreenRuleBook(new Settings(database).entry('screen'));
    this.screens = new ScreenDesk({
      self: identity.id,
      rules: this.rules,
      requireMedia: mediaType,
      check: (file) => checkFile(office, file),
      newId,
      transport: office.clients,
      peers: office.directory,
      clock,
    });
    this.#castServer = new CastServer(clock, log);
    const parts = { self: identity.id, newId, clock, log };
    this.casts = composeCasting(office, this.#castServer, parts);
    this.screens.on('changed', () => office.emit('changed', ['screen']));
  }

  /** PCs first. */
  async list(): Promise<Screen[]> {
    return [...(await this.screens.list()), ...this.casts.list()];
  }

  /** On a PC or a renderer, by its id. */
  on(screen: string): Pick<ScreenDesk, 'play' | 'control'> {
    const { casts } = this;
    if (!casts.has(screen)) return this.screens;
    return {
      play: (id, file, { position }) => casts.play(id, file, position),
      control: (id, show, action) => casts.control(id, show, action),
    };
  }

  screen(): ScreenState {
    return this.screens.state();
  }

  start(): void {}

  async stop(): Promise<void> {
    this.screens.stop();
    await this.casts.stop();
    await this.#castServer.stop();
    await this.streams.stop();
  }
}

function newId(): string {
  return base32(randomBytes(10));
}

/** Throws unless this PC may read it. */
async function checkFile({ access }: Office, { device, share, path }: FilePlace): Promise<void> {
  const { kind } = await access.open(device, share).stat(path);
  if (kind !== 'file') throw new HallwayError('path.not_file', 'This is no file.');
}
