/** `workgroup approve` and `workgroup deny`: the yes or no to a newcomer. */
import { decideJoinRequest, listJoinRequests } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Command, Context } from '../command.ts';
import { resolveOne } from '../resolve.ts';

async function decide(context: Context, admit: boolean): Promise<void> {
  const requests = await context.client.call(listJoinRequests, {});
  const request = resolveOne(context.argument(0), requests, {
    noun: 'waiting PC',
    notFound: 'pairing.not_found',
    hint: '`hallway workgroup requests` lists who waits.',
  });
  await context.client.call(decideJoinRequest, {
    params: { id: request.id },
    body: { admit },
  });
  context.answer(
    { id: request.id, name: request.name },
    `${admit ? 'Admitted' : 'Refused'} ${displayText(request.name)}.`,
  );
}

export const workgroupApprove: Command = {
  name: 'workgroup approve',
  usage: 'ID',
  summary: 'admit a PC that waits',
  arguments: [1, 1],
  run: (context) => decide(context, true),
};

export const workgroupDeny: Command = {
  name: 'workgroup deny',
  usage: 'ID',
  summary: 'refuse a PC that waits',
  arguments: [1, 1],
  run: (context) => decide(context, false),
};
