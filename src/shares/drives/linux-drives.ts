/**
 * Drives of Linux: /proc/self/mountinfo (proc_pid_mountinfo(5)) for what is mounted,
 * /sys/class/block for what is plugged in, /dev/disk for what it is called and numbered with.
 */
import type { StatsFs } from 'node:fs';
import { readdir, readFile, realpath, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { driveKey, type DriveSource, type SystemDrive } from './drive-source.ts';

export interface Mount {
  /** Device file, or what a network file system calls its server. */
  source: string;
  path: string;
  type: string;
}

interface BlockDevice {
  name: string;
  kind: SystemDrive['kind'];
  removable: boolean;
  sizeBytes: number;
  /** Holds partitions, which are listed instead. */
  divided: boolean;
}

const NETWORK_TYPES = new Set([
  'nfs', 'nfs4', 'cifs', 'smb3', 'smbfs', 'ncpfs', 'afs', 'ceph', 'davfs',
  'fuse.sshfs', 'fuse.davfs2', 'fuse.rclone', 'fuse.glusterfs',
]); // biome-ignore format: a list of names
/** Mounted from a file that a program ships, not a drive of a person. */
const IMAGE_TYPES = new Set(['squashfs', 'erofs', 'overlay']);
/** Where people's media are mounted; a loop device here is an image that somebody opened. */
const MEDIA_MOUNTS = /^\/(?:media|run\/media|mnt)\//u;
/** Where the system keeps what it starts from. */
const SYSTEM_MOUNTS = /^\/(?:boot|efi|nix\/store|snap|var\/lib\/docker)(?:\/|$)/u;
const LOOP_DEVICE = /^\/dev\/loop\d/u;
const SECTOR_BYTES = 512;
/** A drive that is dying may never answer. */
const SPACE_TIMEOUT_MS = 1500;

interface Space {
  size: number;
  free: number;
}

export class LinuxDriveSource implements DriveSource {
  readonly #root: string;
  readonly #statfs: (path: string) => Promise<StatsFs>;
  /** Questions that have no answer yet, by path: each holds one of the few threads for files. */
  readonly #asked = new Map<string, Promise<Space | undefined>>();

  /** `root` stands for `/` where a test brings its own proc, sys and dev. */
  constructor(root = '/', ask: (path: string) => Promise<StatsFs> = statfs) {
    this.#root = root;
    this.#statfs = ask;
  }

  async list(): Promise<SystemDrive[]> {
    const [text, devices, labels, uuids] = await Promise.all([
      readFile(join(this.#root, 'proc/self/mountinfo'), 'utf8'),
      this.#devices(),
      this.#names('by-label'),
      this.#names('by-uuid'),
    ]);
    const mounts = driveMounts(parseMountInfo(text));
    const drives = await Promise.all(
      mounts.map(async ({ source, path, type }): Promise<SystemDrive> => {
        const name = basename(source);
        const device = devices.get(name);
        const network = NETWORK_TYPES.has(type);
        const loop = LOOP_DEVICE.test(source);
        // A network drive whose server is away answers after minutes, or never.
        const space = network ? undefined : await this.#spaceOf(path);
        const label = labels.get(name);
        const sizeBytes = space?.size ?? device?.sizeBytes ?? null;
        return {
          id: network ? source : name,
          label: label ?? (path === '/' ? 'System' : basename(path)),
          kind: network ? 'network' : loop ? 'removable' : (device?.kind ?? 'fixed'),
          removable: loop || (device?.removable ?? false),
          mounted: path,
          sizeBytes,
          freeBytes: space?.free ?? null,
          filesystem: type,
          key: network ? source : driveKey(uuids.get(name), { label, filesystem: type, sizeBytes }),
        };
      }),
    );
    const mounted = new Set(mounts.map(({ source }) => basename(source)));
    for (const device of devices.values())
      if (device.removable && !device.divided && device.sizeBytes > 0 && !mounted.has(device.name))
        drives.push({
          id: device.name,
          label: labels.get(device.name) ?? device.name,
          kind: device.kind,
          removable: true,
          mounted: null,
          sizeBytes: device.sizeBytes,
          freeBytes: null,
          filesystem: null,
          key: driveKey(uuids.get(device.name), {
            label: undefined,
            filesystem: null,
            sizeBytes: null,
          }),
        });
    return drives;
  }

  /** A drive that did not answer in time is not asked again until it does. */
  async #spaceOf(path: string): Promise<Space | undefined> {
    let asked = this.#asked.get(path);
    if (!asked) {
      asked = this.#statfs(path)
        .then(
          ({ blocks, bavail, bsize }) => ({ size: blocks * bsize, free: bavail * bsize }),
          () => undefined,
        )
        .finally(() => this.#asked.delete(path));
      this.#asked.set(path, asked);
    }
    const waited = new AbortController();
    const late = setTimeout(SPACE_TIMEOUT_MS, undefined, { signal: waited.signal }).catch(() => {});
    const space = await Promise.race([asked, late]);
    waited.abort();
    return space ?? undefined;
  }

  /** By kernel name: disks, partitions and optical drives; not loop, ram, zram or md members. */
  async #devices(): Promise<Map<string, BlockDevice>> {
    const folder = join(this.#root, 'sys/class/block');
    const names = await readdir(folder).catch((): string[] => []);
    const found = new Map<string, BlockDevice>();
    for (const name of names) {
      if (/^(?:loop|ram|zram)\d/u.test(name)) continue;
      const place = await realpath(join(folder, name)).catch(() => undefined);
      if (place === undefined) continue;
      const partition = (await attribute(place, 'partition')) !== undefined;
      const disk = partition ? dirname(place) : place;
      const optical = /^sr\d/u.test(name);
      const removable =
        optical || (await attribute(disk, 'removable')) === '1' || /\/usb\d/u.test(place);
      const sectors = Number((await attribute(place, 'size')) ?? 0);
      const parts = names.some(
        (other) => other !== name && new RegExp(`^${RegExp.escape(name)}p?\\d+$`, 'u').test(other),
      );
      found.set(name, {
        name,
        kind: optical ? 'optical' : removable ? 'removable' : 'fixed',
        removable,
        sizeBytes: sectors * SECTOR_BYTES,
        divided: !partition && !optical && parts,
      });
    }
    return found;
  }

  /** What udev calls each device, by kernel name. */
  async #names(kind: 'by-label' | 'by-uuid'): Promise<Map<string, string>> {
    const folder = join(this.#root, 'dev/disk', kind);
    const labels = new Map<string, string>();
    for (const name of await readdir(folder).catch((): string[] => [])) {
      const device = await realpath(join(folder, name)).catch(() => undefined);
      if (device !== undefined) labels.set(basename(device), unescapeLabel(name));
    }
    return labels;
  }
}

/** Every mount, in the order of mounting. */
export function parseMountInfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after] = line.split(' - ', 2);
    const path = before.split(' ')[4];
    const [type = '', source = ''] = after?.split(' ') ?? [];
    if (path === undefined || type === '') return [];
    return [{ path: unescapeOctal(path), type, source: unescapeOctal(source) }];
  });
}

/** The mounts of drives: each device once, where it was mounted first. */
export function driveMounts(mounts: readonly Mount[]): Mount[] {
  const seen = new Set<string>();
  return mounts.filter(({ source, path, type }) => {
    const loop = LOOP_DEVICE.test(source) && !MEDIA_MOUNTS.test(path);
    const real = (source.startsWith('/dev/') && !loop) || type === 'zfs';
    if (!(real || NETWORK_TYPES.has(type)) || IMAGE_TYPES.has(type)) return false;
    if (SYSTEM_MOUNTS.test(path) || seen.has(source)) return false;
    seen.add(source);
    return true;
  });
}

async function attribute(place: string, name: string): Promise<string | undefined> {
  return readFile(join(place, name), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}

/** Space, tab, line feed and backslash as `\040` and so on. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/gu, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 8)),
  );
}

/** udev writes bytes that are not plain as `\x20`. */
function unescapeLabel(name: string): string {
  const bytes = name.replace(/%/gu, '%25').replace(/\\x([0-9a-f]{2})/giu, '%$1');
  try {
    return decodeURIComponent(bytes);
  } catch {
    return name;
  }
}
