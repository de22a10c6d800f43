/** `ls --watch`: what comes, goes and changes in a folder, until the command is ended. */
import { followFolder } from '../../src/api/local.ts';
import { displayText } from '../../src/base/text.ts';
import type { Entry } from '../../src/model/entry.ts';
import type { FolderNews } from '../../src/model/folder-news.ts';
import type { Context } from './command.ts';
import { isoTime, jsonText, sizeText } from './output.ts';
import { shareParams, type RemotePlace } from './remote-path.ts';
import { entriesOf } from './remote-tree.ts';
import { stopRequested } from './stop-signal.ts';

type Change = 'added' | 'removed' | 'changed';

const SIGNS: Readonly<Record<Change, string>> = { added: '+', removed: '-', changed: '~' };

export async function watchFolder(context: Context, place: RemotePlace): Promise<void> {
  const { client, io, json } = context;
  const input = { params: shareParams(place), query: { path: place.path } };
  const { body } = await client.download(followFolder, input);
  const stop = stopRequested();
  void stop.requested.then(() => body.destroy());
  let known: ReadonlyMap<string, Entry> | undefined;
  const say = (change: Change, { name, kind, size, modified }: Entry): void => {
    const line = json
      ? jsonText({ change, name, kind, size, modified: isoTime(modified) })
      : `${SIGNS[change]} ${displayText(name, 255)}${kind === 'file' ? `  ${sizeText(size)}` : '/'}`;
    io.out.write(`${line}\n`);
  };
  const look = async (): Promise<void> => {
    const now = new Map<string, Entry>();
    for await (const entry of entriesOf(client, place)) now.set(entry.name, entry);
    for (const [name, entry] of known ? now : []) {
      const before = known?.get(name);
      if (!before) say('added', entry);
      else if (before.size !== entry.size || before.modified !== entry.modified)
        say('changed', entry);
    }
    for (const [name, entry] of known ?? []) if (!now.has(name)) say('removed', entry);
    known = now;
  };
  try {
    let rest = '';
    for await (const chunk of body.setEncoding('utf8') as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      const news = lines
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as FolderNews);
      const last = news.at(-1);
      if (!last) continue;
      if (last.state === 'away') context.note(displayText(last.message ?? '', 500));
      else {
        const first = known === undefined;
        await look();
        // What comes from now on is told; what came before belongs to what was there.
        if (first) context.note('Watching. Ctrl-C ends it.');
      }
    }
  } catch (error) {
    if (!body.destroyed) throw error;
  } finally {
    stop.dispose();
    body.destroy();
  }
}
