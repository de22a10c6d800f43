/** Fetches files for the person: each by a short-lived address of the content port. */
import { createArchiveAddress, createContentAddress } from '../../../src/api/local.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt } from '../notices.ts';
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

function fetchFrom(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.rel = 'noreferrer';
  link.click();
}
