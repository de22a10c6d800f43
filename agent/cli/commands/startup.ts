/** `startup`: whether Hallway starts when the person signs in, with the PC, or not by itself. */
import { HallwayError } from '../../../src/base/errors.ts';
import { systemAutostart } from '../../platform/startup/autostart.ts';
import { UserService } from '../../platform/startup/user-service.ts';
import { UsageError, type Command, type Context } from '../command.ts';

type Startup = 'login' | 'boot' | 'off';

const WORDS: Readonly<Record<Startup, string>> = {
  login: 'Hallway starts when you sign in.',
  boot: 'Hallway starts with this PC, before anybody signs in.',
  off: 'Hallway starts when you start it.',
};

export const startup: Command = {
  name: 'startup',
  usage: '[login|boot|off]',
  summary: 'when Hallway starts by itself: at your sign-in, with the PC, or not',
  details:
    'boot needs a Linux package with systemd; it may ask an administrator. Without a word it says\n' +
    'what is chosen.',
  arguments: [0, 1],
  async run(context) {
    const wanted = context.argument(0);
    if (wanted !== '') {
      if (!Object.hasOwn(WORDS, wanted)) throw new UsageError('startup takes login, boot or off.');
      await choose(context, wanted as Startup);
    }
    const chosen = await current(context);
    context.answer({ startup: chosen }, WORDS[chosen]);
  },
};

const autostartOf = ({ home, io }: Context) => systemAutostart(home, io.env, process.platform);

async function current(context: Context): Promise<Startup> {
  const service = new UserService();
  if ((await service.isThere()) && (await service.startsWithPc())) return 'boot';
  return autostartOf(context)?.isOn() ? 'login' : 'off';
}

async function choose(context: Context, wanted: Startup): Promise<void> {
  const service = new UserService();
  const there = await service.isThere();
  const autostart = autostartOf(context);
  if (wanted === 'boot' && !there)
    throw new HallwayError('request.conflict', 'This system cannot start Hallway with the PC.', {
      fix: 'Install the package of Hallway on a Linux with systemd, or choose login.',
    });
  if (wanted === 'login' && !autostart)
    throw new HallwayError('request.conflict', 'Hallway cannot set this on this system.', {
      fix: 'Add Hallway to the programs that this system starts for you.',
    });
  if (there) {
    const refused = await service.setStartsWithPc(wanted === 'boot');
    if (refused !== null)
      throw new HallwayError('request.conflict', `The system could not do it: ${refused}.`, {
        fix: 'Ask the administrator of this PC.',
      });
  }
  // At the sign-in of one who started with the PC nothing is left to do.
  autostart?.set(wanted !== 'off');
}
