/** `chat group`, `chat add`: groups of colleagues, and somebody more in one. */
import * as api from '../../../src/api/local-talk.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Conversation } from '../../../src/model/talk.ts';
import { findConversation, namesOf } from '../chat-names.ts';
import type { Command, Context } from '../command.ts';
import { findDevice } from '../resolve.ts';

export const chatGroup: Command = {
  name: 'chat group',
  usage: 'NAME DEVICE…',
  summary: 'begin a group of some colleagues',
  arguments: [2, 64],
  async run(context) {
    const members = await named(context);
    const body = { name: context.argument(0), members };
    const begun = await context.client.call(api.beginGroup, { body });
    context.answer(document(begun), `The group “${displayText(begun.name, 63)}” begins.`);
  },
};

export const chatAdd: Command = {
  name: 'chat add',
  usage: 'GROUP DEVICE…',
  summary: 'go on with a group with somebody more',
  details:
    'What was said before stays with those who were in it: the group goes on in a new one of the same name.',
  arguments: [2, 64],
  async run(context) {
    const group = await findConversation(context, context.argument(0), await namesOf(context));
    const body = { name: group.name, members: await named(context), after: group.id };
    const begun = await context.client.call(api.beginGroup, { body });
    context.answer(
      document(begun),
      `The group “${displayText(begun.name, 63)}” goes on with them.`,
    );
  },
};

async function named(context: Context): Promise<string[]> {
  const members: string[] = [];
  for (const wanted of context.argumentsFrom(1))
    members.push((await findDevice(context.client, wanted)).id);
  return members;
}

function document({ id, name, others }: Conversation): object {
  return { id, name, members: others };
}
