/** Drives of macOS: `diskutil info -all` for disks and `mount` for network drives. */
import { basename } from 'node:path';
import { driveKey, type DriveSource, type RunProgram, type SystemDrive } from './drive-source.ts';

const NETWORK_TYPES = new Set(['smbfs', 'nfs', 'afpfs', 'webdav', 'ftp']);
/** Volumes that macOS keeps for itself. */
const SYSTEM_VOLUMES = /^\/System\/Volumes\/|^\/private\/var\//u;

export class MacosDriveSource implements DriveSource {
  readonly #run: RunProgram;

  constructor(run: RunProgram) {
    this.#run = run;
  }

  async list(): Promise<SystemDrive[]> {
    const [disks, mounts] = await Promise.all([
      this.#run('/usr/sbin/diskutil', ['info', '-all']),
      this.#run('/sbin/mount', []),
    ]);
    return [...parseDiskutil(disks), ...parseMounts(mounts)];
  }
}

/** Mounted volumes, and removable ones that are not mounted, of `diskutil info -all`. */
export function parseDiskutil(text: string): SystemDrive[] {
  return text.split(/^\*{5,}$/mu).flatMap((section) => {
    const fields = new Map(
      Array.from(section.matchAll(/^\s*([^:\n]+?):[ \t]+(.*?)\s*$/gmu), ([, name, value]) => [
        name ?? '',
        value ?? '',
      ]),
    );
    const id = fields.get('Device Identifier');
    const path = fields.get('Mount Point') ?? '';
    const removable =
      (fields.get('Removable Media') ?? '').startsWith('Removable') ||
      fields.get('Device Location') === 'External';
    const optical = fields.has('Optical Media Type') || fields.has('Optical Drive Type');
    const named = fields.has('Volume Name') && fields.get('Whole') !== 'Yes';
    if (id === undefined || SYSTEM_VOLUMES.test(path)) return [];
    if (path === '' && !(removable && named)) return [];
    const name = fields.get('Volume Name') ?? '';
    const label = name.startsWith('Not applicable') ? '' : name;
    const filesystem = fields.get('Type (Bundle)') ?? null;
    const sizeBytes = bytesOf(
      fields.get('Volume Total Space') ??
        fields.get('Container Total Space') ??
        fields.get('Disk Size'),
    );
    return [
      {
        id,
        label: label === '' ? basename(path) || id : label,
        kind: optical ? 'optical' : removable ? 'removable' : 'fixed',
        removable: removable || optical,
        mounted: path === '' ? null : path,
        sizeBytes,
        freeBytes: bytesOf(fields.get('Volume Free Space') ?? fields.get('Container Free Space')),
        filesystem,
        key: driveKey(fields.get('Volume UUID'), { label, filesystem, sizeBytes }),
      },
    ];
  });
}

/** Network drives of `mount`: `//user@server/share on /Volumes/share (smbfs, …)`. */
export function parseMounts(text: string): SystemDrive[] {
  return Array.from(text.matchAll(/^(.+) on (\/.*) \((\w+)[,)]/gmu)).flatMap(
    ([, source = '', path = '', type = '']) =>
      NETWORK_TYPES.has(type)
        ? [
            {
              id: source,
              label: basename(path),
              kind: 'network' as const,
              removable: false,
              mounted: path,
              sizeBytes: null,
              freeBytes: null,
              filesystem: type,
              key: source,
            },
          ]
        : [],
  );
}

/** `500.1 GB (500107862016 Bytes) (exactly …)` */
function bytesOf(text: string | undefined): number | null {
  const match = /\((\d+) Bytes\)/u.exec(text ?? '');
  return match ? Number(match[1]) : null;
}
