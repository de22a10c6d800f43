/** This PC's drives, from whatever the system tells of them. */
import { execFile } from 'node:child_process';
import { platform } from 'node:os';
import { promisify } from 'node:util';
import type { Drive } from '../model/drive.ts';
import type { DriveSource, SystemDrive } from './drive-source.ts';
import { LinuxDriveSource } from './drives-linux.ts';
import { MacosDriveSource } from './drives-macos.ts';
import { WindowsDriveSource } from './drives-windows.ts';

const PROGRAM_TIMEOUT_MS = 15_000;
const MOST_OUTPUT_BYTES = 4 * 1024 * 1024;

export function systemDriveSource(): DriveSource {
  switch (platform()) {
    case 'win32':
      return new WindowsDriveSource(runProgram);
    case 'darwin':
      return new MacosDriveSource(runProgram);
    default:
      return new LinuxDriveSource();
  }
}

/** The drives, with `isShared` told the mount point of each. */
export async function listDrives(
  source: DriveSource,
  isShared: (path: string) => boolean,
): Promise<Drive[]> {
  const drives = await source.list();
  return drives.map((drive) => ({
    ...drive,
    shared: drive.mounted !== null && isShared(drive.mounted),
  }));
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
