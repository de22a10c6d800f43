/** What icon, menu and notifications say follows from the facts alone, whatever things are called. */
import assert from 'node:assert/strict';
import { type DesktopFacts, NO_FACTS } from '../../src/desktop/facts.ts';
import { NewsDesk } from '../../src/desktop/notify/news-desk.ts';
import type { Notification } from '../../src/desktop/notify/notification.ts';
import { type MenuItem, trayView } from '../../src/desktop/tray/tray-view.ts';
import { ManualClock } from '../support/temporary.ts';

const HOSTILE = '\u202eevil\u0000\u001b[31m\n<b>'.padEnd(400, 'x');
const IN: DesktopFacts = { ...NO_FACTS, workgroup: 'Office' };
const notice = (id: number, more: object = {}) => ({
  id,
  kind: 'job-done',
  text: `Letter ${id} was printed.`,
  page: '/printers',
  read: false,
  over: false,
  ...more,
});

describe('desktop: icon and menu', () => {
  const rows = (items: readonly MenuItem[]): MenuItem[] =>
    items.flatMap((item) => [item, ...rows(item.children ?? [])]);

  it('are calm while nothing needs anybody', () => {
    const { glance, tooltip } = trayView(IN);
    assert.deepEqual([glance, tooltip], ['ok', 'Hallway: all is well in “Office”']);
  });

  it('show work, and what needs somebody before everything else', () => {
    assert.equal(trayView({ ...IN, printing: 2 }).tooltip, 'Hallway: printing 2 documents');
    const facts = { ...IN, printing: 2, requests: [{ id: 'r', name: 'Nora' }] };
    const view = trayView(facts);
    assert.equal(view.glance, 'attention');
    assert.match(view.tooltip, /Nora wants to join/);
    const trouble = notice(1, { kind: 'printer-trouble', text: 'Laser is out of paper.' });
    assert.match(trayView({ ...IN, notices: [trouble] }).tooltip, /out of paper/);
    for (const settled of [{ read: true }, { over: true }])
      assert.equal(trayView({ ...IN, notices: [{ ...trouble, ...settled }] }).glance, 'ok');
  });

  it('offer no printing and no pause where there is no workgroup', () => {
    const keys = trayView(NO_FACTS).menu.map(({ key }) => key);
    assert.ok(keys.includes('open') && keys.includes('quit'));
    assert.ok(!keys.includes('print') && !keys.includes('pause'));
  });

  it('stay short and plain, whatever names say and however many there are', () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ id: `${index}`, name: HOSTILE }));
    const view = trayView({
      ...IN,
      workgroup: HOSTILE,
      colleagues: many.map((one) => ({ ...one, online: true })),
      requests: many,
      drives: many.map(({ id, name }) => ({ id, label: name })),
      notices: many.map((_, id) => notice(id, { kind: 'job-failed', text: HOSTILE })),
    });
    const all = rows(view.menu);
    assert.ok(all.length < 60, `${all.length} rows`);
    assert.equal(new Set(all.map(({ key }) => key)).size, all.length);
    for (const text of [view.tooltip, ...all.map(({ label }) => label)]) {
      assert.ok(text.length <= 130, `${text.length}: ${text}`);
      // oxlint-disable-next-line no-control-regex -- these are what must not be there
      assert.doesNotMatch(text, /[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
    }
    assert.ok(all.some(({ label }) => label === 'and 285 more'));
  });
});

describe('desktop: what becomes a notification', () => {
  let clock: ManualClock;
  let shown: Notification[];
  let withdrawn: string[];
  let looking: boolean;
  let desk: NewsDesk;

  beforeEach(() => {
    [clock, shown, withdrawn, looking] = [new ManualClock(), [], [], false];
    desk = new NewsDesk({
      notifier: {
        show: (notification) => void shown.push(notification),
        withdraw: (tag) => void withdrawn.push(tag),
      },
      inView: () => looking,
      clock,
    });
  });
  afterEach(() => desk.stop());

  const tags = (): string[] => shown.map(({ tag }) => tag);

  it('is what is new since the start, once', () => {
    desk.take({ ...IN, notices: [notice(1)] });
    assert.deepEqual(tags(), [], 'what was there before is old');
    for (let times = 0; times < 3; times += 1)
      desk.take({ ...IN, notices: [notice(2), notice(1)] });
    assert.deepEqual(tags(), ['notice 2']);
    assert.deepEqual([shown[0]?.title, shown[0]?.body], ['Printed', 'Letter 2 was printed.']);
  });

  it('tells who calls and what was said, as text, until somebody answered or read it', () => {
    const call = { tag: 'call 1', title: HOSTILE, body: '', page: '/talk/everyone', waits: true };
    const said = { ...call, tag: 'talk everyone 5 1', title: 'Ben', body: HOSTILE, waits: false };
    desk.take({ ...IN, talk: [] });
    desk.take({ ...IN, talk: [call, said] });
    assert.deepEqual(tags(), ['call 1', 'talk everyone 5 1']);
    assert.deepEqual(shown[0]?.action, { do: 'open', page: '/talk/everyone' });
    for (const { title, body } of shown) assert.doesNotMatch(title + body, /[\u202e\0\n]/);
    desk.take({ ...IN, talk: [{ ...said, tag: 'talk everyone 6 2' }] });
    assert.deepEqual(withdrawn, ['call 1', 'talk everyone 5 1']);
    assert.equal(tags().at(-1), 'talk everyone 6 2');
    desk.take({ ...IN, quiet: true, talk: [{ ...said, tag: 'talk everyone 7 3' }] });
    assert.equal(tags().length, 3);
  });

  it('is taken back when it was read or is over', () => {
    desk.take(IN);
    desk.take({ ...IN, notices: [notice(1), notice(2)] });
    desk.take({ ...IN, notices: [notice(1, { read: true }), notice(2, { over: true })] });
    assert.deepEqual(withdrawn.sort(), ['notice 1', 'notice 2']);
  });

  it('is nothing while somebody looks at the dashboard or wants no notifications', () => {
    desk.take(IN);
    looking = true;
    desk.take({ ...IN, notices: [notice(1)] });
    looking = false;
    desk.take({ ...IN, quiet: true, notices: [notice(2), notice(1)] });
    desk.take({ ...IN, notices: [notice(2), notice(1)] });
    assert.deepEqual(tags(), []);
  });

  it('is at most five in a minute, and then a number', () => {
    desk.take(IN);
    desk.take({ ...IN, notices: Array.from({ length: 30 }, (_, id) => notice(id)) });
    assert.equal(shown.length, 5);
    clock.advance(60_000);
    assert.deepEqual(
      shown.slice(5).map(({ body }) => body),
      ['25 more things happened.'],
    );
    clock.advance(600_000);
    assert.equal(shown.length, 6);
  });

  it('lets nobody in, and shares a drive only by a button', () => {
    desk.take(IN);
    desk.take({
      ...IN,
      requests: [{ id: 'r', name: HOSTILE }],
      drives: [{ id: 'd', label: 'Stick' }],
    });
    const actions = shown.flatMap(({ action, buttons }) => [
      action,
      ...buttons.map((one) => one.action),
    ]);
    assert.ok(!actions.some((action) => action.do === 'decide' && action.admit));
    assert.ok(!shown.some(({ action }) => action.do === 'offer'));
    assert.deepEqual(
      actions.find((action) => action.do === 'offer'),
      { do: 'offer', drive: 'd' },
    );
    assert.ok((shown.find(({ tag }) => tag === 'request r')?.body.length ?? 0) < 200);
  });
});
