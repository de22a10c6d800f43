/**
 * Chromium with its window on a display that nobody sees (Xvfb), and its print dialogue, which lists
 * the printers of the system: driven as a person drives it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type BrowserContext, type CDPSession, chromium } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';
import { chromiumPath } from '../../browser/browser.ts';

const XVFB = '/usr/bin/Xvfb';

/** What this PC lacks for it; empty if nothing. */
export function missingForDialogue(): string {
  const missing = existsSync(XVFB) ? [] : ['xvfb'];
  if (chromiumPath() === undefined) missing.push('chromium');
  return missing.join(', ');
}

export interface Wishes {
  /** What the dialogue calls the printer that it offers first: the system's usual one. */
  printer: string;
  pages?: string;
  copies?: number;
  paper?: RegExp;
  twoSided?: boolean;
}

export class PrintingBrowser {
  readonly #context: BrowserContext;
  readonly #display: ChildProcess;
  readonly #folder: string;

  private constructor(context: BrowserContext, display: ChildProcess, folder: string) {
    this.#context = context;
    this.#display = display;
    this.#folder = folder;
  }

  /** `cups`: the socket of the CUPS whose printers the browser finds. */
  static async start(cups: string): Promise<PrintingBrowser> {
    const display = spawn(XVFB, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    }); // biome-ignore format: a command line
    const [number] = (await once(display.stdio[3] as Readable, 'data')) as [Buffer];
    const folder = await mkdtemp(join(tmpdir(), 'hallway-chromium-'));
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: chromiumPath(),
      headless: false,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--lang=en-GB'],
      env: {
        ...process.env,
        DISPLAY: `:${number.toString().trim()}`,
        CUPS_SERVER: cups,
        LANGUAGE: 'en_GB',
        LANG: 'C.UTF-8',
      },
    });
    context.setDefaultTimeout(15_000);
    return new PrintingBrowser(context, display, folder);
  }

  async stop(): Promise<void> {
    await this.#context.close();
    this.#display.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Prints a page by the dialogue. */
  async print(html: string, wishes: Wishes): Promise<void> {
    const page = await this.#context.newPage();
    await page.setContent(html);
    const session = await this.#context.newCDPSession(page);
    // The page stands still while its dialogue is open.
    await page.evaluate('void setTimeout(() => window.print(), 50)');
    const dialogue = await Dialogue.opened(session);
    await dialogue.run(wishes);
    await eventually(() => dialogue.closed, 20_000, 'the dialogue closes');
    await page.close();
  }
}

/** The dialogue is a page of Chromium's own, which only its debugging protocol reaches. */
class Dialogue {
  readonly #session: CDPSession;
  readonly #id: string;
  #last = 0;
  closed = false;

  private constructor(session: CDPSession, id: string) {
    this.#session = session;
    this.#id = id;
    session.on('Target.detachedFromTarget', (gone) => (this.closed ||= gone.sessionId === id));
  }

  static async opened(session: CDPSession): Promise<Dialogue> {
    const targetId = await eventually(
      async () => {
        const { targetInfos } = await session.send('Target.getTargets');
        return targetInfos.find(({ url }) => url.startsWith('chrome://print'))?.targetId;
      },
      20_000,
      'the dialogue opens',
    );
    const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
    return new Dialogue(session, sessionId);
  }

  /** What a script in the dialogue gives; throws what it throws. */
  evaluate<T>(expression: string): Promise<T> {
    const id = ++this.#last;
    const params = { expression, awaitPromise: true, returnByValue: true };
    const answered = new Promise<T>((resolve, reject) => {
      const hear = ({ message }: { message: string }): void => {
        const answer = JSON.parse(message) as Answer<T>;
        if (answer.id !== id) return;
        this.#session.off('Target.receivedMessageFromTarget', hear);
        const { result, exceptionDetails: thrown } = answer.result ?? {};
        if (thrown) reject(new Error(thrown.exception?.description ?? thrown.text));
        else resolve(result?.value as T);
      };
      this.#session.on('Target.receivedMessageFromTarget', hear);
    });
    void this.#session.send('Target.sendMessageToTarget', {
      sessionId: this.#id,
      message: JSON.stringify({ id, method: 'Runtime.evaluate', params }),
    });
    return answered;
  }

  /** Chooses and prints. */
  async run(wishes: Wishes): Promise<void> {
    await this.evaluate(HANDS);
    const { paper, ...plain } = wishes;
    await this.evaluate(`choose(${JSON.stringify({ ...plain, paper: paper?.source })})`);
  }
}

interface Answer<T> {
  id: number;
  result?: {
    result?: { value?: T };
    exceptionDetails?: { text: string; exception?: { description?: string } };
  };
}

/** What the person's hands do, as a script in the dialogue. */
const HANDS = `
  const all = (selector, root = document) => [
    ...root.querySelectorAll(selector),
    ...[...root.querySelectorAll('*')].flatMap((one) => one.shadowRoot ? all(selector, one.shadowRoot) : []),
  ];
  const shown = (one) => one.checkVisibility() && one.getClientRects().length > 0;
  const until = async (look, what) => {
    for (let i = 0; i < 200; i++) {
      const found = look();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('not there: ' + (typeof what === 'string' ? what : what()));
  };
  // Also what lies under “More settings”.
  const within = (host, selector) => until(() => all(host).flatMap((one) => all(selector, one.shadowRoot))[0], host + ' ' + selector);
  const pick = async (host, fits) => {
    const select = await within(host, 'select');
    const option = await until(() => [...select.options].find((one) => fits(one.textContent.trim(), one.value)), () => host + ' ' + fits + ' in ' + [...select.options].map((one) => one.textContent.trim()).join(', '));
    select.value = option.value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const type = async (host, text) => {
    const field = await within(host, 'input');
    field.value = text;
    for (const kind of ['input', 'change', 'blur']) field.dispatchEvent(new Event(kind, { bubbles: true, composed: true }));
  };
  const choose = async ({ printer, pages, copies, paper, twoSided }) => {
    await until(() => all('print-preview-destination-settings').some((one) => one.destination?.displayName === printer), () => 'the printer instead of ' + all('print-preview-destination-settings').map((one) => one.destination?.displayName));
    await within('print-preview-copies-settings', 'input');
    if (copies) await type('print-preview-copies-settings', String(copies));
    if (pages) {
      await pick('print-preview-pages-settings', (text) => /custom/i.test(text));
      await type('print-preview-pages-settings', pages);
    }
    if (paper) await pick('print-preview-media-size-settings', (text) => new RegExp(paper).test(text));
    if (twoSided) {
      const box = await within('print-preview-duplex-settings', 'cr-checkbox');
      if (!box.checked) box.click();
    }
    // Typing takes effect a moment later.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const button = await until(() => all('.action-button').find((one) => shown(one) && !one.disabled), 'print');
    button.click();
  };
  globalThis.choose = choose; globalThis.all = all; globalThis.shown = shown;
`;
