/** What colleagues did with what the PC of the fake dashboard shares. */
import type { Activity, ActivityCheck } from '../../src/model/activity.ts';
import type { DeviceId } from '../../src/model/id.ts';
import type { Answer } from './fake-answers.ts';

const HOUR = 3_600_000;

/** The latest first. */
export function officeActivity(
  now: number,
  [bookkeeping, laptop]: readonly [DeviceId, DeviceId],
): Activity[] {
  return [
    { at: now - HOUR / 4, device: laptop, what: 'read', target: 'Scans/2026/Lease.pdf' },
    { at: now - HOUR / 2, device: bookkeeping, what: 'printed', target: 'Laser: Invoice.pdf' },
    { at: now - HOUR, device: bookkeeping, what: 'wrote', target: 'Scans/Receipts.zip' },
    { at: now - 26 * HOUR, device: laptop, what: 'moved', target: 'Scans/a.txt → Scans/b.txt' },
    { at: now - 27 * HOUR, device: laptop, what: 'removed', target: 'Scans/Old plan.dwg' },
  ];
}

const CHECK: ActivityCheck = {
  statements: 214,
  devices: 3,
  ok: true,
  faults: [],
  asked: 1,
  others: 2,
};

export function activityAnswers(
  facts: readonly Activity[],
): Record<'listActivity' | 'verifyActivity', Answer> {
  return {
    listActivity: ({ query }) =>
      facts
        .filter(
          ({ device, what, target }) =>
            (query['device'] ?? device) === device &&
            (query['what'] ?? what) === what &&
            target.toLowerCase().includes((query['find'] ?? '').toLowerCase()),
        )
        .slice(0, Number(query['limit'] ?? 500)),
    verifyActivity: () => CHECK,
  };
}
