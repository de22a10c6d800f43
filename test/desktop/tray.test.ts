/** The icon in a real panel: shown, its menu reaches the dashboard, and follows what happens. */
import assert from 'node:assert/strict';
import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import * as api from '../../src/api/local.ts';
import { eventually, letIn, useAgents, type TestAgent } from '../support/agents.ts';
import { DesktopSession, missingPrograms, readText } from './desktop-session.ts';

const ITEM = 'org.kde.StatusNotifierItem';
const WATCHER = 'org.kde.StatusNotifierWatcher';
const HOSTILE = '<b>x<b> _Quit & more';

describe('desktop: the icon in a panel', function () {
  this.timeout(90_000);
  const agents = useAgents();
  let session: DesktopSession;
  let agent: TestAgent;
  let opened: string;

  before(async function () {
    if (missingPrograms().length > 0) {
      console.log(`      skipped: needs ${missingPrograms().join(', ')}`);
      return this.skip();
    }
    session = await new DesktopSession().start();
    // Stands for the browser: notes what it was asked to open.
    const tools = join(session.folder.path, 'tools');
    mkdirSync(tools);
    opened = join(session.folder.path, 'opened');
    for (const name of ['xdg-open', 'chromium'])
      writeFileSync(join(tools, name), `#!/bin/sh\necho "${name} $1" >>'${opened}'\n`, {
        mode: 0o755,
      });
    agent = await agents.start({
      name: 'Anna',
      tray: true,
      env: { ...session.env, PATH: `${tools}:${env['PATH'] ?? ''}` },
    });
  });
  after(() => session?.stop());

  const items = (): string =>
    session.call(
      WATCHER,
      '/StatusNotifierWatcher',
      'org.freedesktop.DBus.Properties.Get',
      WATCHER,
      'RegisteredStatusNotifierItems',
    ) ?? '';
  const owner = (): string | undefined => /:1\.\d+/.exec(items())?.[0];
  const layout = (): string =>
    session.call(
      owner() ?? '',
      '/MenuBar',
      'com.canonical.dbusmenu.GetLayout',
      '0',
      '--',
      '-1',
      '[]',
    ) ?? '';
  const property = (name: string): string =>
    session.call(
      owner() ?? '',
      '/StatusNotifierItem',
      'org.freedesktop.DBus.Properties.Get',
      ITEM,
      name,
    ) ?? '';
  const choose = (label: string): void => {
    const number = new RegExp(`\\((\\d+), \\{[^{}]*'label': <['"]${label}`).exec(layout())?.[1];
    assert.ok(number, `${label} in ${layout()}`);
    session.call(
      owner() ?? '',
      '/MenuBar',
      'com.canonical.dbusmenu.Event',
      number,
      'clicked',
      "<''>",
      '0',
    );
  };
  const isOpened = (what: RegExp): Promise<boolean> =>
    eventually(() => what.test(readText(opened)), 8000, `opens ${what.source}`);

  it('opens a window at the first start where no panel shows the icon', async () => {
    const { tray } = await agent.call(api.getDesktop, {});
    assert.equal(tray, 'none');
    await isOpened(/^chromium --app=file:\/\/.*open\.html/);
    assert.match(
      readText(join(agent.home, 'open.html')),
      /url=http:\/\/127\.0\.0\.1:\d+\/&#35;t&#61;|#t=/,
    );
  });

  it('appears in a panel that comes later', async () => {
    session.startPanel();
    await eventually(
      async () => (await agent.call(api.getDesktop, {})).tray === 'shown',
      20_000,
      'the panel shows the icon',
    );
    assert.ok(owner());
  });

  it('reaches the dashboard by a click in the panel, and by its menu', async () => {
    writeFileSync(opened, '');
    const { x, y } = await eventually(
      () => session.find([15, 107, 95]),
      10_000,
      'the icon is on the screen',
    );
    session.xdotool('mousemove', `${x}`, `${y}`, 'click', '1');
    await isOpened(/^xdg-open file:/);
    writeFileSync(opened, '');
    session.xdotool('mousemove', `${x}`, `${y}`, 'click', '3');
    await eventually(() => layout().includes('Open Hallway'), 5000, 'the menu is there');
    await new Promise((resolve) => setTimeout(resolve, 700));
    session.screenshot(env['HALLWAY_SCREENSHOT']);
    // The first row of the open menu, by the keyboard.
    session.xdotool('key', 'Down');
    session.xdotool('key', 'Return');
    await isOpened(/^xdg-open file:/);
  });

  it('shows who is online, and that nothing in a name is more than text', async () => {
    await agent.call(api.createWorkgroup, { body: { name: 'Office' } });
    await eventually(() => layout().includes('No colleague is online'), 5000, 'the menu follows');
    const other = await agents.start({ name: HOSTILE });
    await letIn(agent, other);
    await eventually(
      () => layout().includes("<'1 PC online'>"),
      10_000,
      'the menu shows the newcomer',
    );
    assert.ok(layout().includes('<b>x<b> __Quit & more'), layout());
    await other.stop();
    await eventually(() => layout().includes('No colleague is online'), 20_000, 'it went');
  });

  it('speaks another language from one moment to the next, and the one of the system again', async () => {
    const { stdout } = await agent.cli('language', 'de');
    assert.match(stdout, /: de\./);
    await eventually(() => layout().includes('Hallway öffnen'), 5000, 'the menu is German');
    await eventually(
      () => property('ToolTip').includes('alles in Ordnung'),
      5000,
      'the tooltip too',
    );
    await agent.call(api.setDesktop, { body: { language: null } });
    await eventually(() => layout().includes('Open Hallway'), 5000, 'the menu is English again');
    assert.notEqual((await agent.cli('language', 'xx')).code, 0);
  });

  it('pauses sharing, and says so', async () => {
    choose('Pause sharing');
    await eventually(
      async () => (await agent.call(api.getDesktop, {})).paused,
      5000,
      'it is paused',
    );
    await eventually(
      () => property('ToolTip').includes('sharing is paused'),
      5000,
      'the tooltip says so',
    );
    choose('Pause sharing');
    await eventually(
      async () => !(await agent.call(api.getDesktop, {})).paused,
      5000,
      'it goes on',
    );
  });

  it('comes back after the panel was restarted, and after the bus was gone', async () => {
    await session.end('panel', 'SIGKILL');
    await eventually(
      async () => (await agent.call(api.getDesktop, {})).tray === 'none',
      10_000,
      'it is gone',
    );
    session.startPanel();
    await eventually(
      async () => (await agent.call(api.getDesktop, {})).tray === 'shown',
      20_000,
      'it is back',
    );
    await session.end('panel', 'SIGKILL');
    await session.end('bus', 'SIGKILL');
    await eventually(
      async () => (await agent.call(api.getDesktop, {})).tray === 'none',
      5000,
      'nobody shows it',
    );
    await session.startBus();
    session.startPanel();
    await eventually(
      async () => (await agent.call(api.getDesktop, {})).tray === 'shown',
      30_000,
      'it is back',
    );
    assert.doesNotMatch(agent.log(), /"level":(40|50)/);
  });

  it('ends Hallway', async () => {
    choose('Quit Hallway');
    assert.equal((await agent.exited).code, 0);
  });
});
