/**
 * The icon and its menu as data, for every system: what they show follows from the facts alone.
 * Every name in it comes from somebody else and is cut and cleaned here.
 */
import { displayName, displayText } from '../../base/text.ts';
import type { DesktopAction, DesktopFacts } from '../facts.ts';
import { noticeText } from '../words/notice-words.ts';
import { say } from '../words/say.ts';

export type Glance = 'ok' | 'working' | 'attention';

export interface MenuItem {
  /** The same for the same thing as long as it is shown. */
  key: string;
  label: string;
  separator?: boolean;
  /** Absent: no box. */
  checked?: boolean;
  /** Absent: text that only tells something. */
  action?: DesktopAction;
  children?: readonly MenuItem[];
}

export interface TrayView {
  glance: Glance;
  /** One line. */
  tooltip: string;
  menu: readonly MenuItem[];
}

/** Kinds of notices that somebody has to see to. */
const URGENT = new Set(['printer-trouble', 'job-question', 'job-failed', 'file-conflict']);
const MOST_COLLEAGUES = 15;
const MOST_ROWS = 5;
const LABEL = 70;

export function trayView(facts: DesktopFacts): TrayView {
  const urgent = urgentRows(facts);
  const glance = urgent.length > 0 ? 'attention' : facts.printing > 0 ? 'working' : 'ok';
  const { language } = facts;
  const words = statusWords(facts, urgent);
  return {
    glance,
    tooltip: say(language, 'tooltip', words),
    menu: [
      { key: 'open', label: say(language, 'open'), action: { do: 'open', page: '/' } },
      { key: 'status', label: upperFirst(words, language) },
      ...urgent,
      line('after-status'),
      ...colleagueRows(facts),
      ...(facts.workgroup === null
        ? []
        : [
            {
              key: 'print',
              label: say(language, 'print'),
              action: { do: 'open', page: '/printers' },
            } as const,
            {
              key: 'pause',
              label: say(language, 'pause'),
              checked: facts.paused,
              action: { do: 'pause', on: !facts.paused },
            } as const,
          ]),
      {
        key: 'quiet',
        label: say(language, 'quiet'),
        checked: facts.quiet,
        action: { do: 'quiet', on: !facts.quiet },
      },
      line('before-quit'),
      { key: 'quit', label: say(language, 'quit'), action: { do: 'quit' } },
    ],
  };
}

function urgentRows({ language, requests, drives, notices }: DesktopFacts): MenuItem[] {
  const standing = notices.filter(({ kind, read, over }) => URGENT.has(kind) && !read && !over);
  return [
    ...requests.slice(0, MOST_ROWS).map(({ id, name }) => ({
      key: `request ${id}`,
      label: say(language, 'joins', displayName(name, say(language, 'somePc'), 40)),
      action: { do: 'open', page: '/people' } as const,
    })),
    ...drives.slice(0, MOST_ROWS).map(({ id, label }) => ({
      key: `drive ${id}`,
      label: say(language, 'shareDrive', displayText(label, 40, say(language, 'thatDrive'))),
      action: { do: 'offer', drive: id } as const,
    })),
    ...standing.slice(0, MOST_ROWS).map((notice) => ({
      key: `notice ${notice.id}`,
      label: shortened(noticeText(language, notice)),
      action: { do: 'open', page: notice.page } as const,
    })),
  ];
}

function colleagueRows({ language, workgroup, colleagues }: DesktopFacts): MenuItem[] {
  if (workgroup === null) return [];
  const online = colleagues
    .filter((peer) => peer.online)
    .map(({ id, name }) => ({ id, name: displayName(name, say(language, 'somePc'), 40) }))
    .sort((a, b) => a.name.localeCompare(b.name, language) || (a.id < b.id ? -1 : 1));
  if (online.length === 0) return [{ key: 'colleagues', label: say(language, 'nobodyOnline') }];
  const more = online.length - MOST_COLLEAGUES;
  return [
    {
      key: 'colleagues',
      label: say(language, 'online', online.length),
      children: [
        ...online.slice(0, MOST_COLLEAGUES).map(({ id, name }) => ({
          key: `peer ${id}`,
          label: name,
          action: { do: 'open', page: '/files' } as const,
        })),
        ...(more > 0 ? [{ key: 'more', label: say(language, 'more', more) }] : []),
      ],
    },
  ];
}

function statusWords(facts: DesktopFacts, urgent: readonly MenuItem[]): string {
  const { language, workgroup, printing, paused } = facts;
  const first = urgent[0]?.label;
  if (workgroup === null) return say(language, 'noWorkgroup');
  if (first !== undefined)
    return urgent.length === 1 ? first : say(language, 'needsMore', urgent.length - 1, first);
  if (printing > 0) return say(language, 'printing', printing);
  if (paused) return say(language, 'paused');
  return say(language, 'allWell', displayText(workgroup, 40, say(language, 'someWorkgroup')));
}

function line(key: string): MenuItem {
  return { key, label: '', separator: true };
}

function shortened(text: string): string {
  return text.length <= LABEL
    ? text
    : `${text
        .slice(0, LABEL - 1)
        .toWellFormed()
        .trimEnd()}…`;
}

function upperFirst(text: string, language: string): string {
  return text.slice(0, 1).toLocaleUpperCase(language) + text.slice(1);
}
