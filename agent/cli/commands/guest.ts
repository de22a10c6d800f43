/** `guest add`, `list`, `renew`, `remove`: links for people without Hallway. */
import { resolve } from 'node:path';
import {
  addGuestLink,
  endGuestLink,
  listGuestLinks,
  renewGuestLink,
} from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import { type Command, UsageError } from '../command.ts';
import {
  duration,
  findGuestLink,
  guestDocument,
  invitationDocument,
  invitationText,
} from '../guest-text.ts';
import { table, timeText } from '../output.ts';
import { findPrinter } from '../resolve.ts';

const HONEST = 'Whoever has the address can use it, and it is not encrypted on the way.';

export const guestAdd: Command = {
  name: 'guest add',
  usage: 'NAME [--print PRINTER] [--drop FOLDER] [--take PATH…] [--for 2h]',
  summary: 'make a link with which a visitor prints here, drops files or takes some',
  details:
    'The link is for what you name, and ends by itself: --for takes 30m, 2h (unless you say\n' +
    'otherwise) or 3d, up to 31d. Its address is shown this once, on a terminal with a QR code for\n' +
    'the camera of a phone. `hallway guest remove` takes it back.',
  options: {
    print: { type: 'string' },
    drop: { type: 'string' },
    take: { type: 'string', multiple: true },
    for: { type: 'string' },
  },
  arguments: [1, 50],
  async run(context) {
    const { client, io } = context;
    const print = context.text('print');
    const drop = context.text('drop');
    // `--take a.pdf b.pdf`: what follows belongs to the same list.
    const take = [...context.texts('take'), ...context.argumentsFrom(1)];
    if (context.texts('take').length === 0 && take.length > 0)
      throw new UsageError('More than one name. Name files with --take PATH.');
    if (print === undefined && drop === undefined && take.length === 0)
      throw new UsageError(
        'Say what the guest may do: --print PRINTER, --drop FOLDER or --take PATH.',
      );
    const expiresIn = duration('for', context.text('for') ?? '2h');
    const printer = print === undefined ? undefined : await findPrinter(client, print);
    const invitation = await client.call(addGuestLink, {
      body: {
        name: context.argument(0),
        expiresIn,
        ...(printer ? { print: { device: printer.device, printer: printer.id } } : {}),
        ...(drop === undefined ? {} : { drop: resolve(io.cwd, drop) }),
        ...(take.length === 0 ? {} : { take: take.map((path) => resolve(io.cwd, path)) }),
      },
    });
    context.answer(invitationDocument(invitation), invitationText(invitation, io.out.terminal));
    context.note(`${HONEST} It ends at ${timeText(invitation.link.expires)}.`);
  },
};

export const guestList: Command = {
  name: 'guest list',
  usage: '',
  summary: 'links for guests, and what they were used for',
  arguments: [0, 0],
  async run(context) {
    const links = await context.client.call(listGuestLinks, {});
    context.answer(
      links.map(guestDocument),
      table(
        ['ID', 'NAME', 'UNTIL', 'PRINTED', 'DROPPED', 'TAKEN', 'FOR'],
        links.map(({ id, name, expires, ended, used, print, drop, take }) => [
          id.slice(0, 8),
          name,
          ended === null ? timeText(expires) : `over (${timeText(ended)})`,
          used.printed,
          used.dropped,
          used.taken,
          [print ? 'print' : '', drop === null ? '' : 'drop', take.length > 0 ? 'take' : '']
            .filter((part) => part !== '')
            .join(', '),
        ]),
        'None. Make one by `hallway guest add NAME`.',
      ),
    );
  },
};

export const guestRenew: Command = {
  name: 'guest renew',
  usage: 'LINK',
  summary: 'give a link another address; the one before is worth nothing then',
  arguments: [1, 1],
  async run(context) {
    const { id } = await findGuestLink(context.client, context.argument(0));
    const invitation = await context.client.call(renewGuestLink, { params: { id } });
    context.answer(
      invitationDocument(invitation),
      invitationText(invitation, context.io.out.terminal),
    );
    context.note(HONEST);
  },
};

export const guestRemove: Command = {
  name: 'guest remove',
  usage: 'LINK',
  summary: 'take a link back; what goes through it ends at once',
  arguments: [1, 1],
  async run(context) {
    const { id } = await findGuestLink(context.client, context.argument(0));
    const link = await context.client.call(endGuestLink, { params: { id } });
    context.answer(guestDocument(link), `${displayText(link.name)} can be used no more.`);
  },
};
