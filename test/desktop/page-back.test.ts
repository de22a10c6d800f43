/** A dashboard that is loaded anew is told what it missed, and what is over. */
import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import {
  BEARER_PROTOCOL_PREFIX,
  EVENTS_PATH,
  EVENTS_PROTOCOL,
  NOTIFIES,
  type NotificationEvent,
} from '../../src/api/events.ts';
import * as api from '../../src/api/local.ts';
import { eventually, useAgents, type TestAgent } from '../support/agents.ts';

type Told = NotificationEvent['notification'];

describe('desktop: a dashboard that was away for a moment', function () {
  this.timeout(60_000);
  const agents = useAgents();
  let anna: TestAgent;
  let ben: TestAgent;

  /** The only dashboard, whose browser shows notifications. */
  async function page(): Promise<{ told: Told[]; close: () => Promise<void> }> {
    const protocols = [EVENTS_PROTOCOL, BEARER_PROTOCOL_PREFIX + anna.token];
    const socket = new WebSocket(new URL(EVENTS_PATH, anna.url), protocols);
    const told: Told[] = [];
    socket.on('message', (data: Buffer) => {
      const event = JSON.parse(data.toString()) as { notification?: Told };
      if (event.notification) told.push(event.notification);
    });
    socket.on('open', () => socket.send(NOTIFIES));
    const notifies = (wanted: string) =>
      eventually(
        async () => (await anna.call(api.getDesktop, {})).notifies === wanted,
        5000,
        `notifications: ${wanted}`,
      );
    await notifies('browser');
    const close = async (): Promise<void> => {
      socket.close();
      await notifies('none');
    };
    return { told, close };
  }

  it('misses nothing, and takes back what was seen to meanwhile', async () => {
    [anna, ben] = await agents.pair('Anna', 'Ben');
    const params = { conversation: 'everyone' };
    const say = async (text: string): Promise<void> => {
      await ben.call(api.sendMessage, { params, body: { text } });
      await eventually(
        async () =>
          (await anna.call(api.listConversations, {})).some(({ last }) => last?.text === text),
        10_000,
        'it came',
      );
    };
    const before = await page();
    // What was there when it began to show them is old.
    let count = 0;
    await eventually(
      async () => {
        await say(`Lunch at ${(count += 1)}?`);
        return before.told.length > 0;
      },
      10_000,
      'it is told',
    );
    await before.close();
    const last = before.told.findLast((one) => 'body' in one);
    await anna.call(api.readConversation, { params });
    await say('Or later?');
    const after = await page();
    await eventually(() => after.told.length === 2, 5000, 'both are told');
    const [over, fresh] = after.told;
    assert.deepEqual(over, { tag: last?.tag, over: true });
    assert.ok(fresh && 'body' in fresh && fresh.body === 'Or later?');
    await after.close();
  });
});
