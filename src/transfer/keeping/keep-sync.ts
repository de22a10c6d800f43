/**
 * Makes a kept copy as its source is, once. What the person put or changed there is theirs: it is
 * neither replaced nor removed. What the source removed or changed goes to the copy's trash.
 */
import { chmod, mkdir } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { asHallwayError } from '../../base/errors.ts';
import type { DeviceId, ResourceId } from '../../model/id.ts';
import { PartialFile, place } from '../partial-file.ts';
import type { Transfers } from '../transfers.ts';
import type { TreeFiles } from '../tree/tree-files.ts';
import { fetchFiles, type TreeFetchOptions } from '../tree/tree-fetch.ts';
import { planTree, type TreePlan, type WantedFile } from '../tree/tree-plan.ts';
import { identityAt, type KeepPlace } from './keep-place.ts';
import type { KeepRecord, KeepStore, KeptFile } from './keep-store.ts';

export interface KeepSyncOptions extends TreeFetchOptions {
  store: KeepStore;
  transfers: Pick<Transfers, 'begin' | 'ended' | 'act' | 'partsOf'>;
  filesOf: (device: DeviceId, share: ResourceId) => TreeFiles;
  /** A whole file has another path now. */
  moved: (from: string, to: string) => void;
  clock: Clock;
}

/** Nobody but the source changes them. */
const READ_ONLY = 0o444;
const SHOWN = 20;

export interface KeepHooks {
  signal: AbortSignal;
  /** Bytes that are to come, at first and after each file. */
  onMissing: (bytes: number) => void;
}

export async function syncKeep(
  options: KeepSyncOptions,
  record: KeepRecord,
  where: KeepPlace,
  { signal, onMissing }: KeepHooks,
): Promise<void> {
  const { store } = options;
  const plan = await planOf(options, record, signal);
  record.files = plan.files.length;
  record.bytes = plan.bytes;
  const known = store.files(record.id);
  const blocked: string[] = [];
  /** Where the person has a file, and all below. */
  const noFolders = new Set<string>();
  const wanted = new Map<string, WantedFile>();
  // A folder comes before what is in it.
  for (const folder of plan.folders)
    if (noFolders.has(dirname(folder))) noFolders.add(folder);
    else
      await mkdir(folder, { recursive: true }).catch((error: unknown) => {
        // The person has a file there.
        if ((error as { code?: string }).code !== 'EEXIST') throw asHallwayError(error);
        blocked.push(folder);
        noFolders.add(folder);
      });
  for (const file of plan.files) {
    const now = await identityAt(file.target);
    const own = ownOf(known.get(file.path), file.target, now);
    if (own?.etag === file.etag) continue;
    if (now !== undefined && !own) blocked.push(file.target);
    else if (!noFolders.has(dirname(file.target)))
      wanted.set(where.stage(file.path, file.etag), file);
  }
  // Before anything new takes a place: what was renamed at its source frees its name.
  await removeGone(options, record, where, { plan, known });
  const parts = new Set<string>();
  for (const { id, target } of options.transfers.partsOf(record.id))
    if (target === null || !wanted.has(target)) await options.transfers.act(id, 'cancel');
    else parts.add(PartialFile.pathFor(target, id));
  await where.sweep(new Set([...wanted.keys(), ...parts]));
  let missing = sum(wanted.values());
  onMissing(missing);
  const staged = Array.from(wanted, ([target, file]) => ({ ...file, target }));
  const { device, share, id } = record;
  const gone = await fetchFiles(options, {
    device,
    share,
    of: id,
    root: where.staging,
    files: staged,
    signal,
    onBytes: () => {},
    onFile: async (file) => {
      const { target } = wanted.get(file.target) as WantedFile;
      if (!(await put(options, record, where, { ...file, target, stage: file.target })))
        blocked.push(target);
      missing -= file.size;
      onMissing(missing);
    },
  });
  // Fetched by a run that ended before they had their name.
  for (const [stage, file] of wanted)
    if ((await identityAt(stage)) !== undefined && !gone.some(({ target }) => target === stage))
      if (!(await put(options, record, where, { ...file, stage }))) blocked.push(file.target);
  record.inTheWay = blocked.slice(0, SHOWN).map((path) => relative(where.root, path));
}

async function planOf(
  { filesOf }: KeepSyncOptions,
  { device, share, path, target, kind }: KeepRecord,
  signal: AbortSignal,
): Promise<TreePlan> {
  const files = filesOf(device, share);
  if (kind === 'folder') return planTree(files, { root: path, target, etags: true, signal });
  const { size, modified, etag } = await files.stat(path);
  return { folders: [], files: [{ path, target, size, modified, etag }], bytes: size };
}

/** What is known of it, if it is still the file that was put there. */
function ownOf(
  known: KeptFile | undefined,
  local: string,
  now: string | undefined,
): KeptFile | undefined {
  return known && known.local === local && known.identity === now ? known : undefined;
}

/** False where something of the person is in the way. */
async function put(
  { store, moved, clock }: KeepSyncOptions,
  record: KeepRecord,
  where: KeepPlace,
  { path, etag, target, stage }: WantedFile & { stage: string },
): Promise<boolean> {
  const known = store.file(record.id, path);
  const now = await identityAt(target);
  if (now !== undefined && !ownOf(known, target, now)) return false;
  const identity = await identityAt(stage);
  if (identity === undefined) return true;
  await chmod(stage, READ_ONLY).catch(() => {});
  if (now !== undefined) await where.discard(target, clock.now());
  try {
    await mkdir(dirname(target), { recursive: true });
    // Known as Hallway's own before it has its name: a crash between makes nothing the person's.
    store.putFile(record.id, { path, etag, local: target, identity });
    await place(stage, target);
  } catch (error) {
    const failed = asHallwayError(error);
    if (failed.code !== 'path.exists') throw failed;
    return false;
  }
  moved(stage, target);
  return true;
}

async function removeGone(
  { store, clock }: KeepSyncOptions,
  { id }: KeepRecord,
  where: KeepPlace,
  { plan, known }: { plan: TreePlan; known: ReadonlyMap<string, KeptFile> },
): Promise<void> {
  const places = new Map(plan.files.map(({ path, target }) => [path, target]));
  const stays = new Set(plan.folders);
  for (const file of known.values()) {
    if (places.get(file.path) === file.local) continue;
    if (ownOf(file, file.local, await identityAt(file.local))) {
      await where.discard(file.local, clock.now());
      await where.tidy(dirname(file.local), stays);
    }
    store.forgetFile(id, file.path);
  }
}

function sum(files: Iterable<WantedFile>): number {
  let bytes = 0;
  for (const { size } of files) bytes += size;
  return bytes;
}
