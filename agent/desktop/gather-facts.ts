/** What the desktop shows, from the parts of the office; read again only where something changed. */
import type { Topic } from '../../src/api/events.ts';
import type { DesktopFacts, DesktopNotice } from '../../src/desktop/facts.ts';
import type { Drive } from '../../src/model/drive.ts';
import type { Job } from '../../src/model/job.ts';
import type { Notice } from '../../src/model/notice.ts';
import type { Office } from '../office.ts';

/** Topics that the desktop shows something of. */
export const SHOWN_TOPICS: ReadonlySet<Topic> = new Set([
  'status',
  'desktop',
  'members',
  'peers',
  'requests',
  'drives',
  'jobs',
  'notices',
]);

const PRINTING = new Set(['processing', 'pending']);

/** `drives`: as they were read last, because reading them asks the disks. */
export function gatherFacts(
  office: Office,
  drives: readonly Drive[],
  { device, quiet }: { device: string; quiet: boolean },
): DesktopFacts {
  const jobs = office.printing.jobs();
  return {
    workgroup: office.workgroup.current()?.name ?? null,
    colleagues: office.directory.peers().map(({ id, name, online }) => ({ id, name, online })),
    requests: office.pairing.requests().map(({ id, name }) => ({ id, name })),
    drives: drives.filter(({ asks }) => asks).map(({ id, label }) => ({ id, label })),
    notices: office.notices.all().map((notice) => desktopNotice(notice, jobs, device)),
    printing: jobs.filter(({ state }) => PRINTING.has(state)).length,
    paused: office.shares.gate.paused,
    quiet,
  };
}

function desktopNotice(notice: Notice, jobs: readonly Job[], device: string): DesktopNotice {
  const { id, kind, text, read, over } = notice;
  return { id, kind, text, read, over, page: pageOf(notice, jobs, device) };
}

/** Where one sees to it; ids are letters, digits and dashes. */
function pageOf({ job, printer, kind }: Notice, jobs: readonly Job[], device: string): string {
  if (kind === 'file-conflict') return '/files';
  if (kind === 'file-offer') return '/transfers';
  const found = job === null ? undefined : jobs.find(({ id }) => id === job);
  if (found) return `/printers/${found.device}/${found.printer}`;
  return printer !== null && job === null ? `/printers/${device}/${printer}` : '/printers';
}
