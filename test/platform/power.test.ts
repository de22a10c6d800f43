/** Sleep and wake are heard from the system's own program, which never outlives the agent. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PowerSignals } from '../../agent/platform/power/power-events.ts';
import { PowerMonitor, type PowerSource } from '../../agent/platform/power/power-monitor.ts';
import { LINUX, MACOS, WINDOWS } from '../../agent/platform/power/sources.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary.ts';

const logind = '/org/freedesktop/login1: org.freedesktop.login1.Manager';

describe('platform: power', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());
  const at = (name: string): string => join(folder.path, name);

  function heardFrom(source: PowerSource): { power: PowerMonitor; heard: string[] } {
    const power = new PowerMonitor(source);
    const heard: (keyof PowerSignals)[] = [];
    power.on('sleep', () => heard.push('sleep'));
    power.on('wake', () => heard.push('wake'));
    power.start();
    return { power, heard };
  }

  it('reads what each system prints', () => {
    assert.equal(LINUX.signalOf(`${logind}.PrepareForSleep (true,)`), 'sleep');
    assert.equal(LINUX.signalOf(`${logind}.PrepareForSleep (false,)`), 'wake');
    for (const line of [
      `${logind}.PrepareForShutdown (true,)`,
      `${logind}.SessionNew ('3', objectpath '/org/freedesktop/login1/session/_33')`,
      'Monitoring signals on object /org/freedesktop/login1 owned by org.freedesktop.login1',
      '',
    ])
      assert.equal(LINUX.signalOf(line), undefined);
    for (const { signalOf } of [MACOS, WINDOWS])
      assert.deepEqual(['sleep', 'wake', 'wakes', ''].map(signalOf), [
        'sleep',
        'wake',
        undefined,
        undefined,
      ]);
  });

  it('tells of both, holds the system back meanwhile, and leaves no process', async function () {
    if (!existsSync('/proc/self')) this.skip();
    const says = (word: boolean): string => `echo "${logind}.PrepareForSleep (${word},)"`;
    const until = (holds: string): string => `until [ ${holds} ]; do sleep 0.05; done`;
    const waits = `echo $$ >"$0"; read -r _; echo ended >>"$0"`;
    const { power, heard } = heardFrom({
      ...LINUX,
      argv: [
        '/bin/sh',
        '-c',
        `${until('-s "$1"')}; ${says(true)}; ${until('"$(tail -n 1 "$1")" = released')}; ${says(false)}; ${waits}`,
        at('monitor'),
        at('delay'),
      ],
      delay: ['/bin/sh', '-c', `echo held >>"$0"; read -r _; echo released >>"$0"`, at('delay')],
    });
    const said = (name: string): string =>
      existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '';
    await eventually(() => heard.length === 2, 5000, 'both are heard');
    assert.deepEqual(heard, ['sleep', 'wake']);
    await eventually(() => said('delay') === 'held\nreleased\nheld\n', 5000, 'held, let go, held');
    await eventually(() => said('monitor') !== '', 5000, 'the monitor waits');
    power.stop();
    await eventually(() => said('monitor').endsWith('ended\n'), 5000, 'the monitor has ended');
    await eventually(() => said('delay').endsWith('held\nreleased\n'), 5000, 'nothing is held');
  });

  it('is silent where the system has no such program', async () => {
    const { power, heard } = heardFrom({ ...LINUX, argv: ['/no/such/program'], delay: ['/none'] });
    await new Promise((resolve) => setTimeout(resolve, 50));
    power.stop();
    power.stop();
    assert.deepEqual(heard, []);
  });
});
