/** `drives`: this PC's drives and their media; offering and ejecting them, opening images. */
import { resolve } from 'node:path';
import {
  ejectDrive,
  listDrives,
  offerDrive,
  openImage,
  removeShare,
} from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Drive } from '../../../src/model/drive.ts';
import { audience } from '../audience.ts';
import { UsageError, type Command, type Context } from '../command.ts';
import { statHere } from '../local-path.ts';
import { sizeText, table } from '../output.ts';
import { findOwnShare } from '../resolve.ts';
import { shareDocument } from '../share-text.ts';

const CHOICES = { once: 'this time', always: 'always', never: 'never' } as const;

export const drives: Command = {
  name: 'drives',
  usage: '',
  summary: "this PC's drives, removable and optical ones included, and open images",
  arguments: [0, 0],
  async run(context) {
    const found = await context.client.call(listDrives, {});
    context.answer(
      found.map(driveDocument),
      table(
        ['LABEL', 'KIND', 'MOUNTED', 'SIZE', 'FREE', 'SHARED', 'ID'],
        found.map((drive) => [
          displayText(drive.label),
          drive.kind,
          displayText(drive.mounted ?? 'no medium', 300),
          sizeText(drive.sizeBytes),
          sizeText(drive.freeBytes),
          sharedText(drive),
          displayText(drive.id, 300),
        ]),
        'No drives.',
      ),
    );
  },
};

export const drivesOffer: Command = {
  name: 'drives offer',
  usage: 'ID [--name N] [--access read|write] [--with everyone|DEVICE…] [--once|--never|--ask]',
  summary: 'share a drive whenever it is there',
  details:
    'ID is the id or the label that `hallway drives` shows.\n' +
    'The share ends when the drive is taken out, and comes back with it. --once: until it is\n' +
    'taken out; --never: do not ask about it; --ask: take back what was decided.',
  options: {
    name: { type: 'string' },
    access: { type: 'string' },
    with: { type: 'string', multiple: true },
    once: { type: 'boolean' },
    never: { type: 'boolean' },
    ask: { type: 'boolean' },
  },
  arguments: [1, 200],
  async run(context) {
    const named = (['once', 'never', 'ask'] as const).filter((choice) => context.flag(choice));
    if (named.length > 1) throw new UsageError('Only one of --once, --never and --ask.');
    const access = context.choice('access', { read: 'read', write: 'write' } as const);
    const drive = await findDrive(context, context.argument(0));
    const choice = named[0] ?? 'always';
    const who = await audience(context, 'drive', 'devices');
    const after = await context.client.call(offerDrive, {
      body: { id: drive.id, choice, name: context.text('name'), access, with: who },
    });
    const label = displayText(after.label);
    const words = {
      always: `${label} is shared whenever it is there.`,
      once: `${label} is shared until it is taken out.`,
      never: `${label} is not shared, and not asked about.`,
      ask: `${label} is not shared.`,
    };
    context.answer(driveDocument(after), words[choice]);
  },
};

export const drivesEject: Command = {
  name: 'drives eject',
  usage: 'ID [--force]',
  summary: 'let go of a drive, so that it may be pulled',
  details: '--force breaks off what colleagues are reading from it and writing to it.',
  options: { force: { type: 'boolean' } },
  arguments: [1, 1],
  async run(context) {
    const drive = await findDrive(context, context.argument(0));
    if (drive.kind === 'image' && drive.share !== null)
      await context.client.call(removeShare, { params: { id: drive.share } });
    else
      await context.client.call(ejectDrive, {
        body: { id: drive.id, force: context.flag('force') },
      });
    context.answer(
      { id: drive.id, label: drive.label, ejected: true },
      `${displayText(drive.label)} may be taken out.`,
    );
  },
};

export const drivesOpen: Command = {
  name: 'drives open',
  usage: 'IMAGE [--name N] [--with everyone|DEVICE…]',
  summary: 'open an image of a disc (ISO 9660, UDF) as a drive that can be read',
  details: 'It stays open, for colleagues as well, until `drives close`.',
  options: { name: { type: 'string' }, with: { type: 'string', multiple: true } },
  arguments: [1, 200],
  async run(context) {
    const path = resolve(context.io.cwd, context.argument(0));
    if (!(await statHere(path)).isFile())
      throw new HallwayError('path.not_file', `${displayText(path, 300)} is no file.`, {
        fix: 'Name an image of a disc, an .iso file say.',
      });
    const share = await context.client.call(openImage, {
      body: {
        path,
        name: context.text('name'),
        with: await audience(context, 'image', 'devices'),
      },
    });
    context.answer(
      [shareDocument(share)],
      `Opened ${displayText(share.path, 300)} as ${displayText(share.name)}.`,
    );
  },
};

export const drivesClose: Command = {
  name: 'drives close',
  usage: 'NAME',
  summary: 'close an image that was opened as a drive; the image stays',
  arguments: [1, 1],
  async run(context) {
    const share = await findOwnShare(context.client, context.argument(0));
    if (share.image !== true)
      throw new HallwayError('request.invalid', `${displayText(share.name)} is no open image.`, {
        fix: '`share remove` stops sharing a folder or drive.',
      });
    await context.client.call(removeShare, { params: { id: share.id } });
    context.answer([shareDocument(share)], `${displayText(share.name)} is closed.`);
  },
};

/** By id, or by a label that only one has. */
async function findDrive(context: Context, wanted: string): Promise<Drive> {
  const found = await context.client.call(listDrives, {});
  const byId = found.filter(({ id }) => id === wanted);
  const hits = byId.length > 0 ? byId : found.filter(({ label }) => label === wanted);
  const [drive] = hits;
  if (drive && hits.length === 1) return drive;
  if (hits.length > 1)
    throw new HallwayError(
      'request.ambiguous',
      `Several drives are called ${displayText(wanted)}.`,
      {
        fix: `Name one by its id: ${hits.map(({ id }) => displayText(id)).join(', ')}.`,
        details: { candidates: hits.map(({ id }) => id) },
      },
    );
  throw new HallwayError('drive.not_found', `There is no drive called ${displayText(wanted)}.`, {
    fix: '`hallway drives` lists those of this PC.',
  });
}

function driveDocument(drive: Drive): Record<string, unknown> {
  const { id, label, kind, removable, mounted, sizeBytes, freeBytes, filesystem } = drive;
  return {
    id,
    label,
    kind,
    removable,
    mounted,
    size_bytes: sizeBytes,
    free_bytes: freeBytes,
    filesystem,
    shared: drive.shared,
    offered: drive.choice,
  };
}

function sharedText({ shared, choice }: Drive): string {
  if (!shared) return choice === null ? 'no' : CHOICES[choice];
  return choice === null ? 'yes' : `yes, ${CHOICES[choice]}`;
}
