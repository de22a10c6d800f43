/** The small files by which Linux tells about itself (proc(5), sysfs(5)): what is not there says nothing. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Null for a file that is not there, or that may not be read. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Empty for what is no link. */
export function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
