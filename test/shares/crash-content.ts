/** Files that say who they are, and whether they are whole. */
import { createHash } from 'node:crypto';

export function contentOf(token: string, size: number): Buffer {
  const body = Buffer.alloc(size, token);
  const hash = createHash('sha256').update(body).digest('hex');
  return Buffer.concat([Buffer.from(`${token} ${hash} ${size}\n`), body]);
}

export function tokenOf(content: Buffer): string | undefined {
  return /^(\d+\.\d+) /u.exec(content.subarray(0, 60).toString('latin1'))?.[1];
}

export function isWhole(content: Buffer): boolean {
  const end = content.indexOf('\n');
  const [, hash, size] = content.subarray(0, Math.max(0, end)).toString('latin1').split(' ');
  const body = content.subarray(end + 1);
  if (body.length !== Number(size)) return false;
  return createHash('sha256').update(body).digest('hex') === hash;
}
