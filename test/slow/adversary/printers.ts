/**
 * The printer of an adversary's run: a real cupsd with a real backend, or ippeveprinter. Whatever
 * comes out is written down with its hash, and the adversary may kill it.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAvahi } from '../../discovery/devices/lan-programs.ts';
import { eventually } from '../../support/eventually.ts';
import { startCups, type Cups } from '../../support/cups.ts';
import type { Pc } from '../../lan/pc.ts';

/** One document that came out of the printer. */
export interface Printed {
  /** The printer's own number of the job. */
  job: string;
  /** The printer's copy of the document: the same again if the printer itself began anew. */
  copy: string;
  sha256: string;
  title: string;
}

export interface StruckPrinter {
  /** In the order in which they came out. */
  printed(): Printed[];
  /** kill -9. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Writes down `job copy sha256 title` of the document `$2`. */
const NOTE = `
  copy=$(stat -c '%i-%W-%Y' "$2")
  sum=$(sha256sum < "$2")
  printf '%s\\t%s\\t%s\\t%s\\n' "$1" "$copy" "\${sum%% *}" "$3" >> "$LOG"`;

function logOf(folder: string): { path: string; printed: () => Printed[] } {
  const path = join(folder, 'printed.log');
  writeFileSync(path, '');
  const printed = (): Printed[] =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [job = '', copy = '', sha256 = '', title = ''] = line.split('\t');
        return { job, copy, sha256, title };
      });
  return { path, printed };
}

export async function cupsPrinter(
  folder: string,
  queue: string,
): Promise<StruckPrinter & { cups: Cups }> {
  mkdirSync(folder, { recursive: true });
  const log = logOf(folder);
  const backend = `#!/bin/sh
  [ $# -eq 0 ] && exit 0
  LOG='${log.path}'
  note() {${NOTE}
  }
  if [ -n "$6" ]; then note "$1" "$6" "$3"; exit 0; fi
  file="$TMPDIR/sink.$$"
  cat > "$file"
  note "$1" "$file" "$3"
  rm -f "$file"
`;
  // What CUPS does not flush at once it forgets when it is killed, as everywhere.
  const cups = await startCups({ backends: { 'hallway-sink': backend }, dirtySeconds: 30 });
  await cups.addRawQueue(queue, 'hallway-sink:/printer');
  // The queue itself is not what is to be lost.
  await cups.halt();
  await cups.resumeServer();
  return {
    cups,
    printed: log.printed,
    kill: () => cups.halt('SIGKILL'),
    start: () => cups.resumeServer(),
    stop: () => cups.stop(),
  };
}

const EVE_PORT = 8631;
/** A busy machine starts and answers late. */
const START_MS = 90_000;

/** On a PC of the lab, because it needs an Avahi of its own. */
export async function evePrinter(
  pc: Pc,
  folder: string,
  address: string,
): Promise<StruckPrinter & { uri: string }> {
  mkdirSync(join(folder, 'spool'), { recursive: true });
  const log = logOf(folder);
  const script = join(folder, 'sink.sh');
  writeFileSync(
    script,
    `#!/bin/sh\nLOG='${log.path}'\nset -- "$IPP_JOB_ID" "$1" "$IPP_JOB_NAME"\n${NOTE}\n`,
  );
  chmodSync(script, 0o755);
  const avahi = await startAvahi(pc);
  const reachable = async (): Promise<boolean> => {
    const connect = ['timeout', '10', 'bash', '--norc', '-c', `: </dev/tcp/${address}/${EVE_PORT}`];
    return (await pc.exec(connect)).code === 0;
  };
  const start = async (): Promise<void> => {
    avahi.write(
      `ippeveprinter -p ${EVE_PORT} -d ${folder}/spool -c ${script} -r off ` +
        `-f application/pdf 'Laser' >>${folder}/eve.log 2>&1 & eve=$!`,
    );
    await eventually(reachable, START_MS, 'ippeveprinter listens');
  };
  await start();
  return {
    uri: `ipp://${address}:${EVE_PORT}/ipp/print`,
    printed: log.printed,
    kill: async () => {
      avahi.write('kill -9 $eve; wait $eve');
      await eventually(async () => !(await reachable()), START_MS, 'ippeveprinter is dead');
    },
    start,
    stop: () => avahi.kill('SIGKILL'),
  };
}

export function eveInstalled(): boolean {
  return existsSync('/usr/sbin/ippeveprinter') || existsSync('/usr/bin/ippeveprinter');
}
