/** A disk of a file, with a file system of its own, as a stick that can be put in and pulled. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { truncateSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from './temporary.ts';

export interface LoopDisk {
  /** Its device, `loop3` say. */
  readonly id: string;
  /** Mounts it at a new place where media are mounted. */
  putIn(): string;
  /** As somebody who does not wait: whatever is open stays open. */
  pull(): void;
  remove(): void;
}

const BY_UUID = '/dev/disk/by-uuid';

function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** Undefined where only an administrator may, or this kernel has no loop devices. */
export function makeLoopDisk(bytes: number, label = 'TESTSTICK'): LoopDisk | undefined {
  if (platform() !== 'linux' || process.getuid?.() !== 0) return undefined;
  const folder = temporaryFolder();
  const image = join(folder.path, 'disk.img');
  writeFileSync(image, '');
  truncateSync(image, bytes);
  let device: string;
  try {
    run('mkfs.ext4', '-q', '-L', label, image);
    device = run('losetup', '--find', '--show', image);
  } catch {
    folder.remove();
    return undefined;
  }
  const uuid = run('blkid', '-o', 'value', '-s', 'UUID', image);
  // What udev does, where it runs.
  const link = join(BY_UUID, uuid);
  const ours = !existsSync(link);
  const hadFolder = existsSync(BY_UUID);
  if (ours) {
    mkdirSync(BY_UUID, { recursive: true });
    symlinkSync(device, link);
  }
  let place: string | undefined;
  const pull = (): void => {
    if (place === undefined) return;
    spawnSync('umount', ['--lazy', place]);
    rmSync(place, { recursive: true, force: true });
    place = undefined;
  };
  return {
    id: device.replace('/dev/', ''),
    putIn: () => {
      place = mkdtempSync('/mnt/hallway-test-');
      run('mount', device, place);
      return place;
    },
    pull,
    remove: () => {
      pull();
      spawnSync('losetup', ['--detach', device]);
      if (ours) rmSync(link, { force: true });
      if (!hadFolder) spawnSync('rmdir', [BY_UUID, '/dev/disk']);
      folder.remove();
    },
  };
}
