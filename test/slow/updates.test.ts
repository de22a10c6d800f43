/** Updates between real installations on the LAN lab: they arrive, and nothing can break a PC by them. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as api from '../../src/api/local.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { Lab } from '../lan/lab.ts';
import { joinPcs } from '../scenario/lab-office.ts';
import { LabPc } from '../scenario/lab-pc.ts';
import { eventually } from '../support/eventually.ts';
import { seeded } from '../support/seeded.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { bundleInto, install } from '../update/installation.ts';
import { releaseKey } from '../update/releases.ts';

const PATIENCE_MS = 60_000;
/** About what an update takes here, so that kills fall before, within and after its last step. */
const WHOLE_UPDATE_MS = 8000;
const KILLS = Number(process.env['HALLWAY_TEST_KILLS'] ?? 20);

describe('slow: updates', function () {
  this.timeout(900_000);
  const folder = temporaryFolder();
  const bundle = join(folder.path, 'bundle');
  const key = releaseKey();
  let lab: Lab;
  let count = 0;
  const pcs: LabPc[] = [];

  before(async function () {
    skipWithoutLab(this);
    bundleInto(bundle);
    lab = await Lab.create({ pcs: 4 });
  });
  afterEach(async () => {
    for (const pc of pcs.splice(0)) await endAll(pc);
  });
  after(async () => {
    await lab?.destroy();
    folder.remove();
  });

  const place = (): string => join(folder.path, `place-${(count += 1)}`);

  /** A PC with this version, which it was installed with. */
  function pc(number: number, launcher: string): LabPc {
    const made = new LabPc(lab, number, place(), { env: {}, main: launcher });
    pcs.push(made);
    return made;
  }

  async function office(...members: LabPc[]): Promise<void> {
    for (const member of members) await member.start();
    await joinPcs(members);
  }

  const versionOf = async (one: LabPc): Promise<string | undefined> =>
    (await one.call(api.getStatus, {}).catch(() => undefined))?.version;

  async function untilOffered(one: LabPc, version: string): Promise<void> {
    await eventually(
      async () => (await one.call(api.getUpdate, {})).offer?.version === version,
      PATIENCE_MS,
      `${version} is offered to ${one.name}`,
    );
  }

  async function untilRuns(one: LabPc, version: string): Promise<void> {
    await eventually(
      async () => (await versionOf(one)) === version,
      PATIENCE_MS,
      `${one.name} runs ${version}`,
    ).catch(async (error: unknown) => {
      const state = await one.call(api.getUpdate, {}).catch(() => undefined);
      throw new Error(JSON.stringify(state), { cause: error });
    });
  }

  it('reach two others from the one that has a newer version, with their data', async () => {
    const old = install(place(), '0.1.0', { bundle, key });
    const one = pc(1, install(place(), '0.2.0', { bundle, key }));
    const [two, three] = [pc(2, old), pc(3, old)];
    await office(one, two, three);
    const ids = [two.id, three.id];
    for (const member of [two, three]) await untilOffered(member, '0.2.0');
    for (const member of [two, three]) await member.call(api.startUpdate, {});
    for (const member of [two, three]) await untilRuns(member, '0.2.0');
    for (const [at, member] of [two, three].entries()) {
      const status = await member.call(api.getStatus, {});
      assert.equal(status.device.id, ids[at]);
      assert.equal(status.workgroup?.members, 3);
      await eventually(
        () => !currentOf(member).trial,
        PATIENCE_MS,
        `${member.name} has proven the new version`,
      );
    }
  });

  it('are refused where they are lower, of another key, or changed by a byte', async () => {
    const folders = { other: place(), changed: place(), lower: place() };
    const old = install(place(), '0.2.0', { bundle, key });
    const mine = pc(1, old);
    install(folders.changed, '0.3.0', { bundle, key, ballast: 1 });
    const ballast = readFileSync(join(folders.changed, 'ballast'));
    ballast[500_000] = (ballast[500_000] ?? 0) ^ 1;
    writeFileSync(join(folders.changed, 'ballast'), ballast);
    const others = [
      pc(2, install(folders.other, '0.3.0', { bundle, key: releaseKey() })),
      pc(3, join(folders.changed, 'dist', 'agent', 'launch.js')),
      pc(4, install(folders.lower, '0.1.0', { bundle, key })),
    ];
    await office(mine, ...others);
    await untilOffered(mine, '0.3.0');
    await mine.call(api.startUpdate, {});
    await eventually(
      async () => (await mine.call(api.getUpdate, {})).phase === 'failed',
      PATIENCE_MS,
      'both are refused',
    );
    const { problem } = await mine.call(api.getUpdate, {});
    assert.match(problem ?? '', /refused/);
    assert.equal(await versionOf(mine), '0.2.0');
    assert.ok(!existsSync(join(mine.home, 'versions', '0.3.0')));
    await untilOffered(others[2]!, '0.3.0');
  });

  it('give way to the version before where they do not start', async () => {
    const prelude = 'process.stderr.write("broken\\n"); process.exit(1);';
    const broken = place();
    install(broken, '0.2.0', { bundle, key, prelude });
    // Its own launcher would not start it either: it is given on by one that runs.
    const giver = pc(1, install(place(), '0.2.0', { bundle, key }));
    const mine = pc(2, install(place(), '0.1.0', { bundle, key }));
    await office(giver, mine);
    await untilOffered(mine, '0.2.0');
    await mine.call(api.startUpdate, {});
    await untilRuns(mine, '0.2.0');
    const brokenAt = join(mine.home, 'versions', '0.2.0', 'dist', 'agent', 'main.js');
    await endAll(mine);
    writeFileSync(brokenAt, prelude);
    writeFileSync(
      join(mine.home, 'versions', 'current'),
      JSON.stringify({ ...currentOf(mine), trial: true, starts: 0 }),
    );
    await mine.start();
    assert.equal(await versionOf(mine), '0.1.0');
    const { refused, offer } = await mine.call(api.getUpdate, {});
    assert.deepEqual([refused, offer], ['0.2.0', null]);
  });

  it(`leave a working agent after kill -9 at ${KILLS} moments`, async () => {
    const random = seeded(9);
    const old = install(place(), '0.1.0', { bundle, key });
    const giver = pc(1, install(place(), '0.2.0', { bundle, key, ballast: 16 }));
    const first = pc(2, old);
    await office(giver, first);
    let mine = first;
    const seen = { '0.1.0': 0, '0.2.0': 0, refused: 0 };
    /** Once more from the beginning: as if the person had gone back. */
    const goBack = async (): Promise<void> => {
      await endAll(mine);
      writeFileSync(join(mine.home, 'versions', 'current'), '{}');
      await mine.start();
    };
    /** A version that is killed three times before it has served for a while is taken for a bad one. */
    const isRefused = async (): Promise<boolean> =>
      (await mine.call(api.getUpdate, {})).refused === '0.2.0';
    for (let kill = 0; kill < KILLS; kill += 1) {
      if ((await versionOf(mine)) === '0.1.0') {
        await untilOffered(mine, '0.2.0');
        await mine.call(api.startUpdate, {});
      }
      await delay(random() * WHOLE_UPDATE_MS);
      await killAll(mine);
      await mine.start();
      const version = await versionOf(mine);
      assert.ok(version === '0.1.0' || version === '0.2.0', `kill ${kill}: ${version}`);
      seen[version] += 1;
      const { workgroup } = await mine.call(api.getStatus, {});
      assert.equal(workgroup?.members, 2, `kill ${kill}`);
      const refused = await isRefused();
      if (refused) seen.refused += 1;
      assert.ok(!refused || version === '0.1.0', `kill ${kill}: runs what it refused`);
      if (refused || (version === '0.2.0' && kill < KILLS - 4)) await goBack();
    }
    console.log(`      after a kill: ${JSON.stringify(seen)}`);
    if ((await versionOf(mine)) === '0.1.0') {
      await untilOffered(mine, '0.2.0');
      await mine.call(api.startUpdate, {});
      await untilRuns(mine, '0.2.0');
    }
    mine = first;
  });

  interface Current {
    version: string;
    trial: boolean;
  }
  function currentOf({ home }: LabPc): Current {
    return JSON.parse(readFileSync(join(home, 'versions', 'current'), 'utf8')) as Current;
  }

  /** The process that serves, which a launcher may have started. */
  function serving({ home }: LabPc): number | undefined {
    try {
      return (JSON.parse(readFileSync(join(home, 'agent.json'), 'utf8')) as { pid: number }).pid;
    } catch {
      return undefined;
    }
  }

  /** All processes of this PC's agent: those that carry its home in their arguments. */
  function processesOf({ home }: LabPc): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((name) => {
        try {
          const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
          return words.includes('agent') && words.includes(home);
        } catch {
          return false;
        }
      })
      .map(Number);
  }

  async function killAll(one: LabPc): Promise<void> {
    const ended = one.end('SIGKILL');
    for (const pid of new Set([...processesOf(one), serving(one) ?? 0]))
      if (pid > 0 && processesOf(one).includes(pid))
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It has ended by itself.
        }
    await ended;
    await eventually(() => processesOf(one).length === 0, PATIENCE_MS, `${one.name} is dead`);
  }

  async function endAll(one: LabPc): Promise<void> {
    if (one.running) await one.end();
    await killAll(one);
  }
});
