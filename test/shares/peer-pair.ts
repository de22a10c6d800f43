/** Anna's agent and Bert's, whose share it is, joined without a network. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as api from '../../src/api/peer.ts';
import type { ByteRange } from '../../src/base/byte-range.ts';
import type { EntryPage } from '../../src/model/entry.ts';
import type {
  ByteSource,
  Offers,
  PeerTransport,
  StreamAnswer,
} from '../../src/net/peer-transport.ts';
import { entryLines } from '../../src/shares/entry-stream.ts';
import type {
  EntriesOptions,
  EntryGroup,
  FileStat,
  ListOptions,
} from '../../src/shares/file-system.ts';
import { ShareAccess } from '../../src/shares/share-access.ts';
import { UploadReceiver, type FileOffer } from '../../src/shares/upload-receiver.ts';
import { ManualClock } from '../support/temporary.ts';
import { localShare, type LocalShare } from './local-share.ts';

export const [anna, bert] = ['a'.repeat(52), 'b'.repeat(52)];
export const share = 's'.repeat(16);

function answer(size: number, range: ByteRange | undefined, body: Readable): StreamAnswer {
  const length = String(range ? range.end - range.start + 1 : size);
  const part = range ? { 'content-range': `bytes ${range.start}-${range.end}/${size}` } : {};
  const headers = {
    'content-length': length,
    etag: '"e"',
    'last-modified': new Date(1000).toUTCString(),
    ...part,
  };
  return { status: range ? 206 : 200, headers, body };
}

export class Pair implements PeerTransport, Offers {
  readonly owner: LocalShare = localShare();
  readonly clock = new ManualClock();
  page: EntryPage | undefined;
  entry: FileStat | undefined;
  /** What its owner says a folder holds, instead of what it does. */
  whole: ((query: EntriesOptions) => AsyncIterable<EntryGroup>) | undefined;
  readonly by = { device: anna, name: 'Anna', owner: false };
  /** Bytes after which the next pulls break off. */
  breaks: number[] = [];
  pulls = 0;
  #offered: ByteSource | undefined;
  readonly receiver = new UploadReceiver({
    transport: this,
    // Waiting takes no time here.
    clock: Object.assign(this.clock, {
      after: (_ms: number, run: () => void) => (setImmediate(run), () => {}),
    }),
    openFor: () => this.owner.files,
  });
  readonly access = new ShareAccess({
    device: anna,
    openFor: () => assert.fail('not an own share'),
    thumbnails: { of: () => Promise.resolve(undefined) },
    servers: { has: () => false, open: () => undefined },
    links: { send: () => {}, isOnline: () => false },
    transport: this,
    offers: this,
    spool: join(this.owner.top, 'spool'),
    clock: this.clock,
  });

  offer(_device: string, source: ByteSource): { id: string; withdraw: () => void } {
    this.#offered = source;
    return { id: 'f'.repeat(32), withdraw: () => (this.#offered = undefined) };
  }

  call: PeerTransport['call'] = async (_device, target, input) => {
    return (await this.#answer(target, input as Asked)) as never;
  };

  async #answer(target: unknown, { query, body }: Asked): Promise<unknown> {
    const { files } = this.owner;
    const path = query?.path ?? body?.path ?? '';
    if (target === api.listPeerEntries) return this.page ?? files.list(path, query);
    if (target === api.statPeerEntry) return this.entry ?? files.stat(path);
    if (target === api.createPeerFolder) return files.createFolder(path);
    if (target === api.getPeerSpace) return files.space();
    if (target === api.listPeerTrash) return files.trash({ by: this.by });
    assert.ok(body);
    const how = { ...body, by: this.by };
    if (target === api.movePeerEntry) return files.move(body.from, body.to, how);
    if (target === api.copyPeerEntry) return files.copy(body.from, body.to, how);
    if (target === api.removePeerEntry) return files.remove(path, how);
    if (target === api.setPeerModified) return files.setModified(path, body.modified, how);
    if (target === api.restorePeerTrash) return files.restore(body.id, how);
    assert.equal(target, api.offerFile);
    return this.receiver.receiveOffer(anna, share, body);
  }

  open: PeerTransport['open'] = async (_device, target, input, { range } = {}) => {
    if ((target as unknown) === api.readPeerEntries) {
      const { query } = input as unknown as { query: EntriesOptions };
      const lines = entryLines((this.whole ?? ((all) => this.owner.files.entries('', all)))(query));
      const all: Buffer[] = [];
      for await (const line of lines) all.push(Buffer.from(line));
      return { status: 200, headers: {}, body: Readable.from(all) };
    }
    if ((target as unknown) === api.readPeerFile) {
      const { query } = input as unknown as { query: { path: string } };
      const read = await this.owner.files.read(query.path, { range });
      return { ...answer(read.size, read.range, read.stream) };
    }
    const source = this.#offered;
    assert.ok(source);
    this.pulls++;
    const limit = this.breaks.shift();
    const body = source.read(range);
    return answer(
      source.size,
      range,
      limit === undefined ? body : Readable.from(broken(body, limit)),
    );
  };
}

interface Asked {
  query?: ListOptions & { path: string };
  body?: FileOffer & { from: string; to: string; id: string; modified: number };
}

async function* broken(body: Readable, limit: number): AsyncGenerator<Buffer> {
  let sent = 0;
  for await (const chunk of body) {
    const part = (chunk as Buffer).subarray(0, limit - sent);
    sent += part.length;
    if (part.length > 0) yield part;
    if (sent >= limit) throw new Error('socket hang up');
  }
}
