/**
 * “Send with Hallway” in the menus of real file managers, on a screen of their own: the entry is
 * there, and starts `hallway send-to` with exactly what is chosen, whatever the files are called.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { promisify } from 'node:util';
import { DesktopSession, missingPrograms } from '../desktop/desktop-session.ts';
import { eventually } from '../support/eventually.ts';
import { read, root } from '../support/sources.ts';

const FILES = [
  'plain.txt',
  'two words.pdf',
  'Müller ß.txt',
  '100% of %F.txt',
  'it\'s "quoted".txt',
  '$HOME `x` \\n ;&.txt',
  '-dash.txt',
];
const FOLDER = 'a folder';
/** What is chosen and pressed is found as a screen reader finds it. */
const SEEN = {
  NO_AT_BRIDGE: '0',
  GTK_A11Y: 'atspi',
  GSK_RENDERER: 'cairo',
  GSETTINGS_BACKEND: 'memory',
};

interface Manager {
  readonly program: string;
  readonly arguments: readonly string[];
  /** The entry of the package, and where a person's own would lie. */
  readonly entry: readonly [from: string, to: string];
  readonly menu: readonly string[];
}

const MANAGERS: readonly Manager[] = [
  {
    program: 'thunar',
    arguments: [],
    entry: ['send-thunar.desktop', 'Thunar/sendto/hallway-send.desktop'],
    menu: ['Send To', 'Hallway'],
  },
  {
    program: 'nemo',
    arguments: ['--no-desktop'],
    entry: ['send.nemo_action', 'nemo/actions/hallway-send.nemo_action'],
    menu: ['Send with Hallway'],
  },
  {
    program: 'nautilus',
    arguments: [],
    entry: ['send-nautilus.py', 'nautilus-python/extensions/hallway-send.py'],
    menu: ['Send with Hallway'],
  },
];

describe('sending from file managers', function () {
  this.timeout(180_000);
  let session: DesktopSession;
  let folder: string;

  before(function () {
    if (missingPrograms().length > 0) this.skip();
  });

  beforeEach(async () => {
    session = await new DesktopSession().start();
    folder = join(session.folder.path, 'Büro & files');
    mkdirSync(join(folder, FOLDER), { recursive: true });
    for (const name of FILES) writeFileSync(join(folder, name), name);
  });

  afterEach(() => session.stop());

  /** Writes down what it was started with, each start as one line of JSON. */
  function recorder(): string {
    const program = join(session.folder.path, 'hallway');
    const note = `require('node:fs').appendFileSync(${JSON.stringify(`${program}.log`)}, JSON.stringify(process.argv.slice(1)) + '\\n')`;
    writeFileSync(`${program}.cjs`, note);
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${program}.cjs' "$@"\n`);
    chmodSync(program, 0o755);
    return program;
  }

  async function chooseAll(program: string): Promise<void> {
    let window = '';
    const look = (): boolean => {
      try {
        window = session.xdotool('search', '--onlyvisible', '--class', program).trim();
      } catch {
        // Not there yet.
      }
      return window !== '';
    };
    await eventually(look, 60_000, `${program} shows a window`);
    window = window.split('\n').at(-1) ?? '';
    session.xdotool('windowsize', '--sync', window, '900', '600');
    session.xdotool('windowfocus', window);
    // A folder that is still being read chooses nothing, and tells nobody when it is done.
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    session.xdotool('mousemove', '600', '520', 'click', '1');
    session.xdotool('key', '--delay', '500', 'ctrl+a', 'Menu');
  }

  for (const manager of MANAGERS)
    it(`${manager.program} has the entry, and sends what is chosen`, async function () {
      const { program, menu } = manager;
      if (!existsSync(`/usr/bin/${program}`) || !existsSync('/usr/bin/python3')) this.skip();
      const [from, to] = manager.entry;
      const hallway = recorder();
      const entry = join(session.folder.path, '.local', 'share', to);
      mkdirSync(dirname(entry), { recursive: true });
      const words = read(`installers/linux/files/${from}`);
      assert.ok(words.includes('/usr/bin/hallway'));
      writeFileSync(entry, words.replaceAll('/usr/bin/hallway', hallway));

      session.run(program, [program, ...manager.arguments, folder], SEEN);
      await chooseAll(program);
      session.screenshot(
        env['HALLWAY_TEST_PICTURE'] && `${env['HALLWAY_TEST_PICTURE']}-${program}.png`,
      );
      const press = [join(root, 'test', 'slow', 'press-menu.py'), program, ...menu];
      await promisify(execFile)('/usr/bin/python3', press, {
        env: { ...env, ...session.env, ...SEEN },
      });

      const wanted = [...FILES, FOLDER].map((name) => join(folder, name)).sort();
      const sent = (): string[][] =>
        existsSync(`${hallway}.log`)
          ? readFileSync(`${hallway}.log`, 'utf8')
              .trim()
              .split('\n')
              .map((line) => JSON.parse(line) as string[])
          : [];
      const paths = (): string[] => sent().flatMap(([, , ...rest]) => rest);
      await eventually(() => paths().length >= wanted.length, 20_000, 'all are sent');
      assert.deepEqual(paths().sort(), wanted);
      for (const [, command] of sent()) assert.equal(command, 'send-to');
      // Thunar starts a program once for files and once for folders.
      assert.ok(sent().length <= (program === 'thunar' ? 2 : 1));
    });
});
