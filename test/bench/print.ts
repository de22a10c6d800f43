/**
 * Printing through two agents (loopback printer → sender's spool → pinned link → owner's spool →
 * printer) beside CUPS relaying to the same printer, and ippeveprinter alone, in turn on the same
 * documents: 200 small jobs, and one of 500 MB. Prints medians, ratios, and each agent's highest memory
 * and its processor time for a job. `node test/bench/print.ts [ROUNDS] [JOBS] [MB]` as root on Linux with CUPS.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as api from '../../src/api/local.ts';
import { Lab } from '../lan/lab.ts';
import { startAvahi } from '../discovery/devices/lan-programs.ts';
import { median } from '../slow/gauge.ts';
import { endAgents, joinAll, startAgent } from '../support/agents.ts';
import { eventually } from '../support/eventually.ts';
import { startCups } from '../support/cups.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';

const [rounds = 5, jobs = 200, megabytes = 500] = process.argv.slice(2).map(Number);
const LOAD = fileURLToPath(new URL('print-load.ts', import.meta.url));
const EVE_PORT = 8631;

interface Times {
  accepted: number;
  done: number;
  /** Of each agent, in seconds. */
  acceptedCpu: number[];
  doneCpu: number[];
}

const folder = temporaryFolder();
const lab = await Lab.create({ pcs: 1 });
const pc = lab.pc(1);
const prefix = ['ip', 'netns', 'exec', pc.namespace];
const sink = await startCups({ prefix, port: 8700 });
const relay = await startCups({ prefix, port: 8701 });
try {
  const small = join(folder.path, 'small.pdf');
  writeFileSync(small, makePdf({ pages: 2, padding: 29_000 }));
  const large = join(folder.path, 'large.pdf');
  writeFileSync(large, makePdf({ pages: 1, padding: megabytes * 1e6 - 700 }));

  await sink.addRawQueue('sink', 'file:///dev/null');
  await relay.addRawQueue('relay', 'ipp://127.0.0.1:8700/printers/sink');
  const start = { prefix, adapters: 'lo' };
  const env = { CUPS_SERVER: sink.socketPath };
  const [sender, owner] = await Promise.all([
    startAgent({ ...start, name: 'Sender' }),
    startAgent({ ...start, name: 'Owner', env }),
  ]);
  await joinAll([sender, owner]);
  const own = await eventually(
    async () => (await owner.call(api.listOwnPrinters, {})).find(({ name }) => name === 'sink'),
    10_000,
    'the owner has the printer',
  );
  await owner.call(api.setPrinterShared, { params: { id: own.id }, body: { shared: true } });
  const hallway = await eventually(
    async () => (await sender.call(api.listPrinters, {})).find(({ id }) => id === own.id)?.localUri,
    10_000,
    'the sender has the printer',
  );
  const avahi = await startAvahi(pc);
  avahi.write(
    `ippeveprinter -p ${EVE_PORT} -d ${folder.path} -c /bin/true -r off -f application/pdf Eve >/dev/null 2>&1 &`,
  );
  const ways: Readonly<Record<string, string>> = {
    Hallway: hallway,
    'CUPS, relayed': 'ipp://127.0.0.1:8701/printers/relay',
    'CUPS alone': 'ipp://127.0.0.1:8700/printers/sink',
    ippeveprinter: `ipp://127.0.0.1:${EVE_PORT}/ipp/print`,
  };

  const once = async (uri: string, file: string, times: number): Promise<Times> => {
    const agents = [sender, owner].map(({ pid }) => pid);
    const argv = [process.execPath, LOAD, uri, file, String(times), ...agents.map(String)];
    const { stdout, stderr, code } = await pc.exec(argv);
    if (code !== 0) throw new Error(`${uri}: ${stderr}`);
    return JSON.parse(stdout) as Times;
  };
  const compare = async (what: string, file: string, times: number): Promise<void> => {
    for (const agent of [sender, owner]) writeFileSync(`/proc/${agent.pid}/clear_refs`, '5');
    const taken = new Map<string, Times[]>(Object.keys(ways).map((way) => [way, []]));
    for (let round = 0; round < rounds; round += 1)
      for (const [way, uri] of Object.entries(ways))
        taken.get(way)?.push(await once(uri, file, times));
    console.log(`${what}, median of ${rounds}: accepted, all done (against Hallway)`);
    const of = (way: string, key: 'accepted' | 'done'): number =>
      median((taken.get(way) ?? []).map((one) => one[key]));
    for (const way of taken.keys()) {
      const shown = (['accepted', 'done'] as const).map((key) => {
        const seconds = of(way, key);
        return `${seconds.toFixed(2).padStart(7)} s ×${(seconds / of('Hallway', key)).toFixed(2)}`;
      });
      console.log(`  ${way.padEnd(14)} ${shown.join('   ')}`);
    }
    const peaks = [sender, owner].map((agent) => {
      const kib = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${agent.pid}/status`, 'utf8'))?.[1];
      return `${agent.name} ${((Number(kib) * 1024) / 1e6).toFixed(0)} MB`;
    });
    const ours = taken.get('Hallway') ?? [];
    const cpu = [sender, owner].map(({ name }, at) => {
      const of = (key: 'acceptedCpu' | 'doneCpu'): string =>
        ((median(ours.map((one) => one[key][at] ?? NaN)) * 1000) / times).toFixed(1);
      return `${name} ${of('acceptedCpu')} until accepted, ${of('doneCpu')} in all`;
    });
    console.log(`  processor time of a job, ms: ${cpu.join('; ')}`);
    console.log(`  highest memory: ${peaks.join(', ')}`);
  };
  if (jobs > 0) await compare(`${jobs} jobs of 30 kB`, small, jobs);
  if (megabytes > 0) await compare(`one job of ${megabytes} MB`, large, 1);
} finally {
  await endAgents();
  await relay.stop();
  await sink.stop();
  await lab.destroy();
  folder.remove();
}
process.exit(0);
