/** `screens`: where something plays, and what is done with it there. */
import {
  controlScreen,
  getScreenRules,
  listScreens,
  setScreenRule,
} from '../../../src/api/local-screen.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { lastSegment } from '../../../src/base/safe-path.ts';
import { displayText } from '../../../src/base/text.ts';
import type {
  Screen,
  ScreenRule,
  ScreenRules,
  Show,
  ShowAction,
} from '../../../src/model/screen.ts';
import { type Command, type Context, UsageError } from '../command.ts';
import { table } from '../output.ts';
import { findDevice, listDevices, resolveOne } from '../resolve.ts';

const RULES: Readonly<Record<string, ScreenRule | null>> = {
  ask: 'ask',
  allow: 'allow',
  refuse: 'refuse',
  default: null,
};

export const screens: Command = {
  name: 'screens',
  usage: '',
  summary: 'colleagues’ PCs, televisions and loudspeakers to play on, and what plays there',
  arguments: [0, 0],
  async run(context) {
    const found = await context.client.call(listScreens, {});
    context.answer(
      found.map(({ id, kind, name, show }) => ({ id, kind, name, playing: documentOf(show) })),
      table(
        ['NAME', 'KIND', 'PLAYS', ''],
        found.map(({ kind, name, show }) => [
          displayText(name, 63),
          kind,
          show ? displayText(lastSegment(show.file.path), 200) : '',
          show ? (show.playing ? 'playing' : 'paused') : '',
        ]),
        'No other screen is there now.',
      ),
    );
  },
};

export const screensResume = control('resume', 'go on with what is paused there', () => ({
  action: 'play',
}));
export const screensPause = control('pause', 'pause what plays there', () => ({ action: 'pause' }));
export const screensStop = control('stop', 'stop what plays there', () => ({ action: 'stop' }));
export const screensSeek = control(
  'seek',
  'go to a place in what plays there: seconds, 4:30 or 1:04:30',
  (word) => ({ action: 'seek', position: secondsOf(word) }),
  'TIME',
);
export const screensVolume = control(
  'volume',
  'set the volume there, in percent',
  (word) => {
    const volume = /^\d{1,3}$/.test(word) ? Number(word) : NaN;
    if (!(volume <= 100)) throw new UsageError('The volume is a whole number from 0 to 100.');
    return { action: 'volume', volume };
  },
  'PERCENT',
);

export const screensRule: Command = {
  name: 'screens rule',
  usage: '[DEVICE|everyone] [ask|allow|refuse|default]',
  summary: 'who may show something on this PC’s screen',
  details:
    'Without anything it shows the rules. Everybody is asked for unless you say otherwise; whom you\n' +
    'allow may also stop, seek and set the volume of what others show.',
  arguments: [0, 2],
  async run(context) {
    const [who, word] = [context.argument(0), context.argument(1)];
    if (who !== '' && !Object.hasOwn(RULES, word))
      throw new UsageError('The rule is one of ask, allow, refuse, default.');
    const { client } = context;
    const body = {
      ...(who === '' || who === 'everyone' ? {} : { device: (await findDevice(client, who)).id }),
      rule: RULES[word] ?? null,
    };
    const rules =
      who === ''
        ? await client.call(getScreenRules, {})
        : await client.call(setScreenRule, { body });
    context.answer(rules, await rulesTable(context, rules));
  },
};

/** A place as people write it, in seconds; throws a usage error. */
export function secondsOf(word: string): number {
  if (!/^(?:\d{1,3}:){0,2}\d{1,7}(?:\.\d{1,3})?$/.test(word))
    throw new UsageError('A place is told in seconds, or as 4:30 or 1:04:30.');
  return word.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

export async function findScreen({ client }: Context, wanted: string): Promise<Screen> {
  return resolveOne(wanted, await client.call(listScreens, {}), {
    noun: 'screen',
    notFound: 'screen.not_found',
    hint: '`hallway screens` lists them.',
  });
}

function control(
  word: string,
  summary: string,
  action: (argument: string) => ShowAction,
  more = '',
): Command {
  const count = more === '' ? 1 : 2;
  return {
    name: `screens ${word}`,
    usage: `SCREEN ${more}`.trim(),
    summary,
    arguments: [count, count],
    async run(context) {
      const body = action(context.argument(1));
      const { id, name, show } = await findScreen(context, context.argument(0));
      if (!show)
        throw new HallwayError(
          'request.not_found',
          `Nothing that this PC may know of plays on ${displayText(name, 63)}.`,
        );
      await context.client.call(controlScreen, { params: { screen: id, id: show.id }, body });
      context.answer({ screen: id, id: show.id, action: word }, '');
    },
  };
}

function documentOf(show: Show | null) {
  if (!show) return null;
  const { id, file, by, playing, volume } = show;
  return { id, ...file, by, state: playing ? 'playing' : 'paused', volume };
}

async function rulesTable({ client }: Context, { rule, devices }: ScreenRules): Promise<string> {
  const names = new Map((await listDevices(client)).map(({ id, name }) => [id, name]));
  const rows = devices.map((one) => [names.get(one.device) ?? one.device.slice(0, 8), one.rule]);
  return table(['WHO', 'RULE'], [['everyone', rule], ...rows], '');
}
