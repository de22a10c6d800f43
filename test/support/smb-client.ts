/** A client of a test's Samba, made of the real parts. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { guardedClock } from '../../agent/system-clock.ts';
import { silentLog } from '../../src/base/log.ts';
import type { FileSystem } from '../../src/shares/file-system.ts';
import { SmbFileSystem } from '../../src/shares/smb/smb-file-system.ts';
import { SmbHost, type SmbHostOptions } from '../../src/shares/smb/smb-host.ts';
import { SAMBA_PASSWORD, SAMBA_USER } from './samba.ts';

export const clock = guardedClock((error) => {
  throw error;
});

export function clientOf(
  target: { host: string; port: number },
  options: Partial<SmbHostOptions> & { password?: string; user?: string } = {},
): SmbHost {
  const { user = SAMBA_USER, password = SAMBA_PASSWORD, ...rest } = options;
  return new SmbHost({
    host: target.host,
    port: target.port,
    name: 'nas',
    credentials: () => Promise.resolve({ user, password, domain: '' }),
    clock,
    ...rest,
  });
}

export function filesOf(host: SmbHost, share = 'files', patienceMs?: number): FileSystem {
  return new SmbFileSystem({ host, share, clock, log: silentLog, patienceMs });
}

/** SHA-256 in hex of everything that comes. */
export async function hashOf(stream: Readable): Promise<{ bytes: number; hash: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, hash: hash.digest('hex') };
}

export function hashOfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
