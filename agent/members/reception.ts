/**
 * Holds the office of the identity that this device has now, and what the local door shows of it.
 * When the device is put out of its workgroup or leaves, it gets a new key and a new office.
 */
import type { TopicSources } from '../http/event-hub.ts';
import type { Topic } from '../../src/api/events.ts';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import type { Device, Status } from '../../src/model/device.ts';
import type { InstalledQueue } from '../../src/model/installed-printer.ts';
import type { Printer } from '../../src/model/printer.ts';
import type { Share } from '../../src/model/share.ts';
import type { Member } from '../../src/model/workgroup.ts';
import type { SmbHosts } from '../../src/shares/smb/smb-hosts.ts';
import type { Adapter } from '../../src/net/adapters.ts';
import type { CurrentIdentity } from './current-identity.ts';
import type { Office } from '../office.ts';
import type { OutwardTopics } from '../printing/outward-printing.ts';
import { VERSION } from '../version.ts';

export interface ReceptionOptions {
  identity: CurrentIdentity;
  /** An office for the identity as it is now, on the given peer port (0: any). */
  makeOffice: (peerPort: number) => Office;
  peerPort: number;
  deviceName: () => string;
  local: () => { url: string; port: number; contentUrl: string };
  /** Where programs of this PC print to a printer of the workgroup. */
  localUri: (printer: Printer) => string | undefined;
  /** The queue of this system that prints to it. */
  installed: (printer: Printer) => InstalledQueue | undefined;
  servers: Pick<SmbHosts, 'list' | 'shares'>;
  changed: (topics: readonly Topic[]) => void;
  /** Ends the agent. */
  stop: () => void;
  log: Log;
}

const ALL_TOPICS: readonly Topic[] = [
  'status',
  'members',
  'news',
  'peers',
  'invitation',
  'requests',
  'printers',
  'ownPrinters',
  'shares',
  'ownShares',
  'transfers',
  'sendings',
  'receipts',
  'keeps',
  'internet',
  'activity',
];

export class Reception implements Lifecycle {
  readonly #options: ReceptionOptions;
  #office: Office | undefined;
  #changing: Promise<void> = Promise.resolve();
  #stopping = false;
  /** Why there is no new key, where one is needed. */
  #noKey: HallwayError | undefined;

  constructor(options: ReceptionOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#open(this.#options.peerPort);
    // The agent may have died between leaving a workgroup and taking a new key.
    if (this.#office?.workgroup.needsNewKey()) this.#renew();
    await this.#changing;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#changing;
    await this.#office?.stop();
    this.#office = undefined;
  }

  /** The office, once it stands. */
  async office(): Promise<Office> {
    await this.#changing;
    if (!this.#office) throw new HallwayError('agent.not_running', 'Hallway is stopping.');
    return this.#office;
  }

  /** The office with a key that may enter a workgroup; throws why there is none. */
  async officeForEntering(): Promise<Office> {
    const office = await this.office();
    if (!office.workgroup.needsNewKey()) return office;
    this.#renew();
    const renewed = await this.office();
    if (this.#noKey) throw this.#noKey;
    return renewed;
  }

  /** Resolves when a change of identity that was under way is done. */
  settled(): Promise<void> {
    return this.#changing;
  }

  /** The system goes to sleep in a moment. */
  sleep(): void {
    this.#office?.directory.sleep();
  }

  wake(): void {
    this.#office?.adapters.woke();
  }

  stopSoon(): void {
    // The answer of the request that asks for it goes out first.
    setTimeout(() => this.#options.stop(), 50);
  }

  async #open(peerPort: number): Promise<void> {
    const office = this.#options.makeOffice(peerPort);
    office.on('changed', (topics) => this.#options.changed(topics));
    office.on('left', ({ spent }) => {
      this.#options.changed(ALL_TOPICS);
      if (spent) this.#renew();
    });
    await office.start();
    this.#office = office;
  }

  #renew(): void {
    this.#changing = this.#changing.then(async () => {
      if (this.#stopping || !this.#office?.workgroup.needsNewKey()) return;
      const { port } = this.#office.peerServer;
      this.#noKey = undefined;
      try {
        await this.#options.identity.renew();
      } catch (error) {
        // With a full disk, say. In no workgroup the old key does no harm; entering one tries again.
        this.#options.log.error({ error }, 'no new key could be made');
        this.#noKey = asHallwayError(error);
        return;
      }
      try {
        await this.#office.stop();
        await this.#open(port);
      } catch (error) {
        this.#options.log.error({ error }, 'the office could not be opened anew');
        this.#options.stop();
      }
      this.#options.changed(ALL_TOPICS);
    });
  }

  // ---- what the local door shows

  async status(): Promise<Status> {
    const { identity, deviceName, local } = this.#options;
    const office = await this.office();
    const workgroup = office.workgroup.current();
    const { port } = office.peerServer;
    return {
      version: VERSION,
      device: { id: identity.id, name: deviceName() },
      workgroup: workgroup && { ...workgroup, members: office.workgroup.members().length },
      local: local(),
      peer: { port, addresses: ownAddresses(office.adapters.current(), port) },
      uptimeSeconds: Math.round(process.uptime()),
      rssBytes: process.memoryUsage.rss(),
      notice: office.workgroup.notice(),
    };
  }

  members(office: Office): Member[] {
    const { id: self } = this.#options.identity;
    const names = new Map(office.directory.peers().map(({ id, name }) => [id, name]));
    return office.workgroup.members().map(({ id, name, admittedBy }) => ({
      id,
      name: id === self ? this.#options.deviceName() : (names.get(id) ?? name),
      admittedBy,
      online: id === self || office.directory.isOnline(id),
      self: id === self,
    }));
  }

  /** This PC, every other member of its workgroup, and file servers without Hallway. */
  devices(office: Office): Device[] {
    const members = this.members(office);
    const own = { id: this.#options.identity.id, name: this.#options.deviceName() };
    return [...(members.length > 0 ? members : [own]), ...this.#options.servers.list()];
  }

  printers(office: Office): Printer[] {
    // Whatever a peer says, only this PC knows its own addresses.
    return [...office.printers.shared(), ...office.resources.printers()].map((printer) => ({
      ...printer,
      localUri: this.#options.localUri(printer),
      installed: this.#options.installed(printer),
    }));
  }

  shares(office: Office): Share[] {
    const { id: self } = this.#options.identity;
    const served = this.#options.servers.shares();
    return [...office.shares.visibleTo(self), ...office.resources.shares(), ...served];
  }

  topics(): Omit<TopicSources, keyof OutwardTopics | 'desktop' | 'guests' | 'internet'> {
    const of =
      <T>(read: (office: Office) => T) =>
      async () =>
        read(await this.office());
    return {
      status: () => this.status(),
      members: of((office) => this.members(office)),
      news: of((office) => office.workgroup.news()),
      peers: of((office) => office.directory.peers()),
      invitation: of((office) => office.pairing.invitation()),
      requests: of((office) => office.pairing.requests()),
      nearby: of((office) => office.nearby.watch()),
      adapters: of((office) => Array.from(office.adapters.all())),
      printers: of((office) => this.printers(office)),
      ownPrinters: of((office) => office.printers.listOwn()),
      shares: of((office) => this.shares(office)),
      ownShares: of((office) => office.shares.list()),
      drives: async () => (await this.office()).drives.list(),
      servers: () => this.#options.servers.list(),
      jobs: of((office) => office.printing.jobs().slice(0, 200)),
      talk: of((office) => office.talk.conversations()),
      calls: of((office) => office.talking.calls.list()),
      transfers: of((office) => office.transfers.list()),
      keeps: of((office) => office.giving.keeps.list()),
      sendings: of((office) => office.giving.sendings.list()),
      receipts: of((office) => office.giving.receiving.list()),
      activity: of((office) => office.activity.ledger.list({ limit: 1 })[0] ?? null),
      screen: of((office) => office.media.screen()),
      notices: of((office) => office.notices.all()),
    };
  }
}

/** Where peers on the LAN reach this PC, by IPv4. */
function ownAddresses(adapters: readonly Adapter[], port: number): string[] {
  return adapters.flatMap(({ ipv4 }) => ipv4.map(({ address }) => `${address}:${port}`));
}
