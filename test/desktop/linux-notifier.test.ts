/** Whoever should show notifications and cannot swallows none of them. */
import assert from 'node:assert/strict';
import { DesktopDesk } from '../../agent/desktop/desktop-desk.ts';
import type { NotificationEvent, Topic } from '../../src/api/events.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { silentLog } from '../../src/base/log.ts';
import type { Message } from '../../src/desktop/dbus/message.ts';
import type { Desktop, DesktopEars } from '../../src/desktop/desktop.ts';
import { LinuxNotifier } from '../../src/desktop/notify/linux-notifier.ts';
import type { Notification } from '../../src/desktop/notify/notification.ts';
import { openDatabase } from '../../src/store/database.ts';
import { Settings } from '../../src/store/settings.ts';
import { ManualClock } from '../support/temporary.ts';

const NAME = 'org.freedesktop.Notifications';
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const note = (tag: string): Notification => ({
  tag,
  title: 'Ben',
  body: 'Lunch?',
  waits: false,
  action: { do: 'open', page: '/talk/everyone' },
  buttons: [],
});

/** A bus that would start somebody to show notifications; `answers` says what becomes of that. */
class FakeBus extends Emitter<{ signal: Message; closed: undefined }> {
  readonly asked: string[] = [];
  answers: () => Promise<readonly unknown[]> = () => Promise.reject(new Error('does not start'));

  call(_target: unknown, member: string): Promise<readonly unknown[]> {
    this.asked.push(member);
    return this.answers();
  }

  async listen(): Promise<void> {}

  async hasOwner(): Promise<boolean> {
    return false;
  }

  async startsFor(): Promise<boolean> {
    return true;
  }
}

describe('desktop: notifications that the system does not show', () => {
  let bus: FakeBus;
  let notifier: LinuxNotifier;
  let unshown: string[];
  let changes: boolean[];
  beforeEach(async () => {
    [bus, unshown, changes] = [new FakeBus(), [], []];
    notifier = new LinuxNotifier({
      choose: () => {},
      unshown: ({ tag }) => void unshown.push(tag),
      notifiesChanged: () => void changes.push(notifier.notifies()),
    });
    await notifier.enter(bus);
  });

  it('are handed on, the next one without a try, and that is told', async () => {
    assert.deepEqual(changes, [true]);
    notifier.show(note('one'));
    notifier.show(note('two'));
    await settled();
    assert.deepEqual([unshown, changes], [['one', 'two'], [true, false]]); // biome-ignore format: one line
    assert.deepEqual(bus.asked, ['GetCapabilities']);
    bus.answers = () => Promise.resolve([[]]);
    const message = { interface: 'org.freedesktop.DBus', member: 'NameOwnerChanged', body: [NAME] };
    bus.emit('signal', { type: 4, flags: 0, serial: 1, signature: 's', ...message });
    await settled();
    notifier.show(note('three'));
    await settled();
    assert.deepEqual([unshown.length, changes], [2, [true, false, true]]);
    bus.emit('closed', undefined);
    notifier.show(note('four'));
    await settled();
    assert.deepEqual([unshown, changes.at(-1)], [['one', 'two', 'four'], false]);
  });

  it('are not told any more where they are over meanwhile', async () => {
    notifier.show(note('one'));
    notifier.withdraw('one');
    await settled();
    assert.deepEqual([unshown, changes], [[], [true, false]]);
  });

  it('are told by a dashboard that nobody looks at, which hears who tells', () => {
    const told: NotificationEvent['notification'][] = [];
    const topics: Topic[] = [];
    let inView = false;
    let ears: DesktopEars | undefined;
    const fake: Desktop = {
      start: () => {},
      stop: () => {},
      view: () => {},
      hosted: () => true,
      notifies: () => false,
      show: () => {},
      withdraw: () => {},
    };
    const desk = new DesktopDesk({
      makeDesktop: (given) => {
        ears = given;
        return fake;
      },
      office: () => Promise.reject(new Error('none here')),
      device: () => 'a'.repeat(52),
      settings: new Settings(openDatabase(':memory:')),
      inView: () => inView,
      pages: { notifies: () => true, tell: (event) => void told.push(event.notification) },
      open: () => Promise.resolve(true),
      stop: () => {},
      autostart: undefined,
      changed: (changed) => void topics.push(...changed),
      systemLanguage: () => 'en',
      clock: new ManualClock(),
      log: silentLog,
    });
    desk.start();
    ears?.unshown(note('one'));
    ears?.notifiesChanged();
    assert.deepEqual([told.map(({ tag }) => tag), topics], [['one'], ['desktop']]); // biome-ignore format: one line
    inView = true;
    ears?.unshown(note('two'));
    desk.stop();
    ears?.notifiesChanged();
    assert.deepEqual([told.length, topics.length], [1, 1]);
  });
});
