/** The network adapters of this PC, with what its system knows of them and the person's choices. */
import { platform } from 'node:os';
import type { Clock } from '../src/base/clock.ts';
import { AdapterChoices } from '../src/net/adapter-choices.ts';
import type { AdapterFacts } from '../src/net/adapter-nature.ts';
import { AdapterWatch } from '../src/net/adapters.ts';
import type { Database } from '../src/store/database.ts';
import { Settings } from '../src/store/settings.ts';
import { LinuxAdapterFacts } from './platform/linux/adapter-facts.ts';
import { MacAdapterFacts } from './platform/macos/adapter-facts.ts';
import { WindowsAdapterFacts } from './platform/windows/adapter-facts.ts';

export function composeAdapters(options: {
  database: Database;
  clock: Clock;
  /** The only ones to use (`HALLWAY_ADAPTERS`); undefined: those of the rule and the choices. */
  only: readonly string[] | undefined;
}): AdapterWatch {
  const { database, clock, only } = options;
  const choices = new AdapterChoices(new Settings(database));
  return new AdapterWatch({ clock, choices, facts: systemAdapterFacts(), only });
}

export function systemAdapterFacts(): AdapterFacts | undefined {
  const system = platform();
  if (system === 'linux') return new LinuxAdapterFacts();
  if (system === 'darwin') return new MacAdapterFacts();
  if (system === 'win32') return new WindowsAdapterFacts();
  return undefined;
}
