/** Puts the search together: indexes of what this PC shares, and the questions to all PCs. */
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { searchPeer } from '../../src/api/peer.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import type { DeviceId, ResourceId } from '../../src/model/id.ts';
import type { SearchAnswer, SearchQuery } from '../../src/model/search.ts';
import type { PeerTransport } from '../../src/net/peer-transport.ts';
import type { PeerDirectory } from '../../src/peers/peer-directory.ts';
import type { ResourceDirectory } from '../../src/peers/resource-directory.ts';
import { type Answer, Answers } from '../../src/search/answers.ts';
import { FanOut } from '../../src/search/fan-out.ts';
import { ShareIndexes } from '../../src/search/share-indexes.ts';
import type { ShareRegistry } from '../../src/shares/share-registry.ts';
import { QuestionThread } from './question-thread.ts';
import { ShareIndexer } from './share-indexer.ts';

export interface OfficeSearchOptions {
  home: string;
  /** This PC. */
  device: DeviceId;
  deviceName: () => string;
  members: () => readonly { id: DeviceId; name: string }[];
  shares: ShareRegistry;
  resources: Pick<ResourceDirectory, 'shares'>;
  directory: Pick<PeerDirectory, 'isOnline' | 'nameOf'>;
  transport: PeerTransport;
  /** Of a file that `device` may read. */
  rootOf: (device: DeviceId, share: ResourceId, path: string) => Promise<string | undefined>;
  clock: Clock;
  log: Log;
}

export class OfficeSearch implements Lifecycle {
  readonly #options: OfficeSearchOptions;
  readonly #indexes: ShareIndexes;
  readonly #questions: QuestionThread;
  readonly #answers: Answers;
  readonly #fanOut: FanOut;

  constructor(options: OfficeSearchOptions) {
    this.#options = options;
    const { home, device, shares, resources, directory, transport, clock, log } = options;
    const questions = (this.#questions = new QuestionThread(clock));
    this.#indexes = new ShareIndexes({
      folder: join(home, 'search'),
      worker: new ShareIndexer(home, clock),
      released: (file) => questions.close(file),
      clock,
      log,
    });
    this.#answers = new Answers({
      indexes: this.#indexes,
      visibleTo: (peer) => shares.visibleTo(peer),
      looker: questions,
      // It may have gone, or be read no more.
      rootOf: (...file) => options.rootOf(...file).catch(() => undefined),
      person: () => userInfo().username,
      deviceName: options.deviceName,
      log,
    });
    this.#fanOut = new FanOut({
      own: device,
      devices: () => {
        const others = options.members().filter(({ id }) => id !== device);
        return [
          { id: device, name: options.deviceName(), online: true },
          ...others.map(({ id }) => ({
            id,
            name: directory.nameOf(id),
            online: directory.isOnline(id),
          })),
        ];
      },
      ask: async (peer, query, signal) =>
        peer === device
          ? this.#answers.answer(device, query)
          : transport.call(peer, searchPeer, { body: query }, { signal }),
      shareNames: (peer) => {
        const all = peer === device ? shares.visibleTo(device) : resources.shares();
        const theirs = all.filter((one) => one.device === peer);
        return new Map(theirs.map(({ id, name }) => [id, name]));
      },
      clock,
    });
    shares.on('changed', () => this.#follow());
    shares.on('ended', (id) => this.#indexes.forget(id));
  }

  start(): void {
    this.#indexes.start();
    this.#follow();
  }

  async stop(): Promise<void> {
    await this.#indexes.stop();
    await this.#questions.stop();
  }

  /** For a member. Throws `request.busy`. */
  answer(device: DeviceId, query: SearchQuery): Promise<Answer> {
    return this.#answers.answerPeer(device, query);
  }

  /** Asks every PC, or those of `only`. */
  search(
    query: SearchQuery,
    only: readonly DeviceId[] | undefined,
    tell: (answer: SearchAnswer) => void,
    signal: AbortSignal,
  ): Promise<SearchAnswer> {
    return this.#fanOut.search(query, only, tell, signal);
  }

  #follow(): void {
    this.#indexes.follow(
      this.#options.shares
        .list()
        .filter(({ available }) => available)
        .map(({ id, path, kind, image, hidden }) => ({
          id,
          path,
          kind,
          image: image === true,
          hidden,
        })),
    );
  }
}
