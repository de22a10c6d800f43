/** Reads the agents' logs as they grow: faults, and what was warned of how often. */
import { closeSync, cpSync, existsSync, fstatSync, mkdtempSync, openSync, readSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabPc } from '../scenario/lab-office.ts';

/** Pino's level of an error; nothing on the network may cause one. */
const ERROR = 50;
const WARN = 40;
const MOST_BYTES = 6 * 1024 * 1024;

interface Line {
  level: number;
  msg?: string;
  error?: { message?: string; stack?: string };
}

export class AgentLogs {
  /** How often what was warned of. */
  readonly warnings = new Map<string, number>();
  readonly #read = new Map<LabPc, number>();

  /** Faults in what was logged since the last call, one line each. */
  faults(pcs: readonly LabPc[]): string[] {
    return pcs.flatMap((pc) => [
      ...this.#news(pc).flatMap((text) => this.#judge(pc.name, text)),
      ...pc.complaints.splice(0).map((line) => `${pc.name} wrote: ${line}`),
    ]);
  }

  #judge(name: string, text: string): string[] {
    let line: Line;
    try {
      line = JSON.parse(text) as Line;
    } catch {
      return [`${name} logged what is no JSON: ${text.slice(0, 200)}`];
    }
    const message = `${line.msg ?? ''}${line.error?.message ? `: ${line.error.message}` : ''}`;
    if (line.level >= ERROR) return [`${name} logged a fault: ${message}\n${line.error?.stack}`];
    if (line.level >= WARN) {
      const kind = line.msg ?? '';
      this.warnings.set(kind, (this.warnings.get(kind) ?? 0) + 1);
    }
    return [];
  }

  /** Whole lines only; a kill may leave the last one torn, which is then passed over. */
  #news(pc: LabPc): string[] {
    let file: number;
    try {
      file = openSync(join(pc.home, 'agent.log'), 'r');
    } catch {
      return [];
    }
    try {
      const { size } = fstatSync(file);
      const known = this.#read.get(pc) ?? 0;
      const from = known > size ? 0 : known;
      const bytes = Buffer.alloc(Math.min(size - from, MOST_BYTES));
      readSync(file, bytes, 0, bytes.length, from);
      const end = bytes.lastIndexOf(10) + 1;
      this.#read.set(pc, from + end);
      const lines = bytes.toString('utf8', 0, end).split('\n');
      return lines.filter((line) => line.startsWith('{') && line.endsWith('}'));
    } finally {
      closeSync(file);
    }
  }
}

/** Copies what the agents said, for whoever looks into it; the folder, which stays. */
export function keepLogs(pcs: readonly LabPc[], name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `hallway-${name}-`));
  for (const { home, number } of pcs)
    for (const file of ['agent.log', 'agent.log.1'])
      if (existsSync(join(home, file)))
        cpSync(join(home, file), join(folder, `pc-${number}-${file}`));
  return folder;
}
