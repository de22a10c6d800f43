/**
 * The agent as a service of the person's own systemd, as the Linux packages bring it: it restarts
 * after a crash, ever more slowly, and may start with the PC, before anybody signs in.
 */
import { isInstalled } from '../../life/install-root.ts';
import { systemCommands, type RunCommand } from '../system-command.ts';

const UNIT = 'hallway.service';
const PATIENCE_MS = 20_000;

export class UserService {
  readonly #run: RunCommand;

  constructor(run: RunCommand = systemCommands(PATIENCE_MS)) {
    this.#run = run;
  }

  /** Whether there is a systemd of this person that knows the service. */
  async isThere(): Promise<boolean> {
    if (process.platform !== 'linux' || !isInstalled) return false;
    const shown = await this.#run('systemctl', '--user', 'show', '-p', 'LoadState', UNIT);
    return shown?.code === 0 && shown.stdout.includes('LoadState=loaded');
  }

  /** False where systemd would not. */
  async start(): Promise<boolean> {
    return this.#did('systemctl', '--user', 'start', UNIT);
  }

  async stop(): Promise<void> {
    await this.#did('systemctl', '--user', 'stop', UNIT);
  }

  async startsWithPc(): Promise<boolean> {
    return this.#did('systemctl', '--user', '--quiet', 'is-enabled', UNIT);
  }

  /** Null if it is done, else what the system said. */
  async setStartsWithPc(on: boolean): Promise<string | null> {
    const verb = on ? 'enable' : 'disable';
    const changed = await this.#run('systemctl', '--user', verb, UNIT);
    if (changed?.code !== 0) return said(changed?.stderr);
    // Services of a person run before the person signs in where that is allowed.
    const lingering = on ? await this.#run('loginctl', 'enable-linger') : null;
    return on && lingering?.code !== 0 ? said(lingering?.stderr) : null;
  }

  async #did(program: string, ...args: string[]): Promise<boolean> {
    return (await this.#run(program, ...args))?.code === 0;
  }
}

function said(text: string | undefined): string {
  return text?.trim().split('\n').at(-1)?.slice(0, 300) || 'systemd is not there';
}
