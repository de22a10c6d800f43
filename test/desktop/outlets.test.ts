/** A notification is shown by the system or by a dashboard's browser, never by both. */
import assert from 'node:assert/strict';
import { Outlets } from '../../agent/desktop/outlets.ts';
import type { NotificationEvent } from '../../src/api/events.ts';
import type { Notification } from '../../src/desktop/notify/notification.ts';

const note: Notification = {
  tag: 'talk 1',
  title: 'Ben',
  body: 'Lunch?',
  waits: false,
  action: { do: 'open', page: '/talk/everyone' },
  buttons: [],
};

describe('desktop: who shows a notification', () => {
  let here: string[];
  let pages: NotificationEvent['notification'][];
  let bySystem: boolean;
  let outlets: Outlets;
  beforeEach(() => {
    [here, pages, bySystem] = [[], [], true];
    const tell = ({ notification }: NotificationEvent): void => void pages.push(notification);
    outlets = new Outlets(
      { notifies: () => true, tell },
      {
        notifies: () => bySystem,
        show: ({ tag }) => void here.push(tag),
        withdraw: (tag) => void here.push(`over ${tag}`),
      },
    );
  });

  it('is the system where it does, and else a browser', () => {
    outlets.show(note);
    assert.deepEqual([here, pages], [['talk 1'], []]);
    bySystem = false;
    outlets.show(note);
    const { tag, title, body, waits } = note;
    assert.deepEqual([here.length, pages], [1, [{ tag, title, body, waits, page: '/talk/everyone' }]]); // biome-ignore format: one line
  });

  it('takes back wherever it was shown, and lets a click decide nothing', () => {
    outlets.withdraw('talk 1');
    assert.deepEqual([here, pages], [['over talk 1'], [{ tag: 'talk 1', over: true }]]);
    bySystem = false;
    outlets.show({ ...note, action: { do: 'decide', request: 'r', admit: true } });
    assert.equal((pages.at(-1) as { page?: string }).page, '/');
  });
});
