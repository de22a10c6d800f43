/** Notifications of Windows come one after the other, and none is swallowed; the icon follows. */
import assert from 'node:assert/strict';
import { silentLog } from '../../src/base/log.ts';
import type { DesktopAction } from '../../src/desktop/facts.ts';
import type { Notification } from '../../src/desktop/notify/notification.ts';
import type { TrayView } from '../../src/desktop/tray/tray-view.ts';
import { type TrayThreadEars, WindowsDesktop } from '../../src/desktop/windows-desktop.ts';
import type { TrayCommand } from '../../src/desktop/windows/tray-window.ts';
import { ManualClock } from '../support/temporary.ts';

const note = (tag: string): Notification => ({
  tag,
  title: tag,
  body: 'Lunch?',
  waits: false,
  action: { do: 'open', page: `/${tag}` },
  buttons: [],
});
const view: TrayView = { glance: 'ok', tooltip: 'Hallway', menu: [] };

describe('desktop: Windows', () => {
  let told: TrayCommand[];
  let ears: TrayThreadEars;
  let chosen: DesktopAction[];
  let unshown: string[];
  let changes: boolean[];
  let clock: ManualClock;
  let desktop: WindowsDesktop;
  let begins: () => Promise<void>;
  beforeEach(() => {
    [told, chosen, unshown, changes, clock] = [[], [], [], [], new ManualClock()];
    begins = () => Promise.resolve();
    desktop = new WindowsDesktop({
      choose: (action) => void chosen.push(action),
      unshown: ({ tag }) => void unshown.push(tag),
      notifiesChanged: () => void changes.push(desktop.notifies()),
      startThread: async (given) => {
        ears = given;
        await begins();
        return { tell: (command) => void told.push(command) };
      },
      clock,
      log: silentLog,
    });
  });

  const shows = async (): Promise<void> => {
    await desktop.start();
    ears.heard({ shown: true });
  };
  const balloons = (): (string | null)[] =>
    told.flatMap((one) => (one !== 'end' && 'balloon' in one ? [one.balloon?.title ?? null] : []));

  it('has an icon when its thread says so, with the view that came before', async () => {
    desktop.view(view);
    await desktop.start();
    assert.equal(desktop.hosted(), false);
    ears.heard({ shown: true });
    ears.heard({ shown: true });
    assert.deepEqual([desktop.hosted(), changes], [true, [true]]);
    desktop.view({ ...view });
    desktop.view({ ...view, glance: 'working' });
    assert.deepEqual(told, [{ view }, { view: { ...view, glance: 'working' } }]);
    desktop.stop();
    assert.deepEqual([told.at(-1), desktop.hosted()], ['end', false]);
  });

  it('ends a thread that begins after the end', async () => {
    const began = Promise.withResolvers<void>();
    begins = () => began.promise;
    const starting = desktop.start();
    desktop.stop();
    began.resolve();
    await starting;
    assert.deepEqual(told, ['end']);
  });

  it('goes on without an icon where there can be none, or no more', async () => {
    begins = () => Promise.reject(new Error('no such library'));
    await desktop.start();
    desktop.show(note('a'));
    assert.deepEqual([desktop.notifies(), unshown], [false, ['a']]);
    begins = () => Promise.resolve();
    await shows();
    desktop.show(note('b'));
    desktop.show(note('c'));
    ears.ended(new Error('it fell'));
    assert.deepEqual([desktop.hosted(), unshown], [false, ['a', 'c']]);
  });

  it('shows one balloon at a time, and the next when it went away', async () => {
    await shows();
    for (const tag of ['a', 'b', 'c']) desktop.show(note(tag));
    assert.deepEqual(balloons(), ['a']);
    ears.heard({ balloon: 1, event: 'gone' });
    assert.deepEqual(balloons(), ['a', 'b']);
    // Nobody says what became of this one.
    clock.advance(15_000);
    assert.deepEqual(balloons(), ['a', 'b', 'c']);
    ears.heard({ balloon: 3, event: 'gone' });
    clock.advance(60_000);
    assert.deepEqual(balloons(), ['a', 'b', 'c']);
  });

  it('does what a click on it means, also after it went away or another came', async () => {
    await shows();
    desktop.show(note('a'));
    ears.heard({ balloon: 1, event: 'gone' });
    desktop.show(note('b'));
    ears.heard({ balloon: 1, event: 'clicked' });
    ears.heard({ balloon: 1, event: 'clicked' });
    ears.heard({ balloon: 2, event: 'clicked' });
    const pages = chosen.map((action) => (action.do === 'open' ? action.page : ''));
    assert.deepEqual(pages, ['/a', '/b']);
  });

  it('puts a later one of the same tag in its place', async () => {
    await shows();
    desktop.show(note('a'));
    desktop.show({ ...note('a'), title: 'a again' });
    desktop.show(note('b'));
    desktop.show({ ...note('b'), title: 'b again' });
    ears.heard({ balloon: 2, event: 'gone' });
    ears.heard({ balloon: 3, event: 'gone' });
    assert.deepEqual(balloons(), ['a', 'a again', 'b again']);
  });

  it('takes one back that is over, before and after it was shown', async () => {
    await shows();
    for (const tag of ['a', 'b', 'c']) desktop.show(note(tag));
    desktop.withdraw('b');
    desktop.withdraw('a');
    desktop.withdraw('none');
    assert.deepEqual(balloons(), ['a', null, 'c']);
    ears.heard({ balloon: 1, event: 'clicked' });
    assert.deepEqual(chosen, []);
  });

  it('hands on what nobody showed', async () => {
    await shows();
    desktop.show(note('a'));
    desktop.show(note('b'));
    ears.heard({ balloon: 1, event: 'refused' });
    assert.deepEqual([unshown, balloons()], [['a'], ['a', 'b']]);
    desktop.show(note('c'));
    ears.heard({ shown: false });
    assert.deepEqual(unshown, ['a', 'c']);
    desktop.show(note('d'));
    assert.deepEqual(unshown, ['a', 'c', 'd']);
  });

  it('keeps no endless queue', async () => {
    await shows();
    for (let at = 0; at < 60; at += 1) desktop.show(note(`n${at}`));
    assert.deepEqual(unshown, ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'n9']);
  });
});
