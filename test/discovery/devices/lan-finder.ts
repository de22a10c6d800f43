/**
 * A program for the LAN lab: discovery and the search for devices alone. Tells what is nearby as a
 * line of JSON whenever that changes, and looks at each line on standard input.
 */
import { createInterface } from 'node:readline';
import { systemClock } from '../../../agent/system-clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { NearbyDevices } from '../../../src/discovery/devices/nearby-devices.ts';
import { Discovery } from '../../../src/discovery/discovery.ts';
import { AdapterWatch } from '../../../src/net/adapters.ts';

const clock = systemClock;
const log = silentLog;
const adapters = new AdapterWatch({ clock });
const discovery = new Discovery({ device: { id: 'a'.repeat(52) }, adapters, clock, log });
const nearby = new NearbyDevices({ adapters, discovery, clock, log });

const say = (): void => void process.stdout.write(`${JSON.stringify(nearby.list())}\n`);
nearby.events.on('changed', say);
adapters.start();
await discovery.start();
await nearby.start();
say();
createInterface({ input: process.stdin }).on('line', () => {
  nearby.look();
  say();
});
