/**
 * The structured log: JSON lines in `agent.log` of the home, mode 0600. At 5 MB the file moves to
 * `agent.log.1`. Secrets are never logged: neither tokens, codes nor contents.
 */
import { chmodSync, existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import type { Log } from '../src/base/log.ts';

const MAX_BYTES = 5 * 1024 * 1024;
const LOOK_EVERY_MS = 60_000;
/** Lines kept in memory while the disk is full. */
const MAX_WAITING_BYTES = 256 * 1024;

const LEVELS: ReadonlySet<string> = new Set([...Object.keys(pino.levels.values), 'silent']);

export interface LogFile extends Log {
  close(): void;
}

export function openLog(home: string, level: string): LogFile {
  const file = join(home, 'agent.log');
  putAside(file);
  const destination = pino.destination({
    dest: file,
    sync: true,
    mode: 0o600,
    mkdir: false,
    maxLength: MAX_WAITING_BYTES,
  });
  if (existsSync(file)) chmodSync(file, 0o600);
  // A full disk must not end the agent; what cannot be logged is lost.
  destination.on('error', () => {});
  const logger = pino(
    {
      level: LEVELS.has(level) ? level : 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: pino.stdSerializers.errWithCause },
    },
    destination,
  );
  const rotation = setInterval(() => {
    if (putAside(file)) destination.reopen();
  }, LOOK_EVERY_MS);
  rotation.unref();
  let closed = false;
  return {
    ...wrap(logger, () => closed),
    close: () => {
      clearInterval(rotation);
      closed = true;
      destination.end();
    },
  };
}

/** Moves a full log to `.1`; true if it did. What cannot be moved goes on growing. */
function putAside(file: string): boolean {
  try {
    if (!existsSync(file) || statSync(file).size <= MAX_BYTES) return false;
    renameSync(file, `${file}.1`);
    return true;
  } catch {
    return false;
  }
}

/** What comes after the end, of work that nobody waited for, is lost: the file would throw. */
function wrap(logger: pino.Logger, isClosed: () => boolean): Log {
  return {
    debug: (fields, message) => void (isClosed() || logger.debug(fields, message)),
    info: (fields, message) => void (isClosed() || logger.info(fields, message)),
    warn: (fields, message) => void (isClosed() || logger.warn(fields, message)),
    error: (fields, message) => void (isClosed() || logger.error(fields, message)),
    child: (fields) => wrap(logger.child(fields), isClosed),
  };
}
