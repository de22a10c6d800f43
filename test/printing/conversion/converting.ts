/** Runs steps as the agent does, each in its process, on bytes instead of files. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { conversionRunner } from '../../../agent/printing/conversion.ts';
import { silentLog } from '../../../src/base/log.ts';
import type {
  ConversionStep,
  PaperSetup,
  RasterSetup,
  SheetSetup,
  StepResult,
} from '../../../src/printing/conversion/conversion-step.ts';
import type { ProcessRunnerOptions } from '../../../src/printing/conversion/process-runner.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { realClock } from '../two-agents.ts';

/** A4 with margins of 12 points. */
export const A4: PaperSetup = {
  paper: { width: (210 * 72) / 25.4, height: (297 * 72) / 25.4 },
  margins: { top: 12, right: 12, bottom: 12, left: 12 },
};
export const A4_SHEETS: SheetSetup = { ...A4, scaling: 'auto', twoSided: false };
export const RASTER: RasterSetup = {
  format: 'image/pwg-raster',
  dpi: 300,
  color: 'sgray_8',
  sides: 'one-sided',
  sheetBack: 'normal',
  quality: 'normal',
  media: 'iso_a4_210x297mm',
};

export interface Converted extends StepResult {
  bytes: Buffer;
  path: string;
  /** Progress as it was told. */
  told: number[];
}

export interface Workshop {
  folder: string;
  convert(
    step: ConversionStep,
    source: Buffer | string,
    more?: Partial<ProcessRunnerOptions> & { signal?: AbortSignal },
  ): Promise<Converted>;
  /** What lies in the folder besides sources and results. */
  leftovers(): string[];
  remove(): void;
}

export function workshop(): Workshop {
  const folder = temporaryFolder();
  const known = new Set<string>();
  const place = (name: string): string => {
    known.add(name);
    return join(folder.path, name);
  };
  return {
    folder: folder.path,
    async convert(step, source, { signal = new AbortController().signal, ...more } = {}) {
      const id = randomUUID();
      const from = typeof source === 'string' ? source : place(`${id}.in`);
      if (typeof source !== 'string') writeFileSync(from, source);
      const path = place(`${id}.out`);
      const told: number[] = [];
      const runner = conversionRunner({ clock: realClock, log: silentLog, ...more });
      const run = { signal, progress: (done: number) => void told.push(done) };
      const result = await runner.run(step, from, path, run);
      return { ...result, bytes: readFileSync(path), path, told };
    },
    leftovers: () => readdirSync(folder.path).filter((name) => !known.has(name)),
    remove: () => folder.remove(),
  };
}

/** True where a program of the system is there. */
export function hasProgram(name: string): boolean {
  return ['/usr/bin', '/bin', '/usr/sbin'].some((at) => existsSync(join(at, name)));
}
