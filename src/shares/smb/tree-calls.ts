/** What can be asked about files of a share: one function for each request of [MS-SMB2]. */
import { HallwayError } from '../../base/errors.ts';
import { type DirectoryEntry, readDirectoryEntries } from './directory-entries.ts';
import { malformed, part, toUtf16 } from './hostile-bytes.ts';
import type { SmbSession, Tree } from './session.ts';
import { ACCESS, ATTRIBUTE, COMMAND, DISPOSITION, LAYOUT, SHARING, STATUS } from './wire.ts';

/** A share with the session that opened it. */
export interface TreeHandle {
  session: SmbSession;
  tree: Tree;
}

/** What the server says of a file. */
export interface FileFacts {
  /** 0 where the server does not tell. */
  fileId: bigint;
  size: bigint;
  /** 100 nanoseconds since 1601. */
  written: bigint;
  attributes: number;
}

export interface OpenFile extends TreeHandle {
  id: Buffer;
  facts: FileFacts;
}

export interface OpenOptions {
  access?: number;
  disposition?: number;
  /** Must be a folder, or must be none. */
  must?: 'folder' | 'file';
  /** A link itself, not what it leads to. */
  link?: boolean;
}

/** [MS-SMB2] section 2.2.13. */
const OPTION = { folder: 0x1, noFolder: 0x40, openReparsePoint: 0x200000 } as const;
export const READ_ACCESS = ACCESS.ReadData | ACCESS.ReadAttributes | ACCESS.Synchronize;
const LOOK_ACCESS = ACCESS.ReadAttributes | ACCESS.Synchronize;
export const CHANGE_ACCESS = ACCESS.Delete | ACCESS.ReadAttributes | ACCESS.Synchronize;
export const WRITE_ACCESS =
  ACCESS.WriteData | ACCESS.WriteAttributes | ACCESS.Delete | ACCESS.ReadAttributes | ACCESS.Synchronize; // biome-ignore format: one set

/** Never cut short: an open whose answer nobody waits for would stay open at the server. */
export async function openFile(
  { session, tree }: TreeHandle,
  path: string,
  options: OpenOptions = {},
): Promise<OpenFile> {
  const { access = LOOK_ACCESS, disposition = DISPOSITION.Open, must, link } = options;
  const kind = must === 'folder' ? OPTION.folder : must === 'file' ? OPTION.noFolder : 0;
  const name = toUtf16(path);
  const nameAt = 64 + LAYOUT.createRequest.size;
  const padding = Buffer.alloc((8 - (name.length % 8)) % 8 || (name.length === 0 ? 8 : 0));
  const fixed = LAYOUT.createRequest.pack({
    desiredAccess: access,
    fileAttributes: ATTRIBUTE.Normal,
    shareAccess: SHARING.Read | SHARING.Write | SHARING.Delete,
    createDisposition: disposition,
    createOptions: kind | (link === true ? OPTION.openReparsePoint : 0),
    nameOffset: nameAt,
    nameLength: name.length,
    createContextsOffset: nameAt + name.length + padding.length,
    createContextsLength: ASK_FILE_ID.length,
  });
  const reply = await session.request({
    command: COMMAND.Create,
    tree: tree.id,
    seal: tree.seal,
    parts: [fixed, name, padding, ASK_FILE_ID],
  });
  const view = LAYOUT.createReply.read(reply.body);
  const contexts = view.number('createContextsLength');
  return {
    session,
    tree,
    id: Buffer.from(view.bytes('fileId')),
    facts: {
      fileId:
        contexts === 0
          ? 0n
          : fileIdOf(part(reply.message, view.number('createContextsOffset'), contexts)),
      size: view.big('endOfFile'),
      written: view.big('lastWriteTime'),
      attributes: view.number('fileAttributes'),
    },
  };
}

/** SMB2_CREATE_QUERY_ON_DISK_ID, section 2.2.13.2.9. */
const ASK_FILE_ID = Buffer.concat([
  Buffer.from([0, 0, 0, 0, 16, 0, 4, 0, 0, 0, 24, 0, 0, 0, 0, 0]),
  Buffer.from('QFid\0\0\0\0', 'latin1'),
]);

function fileIdOf(contexts: Buffer): bigint {
  for (let rest = contexts; ; ) {
    const head = part(rest, 0, 16);
    const name = part(rest, head.readUInt16LE(4), head.readUInt16LE(6));
    if (name.toString('latin1') === 'QFid')
      return part(rest, head.readUInt16LE(10), 8).readBigUInt64LE();
    const next = head.readUInt32LE(0);
    if (next === 0) return 0n;
    if (next < 16) throw malformed();
    rest = part(rest, next, rest.length - next);
  }
}

/** What the file is like at its end; its size and time are not known where the server does not tell. */
export async function closeFile(
  { session, tree, id }: OpenFile,
  signal?: AbortSignal,
): Promise<{ size: bigint; written: bigint } | undefined> {
  const fixed = LAYOUT.closeRequest.pack({ flags: 1, fileId: id });
  const { body } = await session.request({
    command: COMMAND.Close,
    tree: tree.id,
    seal: tree.seal,
    parts: [fixed],
    signal,
  });
  const view = LAYOUT.closeReply.read(body);
  if ((view.number('flags') & 1) === 0) return undefined;
  return { size: view.big('endOfFile'), written: view.big('lastWriteTime') };
}

/** Closes what nobody needs any more; that it fails changes nothing. */
export function leaveFile(file: OpenFile): Promise<void> {
  return closeFile(file).then(
    () => {},
    () => {},
  );
}

/** From `at`, at most `length` bytes; empty at the end of the file. */
export async function readAt(
  { session, tree, id }: OpenFile,
  at: number,
  length: number,
  signal?: AbortSignal,
): Promise<Buffer> {
  const fixed = LAYOUT.readRequest.pack({ length, offset: BigInt(at), fileId: id });
  const reply = await session.request(
    {
      command: COMMAND.Read,
      tree: tree.id,
      seal: tree.seal,
      parts: [fixed, ONE_BYTE],
      payload: length,
      signal,
    },
    [STATUS.endOfFile, STATUS.bufferOverflow],
  );
  if (reply.status === STATUS.endOfFile) return Buffer.alloc(0);
  const view = LAYOUT.readReply.read(reply.body);
  const got = view.number('dataLength');
  if (got > length) throw malformed();
  return part(reply.message, view.number('dataOffset'), got);
}

const ONE_BYTE = Buffer.alloc(1);

export async function writeAt(
  { session, tree, id }: OpenFile,
  at: number,
  data: Buffer,
  signal?: AbortSignal,
): Promise<void> {
  const fixed = LAYOUT.writeRequest.pack({ length: data.length, offset: BigInt(at), fileId: id });
  const { body } = await session.request({
    command: COMMAND.Write,
    tree: tree.id,
    seal: tree.seal,
    parts: [fixed, data],
    payload: data.length,
    signal,
  });
  const count = LAYOUT.writeReply.read(body).number('count');
  if (count > data.length) throw malformed();
  if (count < data.length)
    throw new HallwayError('disk.full', 'The server took only a part of the file.', {
      fix: 'Free some space there and try again.',
    });
}

export async function flushFile({ session, tree, id }: OpenFile): Promise<void> {
  const fixed = LAYOUT.flushRequest.pack({ fileId: id });
  await session.request({ command: COMMAND.Flush, tree: tree.id, seal: tree.seal, parts: [fixed] });
}

/** The next entries of an open folder; undefined behind its last. */
export async function nextEntries(
  { session, tree, id }: OpenFile,
  signal?: AbortSignal,
): Promise<DirectoryEntry[] | undefined> {
  const most = session.connection.credits.payload(session.negotiated.maxTransact);
  const fixed = LAYOUT.queryDirectoryRequest.pack({
    fileId: id,
    fileNameLength: EVERYTHING.length,
    outputBufferLength: most,
  });
  const reply = await session.request(
    {
      command: COMMAND.QueryDirectory,
      tree: tree.id,
      seal: tree.seal,
      parts: [fixed, EVERYTHING],
      payload: most,
      signal,
    },
    [STATUS.noMoreFiles, STATUS.noSuchFile],
  );
  if (reply.status !== STATUS.success) return undefined;
  return readDirectoryEntries(outputOf(reply.message, reply.body));
}

const EVERYTHING = toUtf16('*');

/** Kinds of section 2.2.37. */
export const INFO = { file: 1, fileSystem: 2 } as const;

export async function queryInfo(
  { session, tree, id }: OpenFile,
  infoType: number,
  fileInfoClass: number,
): Promise<Buffer> {
  const fixed = LAYOUT.queryInfoRequest.pack({
    infoType,
    fileInfoClass,
    outputBufferLength: 4096,
    fileId: id,
  });
  const { message, body } = await session.request({
    command: COMMAND.QueryInfo,
    tree: tree.id,
    seal: tree.seal,
    parts: [fixed, ONE_BYTE],
  });
  return outputOf(message, body);
}

export async function setInfo(
  { session, tree, id }: OpenFile,
  fileInfoClass: number,
  data: Buffer,
): Promise<void> {
  const fixed = LAYOUT.setInfoRequest.pack({
    fileInfoClass,
    bufferLength: data.length,
    fileId: id,
  });
  await session.request({
    command: COMMAND.SetInfo,
    tree: tree.id,
    seal: tree.seal,
    parts: [fixed, data],
  });
}

function outputOf(message: Buffer, body: Buffer): Buffer {
  const view = LAYOUT.outputReply.read(body);
  return part(message, view.number('outputBufferOffset'), view.number('outputBufferLength'));
}
