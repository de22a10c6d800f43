/**
 * Who may use the local door: the command line by a token in a private file, new at every start,
 * and browsers by a bearer token that they got for a one-time address. Only hashes are kept.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../src/base/clock.ts';
import { HallwayError } from '../src/base/errors.ts';
import type { Database } from '../src/store/database.ts';
import { commandName } from './life/install-root.ts';

const HANDOVER_MS = 30_000;
const SESSION_MS = 30 * 24 * 3600_000;
const MAX_HANDOVERS = 20;

export class Sessions {
  /** The command line's token of this start. */
  readonly token = secret();
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #handovers = new Map<string, number>();

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** A one-time token for a browser, valid 30 seconds. */
  handOver(): string {
    const now = this.#clock.now();
    for (const [hash, expires] of this.#handovers) if (expires <= now) this.#handovers.delete(hash);
    const oldest = this.#handovers.keys().next().value;
    if (this.#handovers.size >= MAX_HANDOVERS && oldest) this.#handovers.delete(oldest);
    const token = secret();
    this.#handovers.set(hashOf(token), now + HANDOVER_MS);
    return token;
  }

  /** Exchanges a one-time token for a bearer; a used, expired or unknown one is refused. */
  signIn(token: string): string {
    const hash = hashOf(token);
    const expires = this.#handovers.get(hash);
    this.#handovers.delete(hash);
    const now = this.#clock.now();
    if (expires === undefined || expires <= now)
      throw new HallwayError(
        'request.unauthorized',
        'This sign-in address was used or is too old.',
        {
          fix: `Run \`${commandName} dashboard\`: it opens the dashboard and signs you in.`,
        },
      );
    const bearer = secret();
    this.#database.transaction(() => {
      this.#database.run('DELETE FROM sessions WHERE expires <= ?', now);
      this.#database.run(
        'INSERT INTO sessions (hash, created, expires) VALUES (?, ?, ?)',
        hashOf(bearer),
        now,
        now + SESSION_MS,
      );
    });
    return bearer;
  }

  /** Whose token it is, or undefined. */
  holder(bearer: string | undefined): 'command-line' | 'browser' | undefined {
    if (bearer === undefined) return undefined;
    const hash = hashOf(bearer);
    if (timingSafeEqual(Buffer.from(hash), Buffer.from(hashOf(this.token)))) return 'command-line';
    const row = this.#database.get<{ expires: number }>(
      'SELECT expires FROM sessions WHERE hash = ?',
      hash,
    );
    return row && row.expires > this.#clock.now() ? 'browser' : undefined;
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
