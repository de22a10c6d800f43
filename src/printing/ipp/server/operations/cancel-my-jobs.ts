/** Cancel-My-Jobs (PWG 5100.7 section 4.2): all of one user, or those that are listed. */
import { displayText } from '../../../../base/text.ts';
import { Status } from '../../constants.ts';
import { integer } from '../../values.ts';
import { badRequest, IppFault } from '../fault.ts';
import { isFinal, type LoopbackJob } from '../loopback-jobs.ts';
import type { OperationAnswer, OperationContext } from '../operation.ts';
import { cancel } from './cancel-job.ts';

export async function cancelMyJobs(context: OperationContext): Promise<OperationAnswer> {
  const { asked, jobs, printing, served } = context;
  const user = displayText(asked.text('requesting-user-name'), 255);
  if (user === '') throw badRequest('requesting-user-name is missing.');
  const mine = jobs.list(printing, served.key).filter(({ record }) => record.user === user);
  const numbers = asked.integers('job-ids');
  const chosen = numbers ? listed(mine, numbers) : mine.filter((found) => !isFinal(found));
  for (const found of chosen) await cancel(context, found);
  return {};
}

/** All or none of them. */
function listed(mine: readonly LoopbackJob[], numbers: readonly number[]): LoopbackJob[] {
  const open = new Map(
    mine.filter((found) => !isFinal(found)).map((found) => [found.record.number, found]),
  );
  const wrong = numbers.filter((number) => !open.has(number));
  if (wrong.length > 0) {
    const known = wrong.every((number) => mine.some(({ record }) => record.number === number));
    throw new IppFault(
      Status[known ? 'client-error-not-possible' : 'client-error-not-found'],
      'Some of the jobs are finished, or none of this user.',
      new Map([['job-ids', integer(...wrong)]]),
    );
  }
  return numbers.flatMap((number) => open.get(number) ?? []);
}
