/** Control requests ([MS-SMB2] section 2.2.31). */
import { part } from './hostile-bytes.ts';
import type { SmbSession, Tree } from './session.ts';
import { COMMAND, LAYOUT, STATUS } from './wire.ts';

const NO_FILE = Buffer.alloc(16, 0xff);

/** The output, of at most `most` bytes. Without a file it is about the connection. */
export async function ioctl(
  session: SmbSession,
  tree: Tree,
  request: {
    code: number;
    file?: Buffer;
    input: Buffer;
    most: number;
    sign?: boolean;
    signal?: AbortSignal | undefined;
  },
): Promise<Buffer> {
  const { code, file = NO_FILE, input, most, sign, signal } = request;
  const fixed = LAYOUT.ioctlRequest.pack({
    ctlCode: code,
    fileId: file,
    inputCount: input.length,
    maxOutputResponse: most,
  });
  const reply = await session.request(
    {
      command: COMMAND.InputOutputControl,
      tree: tree.id,
      seal: tree.seal,
      parts: [fixed, input],
      payload: Math.max(input.length, most),
      ...(sign === undefined ? {} : { sign }),
      signal,
    },
    [STATUS.bufferOverflow],
  );
  const view = LAYOUT.ioctlReply.read(reply.body);
  const length = view.number('outputCount');
  return length === 0 ? Buffer.alloc(0) : part(reply.message, view.number('outputOffset'), length);
}
