/** Dashboards end with the newest value of each topic, however long it takes to read. */
import assert from 'node:assert/strict';
import { EventHub, type TopicSources } from '../../agent/http/event-hub.ts';
import { NOTIFIES, NOTIFIES_NOT } from '../../src/api/events.ts';
import { silentLog } from '../../src/base/log.ts';
import type { FrameSocket } from '../../src/net/web-socket.ts';
import { ManualClock } from '../support/temporary.ts';

/** What a dashboard got. */
class Dashboard {
  readonly got: unknown[] = [];
  #close: () => void = () => {};

  on(_name: string, listener: () => void): void {
    this.#close = listener;
  }
  listen(): void {}
  send(text: string): void {
    this.got.push((JSON.parse(text) as { value: unknown }).value);
  }
  close(): void {
    this.#close();
  }
}

describe('event hub', () => {
  let clock: ManualClock;
  let hub: EventHub;
  let value: number;
  /** Reads that were begun: each gives the value of its beginning, when it is answered. */
  let reads: (() => void)[];

  beforeEach(() => {
    clock = new ManualClock();
    value = 1;
    reads = [];
    const slow = () => {
      const now = value;
      return new Promise((resolve) => reads.push(() => resolve(now)));
    };
    hub = new EventHub({ drives: slow } as unknown as TopicSources, clock, silentLog);
  });

  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const answer = async (): Promise<void> => {
    reads.shift()?.();
    await settle();
  };
  const connect = (): Dashboard => {
    const dashboard = new Dashboard();
    hub.add(dashboard as unknown as FrameSocket);
    return dashboard;
  };
  const change = (to: number): void => {
    value = to;
    hub.changed('drives');
    clock.advance(40);
  };

  it('never sends an older value after a newer one, and reads once for changes in between', async () => {
    const dashboard = connect();
    await answer();
    change(2);
    change(3);
    change(4);
    assert.equal(reads.length, 1, 'one at a time');
    await answer();
    await answer();
    assert.equal(reads.length, 0);
    assert.deepEqual(dashboard.got, [1, 2, 4]);
  });

  it('gives a newcomer what is true after it came, and the others what they missed', async () => {
    const first = connect();
    await answer();
    value = 2;
    const second = connect();
    await answer();
    change(1);
    await answer();
    assert.deepEqual(first.got, [1, 2, 1]);
    assert.deepEqual(second.got, [2, 1]);
  });

  it('does not repeat to the others what only a newcomer lacks', async () => {
    const first = connect();
    await answer();
    const second = connect();
    change(1);
    await answer();
    await answer();
    assert.deepEqual([first.got, second.got], [[1], [1]]);
  });

  it('reads nothing while nobody listens', async () => {
    const only = connect();
    await answer();
    only.close();
    change(2);
    assert.equal(reads.length, 0);
  });

  it('tells one dashboard alone, the newest that shows notifications, and takes back from all', () => {
    const changes: boolean[] = [];
    const told = new EventHub({} as TopicSources, clock, silentLog, () =>
      changes.push(told.notifies()),
    );
    const got: string[] = [];
    const [silent, first, second] = ['silent', 'first', 'second'].map((name) => {
      const socket = {
        close: () => {},
        on: (_: string, run: () => void) => (socket.close = run),
        send: (text: string) => got.push(`${name} ${(JSON.parse(text) as { notification: { tag: string } }).notification.tag}`), // biome-ignore format: one step
      };
      told.add(socket as unknown as FrameSocket);
      return socket as unknown as FrameSocket;
    });
    const tag = (one: string) => ({ tag: one, title: '', body: '', waits: false, page: '/' });
    told.tell({ notification: tag('nobody') });
    assert.ok(first && second && silent);
    assert.ok(told.heard(first, NOTIFIES) && told.heard(second, NOTIFIES));
    told.tell({ notification: tag('a') });
    told.tell({ notification: { tag: 'a', over: true } });
    second.close(1000);
    told.tell({ notification: tag('b') });
    assert.ok(told.heard(first, NOTIFIES_NOT));
    told.tell({ notification: tag('c') });
    assert.ok(told.heard(silent, NOTIFIES_NOT));
    assert.ok(!told.heard(silent, 'something else'));
    assert.deepEqual(got, ['second a', 'first a', 'second a', 'first b']);
    assert.deepEqual(changes, [true, false]);
  });
});
