/**
 * Printing as in an office: a real printer at Anna's, made a printer of Ben's system by Hallway, where
 * programs print by a CUPS of their own.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../../src/api/local.ts';
import { eventually, joinAll, type TestAgent } from '../../support/agents.ts';
import { type Cups, cupsInstalled, startCups } from '../../support/cups.ts';
import { type Eve, type EveJob, eveInstalled, startEve } from '../../support/ippeveprinter.ts';
import { temporaryFolder } from '../../support/temporary.ts';

export interface OfficePrint {
  cups: Cups;
  eve: Eve;
  anna: TestAgent;
  ben: TestAgent;
  /** The queue at Ben's. */
  queue: string;
  folder: string;
  /** The job that comes after so many. */
  job(after: number): Promise<EveJob>;
  stop(): Promise<void>;
}

interface Agents {
  start(start: { name: string; env?: Record<string, string> }): Promise<TestAgent>;
}

/** What this PC lacks for it; empty if nothing. */
export function missingForOffice(): string {
  const tools = ['/usr/bin/lp', '/usr/bin/pdfinfo', '/usr/lib/cups/filter/pdftopdf'];
  const missing = tools.filter((tool) => !existsSync(tool));
  if (!cupsInstalled()) missing.push('cupsd');
  if (!eveInstalled()) missing.push('ippeveprinter with Avahi');
  return missing.join(', ');
}

export async function startOfficePrint(
  agents: Agents,
  eveOptions: Parameters<typeof startEve>[0] = {},
): Promise<OfficePrint> {
  const folder = temporaryFolder();
  const [cups, eve] = await Promise.all([startCups(), startEve(eveOptions)]);
  const stop = async (): Promise<void> => {
    await Promise.all([cups.stop(), eve.stop()]);
    folder.remove();
  };
  try {
    return await joined(agents, { cups, eve, folder: folder.path, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

async function joined(
  agents: Agents,
  parts: Pick<OfficePrint, 'cups' | 'eve' | 'folder' | 'stop'>,
): Promise<OfficePrint> {
  const { cups, eve } = parts;
  const anna = await agents.start({ name: "Anna's PC" });
  const ben = await agents.start({ name: 'Ben', env: { CUPS_SERVER: cups.socketPath } });
  await joinAll([anna, ben]);
  const { id, device } = await anna.call(api.addPrinter, {
    body: { uri: eve.uri, name: 'Inkjet' },
  });
  await eventually(
    async () => (await ben.call(api.listPrinters, {})).some((one) => one.id === id),
    10_000,
    'Ben has the printer',
  );
  const { queue, state } = await ben.call(api.installPrinter, { params: { device, printer: id } });
  assert.equal(state, 'ready');
  return {
    ...parts,
    anna,
    ben,
    queue,
    job: (after) =>
      eventually(async () => (await eve.jobs())[after], 45_000, 'the printer has printed it'),
  };
}

export interface PdfFacts {
  pages: number;
  /** Points, rounded, of each page. */
  sizes: string[];
  text: string;
}

/** A document as poppler sees it. */
export function pdfFacts(document: Buffer, folder: string): PdfFacts {
  const file = join(folder, 'printed.pdf');
  writeFileSync(file, document);
  const run = (program: string, ...args: string[]): string =>
    execFileSync(program, args, { encoding: 'utf8' });
  const info = run('pdfinfo', '-l', '99', file);
  const sizes = Array.from(info.matchAll(/^Page .* size:\s+([\d.]+) x ([\d.]+)/gm), ([, x, y]) =>
    [x, y].map((points) => Math.round(Number(points))).join('x'),
  );
  return {
    pages: Number(/^Pages:\s+(\d+)/m.exec(info)?.[1]),
    sizes,
    text: run('pdftotext', file, '-').replace(/\s+/g, ' ').trim(),
  };
}
