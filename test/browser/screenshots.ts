/**
 * Writes a picture of every page, in both themes and three widths, to the folder given
 * (/tmp/hallway-screenshots without one): `node test/browser/screenshots.ts [folder] [parts of names, with commas between]`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import type { Page } from 'playwright-core';
import type { Call } from '../../src/model/call.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { FakeAgent } from '../support/fake-agent.ts';
import { type FileKind, MARK, type SearchAnswer, type SearchHit } from '../../src/model/search.ts';
import { addUnreached } from '../support/fake-network.ts';
import { BOOKKEEPING, FRONT_DESK, LAPTOP, OFFERS } from '../support/fake-office.ts';
import { notice } from '../support/fake-notices.ts';
import { LASER, OWN_PRINTER } from '../support/fake-printers.ts';
import { fakeSite, launch, openTab, THEMES } from './browser.ts';
import { type Picture, visitorPictures } from './visitor-pictures.ts';

const document = { name: 'Invoice.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(84_000) };

const pictures: readonly Picture[] = [
  { name: 'sign-in', path: '/', signIn: false },
  { name: 'welcome', path: '/', site: { workgroup: false } },
  { name: 'hallway', path: '/' },
  { name: 'activity', path: '/activity' },
  { name: 'hallway-hostile', path: '/', site: { hostile: true } },
  {
    name: 'hallway-alone',
    path: '/',
    prepare: (_page, agent) => {
      agent.push('members', agent.topics.members.filter(({ self }) => self)); // biome-ignore format: one step
      agent.push('printers', []);
      agent.push('shares', []);
    },
  },
  {
    name: 'invitation',
    path: '/',
    prepare: (page) => page.getByRole('button', { name: 'Add a PC' }).click(),
  },
  {
    name: 'knock',
    path: '/',
    prepare: async (page, agent) => {
      await page.getByRole('button', { name: 'Add a PC' }).click();
      agent.push('requests', [
        { id: 'd'.repeat(52), name: 'Reception', address: '192.168.1.40', requestedAt: 0 },
      ]);
    },
  },
  {
    name: 'offer-drive',
    path: '/',
    prepare: (page) => page.getByRole('button', { name: 'Share… BACKUP STICK' }).click(),
  },
  { name: 'paused', path: '/', prepare: (_page, agent) => agent.push('desktop', { ...agent.topics.desktop, paused: true }) }, // biome-ignore format: one step
  { name: 'view', path: `/files/${BOOKKEEPING}/${OFFERS}/view?path=Offer+Baumann.pdf` },
  { name: 'view-none', path: `/files/${BOOKKEEPING}/${OFFERS}/view?path=Price+list+2.xlsx` },
  { name: 'printers', path: '/printers' },
  { name: 'printers-hostile', path: '/printers', site: { hostile: true } },
  {
    name: 'print-dialog',
    path: '/printers',
    prepare: (page) => page.locator('input[type=file]').last().setInputFiles(document),
  },
  {
    name: 'print-several',
    path: '/printers',
    prepare: async (page) => {
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles([
          document,
          {
            name: 'Notes.txt',
            mimeType: 'text/plain',
            buffer: Buffer.from('Buy paper\n'.repeat(30)),
          },
        ]);
      await page.getByText('More options').click();
      await page.getByLabel('Copies').fill('0');
      await page.getByRole('button', { name: 'Print', exact: true }).click();
    },
  },
  { name: 'printer', path: `/printers/${BOOKKEEPING}/${LASER}` },
  { name: 'printer-stopped', path: `/printers/${FRONT_DESK}/${OWN_PRINTER}` },
  {
    name: 'printer-hostile',
    path: `/printers/${BOOKKEEPING}/${LASER}`,
    site: { hostile: true },
  },
  {
    name: 'print-terms',
    path: '/printers',
    prepare: async (page) => {
      await page.locator('input[type=file]').first().setInputFiles(document);
      await page.getByText('PIN, later and more').click();
      await page.getByLabel('For (project or customer)').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'printer-jobs',
    path: `/printers/${BOOKKEEPING}/${LASER}`,
    prepare: async (page) => {
      await page.getByText(/^Earlier/).click();
      await page.evaluate('scrollTo(0, 320)');
    },
  },
  {
    name: 'printer-pin',
    path: `/printers/${BOOKKEEPING}/${LASER}`,
    prepare: async (page) => {
      await page.getByRole('button', { name: /^Print now Salaries/ }).click();
      await page.keyboard.press('Enter');
    },
  },
  {
    name: 'printer-move',
    path: `/printers/${BOOKKEEPING}/${LASER}`,
    prepare: (page) => page.getByRole('button', { name: /^Print it on/ }).click(),
  },
  {
    name: 'printer-install',
    path: `/printers/${BOOKKEEPING}/${LASER}`,
    prepare: async (page, agent) => {
      const fix =
        'Run this in a terminal, then try again: sudo lpadmin -p Laser -E -v ipp://127.0.0.1:47631/ipp/print/p -m everywhere';
      agent.installFails = new HallwayError(
        'printer.install_denied',
        'Only an administrator may change the printers of this PC.',
        { fix },
      );
      const button = page.getByRole('button', { name: 'Install as a printer of this PC' });
      await button.click();
      await page.getByRole('alert').getByText('terminal').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'printers-paused',
    path: '/printers',
    prepare: (_page, agent) => {
      const left = {
        device: LAPTOP,
        id: LASER,
        name: 'Old one',
        queue: 'Old_one_at_Laptop_Mehmet',
      };
      agent.push('printers', agent.topics.printers.map((one) => ({ ...one, paused: true }))); // biome-ignore format: one step
      agent.push('installedPrinters', [{ ...left, state: 'orphaned', uri: '', message: '' }]);
    },
  },
  {
    name: 'printer-settings',
    path: '/settings',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Settings Inkjet at the front desk' }).click();
      await page.getByLabel('Only these').check();
    },
  },
  {
    name: 'printer-usage',
    path: '/settings',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Settings Inkjet at the front desk' }).click();
      await page.getByText('What was printed', { exact: true }).click();
      await page.getByRole('button', { name: 'Save' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'own-printers',
    path: '/settings',
    prepare: (page) =>
      page.getByLabel('What this PC has printed elsewhere').scrollIntoViewIfNeeded(),
  },
  { name: 'phone', path: '/printers/phone' },
  {
    name: 'phone-open',
    path: '/printers/phone',
    prepare: async (page) => {
      await page
        .getByRole('button', { name: /^Open it/ })
        .first()
        .click();
      await page.getByLabel('Open to every device in the network').check();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('By address').click();
    },
  },
  {
    name: 'printing-news',
    path: '/',
    prepare: async (page, agent) => {
      await page.getByRole('button', { name: /^What happened/ }).waitFor();
      const words = '“Invoice 2026-118.pdf” is printed on “Laser, first floor”.';
      agent.push('notices', [notice(5, Date.now(), words), ...agent.topics.notices]);
      await page.getByRole('button', { name: /^What happened/ }).click();
    },
  },
  { name: 'files', path: '/files' },
  { name: 'folder', path: `/files/${BOOKKEEPING}/${OFFERS}` },
  {
    name: 'upload',
    path: `/files/${BOOKKEEPING}/${OFFERS}`,
    prepare: async (page, agent) => {
      agent.uploadDelayMs = 5000;
      await page.locator('main input[type=file]').setInputFiles(document);
    },
  },
  { name: 'folder-hostile', path: `/files/${BOOKKEEPING}/${OFFERS}`, site: { hostile: true } },
  {
    name: 'folder-selected',
    path: `/files/${BOOKKEEPING}/${OFFERS}`,
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Offer Baumann.pdf' }).focus();
      for (const key of ['Space', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Control+x'])
        await page.keyboard.press(key);
    },
  },
  {
    name: 'folder-grid',
    path: `/files/${BOOKKEEPING}/${OFFERS}`,
    prepare: (page) => page.getByRole('button', { name: 'Grid' }).click(),
  },
  {
    name: 'folder-move',
    path: `/files/${BOOKKEEPING}/${OFFERS}`,
    prepare: async (page) => {
      await page.getByLabel('Select README').click();
      await page.getByRole('button', { name: 'Move to…' }).click();
    },
  },
  {
    name: 'folder-deleted',
    path: `/files/${BOOKKEEPING}/${OFFERS}`,
    prepare: async (page) => {
      await page.getByRole('button', { name: 'README' }).focus();
      await page.keyboard.press('Delete');
      await page.getByRole('button', { name: 'Undo' }).waitFor();
    },
  },
  {
    name: 'folder-trash',
    path: `/files/${BOOKKEEPING}/${OFFERS}`,
    prepare: async (page) => {
      await page.getByRole('button', { name: 'README' }).focus();
      await page.keyboard.press('Delete');
      await page.getByRole('button', { name: 'Undo' }).waitFor();
      await page.getByRole('link', { name: 'Trash' }).click();
      await page.getByRole('button', { name: 'Restore README' }).waitFor();
    },
  },
  { name: 'folder-empty', path: `/files/${BOOKKEEPING}/${OFFERS}?path=Empty` },
  { name: 'folder-10000', path: `/files/${BOOKKEEPING}/${OFFERS}?path=Everything` },
  { name: 'people', path: '/people' },
  {
    name: 'remove',
    path: '/people',
    prepare: (page) => page.getByRole('button', { name: 'Remove Bookkeeping' }).click(),
  },
  {
    name: 'unreached',
    path: '/',
    prepare: (_page, agent) => showUnreached(agent),
  },
  {
    name: 'waking',
    path: '/people',
    prepare: async (page, agent) => {
      agent.networkDelayMs = 5000;
      await page.getByRole('button', { name: /^Wake up/ }).click();
    },
  },
  {
    name: 'connect',
    path: '/people',
    prepare: async (page) => {
      await page.getByLabel('Address of the missing PC').fill('192.168.1.99');
      await page.getByRole('button', { name: 'Connect' }).click();
      await page.getByRole('alert').getByText('Nothing answers').waitFor();
    },
  },
  { name: 'doctor', path: '/doctor', prepare: (page) => seeReport(page) },
  { name: 'doctor-hostile', path: '/doctor', site: { hostile: true }, prepare: (page) => seeReport(page) }, // biome-ignore format: one step
  {
    name: 'doctor-cell',
    path: '/doctor',
    prepare: async (page) => {
      await seeReport(page);
      const cell = page.getByRole('button', { name: /Front desk sees Laptop Mehmet/ });
      await cell.click();
      await cell.scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'doctor-busy',
    path: '/doctor',
    prepare: async (page, agent) => {
      await seeReport(page);
      agent.networkDelayMs = 5000;
      await page.getByRole('button', { name: 'Check again' }).click();
    },
  },
  {
    name: 'doctor-many',
    path: '/doctor',
    prepare: async (page, agent) => {
      for (let n = 1; n <= 9; n += 1)
        addUnreached(agent.topics, String.fromCharCode(110 + n).repeat(52), `Workshop PC ${n}`, 0);
      await seeReport(page);
      await page.getByRole('button', { name: 'Check again' }).click();
      await page.getByRole('button', { name: /sees Workshop PC 9/ }).first().waitFor(); // biome-ignore format: one step
      await page.waitForTimeout(500);
      await page.getByRole('button', { name: /Front desk sees Workshop PC 3/ }).focus();
    },
  },
  { name: 'nearby', path: '/nearby' },
  {
    name: 'nearby-open',
    path: '/nearby',
    prepare: (page) => page.getByRole('button', { name: 'Copy address NAS' }).click(),
  },
  {
    name: 'nearby-add',
    path: '/nearby',
    prepare: (page) => page.getByRole('button', { name: /^Add printer/ }).click(),
  },
  {
    name: 'nearby-none',
    path: '/nearby',
    prepare: (_page, agent) => agent.push('nearby', []),
  },
  {
    name: 'welcome-put-out',
    path: '/',
    site: { workgroup: false },
    prepare: (_page, agent) => {
      const notice = 'Bookkeeping removed this PC from “Office Lindenstraße” on 12 May.';
      agent.push('status', { ...agent.topics.status, notice });
    },
  },
  {
    name: 'search',
    path: '/search',
    prepare: async (page) => {
      await page.route('**/api/v1/search', (route) =>
        route.fulfill({ contentType: 'application/x-ndjson', body: `${JSON.stringify(FOUND)}\n` }),
      );
      await page.getByRole('searchbox').fill('rent');
      await page.getByText('2 of 3 PCs answered').waitFor();
    },
  },
  {
    name: 'search-right-to-left',
    path: '/search',
    prepare: (page) => page.evaluate("document.documentElement.dir = 'rtl'"),
  },
  { name: 'talk', path: '/talk/everyone' },
  {
    name: 'call-ringing',
    path: '/talk/everyone',
    prepare: (_page, agent) => agent.push('calls', [CALL]),
  },
  {
    name: 'call-held',
    path: '/talk/everyone',
    prepare: async (page, agent) => {
      // The line stays open, as it does while a call is held.
      await page.evaluate(`{
        const ask = globalThis.fetch;
        const line = new TextEncoder().encode(${JSON.stringify(`${JSON.stringify({ call: { ...CALL, here: 'in' } })}\n`)});
        globalThis.fetch = (path, init) =>
          String(path).endsWith('/take')
            ? Promise.resolve(new Response(new ReadableStream({ start: (stream) => stream.enqueue(line) })))
            : ask(path, init);
      }`);
      agent.push('calls', [CALL]);
      await page.getByRole('button', { name: 'Answer with camera' }).click();
      await page.getByRole('button', { name: 'Hang up' }).waitFor();
      await page.waitForTimeout(800);
    },
  },
  { name: 'transfers', path: '/transfers' },
  {
    name: 'limits',
    path: '/settings',
    prepare: (page) => page.locator('hallway-limits').scrollIntoViewIfNeeded(),
  },
  {
    name: 'send-dialog',
    path: '/transfers',
    prepare: (page) => page.getByRole('button', { name: 'Send to…' }).click(),
  },
  { name: 'german-hallway', path: '/', locale: 'de' },
  { name: 'german-printers', path: '/printers', locale: 'de' },
  { name: 'german-settings', path: '/settings', locale: 'de' },
  { name: 'german-transfers', path: '/transfers', locale: 'de' },
  {
    name: 'right-to-left',
    path: `/printers/${BOOKKEEPING}/${LASER}`,
    prepare: (page) => page.evaluate("document.documentElement.dir = 'rtl'"),
  },
  { name: 'settings', path: '/settings' },
  {
    name: 'adapters',
    path: '/settings',
    prepare: async (page, agent) => {
      agent.push('adapters', agent.topics.adapters.map((one) => ({ ...one, used: false }))); // biome-ignore format: one step
      await page.evaluate('scrollTo(0, 9999)');
    },
  },
  {
    name: 'share-dialog',
    path: '/settings',
    prepare: (page) => page.getByRole('button', { name: 'Share a folder' }).click(),
  },
  ...visitorPictures,
  { name: 'missing', path: '/nowhere' },
  { name: 'reconnecting', path: '/', prepare: (_page, agent) => agent.stop() },
];

const CALL: Call = {
  id: 'q'.repeat(26),
  conversation: 'everyone',
  from: BOOKKEEPING,
  at: 0,
  video: true,
  here: 'rings',
  people: [BOOKKEEPING, LAPTOP].map((device) => ({
    device,
    state: device === LAPTOP ? 'ringing' : 'in',
    why: null,
    shows: { microphone: false, camera: false, screen: false },
  })),
};

const found = (path: string, kind: FileKind, snippet = '', holders = 1): SearchHit => ({
  device: BOOKKEEPING,
  deviceName: 'Bookkeeping',
  share: OFFERS,
  shareName: 'Offers',
  path,
  kind,
  size: kind === 'folder' ? 0 : 184_000,
  modified: Date.UTC(2026, 10, 3),
  snippet,
  score: 0.8,
  content: '',
  person: 'ewa',
  holders: Array.from({ length: holders }, () => ({
    device: BOOKKEEPING,
    deviceName: 'Bookkeeping',
    share: OFFERS,
    shareName: 'Offers',
    path,
  })),
});

const FOUND: SearchAnswer = {
  hits: [
    found('Rent', 'folder'),
    found('Contracts/Rent 2026.pdf', 'document', '', 3),
    found(
      'Minutes/2026-11-03.odt',
      'document',
      `The ${MARK.open}rent${MARK.close} goes up in autumn, and the heating is to be looked at before that.`,
    ),
    found(
      'Pictures/Cellar/IMG_2041.jpg',
      'picture',
      `Before it is ${MARK.open}rented${MARK.close}`,
    ),
  ],
  answered: 2,
  asked: 3,
  silent: ['Laptop'],
  reading: ['Front desk'],
  done: true,
};

function showUnreached(agent: FakeAgent): void {
  addUnreached(agent.topics, 'n'.repeat(52), 'Warehouse', Date.UTC(2026, 4, 12, 7, 5));
  agent.push('members', agent.topics.members);
  agent.push('peers', agent.topics.peers);
}

function seeReport(page: Page): Promise<void> {
  return page.getByText('Checked:').waitFor();
}

const folder = argv[2] ?? '/tmp/hallway-screenshots';
const wanted = (argv[3] ?? '').split(',');
mkdirSync(folder, { recursive: true });
const browser = await launch();
for (const picture of pictures.filter(({ name }) => wanted.some((part) => name.includes(part))))
  for (const width of [390, 1280])
    for (const theme of THEMES) {
      const agent = await fakeSite(picture.site);
      const { path, signIn, locale } = picture;
      const tab = await openTab(browser, agent, {
        path,
        theme,
        width,
        height: width === 390 ? 844 : 800,
        ...(signIn === undefined ? {} : { signIn }),
        ...(locale === undefined ? {} : { locale }),
      });
      try {
        await tab.heading();
        await picture.prepare?.(tab.page, agent);
        await tab.page.waitForTimeout(350);
        await tab.page.screenshot({ path: join(folder, `${picture.name}-${width}-${theme}.png`) });
      } catch (error) {
        console.log(picture.name, width, theme, String(error), tab.troubles);
      }
      await tab.close();
      await agent.stop();
    }
await browser.close();
console.log(`Pictures are in ${folder}`);
