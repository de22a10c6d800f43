/** A small office behind a fake agent: two devices, shares with files in memory, a printer, a job. */
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  createFolder,
  followFolderTransfer,
  getStatus,
  listEntries,
  listMembers,
  listServers,
  listOwnPrinters,
  listPrinters,
  listShares,
  readFile,
  writeFile,
} from '../../src/api/local.ts';
import { parseByteRange } from '../../src/base/byte-range.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Peer } from '../../src/model/device.ts';
import type { Entry } from '../../src/model/entry.ts';
import type { Job } from '../../src/model/job.ts';
import type { Member } from '../../src/model/workgroup.ts';
import type { Printer } from '../../src/model/printer.ts';
import type { Share } from '../../src/model/share.ts';
import { eventually } from '../support/eventually.ts';
import { ANSWERED, FakeAgent, type FakeRequest } from './fake-agent.ts';

export const ANNA = 'a'.repeat(52);
export const BEN = `${'b'.repeat(51)}c`;
export const DOCUMENTS = 'dddddddddddddd22';
export const PRINTER = 'pppppppppppppp22';
export const MODIFIED = Date.UTC(2026, 0, 2, 3, 4, 5);

export function member(id: string, name: string, self = false): Member {
  return { id, name, admittedBy: self ? null : ANNA, online: true, self };
}

/** Ben, away and silent, with `change`. */
export function peer(change: Partial<Peer>): Peer {
  return {
    id: BEN,
    name: 'Ben',
    online: false,
    presence: 'offline',
    address: null,
    latencyMs: null,
    lastSeen: null,
    path: null,
    trouble: null,
    canWake: false,
    ...change,
  };
}

export function share(id: string, device: string, name: string): Share {
  return { id, device, name, kind: 'folder', access: 'write', available: true };
}

export function printer(id: string, device: string, name: string): Printer {
  return {
    id,
    device,
    name,
    state: 'idle',
    reasons: [],
    message: '',
    accepting: true,
    jobs: 0,
    color: true,
    duplex: false,
    formats: ['application/pdf'],
    media: ['iso_a4_210x297mm', 'na_letter_8.5x11in'],
    location: '',
    model: '',
  };
}

export function printJob(state: Job['state']): Job {
  return {
    id: '0b4ad4d8-7c38-4d1e-9f5a-1f2e3d4c5b6a',
    name: 'Letter.pdf',
    from: ANNA,
    owner: 'Anna',
    device: BEN,
    printer: PRINTER,
    printerName: 'Laser',
    state,
    reasons: [],
    message: '',
    format: 'application/pdf',
    bytes: 5,
    pages: null,
    options: {},
    created: MODIFIED,
    changed: MODIFIED,
  };
}

/** Files of one share by path; a folder is a path that ends with `/`. */
export class FakeOffice extends FakeAgent {
  readonly files = new Map<string, Buffer>();
  members = [member(ANNA, 'Anna', true), member(BEN, 'Ben')];
  shares = [share(DOCUMENTS, BEN, 'Documents')];
  printers = [printer(PRINTER, BEN, 'Laser')];
  /** The next answer of `readFile` ends after this many bytes, once some of them are kept. */
  cutAfter: number | undefined;
  /** `range` headers that came. */
  readonly ranges: (string | undefined)[] = [];
  etag: string | undefined;

  constructor() {
    super();
    this.on(getStatus, () => ({
      version: '1.2.3',
      device: { id: ANNA, name: 'Anna' },
      workgroup: { id: 'w'.repeat(52), name: 'Office', members: this.members.length },
      local: { url: 'http://127.0.0.1:1', port: 1, contentUrl: 'http://127.0.0.1:2' },
      peer: { port: 3, addresses: ['192.168.1.10:3'] },
      uptimeSeconds: 4.5,
      rssBytes: 60_000_000,
      notice: null,
    }));
    this.on(listMembers, () => this.members);
    this.on(listServers, () => []);
    this.on(listShares, () => this.shares);
    this.on(listPrinters, () => this.printers);
    this.on(listOwnPrinters, () => []);
    this.on(listEntries, ({ query }) => ({ entries: this.#list(query['path'] ?? ''), next: null }));
    // As of what is on a file server, or of an older agent: its files are asked for one by one.
    this.on(followFolderTransfer, () => {
      throw new HallwayError('request.invalid', 'Only what a colleague shares can be fetched.');
    });
    this.on(readFile, (request) => this.#read(request));
    this.on(writeFile, ({ query, body }) => {
      const path = query['path'] ?? '';
      if (this.files.has(path)) throw new HallwayError('path.exists', 'It is there.');
      this.files.set(path, body as Buffer);
      const { length } = body as Buffer;
      return { path, bytes: length, hash: sha256(body as Buffer), etag: '"1"', replaced: false };
    });
    this.on(createFolder, ({ query }) => {
      this.files.set(`${query['path']}/`, Buffer.alloc(0));
    });
  }

  #list(path: string): Entry[] {
    if (this.files.has(path)) throw new HallwayError('path.not_folder', 'It is a file.');
    const prefix = path === '' ? '' : `${path}/`;
    const inside = [...this.files.keys()].filter((key) => key.startsWith(prefix));
    if (inside.length === 0 && path !== '')
      throw new HallwayError('path.not_found', 'There is no such folder.');
    const entries = new Map<string, Entry>();
    for (const key of inside) {
      const [name = '', ...deeper] = key.slice(prefix.length).split('/');
      const kind = deeper.length > 0 ? ('folder' as const) : ('file' as const);
      const size = kind === 'file' ? (this.files.get(key)?.length ?? 0) : 0;
      if (name !== '') entries.set(name, { name, kind, size, modified: MODIFIED });
    }
    return [...entries.values()];
  }

  #read({ query, message, response }: FakeRequest): typeof ANSWERED {
    const bytes = this.files.get(query['path'] ?? '');
    if (!bytes) throw new HallwayError('path.not_found', 'There is no such file.');
    this.ranges.push(message.headers.range);
    const range = parseByteRange(message.headers.range, bytes.length);
    if (range === 'unsatisfiable') throw new HallwayError('request.range', 'Beyond the end.');
    const start = range?.start ?? 0;
    response.writeHead(range ? 206 : 200, {
      'content-length': bytes.length - start,
      etag: this.etag ?? `"${sha256(bytes).slice(0, 16)}"`,
      'last-modified': new Date(MODIFIED).toUTCString(),
    });
    if (this.cutAfter === undefined) response.end(bytes.subarray(start));
    else {
      const end = start + this.cutAfter;
      this.cutAfter = undefined;
      const kept = () => this.#keepsSome();
      response.write(bytes.subarray(start, end), () => {
        void eventually(kept, 20_000, 'a part of the file').finally(() => response.destroy());
      });
    }
    return ANSWERED;
  }

  /** What comes last in a connection that ends at once may never be read. */
  #keepsSome(): boolean {
    return readdirSync(this.home)
      .filter((name) => name.endsWith('.part'))
      .some((name) => statSync(join(this.home, name)).size > 0);
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
