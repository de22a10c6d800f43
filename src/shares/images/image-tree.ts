/**
 * Paths inside one version of an image. Whatever its maker did, it is a tree here: a folder belongs
 * to where it was found first, so that nobody walks in circles or through one folder a million times.
 */
import { checkName } from '../../base/safe-path.ts';
import { notFolder, notFound } from '../file-error.ts';
import { sortByName } from '../folder-names.ts';
import type { ImageBytes } from './image-bytes.ts';
import { damaged, type ImageName, type ImageNode, type ImageVolume } from './image-volume.ts';

/** Names that are kept in all. */
const MOST_KEPT = 500_000;
const MOST_FOLDERS = 200_000;

interface Folder {
  sorted: readonly ImageName[];
  byName: ReadonlyMap<string, ImageName>;
}

export class ImageTree {
  readonly volume: ImageVolume;
  readonly #folders = new Map<number, Folder>();
  /** Of each folder where the one stands that it is in, and by which name. */
  readonly #homes = new Map<number, string>();
  #kept = 0;

  constructor(volume: ImageVolume) {
    this.volume = volume;
  }

  async locate(bytes: ImageBytes, segments: readonly string[]): Promise<ImageNode> {
    let node = await this.volume.root(bytes);
    this.#settle(node, '');
    for (const segment of segments) {
      if (!node.folder) throw notFolder();
      const name = (await this.#read(bytes, node)).byName.get(segment);
      const next = name && (await this.entry(bytes, node, name));
      if (!next) throw notFound();
      node = next;
    }
    return node;
  }

  /** Names in the order of code points; those that no path could name are left out. */
  async names(bytes: ImageBytes, folder: ImageNode): Promise<readonly ImageName[]> {
    if (!folder.folder) throw notFolder();
    return (await this.#read(bytes, folder)).sorted;
  }

  /** What a name of `folder` means; undefined for what cannot be shown. */
  async entry(
    bytes: ImageBytes,
    folder: ImageNode,
    name: ImageName,
  ): Promise<ImageNode | undefined> {
    const node = await this.volume.node(bytes, name);
    if (!node?.folder) return node;
    return this.#settle(node, `${folder.place}/${name.name}`) ? node : undefined;
  }

  /** Whether the folder is at home here. */
  #settle({ place }: ImageNode, home: string): boolean {
    const known = this.#homes.get(place);
    if (known !== undefined) return known === home;
    if (this.#homes.size === MOST_FOLDERS) throw damaged('it has too many folders');
    this.#homes.set(place, home);
    return true;
  }

  async #read(bytes: ImageBytes, node: ImageNode): Promise<Folder> {
    const kept = this.#folders.get(node.place);
    this.#folders.delete(node.place);
    if (kept) {
      this.#folders.set(node.place, kept);
      return kept;
    }
    const byName = new Map<string, ImageName>();
    for (const name of await this.volume.names(bytes, node))
      if (isPossible(name.name) && !byName.has(name.name)) byName.set(name.name, name);
    const sorted = sortByName(Array.from(byName.values()));
    const folder = { sorted, byName };
    this.#keep(node.place, folder);
    return folder;
  }

  #keep(place: number, folder: Folder): void {
    // Two readers of one folder may both come here.
    if (!this.#folders.has(place)) this.#kept += folder.sorted.length + 1;
    this.#folders.set(place, folder);
    for (const [oldest, { sorted }] of this.#folders) {
      if (this.#kept <= MOST_KEPT || oldest === place) break;
      this.#folders.delete(oldest);
      this.#kept -= sorted.length + 1;
    }
  }
}

/** Nothing of an image is written to this PC's disk, so that rules of Windows do not matter. */
function isPossible(name: string): boolean {
  try {
    checkName(name, { windows: false });
    return true;
  } catch {
    return false;
  }
}
