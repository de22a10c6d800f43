/** Runs the steps of a conversion: the contract, and what its faults are called outside. */
import { type ErrorCode, HallwayError } from '../../base/errors.ts';
import { displayText } from '../../base/text.ts';
import type { FaultKind } from './conversion-fault.ts';
import type { ConversionStep, StepResult } from './conversion-step.ts';

export interface StepRun {
  signal: AbortSignal;
  progress: (done: number, total?: number) => void;
}

export interface StepRunner {
  /**
   * From one file to another, which must not exist; of a step that fails nothing is promised of it.
   * Throws `document.unreadable`, `document.too_big`, `request.invalid` (pages that are not there),
   * `request.cancelled`, `disk.full`.
   */
  run(step: ConversionStep, source: string, target: string, run: StepRun): Promise<StepResult>;
}

const CODES: Readonly<Record<FaultKind, ErrorCode>> = {
  broken: 'document.unreadable',
  protected: 'document.unreadable',
  limit: 'document.too_big',
  options: 'request.invalid',
  missing: 'printer.format',
  disk: 'disk.full',
  internal: 'agent.internal',
};

const FIXES: Partial<Record<FaultKind, string>> = {
  broken: 'Open it in its program and save it again, or save it as PDF.',
  protected: 'Open it with its password and save it without one.',
  limit: 'Print fewer pages of it at a time, or save it as a smaller PDF.',
};

export function faultError(kind: FaultKind, message: string, cause?: unknown): HallwayError {
  const shown = displayText(message, 300, 'The document could not be converted.');
  return new HallwayError(CODES[kind], shown, { fix: FIXES[kind], cause });
}

export function givenUp(): HallwayError {
  return new HallwayError('request.cancelled', 'The conversion was given up.');
}
