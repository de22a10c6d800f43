/**
 * The structured log: JSON lines in `agent.log` of the home, mode 0600. At 5 MB the file moves to
 * `agent.log.1`. Secrets are never logged: neither tokens, codes nor contents.
 */
import { chmodSync, existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import type { Log } from '../src/base/log.ts';

const MAX_BYTES = 5 * 1024 * 1024;

export interface LogFile extends Log {
  close(): void;
}

export function openLog(home: string, level: string): LogFile {
  const file = join(home, 'agent.log');
  if (existsSync(file) && statSync(file).size > MAX_BYTES) renameSync(file, `${file}.1`);
  const destination = pino.destination({ dest: file, sync: true, mode: 0o600, mkdir: false });
  if (existsSync(file)) chmodSync(file, 0o600);
  // A full disk must not end the agent; what cannot be logged is lost.
  destination.on('error', () => {});
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: pino.stdSerializers.errWithCause },
    },
    destination,
  );
  return { ...wrap(logger), close: () => destination.end() };
}

function wrap(logger: pino.Logger): Log {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (fields) => wrap(logger.child(fields)),
  };
}
