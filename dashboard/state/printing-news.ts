/** What the person should hear of printing: the agent's notices, spoken once when they are new. */
import { readNotices } from '../../src/api/local.ts';
import { displayText } from '../../src/base/text.ts';
import type { Notice } from '../../src/model/notice.ts';
import { ask } from '../data/agent-client.ts';
import { said } from '../words/said.ts';
import { attempt, notices } from './notices.ts';
import { office } from './office.ts';
import { printerAddress } from './router.ts';

/** Shown at most; the command line shows all. */
const SHOWN = 30;
/** Spoken at most for one push: a PC that comes back may bring many. */
const SPOKEN = 3;

/** The latest first. */
export function shownNotices(): readonly Notice[] {
  return (office.get('notices') ?? []).slice(0, SHOWN);
}

/** Those that still matter and were not read. */
export function unreadNotices(): number {
  return (office.get('notices') ?? []).filter(({ read, over }) => !read && !over).length;
}

export function markNoticesRead(): Promise<void> {
  return attempt(() => ask(readNotices, { body: {} }));
}

/** Where a person sees to it. */
export function noticeAddress({ job, printer, kind }: Notice): string {
  if (kind === 'file-offer') return '/transfers';
  const found = job === null ? undefined : office.get('jobs')?.find(({ id }) => id === job);
  if (found) return printerAddress({ device: found.device, id: found.printer });
  const own = office.ownId;
  return printer !== null && own !== undefined && job === null
    ? printerAddress({ device: own, id: printer })
    : '/printers';
}

/** Begins to speak; what is there already is old. */
export function startSpeaking(): void {
  notices.said = said;
  let spoken: number | undefined;
  const look = (): void => {
    const all = office.get('notices');
    if (!all) return;
    const last = Math.max(0, ...all.map(({ id }) => id));
    const fresh = all.filter(({ id, read, over }) => id > (spoken ?? last) && !read && !over);
    spoken = Math.max(last, spoken ?? 0);
    for (const { text } of fresh.slice(0, SPOKEN).reverse())
      notices.say(said(displayText(text, 600)));
  };
  office.changes.on('notices', look);
  look();
}
