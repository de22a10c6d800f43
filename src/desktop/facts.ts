/** What the desktop shows of Hallway: the agent gathers it, menus and notifications are made of it. */

import type { Language } from './words/language.ts';

export interface DesktopFacts {
  /** The person's. */
  language: Language;
  /** Name of the workgroup; null in none. */
  workgroup: string | null;
  /** The other members. */
  colleagues: readonly { id: string; name: string; online: boolean }[];
  /** Newcomers that wait for a yes. */
  requests: readonly { id: string; name: string }[];
  /** Drives that appeared and that nobody decided about. */
  drives: readonly { id: string; label: string }[];
  notices: readonly DesktopNotice[];
  /** Who calls, what was said and nobody has read, and calls that were missed. */
  talk: readonly DesktopTalk[];
  /** Documents that are on their way to paper. */
  printing: number;
  /** Nothing of this PC can be used by colleagues for now. */
  paused: boolean;
  /** The person wants no notifications. */
  quiet: boolean;
}

/** Something that the person should hear of; `text` is a sentence or two. */
export interface DesktopNotice {
  id: number;
  kind: string;
  text: string;
  /** What it is about, where that is still known; names are not clean yet. */
  about?: { printer: string; document?: string; trouble?: string } | undefined;
  /** Page of the dashboard where one sees to it. */
  page: string;
  read: boolean;
  over: boolean;
}

/** Something of Talk; what others wrote is not clean yet. */
export interface DesktopTalk {
  /** Another one for each message. */
  tag: string;
  title: string;
  body: string;
  page: string;
  /** It stays until somebody saw to it. */
  waits: boolean;
}

/** What the person may ask for from the desktop. */
export type DesktopAction =
  /** `page`: path of the dashboard. */
  | { do: 'open'; page: string }
  | { do: 'pause'; on: boolean }
  | { do: 'quiet'; on: boolean }
  /** Share a drive for two hours, or do not ask again while it is in. */
  | { do: 'offer'; drive: string }
  | { do: 'decide'; request: string; admit: boolean }
  | { do: 'quit' };

export const NO_FACTS: DesktopFacts = {
  language: 'en',
  workgroup: null,
  colleagues: [],
  requests: [],
  drives: [],
  notices: [],
  talk: [],
  printing: 0,
  paused: false,
  quiet: false,
};
