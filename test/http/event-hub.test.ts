/** Dashboards end with the newest value of each topic, however long it takes to read. */
import assert from 'node:assert/strict';
import { EventHub, type TopicSources } from '../../agent/http/event-hub.ts';
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
});
