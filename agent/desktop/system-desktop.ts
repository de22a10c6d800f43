/** The desktop of the system that the agent runs on. */
import { platform } from 'node:os';
import type { Desktop, DesktopOptions } from '../../src/desktop/desktop.ts';
import { LinuxDesktop } from '../../src/desktop/linux-desktop.ts';

export function systemDesktop(
  options: DesktopOptions,
  system: string = platform(),
): Desktop | undefined {
  return system === 'linux' ? new LinuxDesktop(options) : undefined;
}

/** Whether somebody could see a window that is opened here. */
export function hasDisplay(
  env: Readonly<Record<string, string | undefined>>,
  system: string = platform(),
): boolean {
  if (env['CI']) return false;
  return system !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}
