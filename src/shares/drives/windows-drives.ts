/**
 * Drives of Windows: the class Win32_LogicalDisk, through PowerShell as JSON. It knows network
 * drives too, which `Get-Volume` does not.
 */
import { driveKey, type DriveSource, type RunProgram, type SystemDrive } from './drive-source.ts';

const SCRIPT = [
  '[Console]::OutputEncoding = [Text.Encoding]::UTF8',
  'Get-CimInstance Win32_LogicalDisk | Select-Object DeviceID,VolumeName,DriveType,Size,FreeSpace,FileSystem,VolumeSerialNumber | ConvertTo-Json -Compress',
].join('; ');

/** `DriveType` of Win32_LogicalDisk. */
const KINDS: Readonly<Record<number, SystemDrive['kind']>> = {
  2: 'removable',
  3: 'fixed',
  4: 'network',
  5: 'optical',
};

export class WindowsDriveSource implements DriveSource {
  readonly #run: RunProgram;

  constructor(run: RunProgram) {
    this.#run = run;
  }

  async list(): Promise<SystemDrive[]> {
    const args = ['-NoProfile', '-NonInteractive', '-Command', SCRIPT];
    return parseLogicalDisks(await this.#run('powershell.exe', args));
  }
}

/** One object where there is one drive, a list otherwise; an empty drive has no size. */
export function parseLogicalDisks(text: string): SystemDrive[] {
  const value: unknown = text.trim() === '' ? [] : JSON.parse(text.replace(/^\ufeff/u, ''));
  const disks = (Array.isArray(value) ? value : [value]) as Record<string, unknown>[];
  return disks.flatMap((disk) => {
    const id = disk['DeviceID'];
    const kind = KINDS[Number(disk['DriveType'])];
    if (typeof id !== 'string' || !/^[A-Z]:$/iu.test(id) || kind === undefined) return [];
    const label = textOf(disk['VolumeName']);
    const filesystem = textOf(disk['FileSystem']) ?? null;
    const serial = textOf(disk['VolumeSerialNumber']);
    const size = bytesOf(disk['Size']);
    const present = size !== null || kind === 'network';
    return [
      {
        id,
        label: label ?? id,
        kind,
        removable: kind === 'removable' || kind === 'optical',
        mounted: present ? `${id}\\` : null,
        sizeBytes: size,
        freeBytes: bytesOf(disk['FreeSpace']),
        filesystem,
        // Four bytes that formatting draws: together with the rest they tell one from another.
        key: driveKey(serial && `${serial}:${filesystem ?? ''}:${size ?? 0}`, {
          label,
          filesystem,
          sizeBytes: size,
        }),
      },
    ];
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number, or a number as text as older PowerShells write large ones. */
function bytesOf(value: unknown): number | null {
  if (value === null || value === undefined || value === '') return null;
  const bytes = Number(value);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null;
}
