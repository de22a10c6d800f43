/** The desktop of the system that the agent runs on. */
import { platform } from 'node:os';
import type { Desktop, DesktopOptions } from '../../src/desktop/desktop.ts';
import { LinuxDesktop } from '../../src/desktop/linux-desktop.ts';
import { WindowsDesktop } from '../../src/desktop/windows-desktop.ts';
import { startTrayThread } from './tray-thread.ts';

export function systemDesktop(
  options: DesktopOptions,
  system: string = platform(),
): Desktop | undefined {
  if (system === 'linux') return new LinuxDesktop(options);
  if (system === 'win32') return new WindowsDesktop({ ...options, startThread: startTrayThread });
  return undefined;
}

/** Whether somebody could see a window that is opened here. */
export function hasDisplay(
  env: Readonly<Record<string, string | undefined>>,
  system: string = platform(),
): boolean {
  if (env['CI']) return false;
  return system !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}
