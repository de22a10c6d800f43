/** One request of a WebDAV program and its answer, apart from how HTTP brings them. */
import type { Readable } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import type { DavTree, Place, SharePlace } from './dav-tree.ts';
import { badRequest, DavFault, forbidden } from './dav-fault.ts';
import type { PropertyStore } from './property-store.ts';
import type { SeenVersions } from './seen-versions.ts';
import { MAX_XML_BYTES, readXml, type XmlElement } from './xml-reader.ts';

export interface DavRequest {
  method: string;
  /** As it stands in the request line. */
  target: string;
  /** By lower-case name; of those that came twice, joined by commas. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Readable;
  /** Aborts when nobody waits for the answer any more. */
  signal: AbortSignal;
}

export interface DavAnswer {
  status: number;
  headers?: Readonly<Record<string, string | number | string[]>>;
  /** At most one of these; a body with none has no bytes. */
  text?: string;
  chunks?: AsyncIterable<string>;
  /** Of exactly the `content-length` that the headers tell. */
  stream?: Readable;
}

/** What all requests work with. */
export interface DavMeans {
  tree: DavTree;
  properties: PropertyStore;
  clock: Clock;
}

export interface Exchange extends DavRequest, DavMeans {
  place: Place;
  host: string;
  seen: SeenVersions;
}

/** The body as XML; undefined without any. */
export async function xmlBody({ body }: DavRequest): Promise<XmlElement | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_XML_BYTES) throw new DavFault(413, 'The request is too large.');
  }
  return bytes === 0 ? undefined : readXml(Buffer.concat(chunks));
}

/** A folder above the shares can be looked at only; neither can a share that is only to be read. */
export function writablePlace({ place }: Exchange): SharePlace {
  if (place.kind === 'fixed') throw forbidden('This folder cannot be changed.');
  if (!place.writable)
    throw forbidden('This share can only be read. Ask its owner to share it for writing.');
  return place;
}

export type Depth = '0' | '1' | 'infinity';

export function depthOf({ headers }: DavRequest, usual: Depth): Depth {
  const depth = headers['depth']?.trim().toLowerCase() ?? usual;
  if (depth === '0' || depth === '1' || depth === 'infinity') return depth;
  throw badRequest('The header Depth is malformed.');
}
