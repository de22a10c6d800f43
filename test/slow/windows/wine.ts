/**
 * Windows as Wine has it, in a Debian of its own: Debian 12's Wine does not run Node 26, that of
 * Debian 13 does. Its screen is one of this machine.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runtimeOf } from '../../../installers/stage/runtime.ts';
import { targetNamed } from '../../../installers/targets.ts';
import { root as checkout } from '../../support/sources.ts';
import { BareDebian } from '../bare-debian.ts';

const RELEASE = 'trixie';
/** What the desktop runs of. Copied: nothing of the checkout is mounted where all is removed. */
const SOURCES = ['package.json', 'tsconfig.json', 'src', 'agent', 'test/slow/windows'];

export class Wine {
  readonly #debian: BareDebian;
  readonly #keep: boolean;
  /** As programs in there see it. */
  readonly #folder: string;
  readonly #display: string;

  private constructor(debian: BareDebian, keep: boolean, display: string) {
    this.#debian = debian;
    this.#keep = keep;
    this.#display = display;
    this.#folder = join('/tmp', basename(mkdtempSync(join(debian.root, 'tmp', 'wine-'))));
  }

  /** Why there can be none here; undefined where there can. */
  static lacks(): string | undefined {
    if (process.getuid?.() !== 0) return 'root';
    if (process.arch !== 'x64') return 'an x64 processor';
    return ['debootstrap', 'Xvfb', 'xdotool'].find(
      (name) => spawnSync('which', [name]).status !== 0,
    );
  }

  /** `made`: a Debian with Wine that is there already, and stays. Takes minutes without. */
  static make(folder: string, made: string | undefined, display: string): Wine {
    const debian =
      made === undefined
        ? BareDebian.make(join(folder, 'debian'), RELEASE, 'ca-certificates')
        : BareDebian.at(made);
    if (!existsSync(join(debian.root, 'usr/bin/wine'))) {
      const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
      debian.run(['apt-get', 'update']);
      debian.run(['apt-get', 'install', '-y', '--no-install-recommends', 'wine', 'wine64'], quiet);
    }
    const wine = new Wine(debian, made !== undefined, display);
    const at = wine.folder.path;
    for (const name of SOURCES)
      cpSync(join(checkout, name), join(at, 'hallway', name), { recursive: true });
    copyFileSync(runtimeOf(targetNamed('win-x64')).program, join(at, 'node.exe'));
    wine.run(['wineboot', '--init']);
    wine.run(['winecfg', '-v', 'win10']);
    return wine;
  }

  /** A folder of this machine that programs in there see as `Z:` and `inside`. */
  get folder(): { path: string; inside: string } {
    return { path: join(this.#debian.root, this.#folder), inside: this.#folder };
  }

  /** Drive C, as a folder of this machine. */
  get drive(): string {
    return join(this.folder.path, 'prefix', 'drive_c');
  }

  /** Words before a program so that it runs in there. */
  words(more: Readonly<Record<string, string>> = {}): string[] {
    return this.#debian.inside('root', {
      ...more,
      WINEPREFIX: join(this.#folder, 'prefix'),
      WINEDEBUG: '-all',
      // Neither .NET nor a browser is asked for, nor are shortcuts copied into a desktop of Linux.
      WINEDLLOVERRIDES: 'mscoree,mshtml,winemenubuilder.exe=',
      DISPLAY: this.#display,
    });
  }

  /** Words that run a file of the checkout with the Node of Windows. */
  node(file: string, ...args: string[]): string[] {
    const quiet = '--disable-warning=ExperimentalWarning';
    const path = `Z:${join(this.#folder, 'hallway', file)}`;
    return this.program([join(this.#folder, 'node.exe'), quiet, path, ...args]);
  }

  /** Words that run a program of Windows. Under Wine Node can write to a file, and not to a pipe. */
  program(argv: readonly string[], more: Readonly<Record<string, string>> = {}): string[] {
    const toFile = ['sh', '-c', `exec "$0" "$@" >>'${join(this.#folder, 'said')}' 2>&1`];
    return [...this.words(more), ...toFile, 'wine', ...argv];
  }

  run(argv: readonly string[]): void {
    const [program = '', ...rest] = [...this.words(), ...argv];
    const { status, stderr } = spawnSync(program, rest, { encoding: 'utf8', timeout: 300_000 });
    if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
  }

  poke(what: string): void {
    const [program = '', ...rest] = this.node('test/slow/windows/poke.ts', what);
    const { status } = spawnSync(program, rest, { stdio: 'ignore', timeout: 60_000 });
    if (status !== 0) throw new Error(`poke ${what}: ${this.said()}`);
  }

  /** What programs wrote so far. */
  said(): string {
    return readFileSync(join(this.folder.path, 'said'), 'utf8');
  }

  /** Ends all that runs in there; what starts next is in the network of whoever starts it. */
  end(): void {
    const [program, ...rest] = [...this.words(), 'wineserver', '--kill', '--wait'];
    spawnSync(program, rest, { timeout: 30_000 });
  }

  remove(): void {
    this.end();
    rmSync(this.folder.path, { recursive: true, force: true });
    if (this.#keep) this.#debian.leave();
    else this.#debian.remove();
  }
}
