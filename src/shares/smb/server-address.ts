/** The address of a file server as people write it. */
import { isIP } from 'node:net';
import { HallwayError } from '../../base/errors.ts';
import { displayText } from '../../base/text.ts';

export interface ServerAddress {
  /** Name or IP address, an IPv6 one without brackets. */
  host: string;
  port: number;
  user: string | undefined;
  share: string | undefined;
}

export const SMB_PORT = 445;
const HOST =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?$/iu;
const URL_FORM =
  /^(?:smb:)?\/\/(?:(?<user>[^@/]*)@)?(?:\[(?<six>[^\]]+)\]|(?<host>[^:/[\]]+))(?::(?<port>\d{1,5}))?(?:\/(?<share>[^/]*)\/?)?$/iu;
const UNC_FORM = /^\\\\(?<host>[^\\/:]+)(?:\\(?<share>[^\\]*)\\?)?$/u;

/** `smb://[USER@]HOST[:PORT][/SHARE]`, `\\HOST\SHARE` or HOST alone. Throws `request.invalid`. */
export function parseServerAddress(text: string): ServerAddress {
  const typed = text.trim();
  const found = (URL_FORM.exec(typed) ?? UNC_FORM.exec(typed))?.groups ?? { host: typed };
  const { user, six, port, share } = found;
  const host = six ?? found['host'] ?? '';
  const number = port === undefined ? SMB_PORT : Number(port);
  const scopeless = host.replace(/%[a-z0-9._-]{1,64}$/iu, '');
  if (number < 1 || number > 65_535 || !(isIP(scopeless) !== 0 || HOST.test(host)))
    throw new HallwayError('request.invalid', `"${displayText(text, 100)}" is no address.`, {
      fix: 'Write smb://HOST or smb://HOST/SHARE.',
    });
  return {
    host,
    port: number,
    user: user === undefined || user === '' ? undefined : decoded(user),
    share: share === undefined || share === '' ? undefined : decoded(share),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
