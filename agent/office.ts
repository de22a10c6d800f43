/**
 * Everything of the agent that is bound to one identity: its workgroup, its peers, what it shares
 * and prints. A device that gets a new key gets a new office.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import * as peerApi from '../src/api/peer.ts';
import type { CancelTimer, Clock } from '../src/base/clock.ts';
import { Emitter } from '../src/base/emitter.ts';
import { LifecycleStack, type Lifecycle } from '../src/base/lifecycle.ts';
import type { NearbyDevices } from '../src/discovery/devices/nearby-devices.ts';
import type { Discovery } from '../src/discovery/discovery.ts';
import type { Printer } from '../src/model/printer.ts';
import type { AdapterWatch } from '../src/net/adapters.ts';
import { ResumingTransport } from '../src/net/resuming-transport.ts';
import type { PeerClients } from '../src/peers/peer-clients.ts';
import type { PeerDirectory } from '../src/peers/peer-directory.ts';
import { ResourceDirectory } from '../src/peers/resource-directory.ts';
import type { PrintLedger } from '../src/printing/print-ledger.ts';
import type { PrintNotices } from '../src/printing/print-notices.ts';
import { isUuidOf, leadsToPrinter } from '../src/printing/ipp/server/printer-path.ts';
import type { PrintService } from '../src/printing/print-service.ts';
import type { PrinterRegistry } from '../src/printing/printer-registry.ts';
import type { LockAccess } from '../src/shares/dav/lock-access.ts';
import type { DriveDesk } from '../src/shares/drives/drive-desk.ts';
import type { ShareAccess } from '../src/shares/share-access.ts';
import type { ShareRegistry } from '../src/shares/share-registry.ts';
import type { UploadReceiver } from '../src/shares/upload-receiver.ts';
import type { Talk } from '../src/talk/talk.ts';
import type { Manners } from '../src/transfer/manners/manners.ts';
import type { Transfers } from '../src/transfer/transfers.ts';
import type { DepartureTeller } from '../src/workgroup/departure/departure-teller.ts';
import type { PairingInviter } from '../src/workgroup/pairing/pairing-inviter.ts';
import type { Replication } from '../src/workgroup/log/replication.ts';
import type { WorkgroupService } from '../src/workgroup/workgroup-service.ts';
import { OfficeActivity } from './activity.ts';
import { advertise } from './members/advertising.ts';
import type { Giving } from './files/giving.ts';
import { OfficeMedia } from './media/office-media.ts';
import { OfferStore } from './http/offer-store.ts';
import { OfficeInternet } from './internet/office-internet.ts';
import type { PeerServer } from './http/peer-server.ts';
import type { Joining } from './members/joining.ts';
import { composeMembership, composeReplication } from './members/membership.ts';
import { composeNetwork } from './members/network.ts';
import { composeJoining, composePeerServer } from './members/peer-door.ts';
import type { OfficeEvents, OfficeOptions } from './office-options.ts';
import { wireOffice } from './office-wiring.ts';
import { resourcesFor } from './members/own-resources.ts';
import { OfficeSearch } from './search/search.ts';
import { composeTalking, type Talking, wireTalking } from './members/talking.ts';
import { composeTeller } from './members/telling.ts';
import { composePrinting } from './printing/printing.ts';
import { composeSharing } from './files/sharing.ts';

/** Without any peer in reach for this long, this device may write to the log by itself. */
const ALONE_MS = 8000;

export class Office extends Emitter<OfficeEvents> implements Lifecycle {
  readonly workgroup: WorkgroupService;
  readonly pairing: PairingInviter;
  readonly joining: Joining;
  readonly adapters: AdapterWatch;
  readonly discovery: Discovery;
  readonly nearby: NearbyDevices;
  readonly directory: PeerDirectory;
  readonly clients: PeerClients;
  readonly resources: ResourceDirectory;
  readonly shares: ShareRegistry;
  readonly drives: DriveDesk;
  readonly access: ShareAccess;
  readonly locks: LockAccess;
  readonly uploads: UploadReceiver;
  /** Files in pieces, from and to several PCs. */
  readonly transfers: Transfers;
  /** What PCs give to each other. */
  readonly giving: Giving;
  /** How fast files go, when they come by themselves, and what is given on. */
  readonly manners: Manners;
  readonly offers = new OfferStore();
  readonly printers: PrinterRegistry;
  readonly printing: PrintService;
  readonly notices: PrintNotices;
  readonly ledger: PrintLedger;
  readonly peerServer: PeerServer;
  readonly teller: DepartureTeller;
  readonly search: OfficeSearch;
  readonly talk: Talk;
  readonly activity: OfficeActivity;
  /** Sound and films: read from several PCs, shown here, cast. */
  readonly media: OfficeMedia;
  /** This PC's way to the internet for colleagues, and theirs. */
  readonly internet: OfficeInternet;
  readonly talking: Talking;
  readonly #replication: Replication;
  readonly deviceName: () => string;
  readonly #clock: Clock;
  readonly #stack: LifecycleStack;
  #running = false;
  #stopLooking: CancelTimer | undefined;

  constructor(options: OfficeOptions) {
    super((error) => options.log.error({ error }, 'a listener of the office failed'));
    const { home, identity, database, clock, log, deviceName } = options;
    this.#clock = clock;
    this.deviceName = deviceName;
    const device = identity.id;

    const membership = composeMembership({
      ...options,
      directory: () => this.directory,
      deliver: (statements) => this.deliver(statements),
    });
    this.workgroup = membership.workgroup;
    this.pairing = membership.pairing;
    const network = composeNetwork({
      identity,
      database,
      members: {
        others: () => this.workgroup.members().filter(({ id }) => id !== device),
        isMember: (id) => id !== device && this.workgroup.isMember(id),
      },
      introduce: (peer) => ({
        name: deviceName(),
        port: this.peerServer.port,
        state: this.workgroup.state(),
        resources: this.resourcesFor(peer).revision,
      }),
      isOurs: (uuid) => isUuidOf(uuid, this.#knownPrinters()),
      adapters: options.adapters,
      clock,
      log,
    });
    this.adapters = network.adapters;
    this.directory = network.directory;
    this.clients = network.clients;
    this.discovery = network.discovery;
    this.nearby = network.nearby;
    const transport = new ResumingTransport(this.clients, clock, options.patienceMs);
    const { workgroup, directory } = this;
    this.#replication = composeReplication({ workgroup, transport, directory, clock, log });
    const talking = composeTalking({ ...options, ...network, workgroup, transport });
    this.talk = talking.talk;
    this.talking = talking;
    this.activity = new OfficeActivity({ ...options, workgroup, directory, talking });
    wireTalking(talking, directory, (topics) => this.emit('changed', topics));
    this.resources = new ResourceDirectory({
      transport,
      database,
      isOnline: (peer) => this.directory.isOnline(peer),
      isMember: (peer) => peer !== device && this.workgroup.isMember(peer),
      clock,
      log,
    });

    const { offers } = this;
    const sharing = composeSharing({
      ...options,
      nameOf: (peer) => (peer === device ? deviceName() : this.directory.nameOf(peer)),
      isMember: (peer) => this.workgroup.isMember(peer),
      others: () => this.workgroup.members().flatMap(({ id }) => (id === device ? [] : [id])),
      shareName: (peer, id) =>
        this.resources.shares().find((one) => one.device === peer && one.id === id)?.name ?? id,
      directory: this.directory,
      clients: this.clients,
      offers,
    });
    this.manners = sharing.manners;
    this.shares = sharing.shares;
    this.drives = sharing.drives;
    this.access = sharing.access;
    this.locks = sharing.locks;
    this.uploads = sharing.uploads;
    this.transfers = sharing.transfers;
    this.giving = sharing.giving;
    this.media = new OfficeMedia(this, { ...options, transport: sharing.clients });
    this.internet = new OfficeInternet(this, options);
    const { shares, resources } = this;
    this.search = new OfficeSearch({
      home,
      device,
      deviceName,
      shares,
      resources,
      directory,
      transport,
      clock,
      log,
      members: () => this.workgroup.members(),
      rootOf: (...file) => this.transfers.desk.rootOf(...file),
    });

    const { registry, service, notices, ledger } = composePrinting({
      home,
      device,
      database,
      clock,
      log,
      transport,
      offers,
      peers: {
        find: (peer, id) => this.resources.printers().find((p) => p.device === peer && p.id === id),
        all: () => this.resources.printers(),
        deviceName: (peer) => this.directory.nameOf(peer),
        isOnline: (peer) => this.directory.isOnline(peer),
        wake: (peer) => this.directory.wakeSoon(peer),
      },
      isOurs: (uri) => leadsToPrinter(uri, this.#knownPrinters()),
      newId: randomUUID,
      random: randomBytes,
    });
    this.printers = registry;
    this.printing = service;
    this.notices = notices;
    this.ledger = ledger;

    const { addresses } = network;
    this.joining = composeJoining(this, { identity, addresses, clock });
    const { discovery } = this;
    this.teller = composeTeller({ identity, workgroup, discovery, clock, log });
    this.peerServer = composePeerServer(this, options);
    this.#stack = new LifecycleStack([
      this.workgroup,
      this.pairing,
      talking.gossip,
      talking.talk,
      talking.calls,
      this.activity.ledger,
      this.shares,
      this.drives,
      this.search,
      this.printers,
      this.printing,
      // Stopped before printing, which waits for what it pulls.
      { start: () => this.resources.load(), stop: () => this.clients.close() },
      this.manners,
      this.transfers,
      sharing.preparing,
      this.giving,
      this.media,
      this.internet,
      this.teller,
      this.peerServer,
      this.#replication,
      network.adapters,
      this.directory,
      network.looking,
    ]);
    const wiring = { replication: this.#replication, running: () => this.#running };
    wireOffice(this, { ...wiring, device, clock, log });
  }

  async start(): Promise<void> {
    await this.#stack.start();
    this.#running = true;
    this.activity.lent.shares(this.shares.list());
    this.activity.lent.printers(this.printers.listOwn());
    advertise(this);
    this.#stopLooking = this.#clock.every(ALONE_MS, () => {
      if (this.directory.online().length > 0) return;
      this.workgroup.markAlone();
      this.activity.markAlone();
      this.#stopLooking?.();
    });
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#stopLooking?.();
    await this.#stack.stop();
  }

  /** This device's and its workgroup's, whatever way leads to them. */
  #knownPrinters(): Printer[] {
    return [...this.printers.listOwn(), ...this.resources.printers()];
  }

  resourcesFor(device: string): peerApi.Resources {
    return resourcesFor(
      {
        printersFor: (peer) => (this.shares.gate.paused ? [] : this.printing.printersFor(peer)),
        sharesFor: (peer) => this.shares.visibleTo(peer),
      },
      device,
    );
  }

  /** Brings statements to every linked peer while the links still stand. */
  async deliver(statements: string[]): Promise<void> {
    await Promise.allSettled(
      this.directory
        .online()
        .map((peer) => this.clients.call(peer, peerApi.pushStatements, { body: { statements } })),
    );
  }
}
