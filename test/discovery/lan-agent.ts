/**
 * A program for the LAN lab: discovery alone, steered by lines of JSON on standard input and telling
 * its events as lines of JSON. argv: the device's letter, its port, how many printers it offers.
 */
import { createInterface } from 'node:readline';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '../../agent/system-clock.ts';
import { silentLog } from '../../src/base/log.ts';
import type { Advert } from '../../src/discovery/advertiser.ts';
import { mergeNearby } from '../../src/discovery/devices/merge.ts';
import { Discovery } from '../../src/discovery/discovery.ts';
import { AdapterWatch } from '../../src/net/adapters.ts';
import { deviceOf } from './lan-devices.ts';

const [letter = 'a', port = '4000', printers = '0'] = process.argv.slice(2);
const id = deviceOf(letter);
const adapters = new AdapterWatch({ clock: systemClock });
const discovery = new Discovery({ device: { id }, adapters, clock: systemClock, log: silentLog });
const delay = monitorEventLoopDelay({ resolution: 1 });

function say(fact: object): void {
  process.stdout.write(`${JSON.stringify({ at: Date.now(), ...fact })}\n`);
}

discovery.events.on('agent', (agent) => say({ event: 'agent', letter: agent.device[0], ...agent }));
discovery.events.on('goodbye', ({ device }) => say({ event: 'goodbye', letter: device[0] }));
discovery.events.on('renamed', (renamed) => say({ event: 'renamed', ...renamed }));
discovery.events.on('adapters', () => say({ event: 'adapters' }));

const agent = {
  port: Number(port),
  name: `Büro ${letter} 1.5`,
  workgroup: 'tag2',
  state: 's1',
  pairing: null,
};
discovery.setAgent(agent);
discovery.setResources(
  Array.from({ length: Number(printers) }, (_, i) => ({
    kind: 'printer' as const,
    id: `printer${letter}${i}`.padEnd(16, 'x').slice(0, 16),
    name: `Drucker ${letter}${i} für alle`,
  })),
);
adapters.start();
await discovery.start();
say({ event: 'started' });

createInterface({ input: process.stdin }).on('line', (line) => {
  const { command, ...rest } = JSON.parse(line) as { command: string; adverts?: Advert[] };
  if (command === 'agent') discovery.setAgent({ ...agent, ...rest });
  else if (command === 'refresh') discovery.refresh();
  else if (command === 'heard') say({ event: 'heard', heard: discovery.heard() });
  else if (command === 'others') discovery.setOthers(rest.adverts ?? []);
  else if (command === 'nearby') say({ event: 'nearby', nearby: mergeNearby(discovery.nearby()) });
  else if (command === 'watch-delay') delay.enable();
  else if (command === 'cpu')
    say({ event: 'cpu', ...process.cpuUsage(), delayMs: delay.max / 1e6 });
  else if (command === 'stop')
    void discovery.stop().then(() => {
      adapters.stop();
      say({ event: 'stopped' });
      process.stdin.destroy();
    });
});
