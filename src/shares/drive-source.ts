/** Where a system tells of its drives: the interface of the sources, one a system. */
import type { Drive } from '../model/drive.ts';

/** A drive as the system knows it. */
export type SystemDrive = Omit<Drive, 'shared'>;

export interface DriveSource {
  /** Drives that can hold a person's files; pseudo file systems are left out. */
  list(): Promise<SystemDrive[]>;
}

/** Runs a program of the system and gives its output; rejects if it fails or takes too long. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string>;
