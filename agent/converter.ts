/**
 * The converter: a process of its own for one step of one conversion. It gets its order as JSON on
 * standard input and answers in lines of JSON; the agent starts it without rights beyond the two
 * files and the fonts, and ends it when it hangs.
 */
import { writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { runStep, type StepOrder } from '../src/printing/conversion/run-step.ts';
import { faultMessage, type StepMessage } from '../src/printing/conversion/step-message.ts';

/** Written at once, for a long drawing never lets events in. */
function say(message: StepMessage): void {
  writeSync(1, `${JSON.stringify(message)}\n`);
}

try {
  const order = JSON.parse(await text(process.stdin)) as StepOrder;
  const result = await runStep(order, (done, total) => say({ kind: 'progress', done, total }));
  say({ kind: 'result', result });
} catch (error) {
  say(faultMessage(error));
}
