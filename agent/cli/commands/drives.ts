/** `drives`: this PC's drives and their media. */
import { listDrives } from '../../../src/api/local.ts';
import type { Command } from '../command.ts';
import { sizeText, table } from '../output.ts';

export const drives: Command = {
  name: 'drives',
  usage: '',
  summary: "this PC's drives, removable and optical ones included",
  arguments: [0, 0],
  async run(context) {
    const found = await context.client.call(listDrives, {});
    context.answer(
      found.map(({ id, label, kind, removable, mounted, sizeBytes, shared }) => ({
        id,
        label,
        kind,
        removable,
        mounted,
        size_bytes: sizeBytes,
        shared,
      })),
      table(
        ['LABEL', 'KIND', 'MOUNTED', 'SIZE', 'SHARED', 'ID'],
        found.map((drive) => [
          drive.label,
          drive.kind,
          drive.mounted ?? 'no medium',
          sizeText(drive.sizeBytes),
          drive.shared ? 'yes' : 'no',
          drive.id,
        ]),
        'No drives.',
      ),
    );
  },
};
