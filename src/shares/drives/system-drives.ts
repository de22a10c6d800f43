/** The adapters of this system: who lists its drives, hears of them, and ejects them. */
import { execFile } from 'node:child_process';
import { platform } from 'node:os';
import { promisify } from 'node:util';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { DriveEjector, DriveSource, DriveWatch, SystemDrive } from './drive-source.ts';
import { FolderWatch } from './folder-watch.ts';
import { LinuxDriveSource } from './linux-drives.ts';
import { LinuxEjector } from './linux-eject.ts';
import { MacosDriveSource } from './macos-drives.ts';
import { MacosEjector } from './macos-eject.ts';
import { ProgramWatch } from './program-watch.ts';
import { WindowsDriveSource } from './windows-drives.ts';
import { WindowsEjector } from './windows-eject.ts';

const PROGRAM_TIMEOUT_MS = 15_000;
const MOST_OUTPUT_BYTES = 4 * 1024 * 1024;
/** After this long `findmnt` ends by itself and is started again, in milliseconds as it takes them. */
const POLL_MS = '900000';
/** Names of media as udev makes them. `/dev` itself is written to all the time. */
const UDEV_FOLDERS = ['/dev/disk/by-uuid', '/dev/disk/by-label', '/dev/block'];
/** Waits in the kernel for volumes (Win32_VolumeChangeEvent) and writes a line for each event. */
const WINDOWS_WATCH = [
  "Register-CimIndicationEvent -Query 'SELECT * FROM Win32_VolumeChangeEvent' -SourceIdentifier drives",
  "while ($true) { Wait-Event -SourceIdentifier drives | Remove-Event; [Console]::Out.WriteLine('changed') }",
].join('; ');

export interface SystemDrives {
  source: DriveSource;
  watches: readonly DriveWatch[];
  ejector: DriveEjector;
}

export function systemDrives(clock: Clock, log: Log): SystemDrives {
  const watch = (...command: [string, ...string[]]): DriveWatch =>
    new ProgramWatch({ command, clock, log });
  switch (platform()) {
    case 'win32':
      return {
        source: new WindowsDriveSource(runProgram),
        watches: [
          watch('powershell.exe', '-NoProfile', '-NonInteractive', '-Command', WINDOWS_WATCH),
        ],
        ejector: new WindowsEjector(runProgram),
      };
    case 'darwin':
      return {
        source: new MacosDriveSource(runProgram),
        watches: [watch('/usr/sbin/diskutil', 'activity')],
        ejector: new MacosEjector(runProgram),
      };
    default:
      return {
        source: new LinuxDriveSource(),
        watches: [linuxMounts(clock, log), new FolderWatch(UDEV_FOLDERS)],
        ejector: new LinuxEjector(runProgram),
      };
  }
}

/** `findmnt --poll` waits by poll(2) on /proc/self/mountinfo, which Node itself cannot. */
function linuxMounts(clock: Clock, log: Log): DriveWatch {
  return new ProgramWatch({
    command: ['findmnt', '--poll', '--noheadings', '--output=ACTION', `--timeout=${POLL_MS}`],
    ends: true,
    clock,
    log,
  });
}

/** Whether a drive is mounted at this path; false where the drives cannot be asked. */
export async function isDrive(source: DriveSource, path: string): Promise<boolean> {
  const drives = await source.list().catch((): SystemDrive[] => []);
  return drives.some(({ mounted }) => mounted === path);
}

const execute = promisify(execFile);

async function runProgram(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await execute(program, args.slice(), {
    timeout: PROGRAM_TIMEOUT_MS,
    maxBuffer: MOST_OUTPUT_BYTES,
    windowsHide: true,
    encoding: 'utf8',
  });
  return stdout;
}
