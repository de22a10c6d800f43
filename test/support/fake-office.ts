/** A small office of three PCs for tests of the dashboard: believable, and hostile where asked. */
import type { TopicValues } from '../../src/api/events.ts';
import type { Entry } from '../../src/model/entry.ts';
import type { Job } from '../../src/model/job.ts';
import { officeActivity } from './fake-activity.ts';
import { officeTalk } from './fake-talk.ts';
import { officeKeeps, officeReceipts, officeSendings, officeTransfers } from './fake-transfers.ts';
import { officeNotices } from './fake-notices.ts';
import { officeNearby } from './fake-nearby.ts';
import {
  LASER,
  OWN_PRINTER,
  laserPrinter,
  makePrinterHostile,
  ownPrinters,
} from './fake-printers.ts';
import { officeAdapters, onlinePeer, sleepingPeer } from './fake-network.ts';

const id = (letter: string, length: number) => letter.repeat(length);
export const FRONT_DESK = id('a', 52);
export const BOOKKEEPING = id('b', 52);
export const LAPTOP = id('c', 52);
export const OFFERS = id('f', 16);
export const CONTRACTS = id('g', 16);

/** Tries to run as a page: an element with a handler, a script, a right-to-left override. */
export const HOSTILE_NAME = '<img src=x onerror="globalThis.hacked=1">\u202Egpj.exe';

/** Fixed, so that pictures of pages are alike. */
const NOW = Date.UTC(2026, 4, 12, 9, 30);
const DAY = 86_400_000;

function job(name: string, state: Job['state'], more: Partial<Job> = {}): Job {
  return {
    id: crypto.randomUUID(),
    name,
    from: FRONT_DESK,
    owner: 'Anna',
    device: BOOKKEEPING,
    printer: LASER,
    printerName: 'Laser, first floor',
    state,
    reasons: [],
    message: '',
    format: 'application/pdf',
    bytes: 184_220,
    pages: null,
    options: {},
    created: NOW,
    changed: NOW,
    ...more,
  };
}

/** Every topic of an office that works, or of a PC that has no workgroup yet. */
export function officeTopics(withWorkgroup: boolean): TopicValues {
  const workgroup = { id: id('w', 52), name: 'Office Lindenstraße', members: 3 };
  const status: TopicValues['status'] = {
    version: '0.1.0',
    device: { id: FRONT_DESK, name: 'Front desk' },
    workgroup: withWorkgroup ? workgroup : null,
    local: { url: '', port: 0, contentUrl: '' },
    peer: { port: 47_600, addresses: ['192.168.1.10:47600'] },
    uptimeSeconds: 5400,
    rssBytes: 90_000_000,
    notice: null,
  };
  const none = {
    members: [],
    news: [],
    peers: [],
    printers: [],
    shares: [],
    ownShares: [],
    jobs: [],
    talk: [],
    calls: [],
    screen: { here: null, along: null, requests: [] },
    transfers: [],
    sendings: [],
    receipts: [],
    guests: [],
    internet: { lent: [], offered: [], used: null },
    keeps: [],
    activity: null,
    notices: [],
    desktop: {
      paused: false,
      quiet: false,
      startup: false,
      language: null,
      tray: 'shown' as const,
      notifies: 'none' as const,
    },
    servers: [],
  };
  const shared: Omit<TopicValues, 'status'> = {
    servers: [],
    talk: officeTalk(NOW),
    calls: [],
    screen: { here: null, along: null, requests: [] },
    members: [
      { id: LAPTOP, name: 'Laptop Mehmet', admittedBy: BOOKKEEPING, online: false, self: false },
      { id: FRONT_DESK, name: 'Front desk', admittedBy: null, online: true, self: true },
      { id: BOOKKEEPING, name: 'Bookkeeping', admittedBy: FRONT_DESK, online: true, self: false },
    ],
    peers: [
      onlinePeer(BOOKKEEPING, 'Bookkeeping', '192.168.1.21:47600', NOW),
      sleepingPeer(LAPTOP, 'Laptop Mehmet', '192.168.1.33:47600', NOW - DAY),
    ],
    news: [
      {
        time: NOW - DAY,
        what: 'joined',
        device: LAPTOP,
        text: 'Laptop Mehmet joined; Bookkeeping let it in.',
      },
      {
        time: NOW - 3 * DAY,
        what: 'left',
        device: id('e', 52),
        text: 'Old reception PC left the workgroup.',
      },
    ],
    invitation: null,
    requests: [],
    nearby: withWorkgroup ? officeNearby() : [],
    adapters: [...officeAdapters],
    printers: [laserPrinter(BOOKKEEPING), ...ownPrinters(FRONT_DESK).filter((one) => one.shared)],
    ownPrinters: ownPrinters(FRONT_DESK),
    installedPrinters: [],
    lanPrinting: {
      ready: false,
      message: '',
      port: null,
      securePort: null,
      adapters: [],
      printers: [],
    },
    shares: [
      share(OFFERS, BOOKKEEPING, 'Offers 2026', 'write'),
      share(CONTRACTS, BOOKKEEPING, 'Contracts', 'read'),
      { ...share(id('h', 16), BOOKKEEPING, 'Archive drive', 'read'), kind: 'drive' },
      share(id('i', 16), LAPTOP, 'Site photos', 'read'),
      share(id('j', 16), FRONT_DESK, 'Scans', 'write'),
    ],
    ownShares: [
      {
        ...share(id('j', 16), FRONT_DESK, 'Scans', 'write'),
        path: '/home/anna/Documents/Scans',
        with: 'everyone',
        until: null,
        hidden: false,
        limit: null,
      },
    ],
    drives: [
      drive('sda2', 'System', 'fixed', '/', 512_000_000_000, 201_000_000_000),
      drive(
        'sdb1',
        'BACKUP STICK',
        'removable',
        '/media/anna/BACKUP',
        64_000_000_000,
        12_500_000_000,
      ),
      drive('sr0', '', 'optical', null, null, null),
    ],
    jobs: [
      job('Invoice 2026-118.pdf', 'processing', { pages: 2, pagesTotal: 12, actions: ['cancel'] }),
      job('Poster summer party.png', 'pending-held', {
        owner: 'Mehmet',
        from: LAPTOP,
        actions: ['release', 'move', 'cancel'],
      }),
      job('Salaries May.pdf', 'pending', {
        pin: true,
        position: 1,
        expires: NOW + DAY,
        account: 'Bookkeeping',
        actions: ['release', 'hold', 'move', 'cancel'],
      }),
      job('Offer Baumann.pdf', 'pending', {
        position: 2,
        pagesTotal: 4,
        message: 'The owner has paused the printer.',
        actions: ['hold', 'move', 'cancel'],
        alternatives: [
          { device: FRONT_DESK, printer: OWN_PRINTER, name: 'Inkjet at the front desk', jobs: 1 },
        ],
      }),
      job('Delivery note 7741.pdf', 'uncertain', { actions: ['decide', 'cancel'] }),
      job('Letter to the landlord.pdf', 'completed', {
        pages: 1,
        keptUntil: NOW + DAY,
        actions: ['reprint'],
      }),
      job('Drawing.dwg', 'aborted', { message: 'The printer does not take this kind of file.' }),
    ],
    transfers: officeTransfers(NOW),
    sendings: officeSendings(NOW),
    receipts: officeReceipts(NOW),
    guests: [],
    internet: {
      lent: [
        {
          device: LAPTOP,
          quota: 1_000_000_000,
          until: null,
          today: 312_000_000,
          month: 4_100_000_000,
          open: 3,
        },
      ],
      offered: [{ device: BOOKKEEPING, quota: 500_000_000, today: 20_000_000 }],
      used: null,
    },
    keeps: officeKeeps(NOW),
    activity: officeActivity(NOW, [BOOKKEEPING, LAPTOP])[0] ?? null,
    notices: officeNotices(NOW),
    desktop: {
      paused: false,
      quiet: false,
      startup: false,
      language: null,
      tray: 'shown' as const,
      notifies: 'none' as const,
    },
  };
  // A copy, since tests change what an agent holds.
  return structuredClone({ ...shared, ...(withWorkgroup ? {} : none), status });
}

function share(shareId: string, device: string, name: string, access: 'read' | 'write') {
  return { id: shareId, device, name, kind: 'folder' as const, access, available: true };
}

function drive(
  driveId: string,
  label: string,
  kind: TopicValues['drives'][number]['kind'],
  mounted: string | null,
  sizeBytes: number | null,
  freeBytes: number | null,
): TopicValues['drives'][number] {
  const removable = kind === 'removable' || kind === 'optical';
  return {
    id: driveId,
    label,
    kind,
    removable,
    mounted,
    sizeBytes,
    freeBytes,
    filesystem: kind === 'fixed' ? 'ext4' : null,
    shared: false,
    share: null,
    choice: null,
    knowable: true,
    asks: false,
  };
}

/** Folders of every share, by path. */
export function officeFolders(): Map<string, Entry[]> {
  const file = (name: string, size: number, daysAgo: number): Entry => ({
    name,
    kind: 'file',
    size,
    modified: NOW - daysAgo * DAY,
  });
  const folder = (name: string): Entry => ({ name, kind: 'folder', size: 0, modified: NOW - DAY });
  return new Map<string, Entry[]>([
    [
      '',
      [
        folder('Drafts'),
        folder('Empty'),
        folder('Everything'),
        file('Offer Baumann.pdf', 284_311, 1),
        file('Offer Çelik & sons.docx', 48_120, 2),
        file('Price list 2.xlsx', 12_040, 40),
        file('Price list 10.xlsx', 12_961, 3),
        file('Photo of the roof.jpg', 5_204_118, 9),
        file('README', 0, 300),
      ],
    ],
    ['Drafts', [file('Offer Baumann (old).pdf', 280_001, 5)]],
    ['Empty', []],
    [
      'Everything',
      Array.from({ length: 10_000 }, (_, n) => file(`Scan ${n + 1}.pdf`, 10_000 + n, n % 400)),
    ],
  ]);
}

/** The same office after a peer chose its names to do harm. */
export function makeHostile(topics: TopicValues, folders: Map<string, Entry[]>): void {
  const long = 'W'.repeat(63);
  for (const member of topics.members) if (!member.self) member.name = HOSTILE_NAME;
  for (const one of topics.news) one.text = HOSTILE_NAME;
  for (const one of topics.nearby) Object.assign(one, { name: HOSTILE_NAME, model: long });
  for (const one of topics.adapters) Object.assign(one, { name: HOSTILE_NAME, reason: long });
  for (const { path } of topics.peers) if (path) path.adapter = HOSTILE_NAME;
  for (const one of topics.printers) makePrinterHostile(one, HOSTILE_NAME, long);
  for (const one of topics.shares) one.name = one.access === 'write' ? HOSTILE_NAME : long;
  for (const one of topics.jobs) {
    Object.assign(one, { name: 'x'.repeat(255), owner: HOSTILE_NAME, printerName: HOSTILE_NAME });
    Object.assign(one, { message: HOSTILE_NAME, account: HOSTILE_NAME, reasons: [HOSTILE_NAME] });
    for (const other of one.alternatives ?? []) other.name = HOSTILE_NAME;
  }
  for (const one of topics.notices) one.text = HOSTILE_NAME;
  for (const one of topics.ownPrinters) makePrinterHostile(one, HOSTILE_NAME, long);
  topics.installedPrinters.push({
    id: LASER,
    device: BOOKKEEPING,
    name: HOSTILE_NAME,
    queue: HOSTILE_NAME,
    state: 'orphaned',
    uri: HOSTILE_NAME,
    message: HOSTILE_NAME,
  });
  topics.lanPrinting = {
    ...topics.lanPrinting,
    message: HOSTILE_NAME,
    printers: [
      { id: OWN_PRINTER, name: long, shownAs: HOSTILE_NAME, uris: [long], driverless: true },
    ],
  };
  topics.requests.push({ id: id('d', 52), name: HOSTILE_NAME, address: long, requestedAt: NOW });
  folders
    .get('')
    ?.push(
      { name: HOSTILE_NAME, kind: 'file', size: 1, modified: NOW },
      { name: 'ü'.repeat(127), kind: 'folder', size: 0, modified: NOW },
      { name: '\u202e\u2066<script>hacked=1</script>', kind: 'file', size: 1, modified: 0 },
    );
}
