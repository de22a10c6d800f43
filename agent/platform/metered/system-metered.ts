/** Whether the connection of the system that the agent runs on costs by what goes over it. */
import { existsSync } from 'node:fs';
import { networkInterfaces, platform } from 'node:os';
import type { Clock } from '../../../src/base/clock.ts';
import type { Log } from '../../../src/base/log.ts';
import type { Metered } from '../../../src/transfer/manners/manners.ts';
import { AskedMetered } from './asked-metered.ts';
import { LINUX_BUS, LinuxMetered } from './linux-metered.ts';
import { isHotspot, windowsCost } from './questions.ts';

export function systemMetered(clock: Clock, log: Log, system: string = platform()): Metered {
  if (system === 'linux' && existsSync(LINUX_BUS)) return new LinuxMetered(LINUX_BUS, clock, log);
  if (system === 'win32') return new AskedMetered(() => windowsCost(), clock);
  if (system === 'darwin')
    return new AskedMetered(() => Promise.resolve(isHotspot(networkInterfaces())), clock);
  return { now: undefined, onChange: undefined, start: () => {}, stop: () => {} };
}
