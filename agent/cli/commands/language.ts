/** `language`: in which language icon and notifications of this PC speak. */
import { getDesktop, setDesktop } from '../../../src/api/local.ts';
import { LANGUAGES, type Language } from '../../../src/desktop/words/language.ts';
import { UsageError, type Command } from '../command.ts';

const SYSTEM = 'system';

export const language: Command = {
  name: 'language',
  usage: `[${[...LANGUAGES, SYSTEM].join('|')}]`,
  summary: 'language of icon and notifications; system: as this PC has it',
  arguments: [0, 1],
  async run(context) {
    const { client } = context;
    const wanted = context.argument(0);
    const known = LANGUAGES.find((one) => one === wanted);
    if (wanted !== '' && wanted !== SYSTEM && !known)
      throw new UsageError(`language takes ${LANGUAGES.join(', ')} or ${SYSTEM}.`);
    const change: { language: Language | null } = { language: known ?? null };
    const { language: chosen } =
      wanted === ''
        ? await client.call(getDesktop, {})
        : await client.call(setDesktop, { body: change });
    const words = chosen === null ? 'As this PC has it.' : `Icon and notifications: ${chosen}.`;
    context.answer({ language: chosen ?? SYSTEM }, words);
  },
};
