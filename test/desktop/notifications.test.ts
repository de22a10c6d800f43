/** Notifications at a real server of them (dunst): shown once, and inert. */
import assert from 'node:assert/strict';
import { env } from 'node:process';
import { WebSocket } from 'ws';
import {
  BEARER_PROTOCOL_PREFIX,
  EVENTS_PATH,
  EVENTS_PROTOCOL,
  NOTIFIES,
} from '../../src/api/events.ts';
import * as api from '../../src/api/local.ts';
import { eventually, useAgents, type TestAgent } from '../support/agents.ts';
import { DesktopSession, missingPrograms } from './desktop-session.ts';

const HOSTILE = '<b>x<b> & more';
const NAME = 'org.freedesktop.Notifications';

describe('desktop: notifications', function () {
  this.timeout(60_000);
  const agents = useAgents();
  let session: DesktopSession;
  let agent: TestAgent;

  before(async function () {
    if (missingPrograms().length > 0) {
      console.log(`      skipped: needs ${missingPrograms().join(', ')}`);
      return this.skip();
    }
    session = await new DesktopSession().start();
    session.startNotifications();
    await eventually(
      () => session.call(NAME, '/org/freedesktop/Notifications', `${NAME}.GetCapabilities`),
      10_000,
      'dunst answers',
    );
    session.run('monitor', ['dbus-monitor', '--session', `interface='${NAME}'`]);
    agent = await agents.start({
      name: 'Anna',
      tray: true,
      env: { ...session.env, LC_ALL: 'de_DE.UTF-8' },
    });
    await agent.call(api.createWorkgroup, { body: { name: 'Office' } });
  });
  after(() => session?.stop());

  it('tells once, in the language of the system, that somebody wants to join, and hears a click', async () => {
    // A dashboard whose browser would show it too.
    const page = new WebSocket(new URL(EVENTS_PATH, agent.url), [
      EVENTS_PROTOCOL,
      BEARER_PROTOCOL_PREFIX + agent.token,
    ]);
    const toPage: string[] = [];
    page.on('message', (data: Buffer) => void toPage.push(data.toString()));
    page.on('open', () => page.send(NOTIFIES));
    await eventually(() => toPage.length > 0, 10_000, 'the dashboard is connected');
    assert.equal((await agent.call(api.getDesktop, {})).notifies, 'system');
    const other = await agents.start({ name: HOSTILE });
    const { code } = await agent.call(api.openInvitation, { body: {} });
    const joining = other
      .call(api.joinWorkgroup, { body: { code, at: agent.at } })
      .then(String, (error: unknown) => (error as { code: string }).code);
    const heard = (): string => session.output.get('monitor') ?? '';
    await eventually(() => heard().includes('Jemand möchte beitreten'), 10_000, 'it is shown');
    assert.ok(heard().includes('&#60;b&#62;x'), heard());
    assert.ok(!heard().includes('<b>x'));
    assert.equal(heard().match(/member=Notify/g)?.length, 1);
    assert.deepEqual(
      toPage.filter((text) => text.includes('"notification"')),
      [],
    );
    page.close();
    const shown = session.call(
      NAME,
      '/org/freedesktop/Notifications',
      'org.freedesktop.DBus.Properties.Get',
      'org.dunstproject.cmd0',
      'displayedLength',
    );
    assert.match(shown ?? '', /uint32 1/);
    session.screenshot(env['HALLWAY_SCREENSHOT']);
    const invoked = (): boolean => heard().includes('member=ActionInvoked');
    session.call(
      NAME,
      '/org/freedesktop/Notifications',
      'org.dunstproject.cmd0.NotificationAction',
      '0',
    );
    await eventually(invoked, 5000, 'dunst says what was chosen');
    const [request] = await agent.call(api.listJoinRequests, {});
    await agent.call(api.decideJoinRequest, {
      params: { id: request?.id ?? '' },
      body: { admit: false },
    });
    assert.equal(await joining, 'pairing.denied');
  });
});
