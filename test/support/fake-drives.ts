/** Drives of the fake agent: offered, ejected, and images that are opened. */
import type * as local from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { FakeAgent } from './fake-agent.ts';
import type { Answer } from './fake-answers.ts';

type Offer = { id: string; choice: 'once' | 'always' | 'never' | 'ask' };
const SHARE = 'q'.repeat(16);

export function driveAnswers(agent: FakeAgent): Partial<Record<keyof typeof local, Answer>> {
  return {
    listDrives: () => agent.topics.drives,
    offerDrive: ({ body }) => {
      const { id, choice } = body as Offer;
      const share = choice === 'never' ? null : SHARE;
      const told = { share, shared: share !== null, choice: choice === 'ask' ? null : choice };
      const drives = agent.topics.drives.map((drive) =>
        drive.id === id ? { ...drive, ...told, asks: false } : drive,
      );
      agent.push('drives', drives);
      return drives.find((drive) => drive.id === id);
    },
    changeShare: () => agent.topics.ownShares[0],
    /** A colleague uses it: only by force. */
    ejectDrive: ({ body }) => {
      const { id, force } = body as { id: string; force?: boolean };
      if (force !== true)
        throw new HallwayError('drive.busy', 'Bookkeeping is still using this drive.', {
          details: { people: ['Bookkeeping'] },
        });
      agent.push(
        'drives',
        agent.topics.drives.filter((drive) => drive.id !== id),
      );
    },
    openImage: () => agent.topics.ownShares[0],
    createArchiveAddress: () => ({
      url: `${agent.contentUrl}/c/${crypto.randomUUID()}`,
      expiresAt: Date.now() + 60_000,
    }),
  };
}
