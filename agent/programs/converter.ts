/**
 * The converter: a process of its own for one step of one conversion. It gets its order as a line
 * of JSON on standard input and answers in lines of JSON; the agent starts it without rights beyond
 * two files and the fonts. One thread works; the other waits for the end of standard input, which
 * is the end of the agent, and ends the work wherever it is.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { HEAP_MIB } from '../../src/printing/conversion/limits.ts';
import { runStep, type StepOrder } from '../../src/printing/conversion/run-step.ts';
import { faultMessage, type StepMessage } from '../../src/printing/conversion/step-message.ts';

/** Written at once, for a long drawing never lets events in. */
function say(message: StepMessage): void {
  writeSync(1, `${JSON.stringify(message)}\n`);
}

async function work(order: StepOrder): Promise<void> {
  try {
    const made = await runStep(order, (done, total) => say({ kind: 'progress', done, total }));
    const peakBytes = process.resourceUsage().maxRSS * 1024;
    say({ kind: 'result', result: { ...made, peakBytes } });
  } catch (error) {
    say(faultMessage(error));
  }
}

function watch(): void {
  const lines = createInterface(process.stdin);
  lines.once('line', (line) => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: JSON.parse(line) as StepOrder,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    });
    // Out of memory, say.
    worker.once('error', (error) => say(faultMessage(error)));
    worker.once('exit', () => process.stdin.destroy());
    lines.once('close', () => void worker.terminate());
  });
}

if (isMainThread) watch();
else void work(workerData as StepOrder);
