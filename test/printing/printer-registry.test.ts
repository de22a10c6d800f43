/** This device's printers: ids that stay, names that are unique, no work while nothing needs it. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HallwayError } from '../../src/base/errors.ts';
import { silentLog } from '../../src/base/log.ts';
import { printerAddress } from '../../src/printing/printer-address.ts';
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

/** Folders on a drive that may be slow. */
class Trays extends VirtualBackend {
  slow: Promise<void> | undefined;

  override async status(key: string): Promise<BackendPrinter> {
    await this.slow;
    return super.status(key);
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
  let logged: string[] = [];
  let database: string;
  let cups: FakeCups;
  const trays = new Trays();
  let registry: PrinterRegistry;

  const open = async (): Promise<PrinterRegistry> => {
    registry = new PrinterRegistry({
      device: 'd'.repeat(52),
      store: new PrinterStore(openDatabase(database)),
      backends: [cups, trays],
      clock,
      log: {
        ...silentLog,
        error: ({ error }: { error?: Error }) => void logged.push(error?.message ?? ''),
      },
      random: randomBytes,
    });
    await registry.start();
    return registry;
  };

  beforeEach(async () => {
    count += 1;
    logged = [];
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

  const names = (): string[] =>
    registry
      .listOwn()
      .map(({ name }) => name)
      .sort();

  it('keeps what it knows of a printer that is added while it asks the others', async () => {
    const slow = await registry.add(`file://${folder.path}/slow`, 'Slow');
    let answer = (): void => {};
    trays.slow = new Promise((resolve) => (answer = resolve));
    const refreshing = registry.refresh();
    await new Promise((resolve) => setImmediate(resolve));
    trays.slow = undefined;
    const added = await registry.add(`file://${folder.path}/meanwhile`, 'Tray');
    registry.remove(slow.id);
    answer();
    await refreshing;
    assert.equal(registry.target(slow.id), undefined);
    assert.equal(registry.listOwn().find(({ id }) => id === added.id)?.state, 'idle');
    assert.ok(registry.target(added.id)?.offers);
  });

  it('forgets a queue that is gone and was not shared, so that its name is free', async () => {
    cups.queues = [queue('label', 'Labels')];
    await registry.refresh();
    await registry.add(`file://${folder.path}/laser`, 'Laser');
    assert.deepEqual(names(), ['Labels', 'Laser']);
    await registry.stop();
    cups.queues = undefined;
    await open();
    cups.queues = [queue('laser'), queue('label', 'Labels')];
    await registry.refresh();
    assert.deepEqual(names(), ['Labels', 'Laser', 'laser (2)']);
  });

  it('frees the name of a queue that is out of sight, and keeps its id', async () => {
    const id = registry.listOwn().find(({ name }) => name === 'Labels')?.id;
    const { queues } = cups;
    cups.queues = undefined;
    await registry.refresh();
    await registry.add(`file://${folder.path}/labels`, 'labels');
    cups.queues = queues;
    await registry.refresh();
    assert.equal(registry.listOwn().find(({ name }) => name === 'Labels (2)')?.id, id);
    assert.ok(names().includes('labels'));
  });

  it('forgets a queue that is gone once it is shared no more', async () => {
    const id = registry.listOwn().find(({ name }) => name === 'Labels')?.id ?? '';
    registry.setShared(id, true);
    cups.queues = [];
    await registry.refresh();
    assert.deepEqual(names(), ['Labels']);
    registry.setShared(id, false);
    await registry.refresh();
    assert.equal(registry.target(id), undefined);
  });

  it('logs what a listener throws, and goes on', async () => {
    registry.events.on('changed', () => {
      throw new Error('listener');
    });
    cups.queues = [];
    await registry.refresh();
    assert.deepEqual(names(), []);
    assert.deepEqual(logged, ['listener']);
  });

  it('refuses what is no printer, with a way out', async () => {
    for (const uri of ['ftp://x', 'ipp://', 'file://host/share', 'ipp://u:p@127.0.0.1/x'])
      await assert.rejects(registry.add(uri, 'New'), (error: HallwayError) =>
        ['request.invalid', 'printer.no_backend'].includes(error.code),
      );
    await assert.rejects(registry.add('file:///tmp', ' \n'), { code: 'request.invalid' });
    const file = join(folder.path, 'a file');
    writeFileSync(file, '');
    await assert.rejects(registry.add(`file://${file.replaceAll(' ', '%20')}`, 'New'), {
      code: 'path.not_folder',
    });
    await assert.rejects(registry.add(`file://${folder.path}/not/there`, 'New'), {
      code: 'path.not_found',
    });
  });

  it('takes a host alone for the printer that is usually there', () => {
    assert.equal(printerAddress(' 192.168.1.50 '), 'ipp://192.168.1.50/ipp/print');
    assert.equal(printerAddress('laser.local:8631'), 'ipp://laser.local:8631/ipp/print');
    assert.equal(printerAddress('ipp://laser/x'), 'ipp://laser/x');
  });
});
