/** What the desktop shows, from the parts of the office; read again only where something changed. */
import type { Topic } from '../../src/api/events.ts';
import type { DesktopFacts, DesktopNotice, DesktopTalk } from '../../src/desktop/facts.ts';
import type { Drive } from '../../src/model/drive.ts';
import type { Job } from '../../src/model/job.ts';
import type { Notice } from '../../src/model/notice.ts';
import type { Language } from '../../src/desktop/words/language.ts';
import { say } from '../../src/desktop/words/say.ts';
import { troubleOf } from '../../src/model/printer-trouble.ts';
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
  'talk',
  'calls',
]);

const PRINTING = new Set(['processing', 'pending']);

/** `drives`: as they were read last, because reading them asks the disks. */
export function gatherFacts(
  office: Office,
  drives: readonly Drive[],
  { device, quiet, language }: { device: string; quiet: boolean; language: Language },
): DesktopFacts {
  const jobs = office.printing.jobs();
  return {
    language,
    workgroup: office.workgroup.current()?.name ?? null,
    colleagues: office.directory.peers().map(({ id, name, online }) => ({ id, name, online })),
    requests: office.pairing.requests().map(({ id, name }) => ({ id, name })),
    drives: drives.filter(({ asks }) => asks).map(({ id, label }) => ({ id, label })),
    notices: office.notices.all().map((notice) => desktopNotice(notice, jobs, office, device)),
    talk: talkNews(office, device, language),
    printing: jobs.filter(({ state }) => PRINTING.has(state)).length,
    paused: office.shares.gate.paused,
    quiet,
  };
}

/** Who calls, what nobody has read yet, and what was missed. */
function talkNews(office: Office, self: string, language: Language): DesktopTalk[] {
  const nameOf = (device: string): string => office.directory.nameOf(device);
  const ringing = office.talking.calls.list().filter(({ here }) => here === 'rings');
  const conversations = office.talk.conversations();
  return [
    ...ringing.map(({ id, from, conversation }) => ({
      tag: `call ${id}`,
      title: say(language, 'callTitle', nameOf(from)),
      body: say(language, 'callBody'),
      page: `/talk/${conversation}`,
      waits: true,
    })),
    ...conversations.flatMap(({ id, unread, last }) =>
      unread === 0 || !last || last.from === self
        ? []
        : {
            tag: `talk ${id} ${last.at} ${unread}`,
            title: nameOf(last.from),
            body: last.text,
            page: `/talk/${id}`,
            waits: false,
          },
    ),
    ...conversations.flatMap(({ id, missed }) =>
      missed === 0
        ? []
        : {
            tag: `missed ${id} ${missed}`,
            title: say(language, 'missedTitle'),
            body: say(language, 'missedBody'),
            page: `/talk/${id}`,
            waits: false,
          },
    ),
  ];
}

function desktopNotice(
  notice: Notice,
  jobs: readonly Job[],
  office: Office,
  device: string,
): DesktopNotice {
  const { id, kind, text, read, over } = notice;
  const page = pageOf(notice, jobs, device);
  return { id, kind, text, read, over, page, about: aboutOf(notice, jobs, office) };
}

function aboutOf(notice: Notice, jobs: readonly Job[], office: Office): DesktopNotice['about'] {
  const job = jobs.find(({ id }) => id === notice.job);
  if (job) return { printer: job.printerName, document: job.name };
  if (notice.kind !== 'printer-trouble') return undefined;
  const printer = office.printers.listOwn().find(({ id }) => id === notice.printer);
  return printer && { printer: printer.name, trouble: troubleOf(printer.reasons)?.reason ?? '' };
}

/** Where one sees to it; ids are letters, digits and dashes. */
function pageOf({ job, printer, kind }: Notice, jobs: readonly Job[], device: string): string {
  if (kind === 'file-conflict') return '/files';
  if (kind === 'file-offer') return '/transfers';
  const found = job === null ? undefined : jobs.find(({ id }) => id === job);
  if (found) return `/printers/${found.device}/${found.printer}`;
  return printer !== null && job === null ? `/printers/${device}/${printer}` : '/printers';
}
