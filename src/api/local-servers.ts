/**
 * The local door: file servers without Hallway (SMB). Once a person connected to one, its shares
 * stand among all shares, with the server's id as their device.
 */
import * as Type from 'typebox';
import { FileServer } from '../model/file-server.ts';
import { DeviceId } from '../model/id.ts';
import { Share } from '../model/share.ts';
import { endpoint } from './endpoint.ts';

const base = '/api/v1';

export const listServers = endpoint({
  method: 'GET',
  path: `${base}/servers`,
  summary: 'File servers without Hallway that this person connected to.',
  answer: Type.Array(FileServer),
});

/** Signs in before it answers: `host.unreachable`, `host.sign_in`, `host.protocol`. */
export const connectServer = endpoint({
  method: 'POST',
  path: `${base}/servers`,
  summary: 'Connect to a PC or NAS without Hallway.',
  body: Type.Object({
    /** The id or name of a line of `nearby`, `smb://HOST[:PORT][/SHARE]`, `\\HOST\SHARE`, or HOST. */
    address: Type.String({ minLength: 1, maxLength: 512 }),
    /** What to call it; its own name unless told. */
    name: Type.Optional(FileServer.properties.name),
    /** `DOMAIN\NAME` for an account of a domain. */
    user: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    password: Type.Optional(Type.String({ maxLength: 512 })),
    /** Enter without a name and password. */
    guest: Type.Optional(Type.Boolean()),
    /** `memory`: forget the password when Hallway ends. */
    keep: Type.Optional(Type.Union([Type.Literal('keyring'), Type.Literal('memory')])),
  }),
  answer: FileServer,
});

export const disconnectServer = endpoint({
  method: 'DELETE',
  path: `${base}/servers/:id`,
  summary: 'Forget a file server and its password. Its files stay where they are.',
  params: Type.Object({ id: DeviceId }),
});

export const refreshServer = endpoint({
  method: 'POST',
  path: `${base}/servers/:id/refresh`,
  summary: 'Ask a file server for its shares anew.',
  params: Type.Object({ id: DeviceId }),
  answer: Type.Array(Share),
});
