/** One line of what is nearby: an id of its own, and what can be done follows from what is known. */
import { createHash } from 'node:crypto';
import { base32 } from '../../base/base32.ts';
import type { Nearby, NearbyAction, NearbyKind, NearbyVia } from '../../model/nearby.ts';

export interface LineParts {
  /** Tells the thing apart from others of its kind. */
  key: string;
  kind: NearbyKind;
  name: string;
  addresses: readonly string[];
  port: number;
  via: NearbyVia;
  device?: string | null;
  model?: string | null;
  location?: string | null;
  uri?: string | null;
  files?: Nearby['files'];
  page?: string | null;
  /** It can be told to play. */
  plays?: boolean;
}

export function nearbyLine(parts: LineParts): Nearby {
  const { key, kind, name, addresses, port, via, plays = false } = parts;
  const { device = null, model = null, location = null } = parts;
  const { uri = null, files = null, page = null } = parts;
  const able: [NearbyAction, boolean][] = [
    ['join', kind === 'workgroup'],
    ['add-printer', uri !== null],
    ['open', files !== null],
    ['play', plays],
    ['page', page !== null],
  ];
  return {
    id: lineId(kind, key),
    kind,
    name,
    model,
    location,
    addresses: [...addresses],
    port,
    device,
    via: [via],
    can: able.filter(([, can]) => can).map(([action]) => action),
    uri,
    files,
    page,
  };
}

/** Opaque, since names are hostile. */
export function lineId(...parts: readonly string[]): string {
  return base32(createHash('sha256').update(JSON.stringify(parts)).digest()).slice(0, 16);
}
