/**
 * How long somebody who has nothing of Hallway waits until a page lies in a colleague's printer: a
 * clone, `npm start` with an empty cache of npm, the page that opens by itself, six digits, a document.
 * The steps are done by a program, without a person's looking and reading. Needs git, npm, Chromium
 * and the way to npm's registry. Run: `node test/bench/newcomer.ts [rounds]`.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import * as api from '../../src/api/local.ts';
import { launch } from '../browser/browser.ts';
import { median } from '../slow/gauge.ts';
import { endAgents, eventually, startAgent } from '../support/agents.ts';
import { makePdf } from '../support/pdf.ts';
import { root } from '../support/sources.ts';
import { temporaryFolder } from '../support/temporary.ts';

const rounds = Number(process.argv[2] ?? 3);
const PATIENCE_MS = 180_000;
const folder = temporaryFolder();
/** The machine's own Node and npm, not those of this checkout. */
const ownPrograms = (process.env['PATH'] ?? '').split(':').filter((one) => !one.startsWith(root));
const browser = await launch();

/** Seconds from the beginning to the end of each step. */
async function newcomer(round: number): Promise<Map<string, number>> {
  const place = join(folder.path, `round-${round}`);
  const prints = join(place, 'printed');
  const home = join(place, 'home');
  mkdirSync(home, { recursive: true });
  const anna = await startAgent({ name: 'Anna' });
  await anna.call(api.createWorkgroup, { body: { name: 'Office' } });
  await anna.call(api.addPrinter, { body: { uri: `file://${prints}`, name: 'Laser' } });

  const steps = new Map<string, number>();
  const since = performance.now();
  const done = (step: string): void => void steps.set(step, (performance.now() - since) / 1000);
  const checkout = join(place, 'hallway');
  execFileSync('git', ['clone', '-q', root, checkout]);
  done('cloned');
  const child = spawn(
    'npm',
    ['start', '--', '--no-tray', '--peer-port', '0', '--local-port', '0'],
    {
      cwd: checkout,
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: [browserThatNotes(place), ...ownPrograms].join(':'),
        HALLWAY_HOME: home,
        HALLWAY_ADAPTERS: 'lo',
        npm_config_cache: join(place, 'npm-cache'),
      },
    },
  );
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  try {
    const opened = join(place, 'opened');
    const ends = (): boolean => child.exitCode !== null || existsSync(opened);
    await eventually(ends, PATIENCE_MS, 'the page opens');
    if (!existsSync(opened)) throw new Error('npm start ended');
    const address = /href="([^"]+)"/.exec(readFileSync(join(home, 'open.html'), 'utf8'))?.[1];
    await page.goto(address ?? '');
    await page.getByLabel('Six-digit code').waitFor();
    done('its page is open');
    const { code } = await anna.call(api.openInvitation, { body: { approve: true } });
    await page.getByLabel('Six-digit code').fill(code);
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByRole('heading', { name: 'Office' }).waitFor();
    done('joined');
    await page.getByRole('link', { name: 'Printers' }).click();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: /Print a file/ }).click(),
    ]);
    const buffer = makePdf({ text: 'Hello' });
    await chooser.setFiles({ name: 'hello.pdf', mimeType: 'application/pdf', buffer });
    await page.getByRole('button', { name: 'Print', exact: true }).click();
    const lies = (): boolean => existsSync(prints) && readdirSync(prints).includes('hello.pdf');
    await eventually(lies, PATIENCE_MS, 'it is printed');
    done('printed');
    return steps;
  } finally {
    await page.close();
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await endAgents();
  }
}

/** A folder with an `xdg-open` that only notes what it was to open. */
function browserThatNotes(place: string): string {
  const bin = join(place, 'bin');
  mkdirSync(bin);
  const file = join(bin, 'xdg-open');
  writeFileSync(file, `#!/bin/sh\nprintf '%s' "$1" > '${join(place, 'opened')}'\n`);
  chmodSync(file, 0o755);
  return bin;
}

try {
  const all: Map<string, number>[] = [];
  for (let round = 1; round <= rounds; round++) all.push(await newcomer(round));
  console.log(
    `seconds from the beginning, median of ${rounds} (120 wanted for all, reading included)`,
  );
  for (const step of all[0]?.keys() ?? [])
    console.log(`  ${step}: ${median(all.map((steps) => steps.get(step) ?? NaN)).toFixed(1)}`);
} finally {
  await browser.close();
  folder.remove();
}
