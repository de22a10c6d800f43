/**
 * A desktop session for tests: a screen of its own (Xvfb), a session bus, and on wish a panel that
 * shows icons (xfce4-panel) and a server of notifications (dunst). Everything ends with `stop`.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { crc32, deflateSync } from 'node:zlib';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary.ts';

export const PROGRAMS = ['Xvfb', 'dbus-daemon', 'xfce4-panel', 'dunst', 'xdotool'];

/** Those that this machine lacks. */
export function missingPrograms(): string[] {
  return PROGRAMS.filter((name) => !existsSync(`/usr/bin/${name}`));
}

const PANEL = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="30"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
      <property name="known-items" type="array"><value type="string" value="hallway"/></property>
    </property>
  </property>
</channel>
`;

export class DesktopSession {
  readonly folder = temporaryFolder();
  readonly #children = new Map<string, ChildProcess>();
  #display = '';

  /** What programs of the session see. */
  get env(): Record<string, string> {
    return {
      DISPLAY: this.#display,
      DBUS_SESSION_BUS_ADDRESS: this.busAddress,
      HOME: this.folder.path,
      XDG_CONFIG_HOME: join(this.folder.path, '.config'),
      XDG_DATA_HOME: join(this.folder.path, '.local', 'share'),
      XDG_CACHE_HOME: join(this.folder.path, '.cache'),
      XDG_RUNTIME_DIR: this.folder.path,
      NO_AT_BRIDGE: '1',
      // Whoever runs the tests may speak another language.
      LC_ALL: 'C.UTF-8',
      CI: '',
    };
  }

  get busAddress(): string {
    return `unix:path=${join(this.folder.path, 'bus')}`;
  }

  async start(): Promise<this> {
    const screen = this.#run('screen', [
      'Xvfb',
      '-displayfd',
      '1',
      '-screen',
      '0',
      '1000x700x24',
      '-nolisten',
      'tcp',
      '-fbdir',
      this.folder.path,
    ]);
    let said = '';
    screen.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await eventually(() => /^\d+\n/.test(said), 15_000, 'Xvfb starts');
    this.#display = `:${said.trim()}`;
    const themes = join(this.folder.path, '.config', 'xfce4', 'xfconf', 'xfce-perchannel-xml');
    mkdirSync(themes, { recursive: true });
    writeFileSync(join(themes, 'xfce4-panel.xml'), PANEL);
    await this.startBus();
    return this;
  }

  async startBus(): Promise<void> {
    this.#run('bus', ['dbus-daemon', '--session', '--nofork', `--address=${this.busAddress}`]);
    await eventually(
      () => this.call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus.GetId'),
      10_000,
      'the bus answers',
    );
  }

  startPanel(): void {
    this.#run('panel', ['xfce4-panel', '--disable-wm-check']);
  }

  startNotifications(): void {
    this.#run('notifications', ['dunst', '-print']);
  }

  /** All that a program of the session wrote. */
  readonly output = new Map<string, string>();

  async end(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#children.get(name);
    this.#children.delete(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  async stop(): Promise<void> {
    for (const name of [...this.#children.keys()].reverse()) await this.end(name, 'SIGKILL');
    this.folder.remove();
  }

  /** Calls a method as any program of the session can; undefined where it fails. */
  call(name: string, path: string, method: string, ...args: string[]): string | undefined {
    const words = ['call', '--session', '--dest', name, '--object-path', path, '--method', method];
    try {
      return execFileSync('gdbus', [...words, ...args], {
        env: { ...env, ...this.env },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        timeout: 8000,
      });
    } catch {
      return undefined;
    }
  }

  /** Where a pixel of this colour is on the screen. */
  find(colour: readonly number[]): { x: number; y: number } | undefined {
    const { pixels, width } = this.#screen();
    for (let at = 0; at < pixels.length; at += 3)
      if (colour.every((value, index) => pixels[at + index] === value))
        return { x: (at / 3) % width, y: Math.floor(at / 3 / width) };
    return undefined;
  }

  /** Writes what is on the screen as a PNG; nothing without a path. */
  screenshot(path: string | undefined): void {
    if (path === undefined) return;
    const { pixels, width, height } = this.#screen();
    const lines = Array.from({ length: height }, (_, y) =>
      Buffer.concat([Buffer.of(0), pixels.subarray(y * width * 3, (y + 1) * width * 3)]),
    );
    const size = Buffer.alloc(13);
    size.writeUInt32BE(width, 0);
    size.writeUInt32BE(height, 4);
    size.set([8, 2, 0, 0, 0], 8);
    const chunks = [
      chunk('IHDR', size),
      chunk('IDAT', deflateSync(Buffer.concat(lines))),
      chunk('IEND', Buffer.alloc(0)),
    ];
    writeFileSync(path, Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]));
  }

  /** RGB of the frame buffer, which Xvfb keeps as an XWD file (XWDFile.h). */
  #screen(): { pixels: Buffer; width: number; height: number } {
    const file = readFileSync(join(this.folder.path, 'Xvfb_screen0'));
    const word = (index: number): number => file.readUInt32BE(index * 4);
    const [width, height, line] = [word(4), word(5), word(12)];
    const from = word(0) + word(19) * 12;
    const pixels = Buffer.alloc(width * height * 3);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const at = from + y * line + x * 4;
        pixels.set([file[at + 2] ?? 0, file[at + 1] ?? 0, file[at] ?? 0], (y * width + x) * 3);
      }
    return { pixels, width, height };
  }

  xdotool(...args: string[]): string {
    return execFileSync('xdotool', args, { env: { ...env, ...this.env }, encoding: 'utf8' });
  }

  run(name: string, argv: readonly string[], more: Record<string, string> = {}): ChildProcess {
    return this.#run(name, argv, more);
  }

  #run(name: string, [program = '', ...args]: readonly string[], more = {}): ChildProcess {
    const child = spawn(program, args, {
      env: { ...env, ...this.env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const hear = (chunk: Buffer): void => {
      this.output.set(name, (this.output.get(name) ?? '') + chunk.toString());
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    this.#children.set(name, child);
    return child;
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** The text of a file, empty while there is none. */
export function readText(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
