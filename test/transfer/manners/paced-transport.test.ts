/** What other PCs answer is taken no faster than it may. */
import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { readPeerFile } from '../../../src/api/peer-files.ts';
import type { PeerTransport } from '../../../src/net/peer-transport.ts';
import { PacedTransport } from '../../../src/transfer/manners/paced-transport.ts';
import { Pacer } from '../../../src/transfer/manners/pacer.ts';
import { ManualClock } from '../../support/temporary.ts';

const RATE = 1_000_000;
const BURST = RATE / 20;
const FLOW = { key: 'file', urgent: false };

describe('transfer: a paced transport', () => {
  const opened = async (body: Readable, clock: ManualClock) => {
    const pacer = new Pacer(clock);
    pacer.rate = RATE;
    // The bucket is as full as it gets.
    clock.advance(1000);
    const inner = { open: () => Promise.resolve({ body }) } as unknown as PeerTransport;
    const transport = new PacedTransport(inner, pacer, FLOW);
    const input = { params: { share: 'a'.repeat(16) }, query: { path: 'film.bin' } };
    return { pacer, answer: await transport.open('b'.repeat(52), readPeerFile, input) };
  };

  it('counts what came together with the head of the answer', async () => {
    const clock = new ManualClock();
    const body = new PassThrough({ highWaterMark: 4 * BURST });
    body.write(Buffer.alloc(2 * BURST));
    const { pacer, answer } = await opened(body, clock);
    assert.equal(answer.held?.(), false);
    body.write(Buffer.alloc(1000));
    assert.equal(answer.held?.(), true, 'what was there already has used up more than there was');
    assert.notEqual(pacer.wait(FLOW, 1), undefined);
    clock.advance(60);
    await new Promise(setImmediate);
    assert.equal(answer.held?.(), false);
  });

  it('holds nothing up that was there when nothing else is under way', async () => {
    const clock = new ManualClock();
    const { answer } = await opened(Readable.from([Buffer.from('small')]), clock);
    let read = '';
    for await (const chunk of answer.body) read += String(chunk);
    assert.equal(read, 'small');
  });
});
