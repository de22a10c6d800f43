/** `connect`, `servers`, `disconnect`: file servers and NAS without Hallway. */
import {
  connectServer,
  disconnectServer,
  listServers,
  listShares,
} from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { FileServer } from '../../../src/model/file-server.ts';
import { UsageError, type Command, type Context } from '../command.ts';
import { plural, table } from '../output.ts';
import { resolveOne } from '../resolve.ts';

const WHERE = {
  keyring: "its password is in this system's keyring",
  file: "its password is sealed in Hallway's data folder",
  memory: 'its password is forgotten when Hallway ends',
} as const;

export const connect: Command = {
  name: 'connect',
  usage: 'SERVER [--user NAME | --guest] [--name N] [--keep keyring|memory]',
  summary: 'use the folders of a file server or NAS without Hallway (SMB)',
  details:
    'SERVER is a name that `hallway nearby` shows as smb, or smb://HOST or smb://HOST/SHARE. The\n' +
    'password is asked for; without a terminal it is read from standard input, or from the\n' +
    'variable HALLWAY_PASSWORD. Then `ls`, `get`, `put` and the rest take SERVER/SHARE/PATH. An\n' +
    "account of a domain is DOMAIN\\NAME. The password is kept in the system's keyring where\n" +
    'there is one; --keep memory forgets it when Hallway ends.',
  options: {
    user: { type: 'string' },
    guest: { type: 'boolean' },
    name: { type: 'string' },
    keep: { type: 'string' },
  },
  arguments: [1, 1],
  async run(context) {
    const address = context.argument(0);
    const user = context.text('user');
    const guest = context.flag('guest');
    if (guest && user !== undefined)
      throw new UsageError('Choose --user NAME or --guest, not both.');
    if (!guest && user === undefined && !/^(?:smb:)?\/\/[^@/]+@/iu.test(address))
      throw new UsageError('Say who signs in there: --user NAME, or --guest.');
    const keep = context.choice('keep', { keyring: 'keyring', memory: 'memory' } as const);
    const server = await context.client.call(connectServer, {
      body: {
        address,
        name: context.text('name'),
        user,
        password: guest ? undefined : await passwordOf(context),
        guest,
        keep,
      },
    });
    const shares = await context.client.call(listShares, {});
    const names = shares.filter(({ device }) => device === server.id).map(({ name }) => name);
    context.answer(
      { ...server, shares: names },
      [
        `Connected to ${displayText(server.name, 63)} ${asWhom(server)}; it has ${plural(names.length, 'share')}.`,
        ...names.map((name) => `  ${displayText(`${server.name}/${name}`, 200)}`),
      ].join('\n'),
    );
  },
};

export const servers: Command = {
  name: 'servers',
  usage: '',
  summary: 'the file servers without Hallway that you connected to',
  arguments: [0, 0],
  async run(context) {
    const found = await context.client.call(listServers, {});
    context.answer(
      found,
      table(
        ['NAME', 'ADDRESS', 'USER', 'PASSWORD', ''],
        found.map(({ name, host, port, user, kept, problem }) => [
          name,
          port === 445 ? host : `${host}:${port}`,
          user ?? 'guest',
          user === null ? '' : kept,
          problem ?? '',
        ]),
        'None. `hallway nearby` shows those around, `hallway connect` connects to one.',
      ),
    );
  },
};

export const disconnect: Command = {
  name: 'disconnect',
  usage: 'SERVER',
  summary: 'forget a file server and its password',
  arguments: [1, 1],
  async run(context) {
    const server = resolveOne(context.argument(0), await context.client.call(listServers, {}), {
      noun: 'file server',
      notFound: 'host.not_found',
      hint: '`hallway servers` lists those you connected to.',
    });
    await context.client.call(disconnectServer, { params: { id: server.id } });
    context.answer(server, `${displayText(server.name, 63)} and its password are forgotten.`);
  },
};

async function passwordOf(context: Context): Promise<string> {
  return context.io.env['HALLWAY_PASSWORD'] ?? (await context.io.secret('Password: '));
}

function asWhom({ user, kept }: FileServer): string {
  return user === null ? 'as a guest' : `as ${displayText(user, 63)} (${WHERE[kept]})`;
}
