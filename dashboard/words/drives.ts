/** Drives in words. */
import { translated } from '../locale/localization.ts';
import type { Drive } from '../../src/model/drive.ts';

export const driveKinds: Record<Drive['kind'], string> = translated({
  fixed: 'Built in',
  removable: 'Removable',
  optical: 'CD or DVD',
  network: 'Network drive',
  image: 'Image of a disc',
});

/** The agent shares no system drive as a whole: everything of everybody is on it. */
export const SYSTEM_ROOT = '/';
