/** A notification as every system has it; its texts are plain, and clean already. */
import type { DesktopAction } from '../facts.ts';

export interface Notification {
  /** What it is about. A later one of the same tag takes its place. */
  tag: string;
  title: string;
  body: string;
  /** It stays until somebody saw to it, where the system can do that. */
  waits: boolean;
  /** What a click on it does. */
  action: DesktopAction;
  buttons: readonly { label: string; action: DesktopAction }[];
}

export interface Notifier {
  /** Never throws: a system that shows none loses nothing, the dashboard has it all. */
  show(notification: Notification): void;
  /** It is over, or was seen elsewhere. */
  withdraw(tag: string): void;
}
