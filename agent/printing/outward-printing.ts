/**
 * Printers of the workgroup for programs without Hallway: on this PC's loopback, as printers of this
 * system, and on the LAN where they were opened.
 */
import { userInfo } from 'node:os';
import type { Topic } from '../../src/api/events.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import type { Printer } from '../../src/model/printer.ts';
import { InstalledPrinters } from '../../src/printing/installed-printers.ts';
import { InstalledStore } from '../../src/printing/installed-store.ts';
import type { Database } from '../../src/store/database.ts';
import type { Settings } from '../../src/store/settings.ts';
import type { TopicSources } from '../http/event-hub.ts';
import { LanPrinting } from './lan-printing.ts';
import { LoopbackPrinting } from './loopback-printing.ts';
import type { Office } from '../office.ts';
import { systemPrinters } from '../platform/system-printers.ts';
import { cupsServer } from './printing.ts';

export interface OutwardPrintingOptions {
  home: string;
  database: Database;
  settings: Settings;
  office: () => Promise<Office>;
  printers: (office: Office) => Printer[];
  device: () => string;
  deviceName: () => string;
  /** The dashboard, `http://127.0.0.1:PORT`. */
  dashboard: () => string;
  /** As in the arguments of the agent. */
  ippPort: number | undefined;
  localPort: number | undefined;
  changed: (topics: readonly Topic[]) => void;
  clock: Clock;
  log: Log;
}

export type OutwardTopics = Pick<TopicSources, 'installedPrinters' | 'lanPrinting'>;

export class OutwardPrinting implements Lifecycle {
  readonly loopback: LoopbackPrinting;
  readonly installed: InstalledPrinters;
  readonly lan: LanPrinting;

  constructor(options: OutwardPrintingOptions) {
    const { database, office, printers, device, deviceName, changed, clock, log } = options;
    const nameOf = (now: Office, id: string): string =>
      id === device() ? deviceName() : now.directory.nameOf(id);
    this.loopback = new LoopbackPrinting({ ...options, deviceName: nameOf, port: options.ippPort });
    this.installed = new InstalledPrinters({
      store: new InstalledStore(database),
      system: systemPrinters(clock, cupsServer(process.env['CUPS_SERVER']), userInfo().username),
      printers: async () => printers(await office()),
      deviceName: async (id) => nameOf(await office(), id),
      uriOf: (printer) => this.loopback.uriOf(printer),
      clock,
      log,
    });
    this.installed.events.on('changed', () => changed(['printers', 'installedPrinters']));
    this.lan = new LanPrinting({ ...options, changed: () => changed(['lanPrinting']) });
  }

  async start(): Promise<void> {
    await this.loopback.start();
    this.installed.start();
    await this.lan.start();
  }

  async stop(): Promise<void> {
    await this.lan.stop();
    await this.installed.stop();
    await this.loopback.stop();
  }

  /** Something that these rest on may be another now. */
  heed(topics: readonly Topic[]): void {
    if (topics.includes('ownPrinters') || topics.includes('adapters')) void this.lan.refresh();
    if (topics.includes('printers')) this.installed.printersChanged();
    if (!topics.includes('printers') && !topics.includes('jobs')) return;
    this.loopback.heed();
    this.lan.heed();
  }

  topics(): OutwardTopics {
    return {
      installedPrinters: () => this.installed.list(),
      lanPrinting: () => this.lan.facts(),
    };
  }
}
