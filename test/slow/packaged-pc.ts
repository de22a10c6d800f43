/**
 * What every package for Linux must hold in a bare system on the LAN lab, whatever brings it there:
 * its agent joins a workgroup with a checkout's, serves a folder, is upgraded with its data, and goes
 * without a trace.
 */
import assert from 'node:assert/strict';
import { rmSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { Lab } from '../lan/lab.ts';
import type { PcProcess, Result } from '../lan/pc.ts';
import { LabPc } from '../scenario/lab-pc.ts';
import { AGENT_ENTRY } from '../support/agent-entry.ts';
import { eventually } from '../support/eventually.ts';
import type { BareDebian } from './bare-debian.ts';

const PATIENCE_MS = 60_000;
const START_MS = 60_000;
const PERSON = 'anna';

interface Status {
  version: string;
  name: string;
  device: { id: string; name: string };
  workgroup: { name: string; members: number } | null;
}

export class PackagedPc {
  readonly debian: BareDebian;
  readonly #folder: string;
  readonly #lab: Lab;
  readonly #colleague: LabPc;
  /** Every path of the system as it was before. */
  readonly #bare: readonly string[];
  #agent: PcProcess | undefined;
  #device = '';

  private constructor(debian: BareDebian, folder: string, lab: Lab) {
    this.debian = debian;
    this.#folder = folder;
    this.#lab = lab;
    const home = join(folder, 'colleague');
    this.#colleague = new LabPc(lab, 2, home, { env: {}, main: AGENT_ENTRY });
    debian.addPerson(PERSON);
    this.#bare = debian.paths();
  }

  /** `debian`: without the package; `folder`: for what is fetched. */
  static async make(debian: BareDebian, folder: string): Promise<PackagedPc> {
    return new PackagedPc(debian, folder, await Lab.create({ pcs: 2 }));
  }

  async remove(): Promise<void> {
    await this.#agent?.kill('SIGKILL');
    await this.#colleague.end();
    await this.#lab.destroy();
    this.debian.remove();
  }

  /** Runs a command as root in the network of this PC. */
  exec(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> {
    return this.#lab.pc(1).exec([...this.debian.inside('root', env), ...argv]);
  }

  /** A new agent of the version that was just installed joins, and shares a folder. */
  async joins(version: string): Promise<void> {
    await this.#start();
    assert.equal((await this.#status()).version, version);
    await this.#colleague.start();
    await this.#colleague.call(api.createWorkgroup, { body: { name: 'Office' } });
    const { code } = await this.#colleague.call(api.openInvitation, { body: { approve: true } });
    assert.equal((await this.#hallway('workgroup', 'join', code)).name, 'Office');
    this.#device = (await this.#status()).device.id;
    await this.#colleague.untilPeers(true, [this.#device], PATIENCE_MS);
    const write = 'mkdir ~/Plans && echo ground floor >~/Plans/plan.txt';
    this.debian.run(['su', PERSON, '-c', write]);
    await this.#hallway('share', 'add', `/home/${PERSON}/Plans`);
    await this.#reads();
  }

  /** Another version was installed meanwhile. */
  async goesOn(version: string): Promise<void> {
    // There is no systemd in here that would start it anew by itself.
    await this.#agent?.kill();
    await this.#start();
    const after = await this.#status();
    assert.deepEqual([after.version, after.device.id], [version, this.#device]);
    assert.deepEqual([after.workgroup?.name, after.workgroup?.members], ['Office', 2]);
    await this.#colleague.untilPeers(true, [this.#device], PATIENCE_MS);
    await this.#reads();
  }

  /**
   * The package was removed while its agent ran. Beside what the person made at most `left` is there,
   * with what is in it, and of what the system had nothing is missing.
   */
  async isGone(left: RegExp = /^$/): Promise<void> {
    const ended = await this.#agent?.exited;
    assert.notEqual(ended?.code, null);
    const now = this.debian.paths();
    const home = `home/${PERSON}`;
    // The folders of every program in a home (XDG base directories) stay, empty.
    const common = ['.cache', '.local', '.local/share'].map((name) => `${home}/${name}`);
    const added = now.filter((path) => !this.#bare.includes(path) && !common.includes(path));
    assert.deepEqual(
      added.filter((path) => !left.test(path)),
      [`${home}/Plans`, `${home}/Plans/plan.txt`],
    );
    assert.deepEqual(
      this.#bare.filter((path) => !now.includes(path)),
      [],
    );
  }

  async #start(): Promise<void> {
    this.#agent = this.#lab
      .pc(1)
      .spawn([...this.debian.inside(PERSON), '/usr/bin/hallway', 'agent', '--no-tray']);
    await this.#agent.waitForLine(/^ready /, START_MS);
  }

  async #hallway(...args: string[]): Promise<Status> {
    const words = [...this.debian.inside(PERSON), '/usr/bin/hallway', ...args, '--json'];
    const said = await this.#lab.pc(1).exec(words);
    assert.equal(said.code, 0, `${said.stdout}\n${said.stderr}`);
    return JSON.parse(said.stdout) as Status;
  }
  readonly #status = (): Promise<Status> => this.#hallway('status');

  /** The colleague fetches the file of the share. */
  async #reads(): Promise<void> {
    const into = join(this.#folder, 'plan.txt');
    const get = ['get', `${this.#device}/Plans/plan.txt`, into];
    await eventually(
      async () => (await this.#colleague.cli(...get)).code === 0,
      PATIENCE_MS,
      'the file of the packaged agent is fetched',
    );
    assert.equal(readFileSync(into, 'utf8'), 'ground floor\n');
    rmSync(into);
  }
}
