/** What the converter's process says on its standard output: one line of JSON each. */
import { type FaultKind, ConversionFault } from './conversion-fault.ts';
import type { StepResult } from './conversion-step.ts';

export type StepMessage =
  | { kind: 'progress'; done: number; total?: number | undefined }
  | { kind: 'result'; result: StepResult }
  | { kind: 'fault'; fault: FaultKind; message: string; cause?: string | undefined };

const FAULTS: readonly FaultKind[] = [
  'broken', 'protected', 'limit', 'options', 'missing', 'disk', 'internal',
]; // biome-ignore format: a list of words

const MAX_WORDS = 500;

/** A hostile document may have taken the process over: nothing is believed unchecked. */
export function parseMessage(line: string): StepMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (value === null || typeof value !== 'object') return undefined;
  const message = value as Record<string, unknown>;
  switch (message['kind']) {
    case 'progress': {
      const [done, total] = [count(message['done']), count(message['total'])];
      return done === undefined ? undefined : { kind: 'progress', done, total };
    }
    case 'result': {
      const result = message['result'] as Record<string, unknown> | null | undefined;
      const note =
        typeof result?.['note'] === 'string' ? result['note'].slice(0, MAX_WORDS) : undefined;
      const peakBytes = count(result?.['peakBytes']);
      return {
        kind: 'result',
        result: { pages: count(result?.['pages']) ?? null, note, peakBytes },
      };
    }
    case 'fault': {
      const fault = FAULTS.find((one) => one === message['fault']) ?? 'internal';
      const [words, cause] = [message['message'], message['cause']];
      return {
        kind: 'fault',
        fault,
        message: typeof words === 'string' ? words.slice(0, MAX_WORDS) : '',
        cause: typeof cause === 'string' ? cause.slice(0, MAX_WORDS) : undefined,
      };
    }
    default:
      return undefined;
  }
}

export function faultMessage(error: unknown): StepMessage {
  const fault =
    error instanceof ConversionFault
      ? error
      : new ConversionFault('internal', 'The document could not be converted.', error);
  const { cause } = fault;
  return {
    kind: 'fault',
    fault: fault.kind,
    message: fault.message,
    cause: cause instanceof Error ? (cause.stack ?? cause.message) : undefined,
  };
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
