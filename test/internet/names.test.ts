/** How a lender looks names up: at name servers alone, in a network namespace with one of the test's own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runToEnd } from '../support/finished.ts';
import { root } from '../support/sources.ts';
import { temporaryFolder } from '../support/temporary.ts';

const APART = ['unshare', '--net', '--mount'] as const;

describe('names on the internet that is lent', function () {
  this.timeout(30_000);
  const place = temporaryFolder();
  after(() => place.remove());

  it('are what name servers say, not what this PC’s file of hosts does', async function () {
    const [command, ...args] = APART;
    if (spawnSync(command, [...args, 'ip', 'link', 'set', 'lo', 'up']).status !== 0) {
      console.log('      skipped: no network namespaces here (they take root)');
      this.skip();
    }
    const file = (name: string, text: string): string => {
      writeFileSync(join(place.path, name), `${text}\n`);
      return `mount --bind ${join(place.path, name)} /etc/${name}`;
    };
    const steps = [
      'ip link set lo up',
      file('resolv.conf', 'nameserver 127.0.0.1'),
      file('hosts', '10.0.0.9 hosts.example'),
      `exec ${process.execPath} ${join(root, 'test', 'internet', 'asking-names.ts')}`,
    ];
    const run = await runToEnd([...APART, 'sh', '-c', steps.join(' && ')], { timeoutMs: 20_000 });
    const { found, hosts, silent, asked } = run.json<Record<string, string[]>>();
    assert.deepEqual([found, hosts, silent], [['11.0.0.1'], ['11.0.0.1'], []]);
    assert.deepEqual(
      asked?.filter((one) => one.startsWith('news')),
      ['news.example A', 'news.example AAAA'],
    );
  });
});
