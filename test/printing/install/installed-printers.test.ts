/** Queues of the system follow their printers, also those that are known later than the queues. */
import assert from 'node:assert/strict';
import { silentLog } from '../../../src/base/log.ts';
import type { Printer } from '../../../src/model/printer.ts';
import { InstalledPrinters } from '../../../src/printing/installed-printers.ts';
import { InstalledStore } from '../../../src/printing/installed-store.ts';
import { printerKey, printerPath } from '../../../src/printing/ipp/server/printer-path.ts';
import type { SystemPrinters, SystemQueue } from '../../../src/printing/system-printers.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { eventually } from '../../support/eventually.ts';
import { ManualClock } from '../../support/temporary.ts';

const laser = {
  device: 'a'.repeat(52),
  id: 'p'.repeat(16),
  name: 'Laser',
  location: '',
} as Printer;
const uriAt = (port: number): string => `ipp://127.0.0.1:${port}${printerPath(printerKey(laser))}`;

describe('printing: queues that follow their printers', () => {
  let database: Database;
  let printers: Printer[];
  let queues: SystemQueue[];
  let puts: string[];
  let refuses: boolean;
  let installed: InstalledPrinters;
  let clock: ManualClock;

  const system: SystemPrinters = {
    queueName: (printer) => printer,
    list: () => Promise.resolve({ names: queues.map(({ name }) => name), queues: [...queues] }),
    put: (name, wish) => {
      puts.push(wish.uri);
      if (refuses) return Promise.reject(new Error('no'));
      queues = [{ name, ...wish, described: true }];
      return Promise.resolve();
    },
    remove: () => Promise.resolve(),
  };

  beforeEach(() => {
    database = openDatabase(':memory:');
    [printers, puts, refuses] = [[], [], false];
    clock = new ManualClock();
    const uri = uriAt(1000);
    queues = [{ name: 'Laser', uri, info: 'Laser (Anna)', location: '', described: true }];
    const store = new InstalledStore(database);
    store.put({ device: laser.device, printer: laser.id, queue: 'Laser', name: 'Laser', uri });
    installed = new InstalledPrinters({
      store,
      system,
      printers: () => Promise.resolve(printers),
      deviceName: () => Promise.resolve('Anna'),
      uriOf: () => uriAt(2000),
      clock,
      log: silentLog,
    });
    installed.start();
  });
  afterEach(async () => {
    await installed.stop();
    database.close();
  });

  it('puts right what leads to an old address as soon as its printer is known', async () => {
    await installed.refresh();
    assert.deepEqual(puts, [], 'nobody knows yet where it should lead');
    printers = [laser];
    for (let times = 0; times < 3; times += 1) installed.printersChanged();
    await eventually(() => queues[0]?.uri === uriAt(2000), 1000, 'it leads to the new address');
    installed.printersChanged();
    await installed.refresh();
    assert.deepEqual(puts, [uriAt(2000)]);
    assert.equal((await installed.list())[0]?.uri, uriAt(2000));
  });

  it('asks the system once, not at every change, where it refuses', async () => {
    refuses = true;
    printers = [laser];
    installed.printersChanged();
    await eventually(() => puts.length > 0, 1000, 'the system is asked');
    await eventually(
      async () => (await installed.list())[0]?.state === 'astray',
      1000,
      'it is told',
    );
    const asked = puts.length;
    for (let times = 0; times < 3; times += 1) installed.printersChanged();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(puts.length, asked);
  });

  /** Installs while time goes on; what the system was asked for until then. */
  async function install(until: () => boolean): Promise<void> {
    const done = installed.install(laser.device, laser.id);
    await eventually(
      () => {
        clock.advance(500);
        return until();
      },
      5000,
      'so much time passed',
    );
    // Whoever waits looks once more.
    const passing = setInterval(() => clock.advance(100), 1);
    await done.finally(() => clearInterval(passing));
  }

  it('lets a description be made that is under way before it asks for another', async () => {
    printers = [laser];
    const [queue] = queues;
    if (!queue) throw new Error('There is no queue.');
    queues = [{ ...queue, uri: uriAt(2000), described: false }];
    const began = clock.now();
    await install(() => {
      if (clock.now() - began > 2000) queues = [{ ...queue, uri: uriAt(2000) }];
      return clock.now() - began > 2000;
    });
    assert.deepEqual(puts, [], 'it is as it should be');
    queues = [{ ...queue, uri: uriAt(2000), described: false }];
    await install(() => puts.length > 0);
    assert.deepEqual(puts, [uriAt(2000)], 'a raw queue is asked for in the end');
  });
});
