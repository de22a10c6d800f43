/**
 * What an address means: `/dav/<device>/<share>/<path>`, by the names that people see. Above the
 * shares stand folders that nobody can change: the door's root, the office, and each PC.
 */
import { parentPath } from '../../base/safe-path.ts';
import type { Entry } from '../../model/entry.ts';
import type { DeviceId, ResourceId } from '../../model/id.ts';
import type { Share } from '../../model/share.ts';
import type { FileStat, FileSystem } from '../file-system.ts';
import { hrefOf } from './address.ts';
import { codeOf, notThere } from './dav-fault.ts';
import type { ShareLocks } from './lock-book.ts';

/** What this PC may see; asked anew at each request, so that nothing outlives a right. */
export interface DavOffice {
  /** As the others see this PC. */
  ownName(): Promise<string>;
  devices(): Promise<readonly { id: DeviceId; name: string }[]>;
  /** Those that this PC may use. */
  shares(): Promise<readonly Pick<Share, 'id' | 'device' | 'name' | 'access'>[]>;
  open(share: ShareKey): Promise<{ files: FileSystem; locks: ShareLocks }>;
}

/** A folder above the shares. */
export interface FixedPlace {
  kind: 'fixed';
  names: readonly string[];
  /** Names of the folders in it. */
  children: readonly string[];
}

/** A place in a share, whether or not something stands there. */
export interface SharePlace {
  kind: 'share';
  /** Key of the share for properties. */
  share: ShareKey;
  files: FileSystem;
  locks: ShareLocks;
  /** Inside of the share; empty for its root. */
  path: string;
  /** Names of the share itself. */
  base: readonly string[];
  /** Whether its owner lets this PC write. */
  writable: boolean;
}

export interface ShareKey {
  device: DeviceId;
  share: ResourceId;
}

export type Place = FixedPlace | SharePlace;

/** The first name of every address, so that the rest of the door's paths stays free. */
const DAV_ROOT = 'dav';

export class DavTree {
  readonly #office: DavOffice;

  constructor(office: DavOffice) {
    this.#office = office;
  }

  /** As the others see this PC. */
  ownName(): Promise<string> {
    return this.#office.ownName();
  }

  /** Throws a 404 for names that lead to no share that this PC may use. */
  async find(names: readonly string[]): Promise<Place> {
    const [root, deviceName, shareName, ...rest] = names;
    if (root === undefined) return { kind: 'fixed', names, children: [DAV_ROOT] };
    if (root !== DAV_ROOT) throw notThere();
    const devices = withLabels(await this.#office.devices());
    if (deviceName === undefined)
      return { kind: 'fixed', names, children: devices.map(({ label }) => label) };
    const device = pick(devices, deviceName);
    const all = await this.#office.shares();
    const shares = withLabels(all.filter((one) => one.device === device.id));
    if (shareName === undefined)
      return { kind: 'fixed', names, children: shares.map(({ label }) => label) };
    const { id, access } = pick(shares, shareName);
    const share = { device: device.id, share: id };
    return {
      kind: 'share',
      share,
      ...(await this.#office.open(share)),
      path: rest.join('/'),
      base: [root, deviceName, shareName],
      writable: access === 'write',
    };
  }

  /** Names under which a share stands, for the address to mount. */
  async namesOf({ device, share }: ShareKey): Promise<string[]> {
    const owner = withLabels(await this.#office.devices()).find(({ id }) => id === device);
    const all = await this.#office.shares();
    const shares = withLabels(all.filter((one) => one.device === device));
    const found = shares.find(({ id }) => id === share);
    if (!owner || !found) throw notThere();
    return [DAV_ROOT, owner.label, found.label];
  }
}

/**
 * What stands at a place of a share, or undefined. Programs of macOS write names decomposed and
 * others composed (Unicode Standard Annex 15): a name that is not there is looked for as the other.
 */
export async function statAt(
  place: SharePlace,
): Promise<{ place: SharePlace; stat: FileStat | undefined }> {
  const paths = new Set([place.path, place.path.normalize('NFC'), place.path.normalize('NFD')]);
  for (const path of paths) {
    const stat = await statOrNothing(place.files, path);
    if (stat) return { place: { ...place, path }, stat };
  }
  return { place, stat: undefined };
}

export async function statOrNothing(
  files: FileSystem,
  path: string,
): Promise<FileStat | undefined> {
  try {
    return await files.stat(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'path.not_found' || code === 'path.not_folder') return undefined;
    throw error;
  }
}

export function hrefAt({ base, path }: SharePlace, kind: Entry['kind'] = 'file'): string {
  return hrefOf([...base, ...segmentsOf(path)], kind === 'folder' || path === '');
}

function segmentsOf(path: string): string[] {
  return path === '' ? [] : path.split('/');
}

/** The folder that a path is in; the root is in none. */
export function folderOf(path: string): string | undefined {
  return path === '' ? undefined : parentPath(path);
}

/** Whether `path` is `top` or below it. */
export function isBelow(top: string, path: string): boolean {
  return top === '' || path === top || path.startsWith(`${top}/`);
}

interface Named {
  id: string;
  name: string;
}

/** Two that are called the same are told apart by the beginning of their ids. */
function withLabels<T extends Named>(items: readonly T[]): (T & { label: string })[] {
  const fold = ({ name }: Named): string => name.normalize('NFC').toLowerCase();
  const counts = new Map<string, number>();
  for (const item of items) counts.set(fold(item), (counts.get(fold(item)) ?? 0) + 1);
  return items.map((item) => {
    const alone = counts.get(fold(item)) === 1 && !/^\.{0,2}$/.test(item.name);
    return { ...item, label: alone ? item.name : `${item.name} (${item.id.slice(0, 8)})` };
  });
}

/** By label, by id, and by label whatever its case. */
function pick<T extends { id: string; label: string }>(items: readonly T[], wanted: string): T {
  const text = wanted.normalize('NFC');
  const found =
    items.find(({ label }) => label.normalize('NFC') === text) ??
    items.find(({ id }) => id === text) ??
    items.find(({ label }) => label.normalize('NFC').toLowerCase() === text.toLowerCase());
  if (!found) throw notThere();
  return found;
}
