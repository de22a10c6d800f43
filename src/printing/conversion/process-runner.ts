/**
 * Runs each step in a process of its own, so that a hostile document harms nothing but itself: our
 * converter under Node's permission model (two files, the fonts, no network, no other process), and
 * LibreOffice and Ghostscript in a folder of their own, cut off from the network where the system
 * can.
 */
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { type EndChild, runChild } from './child.ts';
import type { ConversionStep, StepResult } from './conversion-step.ts';
import type { ConversionTools } from './formats.ts';
import { HEAP_MIB, OFFICE_MS, OUTPUT_BYTES, SILENT_MS, WHOLE_MS } from './limits.ts';
import { OFFICE_PROFILE } from './office-profile.ts';
import type { StepOrder } from './run-step.ts';
import { parseMessage, type StepMessage } from './step-message.ts';
import { faultError, type StepRun, type StepRunner } from './step-runner.ts';

export interface ProcessRunnerOptions {
  /** Node, and the converter's entry (`agent/programs/converter.ts`). */
  node: string;
  entry: string;
  /** Folders that the converter's code lies in. */
  code: readonly string[];
  fonts: readonly string[];
  tools: () => ConversionTools;
  /** What a program of the system needs to run at all. */
  env: Readonly<Record<string, string>>;
  /** Stands before a program of the system, to keep it from network and memory. */
  confine: () => Promise<readonly string[]>;
  end: EndChild;
  clock: Clock;
  log: Log;
  /** Tests shorten them. */
  silentMs?: number | undefined;
  wholeMs?: number | undefined;
}

export class ProcessRunner implements StepRunner {
  readonly #options: ProcessRunnerOptions;

  constructor(options: ProcessRunnerOptions) {
    this.#options = options;
  }

  run(step: ConversionStep, source: string, target: string, run: StepRun): Promise<StepResult> {
    if (step.kind === 'office-to-pdf') return this.#office(step.ending, source, target, run);
    if (step.kind === 'postscript-to-pdf') return this.#postscript(source, target, run);
    return this.#own(step, source, target, run);
  }

  async #own(
    step: ConversionStep,
    source: string,
    target: string,
    run: StepRun,
  ): Promise<StepResult> {
    const { node, entry, code, fonts, clock, log, end } = this.#options;
    const readable = [...code.map((folder) => join(folder, '*')), source];
    if (step.kind === 'text-to-pdf') readable.push(...fonts.map((folder) => join(folder, '*')));
    const order: StepOrder = { step, source, target, fonts };
    let last: StepMessage | undefined;
    const { code: status, stderr } = await runChild(
      {
        program: node,
        args: [
          '--permission',
          ...readable.map((path) => `--allow-fs-read=${path}`),
          '--allow-worker',
          `--allow-fs-write=${target}`,
          `--max-old-space-size=${HEAP_MIB}`,
          '--no-warnings',
          entry,
        ],
        folder: dirname(target),
        env: this.#options.env,
        input: JSON.stringify(order),
        silentMs: this.#options.silentMs ?? SILENT_MS,
        wholeMs: this.#options.wholeMs ?? WHOLE_MS,
        signal: run.signal,
        line: (line) => {
          const message = parseMessage(line);
          if (message?.kind === 'progress') run.progress(message.done, message.total);
          else if (message) last = message;
        },
      },
      clock,
      end,
    );
    if (last?.kind === 'result') {
      log.debug({ step: step.kind, ...last.result }, 'A document was converted.');
      return last.result;
    }
    log.warn({ step: step.kind, status, stderr, last }, 'A document could not be converted.');
    if (last?.kind === 'fault') throw faultError(last.fault, last.message);
    if (/heap out of memory|Allocation failed/i.test(stderr))
      throw faultError('limit', 'The document needs too much memory to be converted.');
    throw faultError('broken', 'The document brings its converter down.');
  }

  async #office(ending: string, source: string, target: string, run: StepRun): Promise<StepResult> {
    const program = this.#options.tools().office;
    if (program === undefined) throw faultError('missing', 'This PC has no LibreOffice.');
    return this.#withScratch(target, async (scratch) => {
      const profile = join(scratch, 'profile');
      mkdirSync(join(profile, 'user'), { recursive: true });
      writeFileSync(join(profile, 'user', 'registrymodifications.xcu'), OFFICE_PROFILE);
      const document = join(scratch, `document.${ending}`);
      place(source, document);
      const made = join(scratch, 'document.pdf');
      await this.#system(
        program,
        [
          '--headless',
          '--norestore',
          '--nolockcheck',
          '--nodefault',
          '--nofirststartwizard',
          `-env:UserInstallation=${pathToFileURL(profile).href}`,
          '--convert-to',
          'pdf',
          '--outdir',
          scratch,
          document,
        ],
        scratch,
        made,
        run,
      );
      if (sizeOf(made) === 0) throw faultError('broken', 'LibreOffice cannot read the document.');
      renameSync(made, target);
      return { pages: null };
    });
  }

  async #postscript(source: string, target: string, run: StepRun): Promise<StepResult> {
    const program = this.#options.tools().ghostscript;
    if (program === undefined) throw faultError('missing', 'This PC has no Ghostscript.');
    return this.#withScratch(target, async (scratch) => {
      const made = join(scratch, 'document.pdf');
      const args = ['-q', '-dSAFER', '-dBATCH', '-dNOPAUSE', '-sDEVICE=pdfwrite'];
      await this.#system(program, [...args, `-sOutputFile=${made}`, source], scratch, made, run);
      if (sizeOf(made) === 0) throw faultError('broken', 'Ghostscript cannot read the document.');
      renameSync(made, target);
      return { pages: null };
    });
  }

  /** A program of the system, with this folder as its home. */
  async #system(
    program: string,
    args: readonly string[],
    scratch: string,
    made: string,
    run: StepRun,
  ): Promise<void> {
    const { confine, env, clock, end, log } = this.#options;
    const [first = program, ...words] = [...(await confine()), program, ...args];
    const { code, stderr } = await runChild(
      {
        program: first,
        args: words,
        folder: scratch,
        env: { ...env, HOME: scratch, TMPDIR: scratch, TEMP: scratch, TMP: scratch, ...NO_NETWORK },
        silentMs: this.#options.wholeMs ?? OFFICE_MS,
        wholeMs: this.#options.wholeMs ?? OFFICE_MS,
        signal: run.signal,
        line: () => {},
        check: () => {
          if (sizeOf(made) > OUTPUT_BYTES)
            throw faultError('limit', 'The converted document would become too big.');
        },
      },
      clock,
      end,
    );
    if (code !== 0) log.warn({ program, code, stderr }, 'A converter ended with an error.');
  }

  async #withScratch<T>(target: string, use: (scratch: string) => Promise<T>): Promise<T> {
    const scratch = `${target}-work`;
    mkdirSync(scratch, { recursive: true, mode: 0o700 });
    try {
      return await use(scratch);
    } finally {
      rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

/** Where the system cannot cut a program off, what it asks for goes to a port that nobody has. */
const NO_NETWORK = {
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  ftp_proxy: 'http://127.0.0.1:9',
};

function place(source: string, name: string): void {
  try {
    linkSync(source, name);
  } catch {
    copyFileSync(source, name);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
