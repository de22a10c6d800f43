/** Images of discs among the files of this PC: opened as a drive, for colleagues as well. */
import { translated } from '../../locale/localization.ts';
import { openImage } from '../../../src/api/local.ts';
import { ask } from '../../data/agent-client.ts';
import { endingOf } from '../../words/kinds.ts';
import { attempt } from '../notices.ts';
import { office } from '../office.ts';
import { pathIn, type Spot } from './folder-changes.ts';

const text = translated({ opened: 'Opened as a drive: it stands among the drives of this PC.' });
const IMAGES: ReadonlySet<string> = new Set(['iso', 'img', 'udf']);

/** The agent opens images that lie at this PC. */
export function canBeDrive(folder: Spot, name: string): boolean {
  return folder.device === office.ownId && IMAGES.has(endingOf(name));
}

export function openAsDrive(folder: Spot, name: string): void {
  const body = { path: pathIn(folder, name), share: folder.share };
  void attempt(() => ask(openImage, { body }), text.opened);
}
