/**
 * One server that a person connected to: signs in when it is needed, keeps the session while it is
 * used, and comes back after a break. Whoever needs a share's files asks `use`.
 */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import type { Patience } from './connection.ts';
import type { Cipher } from './sealing.ts';
import { SmbSession } from './session.ts';
import { listShares, type ListedShare } from './share-listing.ts';
import { isStatus, serverLost, smbError } from './smb-error.ts';
import type { TreeHandle } from './tree-calls.ts';
import { STATUS } from './wire.ts';

export interface SmbHostOptions {
  host: string;
  port: number;
  name: string;
  /** The secret is asked for anew at each sign-in; null: enter as a guest. */
  credentials: () => Promise<SmbLogin | null>;
  /** What the server called itself at the first sign-in. */
  computer?: string | undefined;
  clock: Clock;
  signWhenRequired?: boolean | undefined;
  ciphers?: readonly Cipher[] | undefined;
  patience?: Patience | undefined;
}

export interface SmbLogin {
  user: string;
  password: string;
  domain: string;
}

/** A session that nobody used for so long is ended; the server keeps files open for it. */
const IDLE_MS = 120_000;
/** Names under which servers let guests in: an unknown one, and none. */
const GUESTS = ['guest', ''];

interface Live {
  session: SmbSession;
  trees: Map<string, Promise<TreeHandle>>;
}

export class SmbHost {
  readonly #options: SmbHostOptions;
  #live: Promise<Live> | undefined;
  #usedAt = 0;
  #using = 0;
  #idle: CancelTimer | undefined;
  #ended = false;

  constructor(options: SmbHostOptions) {
    this.#options = options;
  }

  /** Signs in now; what the server calls itself. */
  async check(): Promise<string> {
    return (await this.#open()).session.computer;
  }

  async shares(): Promise<ListedShare[]> {
    const { session } = await this.#open();
    try {
      return await listShares(session, this.#options.host);
    } catch (error) {
      throw smbError(error);
    }
  }

  /**
   * Has a share's tree used. `again`: the work changes nothing and may be done a second time on a
   * new connection, where the old one had broken.
   */
  async use<T>(share: string, again: boolean, work: (tree: TreeHandle) => Promise<T>): Promise<T> {
    this.#using++;
    try {
      for (let attempt = 1; ; attempt++) {
        const { session, trees } = await this.#open();
        try {
          return await work(await treeOf(session, trees, share));
        } catch (error) {
          // The server forgot the share, not the session.
          if (isStatus(error, STATUS.networkNameDeleted)) trees.delete(share);
          const broken = session.connection.lost !== undefined;
          if (again && broken && attempt === 1) continue;
          throw error;
        }
      }
    } catch (error) {
      throw smbError(error);
    } finally {
      this.#using--;
      this.#usedAt = this.#options.clock.monotonic();
    }
  }

  /** Keeps the session while something is being read. */
  hold(): () => void {
    this.#using++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#using--;
      this.#usedAt = this.#options.clock.monotonic();
    };
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#leave();
  }

  async #leave(): Promise<void> {
    this.#idle?.();
    this.#idle = undefined;
    const live = this.#live;
    this.#live = undefined;
    const open = await live?.catch(() => undefined);
    await open?.session.end();
  }

  async #open(): Promise<Live> {
    if (this.#ended) throw serverLost();
    const live = await this.#live?.catch(() => undefined);
    if (live && !live.session.connection.lost) return live;
    if (live) this.#live = undefined;
    const opening = (this.#live ??= this.#signIn());
    // A failure is told to those who wait now, and tried again by the next one.
    opening.catch(() => {
      if (this.#live === opening) this.#live = undefined;
    });
    return opening;
  }

  async #signIn(): Promise<Live> {
    const { credentials, clock, ...rest } = this.#options;
    const login = await credentials();
    const session = await (login
      ? SmbSession.signIn({ ...rest, clock, credentials: login, guest: false })
      : this.#asGuest());
    this.#usedAt = clock.monotonic();
    this.#idle ??= clock.every(IDLE_MS / 4, () => {
      if (this.#using === 0 && clock.monotonic() - this.#usedAt > IDLE_MS) void this.#leave();
    });
    return { session, trees: new Map() };
  }

  async #asGuest(): Promise<SmbSession> {
    let refused: unknown;
    for (const user of GUESTS) {
      try {
        const credentials = { user, password: '', domain: '' };
        return await SmbSession.signIn({ ...this.#options, credentials, guest: true });
      } catch (error) {
        if (!(error instanceof HallwayError) || error.code !== 'host.sign_in') throw error;
        refused = error;
      }
    }
    throw new HallwayError('host.sign_in', 'The server lets no guests in.', {
      fix: 'Connect to it with a name and password.',
      cause: refused,
    });
  }
}

function treeOf(
  session: SmbSession,
  trees: Map<string, Promise<TreeHandle>>,
  share: string,
): Promise<TreeHandle> {
  const known = trees.get(share);
  if (known) return known;
  const opening = session.tree(share).then((tree) => ({ session, tree }));
  trees.set(share, opening);
  opening.catch(() => trees.delete(share));
  return opening;
}
