/** Who may change the printers of a system, and what is said and done where one may not. */
import assert from 'node:assert/strict';
import { CupsPrinters } from '../../agent/platform/cups/cups-printers.ts';
import {
  cupsQueueName,
  lpadminArguments,
  shellCommand,
} from '../../agent/platform/cups/lpadmin.ts';
import { linuxCupsAdmin } from '../../agent/platform/linux/cups-admin.ts';
import { macCupsAdmin } from '../../agent/platform/macos/cups-admin.ts';
import type { CommandOutput, RunCommand } from '../../agent/platform/system-command.ts';
import { printersOf, WindowsPrinters } from '../../agent/platform/windows/ipp-printers.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { IppClient } from '../../src/printing/ipp/client.ts';
import { type Cups, cupsInstalled, startCups } from '../support/cups.ts';
import { ManualClock } from '../support/temporary.ts';
import { realClock } from '../printing/two-agents.ts';

const uri = 'ipp://127.0.0.1:47472/ipp/print/abcdefghijklmnop';
const wish = { uri, info: "Laser (Anna's PC)", location: 'Room 3; rm -rf' };

/** A system that answers each command, and what it was told. */
function system(answer: (argv: string[]) => Partial<CommandOutput> | null): {
  run: RunCommand;
  told: string[][];
} {
  const told: string[][] = [];
  const run: RunCommand = (...argv) => {
    told.push(argv);
    const said = answer(argv);
    return Promise.resolve(said && { code: 0, stdout: '', stderr: '', ...said });
  };
  return { run, told };
}

describe('system printers: names and commands', () => {
  it('gives queues readable names that CUPS takes', () => {
    assert.equal(cupsQueueName('Laser', "Anna's PC", 1), 'Laser_Anna');
    assert.equal(cupsQueueName('Laser', 'Anna’s PC', 2), 'Laser_Anna_2');
    assert.equal(cupsQueueName('Büro #2 / "HP"', 'Empfang', 1), 'Büro_2_HP_Empfang');
    assert.equal(cupsQueueName('/?#', "'", 1), 'Printer');
  });

  it('leaves nothing in a command for a shell to read', () => {
    const command = shellCommand([
      'sudo',
      'lpadmin',
      ...lpadminArguments({ kind: 'put', name: 'Laser_Anna', wish }),
    ]);
    assert.equal(
      command,
      `sudo lpadmin -p Laser_Anna -E -v ${uri} -m everywhere -D 'Laser (Anna'\\''s PC)' -L 'Room 3; rm -rf' -o printer-is-shared=false`,
    );
  });
});

describe('system printers: CUPS on Linux, without rights', function () {
  this.timeout(20_000);
  let cups: Cups;
  let client: IppClient;

  before(async function () {
    if (!cupsInstalled()) this.skip();
    cups = await startCups({ strict: true });
    // Over TCP nobody is known.
    client = new IppClient({ clock: realClock, user: 'anna', server: cups.server });
  });
  after(() => cups?.stop());

  it('tells the exact command where no window can ask', async () => {
    const { run, told } = system(() => null);
    const printers = new CupsPrinters(
      client,
      linuxCupsAdmin({ client, run, desktop: false, clock: realClock }),
    );
    await assert.rejects(printers.put('Laser_Anna', wish), (error: HallwayError) => {
      assert.equal(error.code, 'printer.install_denied');
      assert.match(error.fix ?? '', /sudo lpadmin -p Laser_Anna -E -v ipp:/);
      return true;
    });
    assert.deepEqual(told, []);
    assert.deepEqual((await printers.list()).names, []);
  });

  it('asks by the window of the desktop', async () => {
    const { run, told } = system(() => ({ code: 0 }));
    const change = { kind: 'put', name: 'Laser_Anna', wish } as const;
    await linuxCupsAdmin({ client, run, desktop: true, clock: realClock })(change);
    assert.deepEqual(told, [['pkexec', 'lpadmin', ...lpadminArguments(change)]]);
    const dismissed = system(() => ({ code: 126 }));
    const admin = linuxCupsAdmin({ client, run: dismissed.run, desktop: true, clock: realClock });
    await assert.rejects(admin(change), { code: 'printer.install_denied' });
  });

  it('takes a queue that is gone already for removed', async () => {
    const { run } = system(() => null);
    await linuxCupsAdmin({ client, run, desktop: false, clock: realClock })({
      kind: 'remove',
      name: 'Nobody',
    });
  });
});

describe('system printers: a CUPS that crashes', () => {
  const silent = (): Promise<never> =>
    Promise.reject(new HallwayError('printer.unreachable', 'It hung up.'));
  const { run } = system(() => null);

  async function asked(answers: (() => Promise<unknown>)[]): Promise<number> {
    const clock = new ManualClock();
    let times = 0;
    const client = { request: () => (answers[times++] ?? silent)() } as unknown as IppClient;
    const change = linuxCupsAdmin({ client, run, desktop: false, clock });
    const done = change({ kind: 'remove', name: 'Laser_Anna' });
    done.catch(() => {});
    for (let second = 0; second < 4; second++) {
      await new Promise(setImmediate);
      clock.advance(1000);
    }
    await done;
    return times;
  }

  it('is asked again when the system had time to start it', async () => {
    assert.equal(await asked([silent, () => Promise.resolve()]), 2);
  });

  it('is not asked to remove a queue that it may still be describing', async () => {
    const clock = new ManualClock();
    const asked: number[] = [];
    const client = { request: async () => void asked.push(clock.monotonic()) };
    const options = { client: client as unknown as IppClient, run, desktop: false, clock };
    const change = linuxCupsAdmin(options);
    await change({ kind: 'put', name: 'Laser_Anna', wish });
    clock.advance(500);
    const removed = change({ kind: 'remove', name: 'Laser_Anna' });
    clock.advance(1500);
    await removed;
    await change({ kind: 'remove', name: 'Laser_Anna' });
    const [put = 0, ...removals] = asked;
    assert.deepEqual(
      removals.map((at) => at - put),
      [2000, 2000],
    );
  });

  it('is given up when it stays away', async () => {
    await assert.rejects(asked([]), { code: 'printer.no_backend' });
  });
});

describe('system printers: macOS, by sample', () => {
  it('runs lpadmin, and asks for an administrator where that is refused', async () => {
    const { run, told } = system(([program]) => ({ code: program === 'lpadmin' ? 1 : 0 }));
    await macCupsAdmin(run)({ kind: 'put', name: 'Laser_Anna', wish });
    assert.deepEqual(told[0]?.slice(0, 4), ['lpadmin', '-p', 'Laser_Anna', '-E']);
    assert.deepEqual(told[1]?.slice(0, 2), ['osascript', '-e']);
    assert.match(
      told[1]?.[2] ?? '',
      /^do shell script "lpadmin .*\\\\'' *s PC|administrator privileges$/,
    );
    const refused = system(() => ({ code: 1 }));
    await assert.rejects(macCupsAdmin(refused.run)({ kind: 'remove', name: 'Laser_Anna' }), {
      code: 'printer.install_denied',
    });
  });
});

describe('system printers: Windows, by sample', () => {
  const listed = JSON.stringify([
    { Name: 'Microsoft Print to PDF', Comment: '', Location: null },
    { Name: 'Laser (Anna)', Comment: `Hallway ${uri}`, Location: 'Room 3' },
    { Name: 'Other', Comment: 'Hallway http://evil.example/', Location: '' },
  ]);

  it('knows its own printers by their comments', async () => {
    const { run } = system(() => ({ stdout: listed }));
    const { names, queues } = await new WindowsPrinters(run).list();
    assert.deepEqual(names, ['Microsoft Print to PDF', 'Laser (Anna)', 'Other']);
    assert.deepEqual(queues, [
      { name: 'Laser (Anna)', uri, info: 'Laser (Anna)', location: 'Room 3', described: true },
    ]);
    assert.deepEqual(printersOf(''), []);
    assert.equal(printersOf('{"Name":"One"}').length, 1);
  });

  /** What an elevated PowerShell was told to do. */
  const script = (argv: readonly string[] | undefined): string => {
    const encoded = /'-EncodedCommand','([A-Za-z0-9+/=]+)'/.exec(argv?.at(-1) ?? '')?.[1] ?? '';
    return Buffer.from(encoded, 'base64').toString('utf16le');
  };

  it('adds by address, finds the new one, and names it; quotes end no text', async () => {
    const { run, told } = system(() => ({ stdout: listed }));
    const printers = new WindowsPrinters(run);
    const name = printers.queueName('Laser’; exit', "Ben's PC", 1);
    await printers.put(name, { ...wish, info: name });
    const text = script(told.at(-1));
    assert.match(
      text,
      /Add-Printer -IppURL 'http:\/\/127\.0\.0\.1:47472\/ipp\/print\/abcdefghijklmnop'/,
    );
    assert.match(text, /Rename-Printer -InputObject \$new -NewName 'Laser’’; exit \(Ben''s PC\)'/);
    assert.match(text, /-Comment 'Hallway ipp:\/\/127\.0\.0\.1:47472/);
  });

  it('changes words alone where the address is right, and says what to run where it may not', async () => {
    const { run, told } = system((argv) =>
      argv.at(-1)?.startsWith('Get-Printer') ? { stdout: listed } : { code: 1 },
    );
    const printers = new WindowsPrinters(run);
    await assert.rejects(printers.put('Laser (Anna)', wish), (error: HallwayError) => {
      assert.equal(error.code, 'printer.install_denied');
      assert.match(error.fix ?? '', /^Run this in PowerShell as administrator.*Set-Printer -Name/);
      return true;
    });
    assert.doesNotMatch(script(told.at(-1)), /Add-Printer/);
  });

  it('says that the spooler does not answer', async () => {
    const { run } = system(() => ({ code: 1 }));
    await assert.rejects(new WindowsPrinters(run).list(), { code: 'printer.no_backend' });
  });
});
