/** A CUPS that takes jobs of signed-in users only: known by its socket, or a clear word. */
import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { Readable } from 'node:stream';
import type { HallwayError } from '../../src/base/errors.ts';
import { CupsBackend } from '../../src/printing/cups-backend.ts';
import type { ServerAddress } from '../../src/printing/ipp/address.ts';
import { IppClient } from '../../src/printing/ipp/client.ts';
import type { Submission } from '../../src/printing/printer-backend.ts';
import { type Cups, cupsInstalled, type Sink, startCups, startSink } from '../support/cups.ts';
import { makePdf } from '../support/pdf.ts';
import { realClock } from './two-agents.ts';

describe('a CUPS that wants to know who prints', () => {
  const pdf = makePdf();
  let cups: Cups;
  let sink: Sink;

  before(async function () {
    if (!cupsInstalled()) this.skip();
    sink = await startSink();
    cups = await startCups({ signIn: true });
    await cups.addRawQueue('guarded', sink.uri);
  });

  after(async () => {
    await cups?.stop();
    await sink?.stop();
  });

  const backend = (server: ServerAddress, user: string): CupsBackend =>
    new CupsBackend(new IppClient({ clock: realClock, user, server }));
  const submission = (tag: string): Submission => ({
    document: () => Readable.from([pdf]),
    bytes: pdf.length,
    name: 'Letter',
    format: 'application/pdf',
    options: {},
    tag,
    onHandover: async () => {},
  });
  const { signal } = new AbortController();

  it('takes jobs over its socket from the person whom the system knows', async () => {
    const known = backend({ socketPath: cups.socketPath }, userInfo().username);
    for (const [index, tag] of ['first', 'second'].entries()) {
      const id = await known.submit('guarded', submission(tag), signal);
      const found = await known.find('guarded', tag, null);
      assert.deepEqual(found, { kind: 'received', backendJob: id });
      await sink.count(index + 1);
      assert.deepEqual(sink.received[index], pdf);
      // Cancel-Job is guarded as well; what is printed stays printed.
      await known.cancel('guarded', id);
    }
  });

  it('says what to do where it cannot be known who prints', async () => {
    for (const stranger of [
      backend(cups.server, userInfo().username),
      backend({ socketPath: cups.socketPath }, 'somebody-else'),
    ])
      await assert.rejects(
        stranger.submit('guarded', submission('third'), signal),
        (error: HallwayError) => {
          assert.equal(error.code, 'printer.rejected');
          assert.match(error.message, /user name and password/);
          assert.match(error.fix ?? '', /lpadmin -p QUEUE/);
          return true;
        },
      );
  });
});
