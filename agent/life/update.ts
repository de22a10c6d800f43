/** Updates from colleagues: who has a newer signed release, its way here, and starting it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { offeredRelease, pullReleaseFile, pullReleaseList } from '../../src/api/peer.ts';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import { displayText } from '../../src/base/text.ts';
import type { OfferedRelease, UpdateState } from '../../src/model/release.ts';
import { confirm } from '../../src/update/launch.ts';
import { compareVersions, openRelease, ownRelease, refused } from '../../src/update/release.ts';
import { fetchRelease } from '../../src/update/release-fetch.ts';
import { VersionFolders } from '../../src/update/version-folders.ts';
import { installRoot } from './install-root.ts';
import type { Reception } from '../members/reception.ts';
import { requestRestart } from './restart.ts';
import { VERSION } from '../version.ts';

/** A new version that has served for so long is kept. */
const PROVEN_MS = 5000;
const LOOK_MS = 2000;
/** Who came online is asked at once; the others again after a while. */
const AGAIN_MS = 30 * 60_000;

export interface AgentUpdateOptions {
  home: string;
  /** `stopSoon` ends the agent; what starts it again is told by `requestRestart`. */
  reception: Pick<Reception, 'office' | 'stopSoon'>;
  /** Rejects where this version cannot serve a person. */
  serves: () => Promise<void>;
  clock: Clock;
  log: Log;
}

interface Offer extends OfferedRelease {
  device: string;
}

export class AgentUpdate implements Lifecycle {
  readonly #options: AgentUpdateOptions;
  readonly #folders: VersionFolders;
  readonly #own = ownRelease(installRoot);
  readonly #offers = new Map<string, Offer | undefined>();
  readonly #abort = new AbortController();
  #timers: CancelTimer[] = [];
  #phase: UpdateState['phase'] = 'idle';
  #bytes = 0;
  #total = 0;
  #problem: string | null = null;

  constructor(options: AgentUpdateOptions) {
    this.#options = options;
    this.#folders = new VersionFolders(options.home);
  }

  start(): void {
    const { clock, log, serves } = this.#options;
    const own = this.#own;
    if (!own) return;
    const prove = async (): Promise<void> => {
      try {
        await serves();
        confirm(this.#folders, own.signed.release.version);
        const { version, previous } = this.#folders.current();
        const running = own.signed.release.version;
        this.#folders.prune([version, previous, running], running);
      } catch (error) {
        log.warn({ error }, 'the version could not be confirmed');
      }
    };
    this.#timers = [
      clock.after(PROVEN_MS, () => void prove()),
      clock.every(LOOK_MS, () => void this.#look()),
      clock.every(AGAIN_MS, () => this.#offers.clear()),
    ];
  }

  stop(): void {
    this.#abort.abort();
    for (const cancel of this.#timers) cancel();
    this.#timers = [];
  }

  /** Asks members that came online since; whoever went is asked again. */
  async #look(): Promise<void> {
    const office = await this.#options.reception.office().catch(() => undefined);
    if (!office) return;
    const online = new Set(office.directory.online());
    for (const device of this.#offers.keys()) if (!online.has(device)) this.#offers.delete(device);
    for (const device of online) {
      if (this.#offers.has(device)) continue;
      this.#offers.set(device, undefined);
      office.clients.call(device, offeredRelease, {}).then(
        ({ release }) => release && this.#offers.set(device, { ...release, device }),
        // One of an older version does not know the question.
        () => {},
      );
    }
  }

  /** What is newer than what runs, for this system, and was not refused: the newest first. */
  #newer(): Offer[] {
    const own = this.#own?.signed.release;
    if (!own) return [];
    const { refused: known } = this.#folders.current();
    return [...this.#offers.values()]
      .filter((offer) => offer !== undefined)
      .filter(({ target, version }) => target === own.target && !known.includes(version))
      .filter(({ version }) => compareVersions(version, own.version) > 0)
      .sort((a, b) => compareVersions(b.version, a.version));
  }

  async state(): Promise<UpdateState> {
    const [best] = this.#newer();
    const office = best && (await this.#options.reception.office().catch(() => undefined));
    return {
      version: VERSION,
      updatable: this.#own !== undefined,
      offer: best
        ? {
            version: best.version,
            device: best.device,
            name: displayText(office?.directory.nameOf(best.device), 63),
          }
        : null,
      phase: this.#phase,
      bytes: this.#bytes,
      total: this.#total,
      problem: this.#problem,
      refused: this.#folders.current().refused.at(-1) ?? null,
    };
  }

  /** The person said yes. */
  async begin(): Promise<UpdateState> {
    if (this.#phase === 'fetching' || this.#phase === 'restarting') return this.state();
    const offers = this.#newer();
    if (offers.length === 0)
      throw new HallwayError('update.none', 'No colleague here has a newer Hallway.', {
        fix: this.#own
          ? undefined
          : 'This one was not installed from a signed package: update it as you installed it.',
      });
    this.#phase = 'fetching';
    this.#problem = null;
    this.#bytes = this.#total = 0;
    void this.#bring(offers);
    return this.state();
  }

  async #bring(offers: readonly Offer[]): Promise<void> {
    const { log, reception } = this.#options;
    for (const offer of offers)
      try {
        await this.#bringFrom(offer);
        this.#phase = 'restarting';
        log.info({ version: offer.version, device: offer.device }, 'a newer version is started');
        requestRestart();
        reception.stopSoon();
        return;
      } catch (error) {
        const { message } = asHallwayError(error);
        log.warn({ error, version: offer.version, device: offer.device }, 'no update from there');
        this.#problem = displayText(message, 500);
      }
    this.#phase = 'failed';
  }

  async #bringFrom({ device, version }: Offer): Promise<void> {
    const own = this.#own;
    if (!own) return;
    const { clients } = await this.#options.reception.office();
    const list = await clients.call(device, pullReleaseList, {});
    const signed = openRelease(list.text, list.signature, own.key);
    const { release } = signed;
    if (release.version !== version || release.target !== own.signed.release.target)
      throw refused('it is another one than was offered');
    if (compareVersions(release.version, own.signed.release.version) <= 0)
      throw refused('it is not newer than what runs here');
    this.#total = release.files.reduce((sum, { size }) => sum + size, 0);
    await fetchRelease({
      signed,
      into: this.#folders.incoming(version),
      own: { folder: installRoot, files: own.signed.release.files, key: own.key },
      read: async (file, from, signal): Promise<Readable> => {
        const range = from > 0 ? { start: from, end: file.size - 1 } : undefined;
        const params = { hash: file.sha256 };
        const { status, body } = await clients.open(
          device,
          pullReleaseFile,
          { params },
          { range, signal },
        );
        if (from > 0 && status !== 206) {
          body.destroy();
          throw refused('it does not go on where it was');
        }
        return body;
      },
      progress: (bytes) => {
        this.#bytes = bytes;
      },
      signal: this.#abort.signal,
    });
    this.#choose(version);
  }

  #choose(version: string): void {
    this.#folders.complete(version);
    const current = this.#folders.current();
    const running = process.env['HALLWAY_BASE'] === installRoot ? '' : VERSION;
    const previous = this.#folders.has(running) ? running : '';
    this.#folders.choose({ ...current, version, previous, trial: true, starts: 0 });
    rmSync(join(this.#folders.folder, 'current.new'), { force: true });
  }
}
