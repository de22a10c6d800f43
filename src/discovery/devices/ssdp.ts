/**
 * Finds routers, televisions and media servers: SSDP of the UPnP Device Architecture 2.0, section 1.
 * Root devices are asked for, since their description tells all that is in them.
 */
import { uuidOf, type DeviceProtocol, type Gone, type Seen } from './device-protocol.ts';
import { describeUpnp } from './upnp-description.ts';
import { ownUrl } from './web-address.ts';

const ROOT = 'upnp:rootdevice';
const MAX_LINES = 40;
/** Section 1.2.2 asks for 30 minutes at least; some devices say less and renew it in time. */
const LEAST_LIFE_S = 30;
const MOST_LIFE_S = 3600;
const USUAL_LIFE_S = 1800;

export const SSDP: DeviceProtocol = {
  via: 'ssdp',
  port: 1900,
  questions: () => [
    Buffer.from(
      [
        'M-SEARCH * HTTP/1.1',
        'HOST: 239.255.255.250:1900',
        'MAN: "ssdp:discover"',
        'MX: 2',
        `ST: ${ROOT}`,
        '',
        '',
      ].join('\r\n'),
    ),
  ],
  whereIs: () => undefined,
  read,
  request: () => undefined,
  describe: describeUpnp,
};

function read(bytes: Uint8Array, sender: string): (Seen | Gone)[] {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('utf8')
    .split(/\r?\n/, MAX_LINES);
  const isNotify = lines[0] === 'NOTIFY * HTTP/1.1';
  if (!isNotify && !/^HTTP\/1\.[01] 200(?: |$)/.test(lines[0] ?? '')) return [];
  const headers = headersOf(lines.slice(1));
  const [device, ...rest] = (headers.get('usn') ?? '').split('::');
  const uuid = uuidOf(device ?? '');
  const target = headers.get(isNotify ? 'nt' : 'st');
  if (uuid === undefined || target !== ROOT || rest.join('::') !== ROOT) return [];
  const said = headers.get('nts');
  if (said === 'ssdp:byebye') return [{ type: 'gone', device: uuid }];
  if (isNotify && said !== 'ssdp:alive') return [];
  const url = ownUrl(headers.get('location') ?? '', sender);
  if (url?.protocol !== 'http:') return [];
  const revision = headers.get('configid.upnp.org') ?? '';
  const boot = headers.get('bootid.upnp.org') ?? '';
  return [
    {
      type: 'seen',
      device: uuid,
      url,
      lifeMs: lifeSeconds(headers.get('cache-control')) * 1000,
      revision: `${boot} ${revision}`.slice(0, 40),
    },
  ];
}

function headersOf(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    if (line === '') break;
    const at = line.indexOf(':');
    if (at > 0) headers.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  return headers;
}

function lifeSeconds(cacheControl = ''): number {
  const said = /(?:^|[\s,])max-age\s{0,4}=\s{0,4}(\d{1,9})/i.exec(cacheControl)?.[1];
  return Math.min(Math.max(Number(said ?? USUAL_LIFE_S), LEAST_LIFE_S), MOST_LIFE_S);
}
