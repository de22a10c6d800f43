/** Where a system tells of its drives: the interfaces of the adapters, one a system. */
import type { Drive } from '../../model/drive.ts';

/** A drive as the system knows it. */
export interface SystemDrive
  extends Pick<
    Drive,
    'id' | 'label' | 'removable' | 'mounted' | 'sizeBytes' | 'freeBytes' | 'filesystem'
  > {
  kind: Exclude<Drive['kind'], 'image'>;
  /** The same when the same medium comes back; null where nothing tells it from others. */
  key: string | null;
}

export interface DriveSource {
  /** Drives that can hold a person's files; pseudo file systems are left out. */
  list(): Promise<SystemDrive[]>;
}

/** Hears from the system when drives come and go. Costs nothing while none does. */
export interface DriveWatch {
  start(changed: () => void): void;
  stop(): void;
}

export interface DriveEjector {
  /**
   * Writes out what is left to be written and lets go of a drive, so that it may be pulled. Throws
   * `drive.busy` with what the system says, or `drive.eject_failed`.
   */
  eject(drive: SystemDrive): Promise<void>;
}

/** Runs a program of the system and gives its output; rejects if it fails or takes too long. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string>;

const LONGEST_KEY = 300;

/** How a medium is known again: by what its maker numbered it with, else by all it is called. */
export function driveKey(
  uuid: string | undefined,
  named: { label: string | undefined; filesystem: string | null; sizeBytes: number | null },
): string | null {
  const { label, filesystem, sizeBytes } = named;
  if (uuid !== undefined && uuid !== '') return `uuid:${uuid}`.slice(0, LONGEST_KEY);
  // Without a name of its own a stick is like any other of its size.
  if (label === undefined || label === '' || sizeBytes === null) return null;
  return `label:${filesystem ?? ''}:${sizeBytes}:${label}`.slice(0, LONGEST_KEY);
}
