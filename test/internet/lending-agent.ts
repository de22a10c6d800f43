/**
 * An agent as it is shipped, but for the internet: that is what `MADE_UP_INTERNET` says, as JSON:
 * addresses of names, and ports of this machine for `address:port`. Nothing of it leads outside.
 */
import { connect } from 'node:net';
import { processIo } from '../../agent/cli/io.ts';
import { runCommand } from '../../agent/cli/main.ts';
import type { World } from '../../src/internet/world.ts';

export interface MadeUpInternet {
  names: Readonly<Record<string, readonly string[]>>;
  places: Readonly<Record<string, number>>;
}

const { names, places } = JSON.parse(process.env['MADE_UP_INTERNET'] ?? '') as MadeUpInternet;
const world: World = {
  lookup: async (name) => names[name] ?? [],
  // Where nothing is, nothing listens either.
  dial: (address, port) => connect({ host: '127.0.0.1', port: places[`${address}:${port}`] ?? 1 }),
};
const io = processIo();
const start = io.startAgent;
const startAgent: typeof start = (options) => start({ ...options, world });
process.exit(await runCommand(process.argv.slice(2), Object.assign(io, { startAgent })));
