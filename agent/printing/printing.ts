/** Puts printing together: the backends that this system has, the registry and the service. */
import { existsSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import type { DeviceId } from '../../src/model/id.ts';
import type { Offers, PeerTransport } from '../../src/net/peer-transport.ts';
import { CupsBackend } from '../../src/printing/cups-backend.ts';
import { DeviceBehind } from '../../src/printing/device-behind.ts';
import { FileSpool } from '../../src/printing/file-spool.ts';
import { IppBackend } from '../../src/printing/ipp-backend.ts';
import type { ServerAddress } from '../../src/printing/ipp/address.ts';
import { IppClient } from '../../src/printing/ipp/client.ts';
import { JobStore } from '../../src/printing/job-store.ts';
import { NoticeStore } from '../../src/printing/notice-store.ts';
import { PrintLedger } from '../../src/printing/print-ledger.ts';
import { PrintNotices } from '../../src/printing/print-notices.ts';
import { PrintService, type PeerPrinters } from '../../src/printing/print-service.ts';
import type { PrinterBackend } from '../../src/printing/printer-backend.ts';
import { PrinterRegistry } from '../../src/printing/printer-registry.ts';
import { PrinterStore } from '../../src/printing/printer-store.ts';
import { VirtualBackend } from '../../src/printing/virtual-backend.ts';
import { WindowsBackend } from '../../src/printing/windows/windows-backend.ts';
import { composeConversion } from './conversion.ts';
import { printsOnLetter } from './paper-habit.ts';
import { scriptRunner } from '../platform/windows/powershell-script.ts';
import type { Database } from '../../src/store/database.ts';

export interface PrintingOptions {
  home: string;
  device: DeviceId;
  database: Database;
  clock: Clock;
  log: Log;
  transport: PeerTransport;
  offers: Offers;
  peers: PeerPrinters;
  /** Whether an address leads to a printer of this device or its workgroup by a door of Hallway's. */
  isOurs: (uri: string) => boolean;
  newId: () => string;
  random: (bytes: number) => Uint8Array;
}

export function composePrinting(options: PrintingOptions): {
  registry: PrinterRegistry;
  service: PrintService;
  notices: PrintNotices;
  ledger: PrintLedger;
} {
  const { home, device, database, clock, log, transport, offers, peers } = options;
  const conversion = composeConversion({ home, letter: printsOnLetter(), clock, log });
  const registry = new PrinterRegistry({
    device,
    store: new PrinterStore(database),
    backends: backends(clock, options.isOurs, join(home, 'pages')),
    isOurs: options.isOurs,
    clock,
    offered: (formats, offers) => conversion.offered(formats, offers),
    log,
    random: options.random,
  });
  const ledger = new PrintLedger(database);
  const notices = new PrintNotices({ device, store: new NoticeStore(database), clock, log });
  const service = new PrintService({
    device,
    store: new JobStore(database),
    spool: new FileSpool(join(home, 'spool')),
    conversion,
    transport,
    offers,
    targets: registry,
    peers,
    clock,
    log,
    newId: options.newId,
    random: options.random,
    ledger,
    notices,
  });
  registry.events.on('changed', () => {
    service.printersChanged();
    notices.printersChanged(registry.listOwn());
  });
  return { registry, service, notices, ledger };
}

/** `pages` is a folder for pages on their way to a driver of Windows. */
function backends(clock: Clock, isOurs: (uri: string) => boolean, pages: string): PrinterBackend[] {
  const { username: user } = userInfo();
  const direct = [new IppBackend(new IppClient({ clock, user })), new VirtualBackend()];
  const server = cupsServer(process.env['CUPS_SERVER']);
  if (process.platform === 'win32') {
    // What a crash left there is of jobs that are drawn anew, or of nobody.
    rmSync(pages, { recursive: true, force: true });
    const isOwn = (port: string, comment: string): boolean =>
      [port, comment.replace(/^Hallway /, '')].some(isOurs);
    return [new WindowsBackend({ run: scriptRunner(), folder: pages, clock, isOwn }), ...direct];
  }
  if (!server) return direct;
  const devices = new DeviceBehind(
    new IppClient({ clock, user, silenceMs: 1500, busyMs: 0 }),
    clock,
  );
  const client = new IppClient({ clock, user, server });
  return [new CupsBackend(client, { isOwn: isOurs, devices }), ...direct];
}

const SOCKETS = ['/run/cups/cups.sock', '/var/run/cups/cups.sock', '/private/var/run/cupsd'];

/** Where this system's CUPS answers; `CUPS_SERVER` as every CUPS client reads it. */
export function cupsServer(configured: string | undefined): ServerAddress | undefined {
  if (configured?.startsWith('/')) return { socketPath: configured };
  if (configured) {
    const [, host = '127.0.0.1', port] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(configured) ?? [];
    return { host, port: Number(port ?? 631) };
  }
  if (process.platform === 'win32') return undefined;
  const socketPath = SOCKETS.find((path) => existsSync(path));
  return socketPath ? { socketPath } : { host: '127.0.0.1', port: 631 };
}
