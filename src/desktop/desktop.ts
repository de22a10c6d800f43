/** The desktop of the person who sits at this PC: an icon with a menu, and notifications. */
import type { Clock } from '../base/clock.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import type { DesktopAction } from './facts.ts';
import type { Notification, Notifier } from './notify/notification.ts';
import type { TrayView } from './tray/tray-view.ts';

export interface Desktop extends Lifecycle, Notifier {
  /** Shows this from now on; where it is what is shown already, nothing happens. */
  view(view: TrayView): void;
  /** Whether somebody shows the icon. */
  hosted(): boolean;
  /** Whether this system shows notifications, as far as is known. */
  notifies(): boolean;
}

/** What the person chose. */
export type Choose = (action: DesktopAction) => void;

/** What a desktop tells the agent. */
export interface DesktopEars {
  choose: Choose;
  /** The system did not show it after all: somebody else may. */
  unshown: (notification: Notification) => void;
  /** `notifies` is another now. */
  notifiesChanged: () => void;
}

export interface DesktopOptions extends DesktopEars {
  env: Readonly<Record<string, string | undefined>>;
  /** Number of the person that this process runs as. */
  user: number;
  clock: Clock;
  log: Log;
}
