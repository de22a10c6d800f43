/** This device's printers: ids that stay, names that are unique, no work while nothing needs it. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HallwayError } from '../../src/base/errors.ts';
import { silentLog } from '../../src/base/log.ts';
import type { BackendPrinter, PrinterBackend } from '../../src/printing/printer-backend.ts';
import { PrinterRegistry } from '../../src/printing/printer-registry.ts';
import { PrinterStore } from '../../src/printing/printer-store.ts';
import { VirtualBackend } from '../../src/printing/virtual-backend.ts';
import { openDatabase } from '../../src/store/database.ts';
import { ManualClock, temporaryFolder } from '../support/temporary.ts';

/** A CUPS with these queues, or none at all. */
class FakeCups implements PrinterBackend {
  readonly kind = 'cups';
  queues: BackendPrinter[] | undefined = [];
  listed = 0;

  list(): Promise<BackendPrinter[]> {
    this.listed += 1;
    if (!this.queues) throw new HallwayError('printer.no_backend', 'No CUPS.');
    return Promise.resolve(this.queues);
  }
  status(): Promise<BackendPrinter> {
    throw new Error('not asked');
  }
  submit(): Promise<string> {
    throw new Error('not asked');
  }
  find(): ReturnType<PrinterBackend['find']> {
    return Promise.resolve({ kind: 'none' });
  }
  state(): ReturnType<PrinterBackend['state']> {
    throw new Error('not asked');
  }
  cancel(): Promise<void> {
    return Promise.resolve();
  }
}

function queue(key: string, name = key): BackendPrinter {
  return {
    key,
    name,
    uri: `ipp://localhost/printers/${key}`,
    state: 'idle',
    reasons: [],
    message: '',
    accepting: true,
    jobs: 0,
    color: false,
    duplex: false,
    formats: ['application/pdf'],
    media: [],
    location: '',
    model: '',
    offers: { maxCopies: 1, sides: [], colorModes: [], media: [], pageRanges: false },
  };
}

describe('printer registry', () => {
  const folder = temporaryFolder();
  const clock = new ManualClock();
  let count = 0;
  let database: string;
  let cups: FakeCups;
  let registry: PrinterRegistry;

  const open = async (): Promise<PrinterRegistry> => {
    registry = new PrinterRegistry({
      device: 'd'.repeat(52),
      store: new PrinterStore(openDatabase(database)),
      backends: [cups, new VirtualBackend()],
      clock,
      log: silentLog,
      random: randomBytes,
    });
    await registry.start();
    return registry;
  };

  beforeEach(async () => {
    count += 1;
    database = join(folder.path, `${count}.db`);
    cups = new FakeCups();
    cups.queues = [queue('laser'), queue('label', 'Labels'), queue('other', 'LASER')];
    await open();
  });
  afterEach(() => registry.stop());
  after(() => folder.remove());

  it('gives every printer an id and a name of its own', () => {
    const names = registry.listOwn().map(({ name }) => name);
    assert.deepEqual(names.sort(), ['LASER (2)', 'Labels', 'laser']);
    for (const { id } of registry.listOwn()) assert.match(id, /^[a-z2-7]{16}$/);
    assert.deepEqual(registry.shared(), []);
  });

  it('shows peers the shared ones without addresses, and remembers over a restart', async () => {
    const [labels] = registry.listOwn().filter(({ name }) => name === 'Labels');
    assert.ok(labels);
    assert.equal(registry.setShared(labels.id, true).shared, true);
    await registry.stop();
    await open();
    const [shared, ...more] = registry.shared();
    assert.deepEqual(more, []);
    assert.equal(shared?.id, labels.id);
    assert.ok(!('uri' in shared) && !('key' in shared) && !('shared' in shared));
    assert.throws(() => registry.setShared('x'.repeat(16), true), { code: 'printer.not_found' });
  });

  it('lists a shared printer as unknown while its backend is gone, and hides the others', async () => {
    const id = registry.listOwn()[0]?.id ?? '';
    registry.setShared(id, true);
    cups.queues = undefined;
    let changes = 0;
    registry.events.on('changed', () => (changes += 1));
    await registry.refresh();
    await registry.refresh();
    assert.equal(changes, 1);
    assert.deepEqual(
      registry.listOwn().map((p) => [p.id, p.state, p.accepting]),
      [[id, 'unknown', false]],
    );
  });

  it('asks by itself only while a printer is shared', async () => {
    clock.advance(120_000);
    assert.equal(cups.listed, 1);
    const id = registry.listOwn()[0]?.id ?? '';
    registry.setShared(id, true);
    clock.advance(30_000);
    await registry.refresh();
    assert.equal(cups.listed, 2);
    registry.setShared(id, false);
    clock.advance(120_000);
    assert.equal(cups.listed, 2);
  });

  it('makes a virtual printer from a folder, shared at once', async () => {
    const path = join(folder.path, 'Prints of Anna');
    const added = await registry.add(`file://${path.replaceAll(' ', '%20')}`, 'To\u202e file/x');
    assert.ok(existsSync(path));
    assert.equal(added.backend, 'virtual');
    assert.equal(added.name, 'To file-x');
    assert.equal(added.shared, true);
    await assert.rejects(registry.add(`file://${path}`, 'Twice'), { code: 'printer.exists' });
    await assert.rejects(registry.add('file:///tmp', 'labels'), { code: 'printer.exists' });
    registry.remove(added.id);
    assert.equal(registry.target(added.id), undefined);
  });

  it('refuses what is no printer, with a way out', async () => {
    for (const uri of ['ftp://x', 'ipp://', 'file://host/share', 'ipp://u:p@127.0.0.1/x'])
      await assert.rejects(registry.add(uri, 'New'), (error: HallwayError) =>
        ['request.invalid', 'printer.no_backend'].includes(error.code),
      );
    await assert.rejects(registry.add('file:///tmp', ' \n'), { code: 'request.invalid' });
  });
});
