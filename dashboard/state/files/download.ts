/** Fetches files for the person: each by a short-lived address of the content port, or by the agent. */
import {
  createArchiveAddress,
  createContentAddress,
  startTransfer,
} from '../../../src/api/local.ts';
import { ask } from '../../data/agent-client.ts';
import { phrase } from '../../locale/localization.ts';
import { plural } from '../../words/format.ts';
import { attempt, notices } from '../notices.ts';
import { pathIn, type Spot } from './folder-changes.ts';

export function download(folder: Spot, name: string): void {
  void attempt(async () => {
    const { url } = await ask(createContentAddress, {
      params: { device: folder.device, share: folder.share },
      query: { path: pathIn(folder, name) },
    });
    fetchFrom(url);
  });
}

/** Several things, or a folder, as one zip that their PC makes while it is sent. */
export function downloadZip(folder: Spot, names: readonly string[]): void {
  void attempt(async () => {
    const { url } = await ask(createArchiveAddress, {
      params: { device: folder.device, share: folder.share },
      body: { paths: names.map((name) => pathIn(folder, name)), format: 'zip' },
    });
    fetchFrom(url);
  });
}

/**
 * The agent gets files into the person's folder for downloads, in pieces from all who have them, also
 * when the page is closed. `root`: the content that was found, and no other.
 */
export function fetchHere(folder: Spot, names: readonly string[], root?: string): void {
  void attempt(async () => {
    const { device, share } = folder;
    // One after the other, so that each finds a name of its own.
    for (const name of names)
      await ask(startTransfer, {
        body: {
          device,
          share,
          path: pathIn(folder, name),
          ...(root === undefined ? {} : { root }),
        },
      });
    const files = plural(names.length, 'item', 'items');
    notices.say(phrase('{0} on the way to this PC: see Transfers.', files));
  });
}

function fetchFrom(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.rel = 'noreferrer';
  link.click();
}
