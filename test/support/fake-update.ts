/** A newer Hallway for the fake agent: a colleague has it, and it stays half on its way. */
import type * as local from '../../src/api/local.ts';
import type { UpdateState } from '../../src/model/release.ts';
import { BOOKKEEPING } from './fake-office.ts';

export function updateAnswers(): Partial<Record<keyof typeof local, () => unknown>> {
  const state: UpdateState = {
    version: '0.1.0',
    updatable: true,
    offer: { version: '0.2.0', device: BOOKKEEPING, name: 'Bookkeeping' },
    phase: 'idle',
    bytes: 0,
    total: 0,
    problem: null,
    refused: null,
  };
  return {
    getUpdate: () => state,
    startUpdate: () => Object.assign(state, { phase: 'fetching', bytes: 40e6, total: 80e6 }),
  };
}
