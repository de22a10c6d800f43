/**
 * The icon and its menu as data, for every system: what they show follows from the facts alone.
 * Every name in it comes from somebody else and is cut and cleaned here.
 */
import { displayName, displayText } from '../../base/text.ts';
import type { DesktopAction, DesktopFacts } from '../facts.ts';

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
  const words = statusWords(facts, urgent);
  return {
    glance,
    tooltip: `Hallway: ${words}`,
    menu: [
      { key: 'open', label: 'Open Hallway', action: { do: 'open', page: '/' } },
      { key: 'status', label: upperFirst(words) },
      ...urgent,
      line('after-status'),
      ...colleagueRows(facts),
      ...(facts.workgroup === null
        ? []
        : [
            { key: 'print', label: 'Print…', action: { do: 'open', page: '/printers' } } as const,
            {
              key: 'pause',
              label: 'Pause sharing',
              checked: facts.paused,
              action: { do: 'pause', on: !facts.paused },
            } as const,
          ]),
      {
        key: 'quiet',
        label: 'Do not disturb',
        checked: facts.quiet,
        action: { do: 'quiet', on: !facts.quiet },
      },
      line('before-quit'),
      { key: 'quit', label: 'Quit Hallway', action: { do: 'quit' } },
    ],
  };
}

function urgentRows({ requests, drives, notices }: DesktopFacts): MenuItem[] {
  const standing = notices.filter(({ kind, read, over }) => URGENT.has(kind) && !read && !over);
  return [
    ...requests.slice(0, MOST_ROWS).map(({ id, name }) => ({
      key: `request ${id}`,
      label: `${displayName(name, 'A PC', 40)} wants to join…`,
      action: { do: 'open', page: '/people' } as const,
    })),
    ...drives.slice(0, MOST_ROWS).map(({ id, label }) => ({
      key: `drive ${id}`,
      label: `Share “${displayText(label, 40, 'the new drive')}” for two hours`,
      action: { do: 'offer', drive: id } as const,
    })),
    ...standing.slice(0, MOST_ROWS).map(({ id, text, page }) => ({
      key: `notice ${id}`,
      label: shortened(displayText(text, 600)),
      action: { do: 'open', page } as const,
    })),
  ];
}

function colleagueRows({ workgroup, colleagues }: DesktopFacts): MenuItem[] {
  if (workgroup === null) return [];
  const online = colleagues
    .filter((peer) => peer.online)
    .map(({ id, name }) => ({ id, name: displayName(name, 'A PC', 40) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1));
  if (online.length === 0) return [{ key: 'colleagues', label: 'No colleague is online' }];
  const more = online.length - MOST_COLLEAGUES;
  return [
    {
      key: 'colleagues',
      label: online.length === 1 ? '1 PC online' : `${online.length} PCs online`,
      children: [
        ...online.slice(0, MOST_COLLEAGUES).map(({ id, name }) => ({
          key: `peer ${id}`,
          label: name,
          action: { do: 'open', page: '/files' } as const,
        })),
        ...(more > 0 ? [{ key: 'more', label: `and ${more} more` }] : []),
      ],
    },
  ];
}

function statusWords(facts: DesktopFacts, urgent: readonly MenuItem[]): string {
  const { workgroup, printing, paused } = facts;
  const first = urgent[0]?.label;
  if (workgroup === null) return 'not in a workgroup yet';
  if (first !== undefined)
    return urgent.length === 1 ? first : `${first} (and ${urgent.length - 1} more)`;
  if (printing > 0)
    return printing === 1 ? 'printing a document' : `printing ${printing} documents`;
  if (paused) return 'sharing is paused';
  return `all is well in “${displayText(workgroup, 40, 'the workgroup')}”`;
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

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
