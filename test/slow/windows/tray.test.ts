/**
 * The icon beside the clock of Windows, drawn by Wine on a screen of its own, and pressed there. A
 * real Windows is not at hand. HALLWAY_TEST_WINE names a Debian 13 with Wine that is there already;
 * without it one is made, 1.8 GB.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Notification } from '../../../src/desktop/notify/notification.ts';
import type { TrayView } from '../../../src/desktop/tray/tray-view.ts';
import { DesktopSession } from '../../desktop/desktop-session.ts';
import { eventually } from '../../support/eventually.ts';
import type { DesktopOrder } from './desktop-program.ts';
import { Wine } from './wine.ts';

/** Of the mark (src/base/mark.ts), and of the menu's bar in Wine. */
const GROUND = [15, 107, 95];
const WORKING = [242, 178, 51];
const ATTENTION = [217, 54, 47];
/** Wine waits two seconds before it shows a balloon. */
const PATIENCE_MS = 15_000;
const HOSTILE = '<b>x</b> _Quit & more\t%s';

const open = (page: string) => ({ do: 'open', page }) as const;
const VIEW: TrayView = {
  glance: 'working',
  tooltip: HOSTILE,
  menu: [
    { key: 'open', label: HOSTILE, action: open('/') },
    {
      key: 'colleagues',
      label: '2 PCs & more online',
      children: [
        { key: 'peer 1', label: HOSTILE.repeat(50), action: open('/one') },
        { key: 'peer 2', label: '&&', action: open('/two') },
      ],
    },
    { key: 'line', label: '', separator: true },
    { key: 'pause', label: 'Pause', checked: true, action: { do: 'pause', on: false } },
    { key: 'quit', label: 'Quit', action: { do: 'quit' } },
  ],
};
const note = (tag: string): Notification => ({
  tag,
  title: HOSTILE,
  body: HOSTILE.repeat(99),
  waits: false,
  action: open(`/${tag}`),
  buttons: [],
});

describe('slow: the icon of Windows under Wine', function () {
  this.timeout(900_000);
  let session: DesktopSession;
  let wine: Wine;
  let server: Server;
  let socket: Socket | undefined;
  let news: unknown[];
  let ended: number | null | undefined;

  before(async function () {
    const lacks = Wine.lacks();
    if (lacks !== undefined) {
      console.log(`      skipped: needs ${lacks}`);
      return this.skip();
    }
    session = await new DesktopSession().start();
    const display = session.env['DISPLAY'] ?? '';
    wine = Wine.make(session.folder.path, process.env['HALLWAY_TEST_WINE'], display);
    server = createServer((one) => {
      socket = one;
      one.on('error', () => {});
      createInterface({ input: one }).on('line', (line) => void news.push(JSON.parse(line)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    server?.close();
    wine?.remove();
    await session?.stop();
  });
  beforeEach(async () => {
    [news, ended] = [[], undefined];
    const { port } = server.address() as AddressInfo;
    const argv = wine.node('test/slow/windows/desktop-program.ts', String(port));
    session.run('desktop', argv).once('exit', (code) => (ended = code));
    await heard({ started: process.version }, 60_000);
    tell({ view: VIEW });
    await heard({ shown: true });
  });
  afterEach(async () => {
    if (ended === undefined) tell({ exit: 0 });
    await eventually(() => ended !== undefined, PATIENCE_MS, 'the program ends');
  });

  const tell = (order: DesktopOrder): void => void socket?.write(`${JSON.stringify(order)}\n`);
  const heard = (what: unknown, ms = PATIENCE_MS): Promise<true> => {
    const wanted = JSON.stringify(what);
    const isIt = (one: unknown): boolean => JSON.stringify(one) === wanted;
    return eventually(() => {
      const at = news.findIndex(isIt);
      if (at >= 0) news.splice(at, 1);
      return at >= 0 || Promise.reject(new Error(JSON.stringify(news)));
    }, ms, `${wanted} is told`); // biome-ignore format: short
  };
  const seen = (colour: readonly number[]): Promise<{ x: number; y: number }> =>
    eventually(() => session.find(colour), PATIENCE_MS, `${colour.join()} is on the screen`);
  const unseen = (colour: readonly number[]): Promise<true> =>
    eventually(() => !session.find(colour), PATIENCE_MS, `${colour.join()} is gone`);
  /** Wine's tray draws itself anew where it has to, not where an icon went away. */
  const redrawn = async (): Promise<void> => {
    const [tray = ''] = session
      .xdotool('search', '--onlyvisible', '--name', '.*')
      .trim()
      .split('\n')
      .slice(1);
    session.xdotool('windowunmap', '--sync', tray);
    session.xdotool('windowmap', '--sync', tray);
    await sleep(500);
  };
  const press = async (button: '1' | '3'): Promise<void> => {
    const { x, y } = await seen(GROUND);
    session.xdotool('mousemove', String(x), String(y + 2));
    session.xdotool('click', button);
  };
  const keys = async (...names: string[]): Promise<void> => {
    for (const name of names) {
      await sleep(300);
      session.xdotool('key', name);
    }
  };

  it('is there with its state, follows it, and opens the dashboard', async () => {
    await seen(WORKING);
    tell({ view: { ...VIEW, glance: 'attention' } });
    await seen(ATTENTION);
    tell({ view: { ...VIEW, glance: 'ok' } });
    await unseen(ATTENTION);
    await press('1');
    await heard({ chose: open('/') });
    session.screenshot(process.env['HALLWAY_TEST_PICTURE']);
    assert.deepEqual(news, []);
  });

  it('has a menu whose rows do what they say, also those under another', async () => {
    await press('3');
    await sleep(1000);
    await keys('Up', 'Up', 'Return');
    await heard({ chose: { do: 'pause', on: false } });
    await press('3');
    await sleep(1000);
    await keys('Down', 'Down', 'Right', 'Down', 'Return');
    await heard({ chose: open('/two') });
    assert.deepEqual(news, []);
  });

  it('follows and ends while its menu is open', async () => {
    await press('3');
    await sleep(1000);
    tell({ view: { ...VIEW, glance: 'attention' } });
    await keys('Escape');
    await seen(ATTENTION);
    await press('3');
    await sleep(1000);
    tell({ exit: 7 });
    await eventually(() => ended !== undefined, PATIENCE_MS, 'the program ends');
    assert.deepEqual([ended, news], [7, []]);
    await unseen(GROUND);
  });

  it('shows a balloon, takes it back, and hears a click on the next', async () => {
    const windows = (): number =>
      session.xdotool('search', '--onlyvisible', '--name', '.*').trim().split('\n').length;
    const before = windows();
    tell({ show: note('one') });
    await eventually(() => windows() > before, PATIENCE_MS, 'a balloon is shown');
    session.screenshot(process.env['HALLWAY_TEST_PICTURE']);
    tell({ withdraw: 'one' });
    await eventually(() => windows() === before, PATIENCE_MS, 'the balloon is taken back');
    tell({ show: note('two') });
    await eventually(() => windows() > before, PATIENCE_MS, 'a balloon is shown');
    wine.poke('balloon');
    await heard({ chose: open('/two') });
    assert.deepEqual(news, []);
  });

  it('comes again with a new taskbar', async () => {
    await seen(GROUND);
    wine.poke('forget');
    await redrawn();
    await unseen(GROUND);
    wine.poke('taskbar');
    await seen(GROUND);
    await press('1');
    await heard({ chose: open('/') });
  });

  it('asks the agent to end where a program is asked to', async () => {
    await redrawn();
    await seen(GROUND);
    wine.poke('close');
    await heard({ chose: { do: 'quit' } });
    tell({ stop: true });
    await sleep(1000);
    await redrawn();
    await unseen(GROUND);
  });

  it('goes with the agent, however that ends', async () => {
    await seen(GROUND);
    tell({ throw: true });
    await eventually(() => ended !== undefined, PATIENCE_MS, 'the program ends');
    assert.equal(ended, 1);
    await unseen(GROUND);
  });

  it('does nothing at rest', async () => {
    await seen(GROUND);
    await sleep(3000);
    const program = processesWith('desktop-program.ts');
    assert.equal(program.length, 1);
    const [pid = ''] = program;
    const before = workOf(pid);
    await sleep(10_000);
    const after = workOf(pid);
    console.log(
      `      in 10 s: ${after.ticks - before.ticks} ticks of CPU, ${after.switches - before.switches} times any of ${after.threads} threads ran`,
    );
    assert.ok(after.ticks - before.ticks <= 1);
    assert.ok(after.switches - before.switches <= 20);
  });
});

/** Ids of the programs of Windows with this word in their command. */
function processesWith(word: string): string[] {
  return readdirSync('/proc').filter((id) => {
    if (!/^\d+$/.test(id)) return false;
    try {
      const words = readFileSync(`/proc/${id}/cmdline`, 'latin1').split('\0');
      return words[0]?.endsWith('node.exe') && words.some((one) => one.includes(word));
    } catch {
      return false;
    }
  });
}

/** CPU ticks of a process, and how often its threads ran (proc(5)). */
function workOf(id: string): { ticks: number; switches: number; threads: number } {
  const fields = readFileSync(`/proc/${id}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
  const threads = readdirSync(`/proc/${id}/task`);
  const switches = threads
    .flatMap((one) =>
      Array.from(
        readFileSync(`/proc/${id}/task/${one}/status`, 'latin1').matchAll(
          /ctxt_switches:\s+(\d+)/g,
        ),
      ),
    )
    .reduce((sum, [, count]) => sum + Number(count), 0);
  return { ticks: Number(fields[11]) + Number(fields[12]), switches, threads: threads.length };
}
