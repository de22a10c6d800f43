/**
 * Everything of the agent that is bound to one identity: its workgroup, its peers, what it shares
 * and prints. A device that gets a new key gets a new office.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Topic } from '../src/api/events.ts';
import type { LinkFrame } from '../src/api/peer.ts';
import * as peerApi from '../src/api/peer.ts';
import { base32 } from '../src/base/base32.ts';
import type { Clock } from '../src/base/clock.ts';
import { Emitter } from '../src/base/emitter.ts';
import { LifecycleStack, type Lifecycle } from '../src/base/lifecycle.ts';
import type { Log } from '../src/base/log.ts';
import { Discovery } from '../src/discovery/discovery.ts';
import { KnownAddresses } from '../src/discovery/known-addresses.ts';
import type { Identity } from '../src/identity/identity.ts';
import type { Drive } from '../src/model/drive.ts';
import { PeerClients } from '../src/peers/peer-clients.ts';
import { PeerDirectory } from '../src/peers/peer-directory.ts';
import { ResourceDirectory } from '../src/peers/resource-directory.ts';
import type { PrintService } from '../src/printing/print-service.ts';
import type { PrinterRegistry } from '../src/printing/printer-registry.ts';
import { isDrive, listDrives, systemDriveSource } from '../src/shares/drives.ts';
import { ShareAccess } from '../src/shares/share-access.ts';
import { ShareRegistry } from '../src/shares/share-registry.ts';
import { UploadReceiver } from '../src/shares/upload-receiver.ts';
import type { Database } from '../src/store/database.ts';
import { PairingHost } from '../src/workgroup/pairing-host.ts';
import { Replication } from '../src/workgroup/replication.ts';
import { WorkgroupService } from '../src/workgroup/workgroup-service.ts';
import { OfferStore } from './http/offer-store.ts';
import { PeerServer } from './http/peer-server.ts';
import { peerRoutes } from './http/routes/peer.ts';
import { Joining } from './joining.ts';
import { resourcesFor } from './own-resources.ts';
import { composePrinting } from './printing.ts';

export interface OfficeOptions {
  home: string;
  identity: Identity;
  database: Database;
  deviceName: () => string;
  peerPort: number;
  /** Names of the network adapters to be seen on; undefined: every usable one. */
  adapters: readonly string[] | undefined;
  clock: Clock;
  log: Log;
}

interface OfficeEvents {
  /** Topics that may have a new value. */
  changed: readonly Topic[];
  /** This device is out of its workgroup, and needs a new key if `spent`. */
  left: { spent: boolean };
}

/** Without any peer in reach for this long, this device may write to the log by itself. */
const ALONE_MS = 8000;

export class Office extends Emitter<OfficeEvents> implements Lifecycle {
  readonly workgroup: WorkgroupService;
  readonly pairing: PairingHost;
  readonly joining: Joining;
  readonly discovery: Discovery;
  readonly directory: PeerDirectory;
  readonly clients: PeerClients;
  readonly resources: ResourceDirectory;
  readonly shares: ShareRegistry;
  readonly access: ShareAccess;
  readonly uploads: UploadReceiver;
  readonly offers = new OfferStore();
  readonly printers: PrinterRegistry;
  readonly printing: PrintService;
  readonly peerServer: PeerServer;
  readonly identity: Identity;
  readonly deviceName: () => string;
  readonly #replication: Replication;
  readonly #drives = systemDriveSource();
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #stack: LifecycleStack;
  #running = false;

  constructor(options: OfficeOptions) {
    super((error) => options.log.error({ error }, 'a listener of the office failed'));
    const { home, identity, database, clock, log, deviceName } = options;
    this.identity = identity;
    this.deviceName = deviceName;
    this.#clock = clock;
    this.#log = log;
    const device = identity.id;

    this.workgroup = new WorkgroupService({ database, identity, clock, log, deviceName });
    this.pairing = new PairingHost({
      workgroup: this.workgroup,
      spki: () => identity.spki,
      clock,
      log,
    });
    const addresses = new KnownAddresses(database, clock);
    this.directory = new PeerDirectory({
      identity,
      members: {
        others: () => this.workgroup.members().filter(({ id }) => id !== device),
        isMember: (id) => id !== device && this.workgroup.isMember(id),
      },
      addresses,
      introduce: (peer) => ({
        name: deviceName(),
        port: this.peerServer.port,
        heads: this.workgroup.heads(),
        resources: this.resourcesFor(peer).revision,
      }),
      clock,
      log,
    });
    this.clients = new PeerClients(this.directory, identity);
    const transport = this.clients;
    this.#replication = new Replication({
      workgroup: this.workgroup,
      transport: {
        pull: (peer, heads) => transport.call(peer, peerApi.pullStatements, { body: { heads } }),
        announce: (heads) => this.directory.broadcast({ type: 'heads', heads }),
      },
      clock,
      log,
    });
    this.resources = new ResourceDirectory({
      transport,
      database,
      isOnline: (peer) => this.directory.isOnline(peer),
      isMember: (peer) => peer !== device && this.workgroup.isMember(peer),
      clock,
      log,
    });

    this.shares = new ShareRegistry({
      database,
      device,
      home,
      clock,
      log,
      isDrive: (path) => isDrive(this.#drives, path),
    });
    const openFor = (peer: string, share: string) => this.shares.openFor(peer, share);
    const spool = join(home, 'uploads');
    this.access = new ShareAccess({
      device,
      openFor,
      transport,
      offers: this.offers,
      spool,
      clock,
    });
    this.uploads = new UploadReceiver({ transport, clock, openFor });

    const { registry, service } = composePrinting({
      home,
      device,
      database,
      clock,
      log,
      transport,
      offers: this.offers,
      peers: {
        find: (peer, id) => this.resources.printers().find((p) => p.device === peer && p.id === id),
        deviceName: (peer) => this.directory.nameOf(peer),
      },
      newId: randomUUID,
      random: randomBytes,
    });
    this.printers = registry;
    this.printing = service;

    const { adapters } = options;
    this.discovery = new Discovery({
      device: { id: device },
      clock,
      log,
      adapters: adapters && (() => chosenInterfaces(adapters)),
    });
    this.joining = new Joining({
      identity,
      workgroup: this.workgroup,
      discovery: this.discovery,
      deviceName,
      reached: (peer, { host, port }) => addresses.remember(peer, host, port),
      clock,
    });
    this.peerServer = new PeerServer({
      identity,
      port: options.peerPort,
      isMember: (peer) => peer !== device && this.workgroup.isMember(peer),
      mayPair: (peer) => this.pairing.invitation() !== null || this.pairing.isPending(peer),
      onLink: (frames, peer, host) => this.directory.accept(frames, peer, host),
      routes: (app) => peerRoutes(app, this),
      log,
    });
    this.#stack = new LifecycleStack([
      this.workgroup,
      this.pairing,
      { start: () => this.resources.load(), stop: () => this.clients.close() },
      this.shares,
      this.printers,
      this.printing,
      this.peerServer,
      this.#replication,
      this.directory,
      this.discovery,
    ]);
    this.#wire();
  }

  async start(): Promise<void> {
    await this.#stack.start();
    this.#running = true;
    this.#advertise();
    this.#clock.after(ALONE_MS, () => {
      if (this.#running && this.directory.online().length === 0) this.workgroup.markAlone();
    });
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#stack.stop();
  }

  resourcesFor(device: string): peerApi.Resources {
    return resourcesFor(
      {
        printers: () => this.printers.shared(),
        sharesFor: (peer) => this.shares.visibleTo(peer),
      },
      device,
    );
  }

  /** This PC's drives. */
  drives(): Promise<Drive[]> {
    const shared = new Set(this.shares.list().map(({ path }) => path));
    return listDrives(this.#drives, (path) => shared.has(path));
  }

  /** Brings statements to every linked peer while the links still stand. */
  async deliver(statements: string[]): Promise<void> {
    await Promise.allSettled(
      this.directory
        .online()
        .map((peer) => this.clients.call(peer, peerApi.pushStatements, { body: { statements } })),
    );
  }

  // ---- who hears of what

  #wire(): void {
    const { workgroup, directory, discovery, pairing, resources } = this;
    workgroup.events.on('changed', () => {
      directory.membersChanged();
      this.#advertise();
      this.emit('changed', ['status', 'members', 'peers', 'printers', 'shares']);
    });
    workgroup.events.on('removed', ({ ids }) => {
      directory.membersChanged();
      this.peerServer.recheck();
      for (const id of ids) resources.forget(id);
    });
    workgroup.events.on('left', ({ spent }) => {
      directory.membersChanged();
      this.peerServer.recheck();
      pairing.close();
      resources.clear();
      this.emit('left', { spent });
    });
    pairing.events.on('changed', () => {
      // A newcomer is between two states while this is announced: looked at when it is over.
      queueMicrotask(() => this.peerServer.recheck());
      this.#advertise();
      this.emit('changed', ['invitation', 'requests']);
    });

    directory.on('online', ({ device, hello }) => {
      this.#replication.onHeads(device, hello.heads);
      resources.announced(device, hello.resources);
      this.printing.peerOnline(device);
    });
    directory.on('offline', ({ device }) => {
      this.#replication.onLinkDown(device);
      discovery.refresh();
    });
    directory.on('changed', () => this.emit('changed', ['peers', 'members', 'printers', 'shares']));
    directory.on('frame', ({ device, frame }) => this.#onFrame(device, frame));

    discovery.events.on('agent', ({ device, addresses }) => directory.heard(device, addresses));
    discovery.events.on('goodbye', ({ device }) => directory.doubt(device));
    discovery.events.on('adapters', () => directory.adaptersChanged());
    discovery.events.on('nearby', () => this.emit('changed', ['nearby']));

    resources.on('changed', () => this.emit('changed', ['printers', 'shares']));
    this.shares.on('changed', () => {
      this.#resourcesChanged();
      this.emit('changed', ['shares', 'ownShares', 'drives']);
    });
    this.printers.events.on('changed', () => {
      this.#resourcesChanged();
      this.emit('changed', ['printers', 'ownPrinters']);
    });
    this.printing.events.on('changed', () => this.emit('changed', ['jobs']));
    this.printing.events.on('frame', ({ device, job }) =>
      directory.send(device, { type: 'job', job }),
    );
  }

  #onFrame(device: string, frame: LinkFrame): void {
    if (frame.type === 'heads') this.#replication.onHeads(device, frame.heads);
    else if (frame.type === 'resources') this.resources.announced(device, frame.resources);
    else if (frame.type === 'job')
      this.printing.onJobFrame(device, frame.job).catch((error: unknown) => {
        this.#log.warn({ device, error }, "a job's news could not be kept");
      });
  }

  #resourcesChanged(): void {
    for (const peer of this.directory.online())
      this.directory.send(peer, {
        type: 'resources',
        resources: this.resourcesFor(peer).revision,
      });
    this.#advertise();
  }

  #advertise(): void {
    if (!this.#running) return;
    const current = this.workgroup.current();
    this.discovery.setAgent({
      port: this.peerServer.port,
      workgroup: current ? workgroupTag(current.id) : null,
      state: this.workgroup.stateHash(),
      pairing: this.pairing.invitation() ? (current?.name ?? null) : null,
    });
    const open = this.shares.list().filter((share) => share.with === 'everyone' && share.available);
    this.discovery.setResources(
      current
        ? [
            ...this.printers
              .shared()
              .map(({ id, name }) => ({ kind: 'printer' as const, id, name })),
            ...open.map(({ id, name, kind }) => ({ kind, id, name })),
          ]
        : [],
    );
  }
}

function chosenInterfaces(names: readonly string[]): ReturnType<typeof networkInterfaces> {
  const chosen = Object.entries(networkInterfaces()).filter(([name]) => names.includes(name));
  return Object.fromEntries(chosen);
}

/** By this members know their own workgroup; it tells a stranger nothing. */
function workgroupTag(id: string): string {
  return base32(createHash('sha256').update(`hallway workgroup tag ${id}`).digest()).slice(0, 16);
}
