/** The doctor where no agent runs: the same checks of this PC, by the same code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Doctor, type Examination } from '../../src/doctor/doctor.ts';
import { redactedReport } from '../../src/doctor/report.ts';
import { AdapterWatch } from '../../src/net/adapters.ts';
import { LOCAL_PORT, PEER_PORT } from '../../src/net/ports.ts';
import { systemAdapterFacts } from '../adapters.ts';
import { systemName, thisPerson } from './doctor.ts';
import { examineSystem } from './doctor-system.ts';
import { lastLogLines } from './last-lines.ts';
import { systemClock } from '../system-clock.ts';
import { VERSION } from '../version.ts';

const ADAPTERS_MS = 1500;

/** `hangs`: one is there, but does not answer. Takes some four seconds. */
export async function examineWithoutAgent(
  home: string,
  env: Readonly<Record<string, string | undefined>>,
  hangs = false,
): Promise<Examination> {
  const adapters = new AdapterWatch({
    clock: systemClock,
    facts: systemAdapterFacts(),
    only: env['HALLWAY_ADAPTERS']?.split(','),
  });
  adapters.start();
  try {
    if (adapters.current().length === 0) await firstAdapters(adapters);
    const doctor = new Doctor({
      version: VERSION,
      systemName: systemName(),
      gather: async () => {
        const { after: _nobody, ...system } = await examineSystem({
          home,
          running: false,
          ports: { peer: PEER_PORT, local: LOCAL_PORT },
          adapters: adapters.current(),
          clock: systemClock,
          afterMulticast: async () => null,
        });
        return {
          now: Date.now(),
          system: process.platform,
          home,
          running: false,
          hangs,
          inWorkgroup: false,
          self: { id: null, name: null },
          adapters: adapters.all(),
          ...system,
          members: [],
          nearby: [],
          printers: [],
          ownPrinters: [],
          ownShares: [],
        };
      },
    });
    return await doctor.examine();
  } finally {
    adapters.stop();
  }
}

/** Some systems say only a moment later what their adapters are. */
function firstAdapters(adapters: AdapterWatch): Promise<void> {
  return new Promise((resolve) => {
    const forget = adapters.events.on('changed', () => end());
    const timer = setTimeout(() => end(), ADAPTERS_MS);
    const end = (): void => {
      clearTimeout(timer);
      forget();
      resolve();
    };
  });
}

/** Names of the workgroup are not known here; the log holds them in fields that are left out. */
export async function reportWithoutAgent(home: string, examination: Examination): Promise<string> {
  return redactedReport({
    ...examination,
    log: await lastLogLines(home),
    private: { ...thisPerson(), workgroup: null, tokens: oldTokens(home), ids: [] },
  });
}

/** A killed agent leaves its token behind. */
function oldTokens(home: string): string[] {
  try {
    const { token } = JSON.parse(readFileSync(join(home, 'agent.json'), 'utf8')) as {
      token?: unknown;
    };
    return typeof token === 'string' ? [token] : [];
  } catch {
    return [];
  }
}
