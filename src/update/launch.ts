/**
 * What is to be started, as the launcher asks it: the version that the package installed, or a newer
 * one that came as an update. Nothing here starts anything.
 */
import { compareVersions } from './release.ts';
import type { Current, VersionFolders } from './version-folders.ts';

/** So often may a new version be started without ever serving: by a power cut, say. */
const MAX_STARTS = 3;

export interface Launch {
  /** Folder of the installation to be run. */
  folder: string;
  /** It has to prove itself: watch it, and call `rollBack` if it does not. */
  trial: boolean;
  /** Its data may have been changed by a version that is refused now. */
  restore: boolean;
}

export interface Base {
  folder: string;
  version: string;
}

/** `asAgent`: a command that only asks is no trial. */
export function planLaunch(folders: VersionFolders, base: Base, asAgent: boolean): Launch {
  let current = folders.current();
  if (isUsable(folders, base, current) && current.trial && asAgent) {
    if (current.starts >= MAX_STARTS) current = rollBack(folders);
    else folders.choose({ ...current, starts: current.starts + 1 });
  }
  const restore = current.refused.length > 0;
  if (!isUsable(folders, base, current)) return { folder: base.folder, trial: false, restore };
  return { folder: folders.of(current.version), trial: current.trial && asAgent, restore };
}

/** A package that was updated since is as new as what came before it. */
function isUsable(folders: VersionFolders, base: Base, { version }: Current): boolean {
  return folders.has(version) && compareVersions(version, base.version) > 0;
}

/** The one before comes back, and this one is refused from now on. */
export function rollBack(folders: VersionFolders): Current {
  const { version, previous, refused } = folders.current();
  const back: Current = {
    version: previous,
    previous: '',
    trial: false,
    starts: 0,
    refused: [...refused.filter((one) => one !== version), version],
  };
  folders.choose(back);
  return back;
}

/** The version that runs has served for a while. */
export function confirm(folders: VersionFolders, running: string): void {
  const current = folders.current();
  if (current.version !== running || !current.trial) return;
  folders.choose({ ...current, trial: false, starts: 0 });
}

/**
 * Waits until the version on trial was confirmed: false if it ended (`exit`) or took `patienceMs`
 * without. It may end right after it was.
 */
export async function confirmWithin(
  folders: VersionFolders,
  patienceMs: number,
  everyMs: number,
  exit: Promise<unknown>,
): Promise<boolean> {
  const state = { over: false };
  const ending = exit.then(() => void (state.over = true));
  const until = performance.now() + patienceMs;
  while (!state.over && performance.now() < until) {
    if (!folders.current().trial) return true;
    let timer: NodeJS.Timeout | undefined;
    const pause = new Promise<void>((resolve) => void (timer = setTimeout(resolve, everyMs)));
    await Promise.race([pause, ending]);
    clearTimeout(timer);
  }
  return !folders.current().trial;
}
