/** What `screenshots.ts` shows of guests, the lent internet, and what is attached in Talk. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { GuestInvitation, GuestLink, GuestView } from '../../src/model/guest.ts';
import { qrCode } from '../../src/guests/qr-code.ts';
import type { FakeAgent } from '../support/fake-agent.ts';
import { BOOKKEEPING, LAPTOP } from '../support/fake-office.ts';
import { LASER } from '../support/fake-printers.ts';
import { root } from '../support/sources.ts';

export interface Picture {
  name: string;
  path: string;
  site?: { workgroup?: boolean; hostile?: boolean };
  signIn?: boolean;
  /** What the browser asks for; English unless told. */
  locale?: string;
  prepare?: (page: Page, agent: FakeAgent) => Promise<void> | void;
}

const SECRET = 'visitor-visitor-visits';
const HOUR_MS = 3_600_000;

function link(more: Partial<GuestLink> = {}): GuestLink {
  const now = Date.now();
  return {
    id: 'g'.repeat(16),
    name: 'Architects of the new hall',
    created: now - HOUR_MS,
    expires: now + 7 * HOUR_MS,
    ended: null,
    print: { device: BOOKKEEPING, printer: LASER, name: 'Laser, first floor' },
    drop: '/home/anna/From visitors',
    take: [{ name: 'Site plan.pdf', kind: 'file', bytes: 2_400_000, path: '/home/anna/Site plan.pdf' }], // biome-ignore format: one row
    used: { printed: 3, dropped: 2, droppedBytes: 18_000_000, taken: 1 },
    ...more,
  };
}

function showLinks(page: Page, agent: FakeAgent): Promise<void> {
  const ended = Date.now() - HOUR_MS;
  const over = link({ id: 'h'.repeat(16), name: 'Mrs Okafor', print: null, take: [], ended });
  agent.push('guests', [link(), over]);
  return showPart(page, 'Links for guests');
}

/** Parts above it may still come. */
async function showPart(page: Page, name: string): Promise<void> {
  const heading = page.getByRole('heading', { name });
  await heading.waitFor();
  await page.waitForTimeout(600);
  await page.evaluate(
    `(() => {
      const all = (root) => [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
      all(document).find((one) => one.tagName === 'H2' && one.textContent.trim() === ${JSON.stringify(name)})?.scrollIntoView();
    })()`,
  );
}

/** The page of the link, as a phone has it. */
async function visit(page: Page, more: Partial<GuestView> | undefined): Promise<void> {
  const html = readFileSync(join(root, 'dist', 'dashboard', 'guest.html'), 'utf8');
  const view: GuestView = {
    name: 'Architects of the new hall',
    device: 'Front desk',
    expires: Date.now() + 7 * HOUR_MS,
    left: 7 * HOUR_MS,
    print: { name: 'Laser, first floor', color: true, duplex: true, most: 256_000_000 },
    drop: { most: 4_000_000_000 },
    take: [
      { name: 'Site plan.pdf', kind: 'file', bytes: 2_400_000 },
      { name: 'Photos', kind: 'folder', bytes: 48_000_000 },
    ],
    ...more,
  };
  await page.route(`**/g/${SECRET}`, (route) =>
    route.fulfill({ contentType: 'text/html', body: html }),
  );
  const problem = { error: { code: 'guest.ended', message: 'This link is over.' } };
  await page.route(`**/g/${SECRET}/link`, (route) =>
    route.fulfill(more ? { json: view } : { status: 410, json: problem }),
  );
  await page.goto(new URL(`/g/${SECRET}`, page.url()).href);
  await page.locator('h1').waitFor();
}

export const visitorPictures: readonly Picture[] = [
  { name: 'guests', path: '/settings', prepare: showLinks },
  {
    name: 'guests-new',
    path: '/settings',
    prepare: (page) => page.getByRole('button', { name: 'Make a link' }).click(),
  },
  {
    name: 'guests-code',
    path: '/settings',
    prepare: async (page, agent) => {
      await showLinks(page, agent);
      const url = `http://192.168.1.21:47476/g/${SECRET}`;
      const made: GuestInvitation = { link: link(), urls: [url], qr: qrCode(url) };
      await page.route('**/renew', (route) => route.fulfill({ json: made }));
      await page.getByRole('button', { name: /^New code/ }).first().click(); // biome-ignore format: one step
      await page.getByRole('button', { name: 'New code', exact: true }).last().click();
      await page.locator('hallway-qr-code').waitFor();
    },
  },
  { name: 'guest-page', path: '/', prepare: (page) => visit(page, {}) },
  { name: 'guest-page-take', path: '/', prepare: (page) => visit(page, { print: null, drop: null }) }, // biome-ignore format: one row
  { name: 'guest-page-over', path: '/', prepare: (page) => visit(page, undefined) },
  {
    name: 'internet',
    path: '/settings',
    prepare: (page) => showPart(page, 'Internet for colleagues'),
  },
  {
    name: 'internet-used',
    path: '/settings',
    prepare: async (page, agent) => {
      const { internet } = agent.topics;
      const proxy = 'http://127.0.0.1:47477';
      const used = { device: BOOKKEEPING, proxy, pac: `${proxy}/proxy.pac`, trouble: '' };
      agent.push('internet', { ...internet, used });
      await showPart(page, 'Internet for colleagues');
    },
  },
  {
    name: 'preferences',
    path: '/settings',
    prepare: (page) => showPart(page, 'Preferences'),
  },
  {
    name: 'talk-attach',
    path: '/talk/everyone',
    prepare: (page) => page.getByRole('button', { name: 'Attach…' }).click(),
  },
  {
    name: 'talk-brought',
    path: '/talk/everyone',
    prepare: async (page, agent) => {
      const input = page.locator('hallway-attach-dialog input[type=file]');
      await page.getByRole('button', { name: 'Attach…' }).click();
      const file = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from('x') });
      await input.setInputFiles([
        file('Offer Baumann.pdf'),
        file('A plan with a very long name of the north side of the building.dwg'),
      ]);
      const receipt = agent.topics.receipts[0];
      if (receipt) agent.push('receipts', [{ ...receipt, from: LAPTOP, state: 'asked' }]);
      await page.locator('hallway-composer').scrollIntoViewIfNeeded();
    },
  },
];
