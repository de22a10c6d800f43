/** What casting is made of: the renderers that were found, and the door at which they fetch files. */
import { isIPv4 } from 'node:net';
import { HallwayError } from '../../src/base/errors.ts';
import { lastSegment } from '../../src/base/safe-path.ts';
import { displayText } from '../../src/base/text.ts';
import { parseXml, type XmlElement } from '../../src/discovery/devices/xml.ts';
import { CastDesk, type CastDeskOptions } from '../../src/media/dlna/cast-desk.ts';
import type { FilePlace } from '../../src/model/screen.ts';
import type { Adapter } from '../../src/net/adapters.ts';
import { toNumber } from '../../src/net/ip-address.ts';
import type { CastServer } from '../http/cast-server.ts';
import type { Office } from '../office.ts';
import { mediaType, openPlayed } from './played-files.ts';

export function composeCasting(
  office: Office,
  server: CastServer,
  parts: Pick<CastDeskOptions, 'self' | 'newId' | 'clock' | 'log'>,
): CastDesk {
  return new CastDesk({
    ...parts,
    renderers: () =>
      office.nearby
        .watch()
        .flatMap(({ id, name, can }) => (can.includes('play') ? [{ id, name }] : [])),
    controlOf: (id) => office.nearby.control(id),
    link: async (place, address) => {
      const type = mediaType(place.path);
      const host = ownAddress(office.adapters.current(), address);
      const file = await openPlayed(office, place);
      const link = { address, file, path: place.path, type };
      return { ...(await server.open(host, link, endingOf(place))), type };
    },
    titleOf: ({ path }) => displayText(lastSegment(path), 100, 'Hallway'),
    textsOf,
  });
}

/** Renderers go by it; letters alone. */
function endingOf({ path }: FilePlace): string {
  return /\.[a-z0-9]{1,5}$/i.exec(path)?.[0] ?? '';
}

/** This PC's address on the network of the renderer. Throws `screen.unreachable` where there is none. */
function ownAddress(adapters: readonly Adapter[], other: string): string {
  for (const { ipv4 } of adapters)
    for (const { address, prefix } of isIPv4(other) ? ipv4 : []) {
      const size = 2 ** (32 - prefix);
      if (Math.floor(toNumber(address) / size) === Math.floor(toNumber(other) / size))
        return address;
    }
  throw new HallwayError(
    'screen.unreachable',
    'The television or loudspeaker is on no network of this PC’s adapters.',
    { fix: 'Put it on the same network by IPv4; `hallway adapters` lists those that are used.' },
  );
}

/** The first text of each element, by local name. */
function textsOf(document: Uint8Array): ReadonlyMap<string, string> | undefined {
  const root = parseXml(document);
  if (!root) return undefined;
  const texts = new Map<string, string>();
  const walk = ({ name, text, children }: XmlElement): void => {
    if (children.length === 0 && !texts.has(name)) texts.set(name, text);
    for (const one of children) walk(one);
  };
  walk(root);
  return texts;
}
