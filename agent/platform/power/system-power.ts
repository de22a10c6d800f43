/** The power events of the system that the agent runs on. */
import { existsSync } from 'node:fs';
import { platform } from 'node:os';
import { Emitter } from '../../../src/base/emitter.ts';
import type { PowerEvents, PowerSignals } from './power-events.ts';
import { PowerMonitor } from './power-monitor.ts';
import { LINUX, MACOS, WINDOWS } from './sources.ts';

/** Without the system's message bus nobody announces anything. */
const LINUX_BUS = '/run/dbus/system_bus_socket';

export function systemPowerEvents(system: string = platform()): PowerEvents {
  if (system === 'linux' && existsSync(LINUX_BUS)) return new PowerMonitor(LINUX);
  if (system === 'darwin') return new PowerMonitor(MACOS);
  if (system === 'win32') return new PowerMonitor(WINDOWS);
  return new Silence();
}

class Silence extends Emitter<PowerSignals> implements PowerEvents {
  start(): void {}
  stop(): void {}
}
