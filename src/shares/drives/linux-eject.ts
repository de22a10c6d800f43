/**
 * Safe removal on Linux: `udisksctl` where a person's session has it, which needs no administrator
 * and switches the drive off; else `umount` and, for a disc, `eject`.
 */
import { readdir, readlink, readFile, realpath } from 'node:fs/promises';
import { HallwayError } from '../../base/errors.ts';
import { displayText } from '../../base/text.ts';
import type { DriveEjector, RunProgram, SystemDrive } from './drive-source.ts';
import { driveBusy, ejectFailed } from './drive-error.ts';

const BUSY = /busy|in use/iu;
const MOST_PROGRAMS = 5;

export class LinuxEjector implements DriveEjector {
  readonly #run: RunProgram;

  constructor(run: RunProgram) {
    // In English, whatever the person speaks: words tell what is wrong.
    this.#run = (program, args) => run('env', ['LC_ALL=C', program, ...args]);
  }

  async eject(drive: SystemDrive): Promise<void> {
    const device = `/dev/${drive.id}`;
    if (drive.mounted !== null) await this.#unmount(device, drive.mounted);
    // What follows is comfort: the drive may be pulled already.
    if (drive.kind === 'optical') await this.#run('eject', [device]).catch(() => '');
    else if (drive.id.startsWith('loop'))
      await this.#run('udisksctl', ['loop-delete', '-b', device]).catch(() => '');
    else
      await this.#run('udisksctl', ['power-off', '--no-user-interaction', '-b', device]).catch(
        () => '',
      );
  }

  async #unmount(device: string, path: string): Promise<void> {
    await this.#run('sync', ['-f', path]).catch(() => '');
    try {
      await this.#run('udisksctl', ['unmount', '--no-user-interaction', '-b', device]);
      return;
    } catch (error) {
      if (BUSY.test(wordsOf(error))) throw driveBusy(await programsUsing(path), error);
    }
    try {
      await this.#run('umount', ['--', path]);
    } catch (error) {
      const words = wordsOf(error);
      throw BUSY.test(words)
        ? driveBusy(await programsUsing(path), error)
        : ejectFailed(words, error);
    }
  }
}

/** Names of programs that have something below `path` open, as far as this person may see. */
async function programsUsing(path: string, proc = '/proc'): Promise<string[]> {
  const below = `${await realpath(path).catch(() => path)}/`;
  const found = new Set<string>();
  for (const pid of await readdir(proc).catch((): string[] => [])) {
    if (!/^\d+$/u.test(pid) || found.size === MOST_PROGRAMS) continue;
    const folder = `${proc}/${pid}`;
    const handles = await readdir(`${folder}/fd`).catch((): string[] => []);
    for (const link of ['cwd', 'exe', ...handles.map((handle) => `fd/${handle}`)]) {
      const target = await readlink(`${folder}/${link}`).catch(() => '');
      if (!`${target}/`.startsWith(below)) continue;
      const name = await readFile(`${folder}/comm`, 'utf8').catch(() => '');
      if (name !== '') found.add(displayText(name, 40));
      break;
    }
  }
  return [...found].sort();
}

/** What a program said before it failed. */
export function wordsOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: unknown; message?: unknown };
  const text = typeof stderr === 'string' && stderr.trim() !== '' ? stderr : message;
  return displayText(text, 300, error instanceof HallwayError ? error.message : '');
}
