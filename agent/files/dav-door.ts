/** Puts WebDAV on loopback together: its protocol, its door, and the address of each share. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../src/base/clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import type { Device } from '../../src/model/device.ts';
import type { Share } from '../../src/model/share.ts';
import { DAV_PORT } from '../../src/net/ports.ts';
import { hrefOf } from '../../src/shares/dav/address.ts';
import { DavServer } from '../../src/shares/dav/dav-server.ts';
import { DavTree, type ShareKey } from '../../src/shares/dav/dav-tree.ts';
import { PropertyStore } from '../../src/shares/dav/property-store.ts';
import type { Database } from '../../src/store/database.ts';
import type { Settings } from '../../src/store/settings.ts';
import { DAV_USER, DavCredentials } from '../http/dav-credentials.ts';
import { DavEdge } from '../http/dav-edge.ts';
import { startOnFirst } from '../http/listen.ts';
import { loopbackAccess, loopbackUsers } from '../loopback-access.ts';
import type { Office } from '../office.ts';
import { rememberedPort } from '../life/remembered-port.ts';

export interface DavDoorOptions {
  database: Database;
  settings: Settings;
  office: () => Promise<Office>;
  /** Of this PC. */
  deviceName: () => string;
  devices: (office: Office) => readonly Device[];
  shares: (office: Office) => readonly Share[];
  /** As in the arguments of the agent. */
  port: number | undefined;
  localPort: number | undefined;
  clock: Clock;
  log: Log;
}

const PASSWORD_SETTING = 'dav.password';

export class DavDoor implements Lifecycle {
  readonly #options: DavDoorOptions;
  readonly #tree: DavTree;
  readonly #server: DavServer;
  readonly #password: string;
  #edge: DavEdge | undefined;

  constructor(options: DavDoorOptions) {
    this.#options = options;
    const { database, settings, office, devices, shares, clock, log } = options;
    this.#tree = new DavTree({
      ownName: () => Promise.resolve(options.deviceName()),
      devices: async () => devices(await office()),
      shares: async () => shares(await office()),
      open: async (share) => {
        const now = await office();
        return { files: now.access.open(share.device, share.share), locks: now.locks.of(share) };
      },
    });
    this.#server = new DavServer(
      {
        tree: this.#tree,
        properties: new PropertyStore(database),
        clock,
      },
      log,
    );
    // Programs keep it with the address: it stays.
    const kept = settings.get(PASSWORD_SETTING);
    this.#password = kept ?? randomBytes(20).toString('base64url');
    if (kept === undefined) settings.set(PASSWORD_SETTING, this.#password);
  }

  async start(): Promise<void> {
    const users = loopbackUsers(process.env['HALLWAY_DAV']);
    if (users === 'off') return;
    const { port, localPort, settings, clock, log } = this.#options;
    const { ports, opened } = rememberedPort(settings, {
      name: 'dav.port',
      usual: DAV_PORT,
      asked: port,
      localPort,
    });
    const access = loopbackAccess(users, 'davfs2');
    const credentials = new DavCredentials(this.#password, clock);
    const make = (one: number): DavEdge =>
      new DavEdge({
        port: one,
        dav: this.#server,
        credentials,
        mayUse: ({ socket }) => access(socket),
        log,
      });
    this.#edge = await startOnFirst(ports, make);
    opened(this.#edge.port);
  }

  async stop(): Promise<void> {
    const edge = this.#edge;
    this.#edge = undefined;
    await edge?.stop();
  }

  /** Where a share is mounted from. Throws `share.not_found`. */
  async mountOf(share: ShareKey): Promise<{ url: string; username: string; password: string }> {
    if (!this.#edge)
      throw new HallwayError('request.forbidden', 'WebDAV is switched off on this PC.', {
        fix: 'Start Hallway without HALLWAY_DAV=off.',
      });
    const names = await this.#tree.namesOf(share).catch(() => undefined);
    if (!names) throw new HallwayError('share.not_found', 'There is no such share.');
    const url = `http://127.0.0.1:${this.#edge.port}${hrefOf(names, true)}`;
    return { url, username: DAV_USER, password: this.#password };
  }
}
