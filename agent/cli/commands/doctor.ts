/** `doctor`: what is wrong on this PC and in the workgroup, and what to do about it. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { makeDoctorReport, runDoctor } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { writePrivateFile } from '../../../src/identity/private-file.ts';
import type { DoctorReport } from '../../../src/model/doctor.ts';
import { UsageError, type Command, type Context } from '../command.ts';
import { reportDocument, reportText } from '../doctor-text.ts';

interface Examined {
  report: DoctorReport;
  /** The redacted text, if it was asked for. */
  text: string | undefined;
}

export const doctor: Command = {
  name: 'doctor',
  usage: '[--report FILE]',
  summary: 'check this PC and who sees whom, and say how to mend what is wrong',
  details:
    'Runs without an agent, too. Exit status 1 means that something is wrong. --report writes\n' +
    'everything that helps others to help, without names, addresses or secrets; - is stdout.',
  options: { report: { type: 'string' } },
  arguments: [0, 0],
  async run(context) {
    const file = context.text('report');
    if (file === '') throw new UsageError('--report takes the name of a file, or -.');
    if (file === '-' && context.json)
      throw new UsageError(
        '--report - and --json would both write to standard output: name a file for the report.',
      );
    const { report, text } = await examine(context, file !== undefined);
    if (!report.ok) context.foundFaults();
    if (file === '-') {
      context.io.out.write(text ?? '');
      return;
    }
    context.answer(reportDocument(report), reportText(report));
    if (file !== undefined) save(context, file, text ?? '');
  },
};

/** By the agent where one runs; both calls share one examination there. */
async function examine(context: Context, wantText: boolean): Promise<Examined> {
  let hangs = false;
  try {
    const { client } = context;
    const [report, made] = await Promise.all([
      client.call(runDoctor, {}),
      wantText ? client.call(makeDoctorReport, {}) : undefined,
    ]);
    return { report, text: made?.text };
  } catch (error) {
    if (!(error instanceof HallwayError && error.code === 'agent.not_running')) throw error;
    hangs = error.details?.['hangs'] === true;
  }
  const { examineWithoutAgent, reportWithoutAgent } = await import(
    '../../doctor/doctor-standalone.ts'
  );
  const examination = await examineWithoutAgent(context.home, context.io.env, hangs);
  const text = wantText ? await reportWithoutAgent(context.home, examination) : undefined;
  return { report: examination.report, text };
}

function save(context: Context, file: string, text: string): void {
  const path = resolve(context.io.cwd, file);
  const replaced = existsSync(path);
  writePrivateFile(path, text);
  context.note(`${replaced ? 'Replaced' : 'Wrote'} ${file}. Look through it before you send it.`);
}
