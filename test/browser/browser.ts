/**
 * Chromium for tests: the dashboard opened at a site, with everything watched that must not happen
 * (errors on the console, violations of the Content-Security-Policy, strangers contacted).
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { build } from 'vite';
import { FakeAgent } from '../support/fake-agent.ts';
import { filesBelow, root } from '../support/sources.ts';
import { WATCH_CONNECTIONS } from './call-media.ts';

/** Where a dashboard runs. A real agent's is made of its URL and what `hallway dashboard` prints. */
export interface Site {
  readonly url: string;
  /** A fresh address that signs a browser in; `path` is the page that it opens. */
  signInUrl(path?: string): string | Promise<string>;
  stop(): Promise<void>;
}

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Made-up microphone and camera, that nobody is asked for; browsers of one machine in a call.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--auto-select-desktop-capture-source=Entire screen',
  '--allow-loopback-in-peer-connection',
];

const DENY = '--deny-permission-prompts';

export function chromiumPath(): string | undefined {
  return CANDIDATES.find((path) => existsSync(path));
}

/** Builds the dashboard if that was not done since its sources changed. */
export async function builtDashboard(): Promise<void> {
  const built = join(root, 'dist', 'dashboard', 'index.html');
  const sources = filesBelow(['dashboard', 'src/api', 'src/model', 'src/base'], ['.ts', '.html']);
  const newest = Math.max(...sources.map((file) => statSync(join(root, file)).mtimeMs));
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return;
  await build({
    root: join(root, 'dashboard'),
    configFile: join(root, 'dashboard', 'vite.config.ts'),
    logLevel: 'error',
  });
}

/**
 * `namespace`: of the PC of a LAN lab that it runs on; `deaf`: nobody lets it use devices; `more`:
 * further arguments.
 */
export async function launch({
  namespace,
  deaf = false,
  more = [],
}: {
  namespace?: string;
  deaf?: boolean;
  more?: readonly string[];
} = {}): Promise<Browser> {
  await builtDashboard();
  const path = chromiumPath();
  return chromium.launch({
    executablePath: namespace === undefined ? path : inNamespace(namespace, path ?? ''),
    args: [
      ...(deaf ? [...ARGUMENTS.filter((one) => !one.startsWith('--use-fake')), DENY] : ARGUMENTS),
      ...more,
    ],
    // Without a language of UTF-8 the names of downloads lose what is not ASCII.
    env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
  });
}

/** A program that starts Chromium on that PC. */
function inNamespace(namespace: string, chromiumAt: string): string {
  const script = join(mkdtempSync(join(tmpdir(), 'hallway-chromium-')), namespace);
  const line = `exec ip netns exec ${namespace} ${chromiumAt} "$@"`;
  writeFileSync(script, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  return script;
}

export async function fakeSite(
  options: ConstructorParameters<typeof FakeAgent>[0] = {},
): Promise<FakeAgent> {
  const agent = new FakeAgent(options);
  await agent.start();
  return agent;
}

/**
 * Call it at the head of a `describe`: one Chromium for its tests. They are skipped, with a word,
 * where there is none. Tabs and sites that the tests open through it are closed after each test.
 */
export function useBrowser(): {
  tab(site: Site, options?: Parameters<typeof openTab>[2]): Promise<Tab>;
  fake(options?: ConstructorParameters<typeof FakeAgent>[0]): Promise<FakeAgent>;
} {
  let browser: Browser | undefined;
  let open: { close(): Promise<void> }[] = [];
  before(async function () {
    if (chromiumPath() === undefined) {
      console.log('      skipped: no Chromium on this machine (looked for /usr/bin/chromium)');
      this.skip();
    }
    this.timeout(60_000);
    browser = await launch();
  });
  afterEach(async () => {
    for (const one of open.reverse()) await one.close();
    open = [];
  });
  after(() => browser?.close());
  return {
    tab: async (site, options) => {
      assert.ok(browser);
      const tab = await openTab(browser, site, options);
      open.push(tab);
      return tab;
    },
    fake: async (options) => {
      const agent = await fakeSite(options);
      open.push({ close: () => agent.stop() });
      return agent;
    },
  };
}

/** One open tab and what went wrong in it. */
export class Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly troubles: string[] = [];

  constructor(context: BrowserContext, page: Page, site: Site) {
    this.context = context;
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.troubles.push(`console: ${message.text()}`);
    });
    // Being listened for is what lets tests answer choosers; it takes effect a moment later.
    page.on('filechooser', () => {});
    page.on('pageerror', (error) => this.troubles.push(`error: ${error.message}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      // The browser's own PDF viewer is no stranger.
      const own = ['blob:', 'chrome:', 'chrome-extension:'].includes(url.protocol);
      if (!own && url.hostname !== new URL(site.url).hostname)
        this.troubles.push(`stranger: ${request.url()}`);
    });
  }

  /** Errors and violations so far, without those that the test itself provokes. */
  assertCalm(expected = /$^/): void {
    assert.deepEqual(
      this.troubles.filter((trouble) => !expected.test(trouble)),
      [],
    );
  }

  /** Resolves to the text of the page's heading once the page is there. */
  async heading(): Promise<string> {
    const heading = this.page.locator('main h1');
    await heading.waitFor();
    return heading.innerText();
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

export async function openTab(
  browser: Browser,
  site: Site,
  options: {
    path?: string;
    theme?: Theme;
    width?: number;
    height?: number;
    signIn?: boolean;
    /** Language of the browser. */
    locale?: string;
  } = {},
): Promise<Tab> {
  const context = await browser.newContext({
    colorScheme: options.theme ?? 'light',
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    locale: options.locale ?? 'en-GB',
    timezoneId: 'Europe/Berlin',
  });
  context.setDefaultTimeout(8000);
  await context.addInitScript(
    `addEventListener('securitypolicyviolation', (event) =>
       console.error('CSP ' + event.effectiveDirective + ' ' + event.blockedURI))`,
  );
  await context.addInitScript(WATCH_CONNECTIONS);
  const page = await context.newPage();
  const tab = new Tab(context, page, site);
  const path = options.path ?? '/';
  await page.goto(options.signIn === false ? site.url + path : await site.signInUrl(path));
  return tab;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

/** Violations of WCAG 2.2 A and AA that axe finds, as `rule: element` lines. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate<string[]>(
    `axe.run(document, { runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice'] })
      .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) =>
          id + ': ' + target.flat().join(' ') + ' ' + failureSummary)))`,
  );
}

/** Pixels by which the page is wider than the window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}
