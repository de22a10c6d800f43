/** What a person is told when a colleague offers something. */
import { displayText } from '../../src/base/text.ts';
import type { Receipt } from '../../src/model/sending.ts';

export function giftWords({ fromName, name, kind, files }: Receipt): string {
  const what =
    kind === 'folder' ? `the folder “${shown(name)}” (${files} files)` : `“${shown(name)}”`;
  return `${fromName} wants to give you ${what}.`;
}

function shown(name: string): string {
  return displayText(name, 200, 'Files');
}
