/** `mkdir`: makes a folder in a writable share. */
import { displayText } from '../../../src/base/text.ts';
import { UsageError, type Command } from '../command.ts';
import { copyResult } from '../copy-result.ts';
import { findPlace } from '../remote-path.ts';
import { makeFolder } from '../upload.ts';

export const mkdir: Command = {
  name: 'mkdir',
  usage: 'DEVICE/SHARE/PATH',
  summary: 'make a folder in a writable share',
  arguments: [1, 1],
  async run(context) {
    const startedAt = performance.now();
    const place = await findPlace(context.client, context.argument(0));
    if (place.path === '') throw new UsageError('Name the new folder: DEVICE/SHARE/PATH.');
    await makeFolder(context.client, place);
    context.answer(
      { ...copyResult([], startedAt, false), sources: 0 },
      `Made ${displayText(place.path, 300)} in ${displayText(place.share.name)}.`,
    );
  },
};
