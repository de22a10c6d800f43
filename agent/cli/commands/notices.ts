/** `notices`: what became of documents, what has to be decided, and what printers need. */
import { listNotices, readNotices } from '../../../src/api/local.ts';
import type { Command } from '../command.ts';
import { isoTime, table, timeText } from '../output.ts';

export const notices: Command = {
  name: 'notices',
  usage: '[--all] [--read]',
  summary: 'news of printers, documents and files',
  details: '--all shows those that were read too; --read marks what is shown as read.',
  options: { all: { type: 'boolean' }, read: { type: 'boolean' } },
  arguments: [0, 0],
  async run(context) {
    const { client } = context;
    const all = await client.call(listNotices, {});
    const shown = context.flag('all') ? all : all.filter(({ read }) => !read);
    const ids = shown.filter(({ read }) => !read).map(({ id }) => id);
    if (context.flag('read') && ids.length > 0) await client.call(readNotices, { body: { ids } });
    context.answer(
      shown.map(({ at, ...notice }) => ({ ...notice, at: isoTime(at) })),
      table(
        ['WHEN', 'NEW', 'WHAT'],
        shown.map(({ at, read, over, text }) => [
          timeText(at),
          read ? '' : 'new',
          over ? `${text} (over)` : text,
        ]),
        'Nothing new.',
      ),
    );
  },
};
