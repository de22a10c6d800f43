/** An owner that pulls a document finds it under one id until the job needs it no longer. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { OfferStore } from '../../agent/http/offer-store.ts';
import type { Job } from '../../src/model/job.ts';
import { DocumentOffers } from '../../src/printing/document-offers.ts';

const device = 'd'.repeat(52);
const job = (id: string): Job => ({ id, device }) as Job;
const source = { size: 1, read: () => Readable.from([]) };

describe('printing: documents on offer', () => {
  it('stand under the same id until they are withdrawn', () => {
    const store = new OfferStore();
    const documents = new DocumentOffers(store);
    const [first, other] = [documents.of(job('a'), source), documents.of(job('b'), source)];
    assert.equal(documents.of(job('a'), source), first);
    assert.notEqual(first, other);
    assert.equal(store.take(device, first), source);
    documents.withdraw('a');
    documents.withdraw('a');
    assert.throws(() => store.take(device, first), { code: 'transfer.not_found' });
    documents.withdrawAll();
    assert.throws(() => store.take(device, other), { code: 'transfer.not_found' });
    assert.notEqual(documents.of(job('a'), source), first);
  });
});
