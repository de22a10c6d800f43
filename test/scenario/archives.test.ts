/** Archives of a colleague's files: through both agents, by command line and browser, with its rights. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { fromProblem } from '../../src/api/problem.ts';
import type { HallwayError } from '../../src/base/errors.ts';
import { ArchiveHeader } from '../../src/model/archive.ts';
import { runCli } from '../cli/fake-agent.ts';
import { eventually, joinAll, type TestAgent, useAgents } from '../support/agents.ts';
import { answerOf, bytesOf, openRequest } from '../support/local-stream.ts';
import { temporaryFolder } from '../support/temporary.ts';

const LARGE = 48 << 20;
/** Python says what is in an archive, and that it is whole. */
const LOOK = `
import io, json, sys, tarfile, zipfile
data = io.BytesIO(sys.stdin.buffer.read())
if sys.argv[1] == 'zip':
    z = zipfile.ZipFile(data)
    assert z.testzip() is None
    print(json.dumps(z.namelist()))
else:
    print(json.dumps(tarfile.open(fileobj=data, mode='r:').getnames()))
`;

describe('archives of a colleague', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  const root = join(folder.path, 'Docs');
  const pc = join(folder.path, 'pc');
  let [anna, ben] = [] as unknown as [TestAgent, TestAgent];
  let params = { device: '', share: '' };
  before(async () => {
    mkdirSync(join(root, 'Plans/Old'), { recursive: true });
    mkdirSync(pc);
    for (let index = 0; index < 300; index++)
      writeFileSync(join(root, 'Plans/Old', `Letter ${index}.txt`), `Letter ${index}`);
    writeFileSync(join(root, 'large.bin'), Buffer.alloc(LARGE, 7));
    writeFileSync(join(root, 'note.txt'), 'note');
    anna = await agents.start({ name: 'Anna' });
    ben = await agents.start({ name: 'Ben' });
    await joinAll([anna, ben]);
    const { id } = await anna.call(api.addShare, { body: { path: root, name: 'Docs' } });
    params = { device: anna.deviceId, share: id };
    await eventually(
      async () => (await ben.call(api.listShares, {})).some((one) => one.id === id),
      15_000,
      'Ben sees the share',
    );
  });
  after(() => folder.remove());

  const look = (format: string, input: Buffer): string[] =>
    JSON.parse(
      execFileSync('python3', ['-c', LOOK, format], { input, encoding: 'utf8' }),
    ) as string[];
  const ask = async (paths: string[], headers: Record<string, string> = {}) => {
    const outgoing = openRequest(ben, api.readArchive, { params, body: { paths, format: 'zip' } }, {
      'content-type': 'application/json',
      ...headers,
    }); // biome-ignore format: one call
    outgoing.end(JSON.stringify({ paths, format: 'zip' }));
    return answerOf(outgoing);
  };

  it('come to the command line, as a file or into a pipe', async () => {
    const home = ['--home', ben.home];
    const what = ['Anna/Docs/Plans', 'Anna/Docs/note.txt'];
    const zip = await runCli(['get', ...what, '--zip', 'all.zip', '--json', ...home], { cwd: pc });
    assert.equal(zip.status, 0, zip.err);
    const { files, bytes } = zip.json() as { files: number; bytes: number };
    assert.equal(files, 301);
    const path = join(pc, 'all.zip');
    const names = look('zip', execFileSync('cat', [path], { maxBuffer: 1 << 24 }));
    assert.equal(names.length, 303);
    assert.ok(names.includes('Plans/Old/Letter 299.txt') && names.includes('note.txt'));
    assert.equal(execFileSync('stat', ['-c', '%s', path], { encoding: 'utf8' }), `${bytes}\n`);
    const tar = await runCli(['get', ...what, '--tar', '-', ...home], { cwd: pc });
    assert.equal(tar.status, 0, tar.err);
    assert.equal(look('tar', tar.bytes).length, 303);
    const again = await runCli(['get', ...what, '--zip', 'all.zip', ...home], { cwd: pc });
    assert.equal(again.status, 1, 'nothing is overwritten');
    for (const wrong of [['--zip', '-', '--json'], ['--zip', 'a', '--tar', 'b'], []])
      assert.equal((await runCli(['get', ...what, 'x', ...wrong, ...home])).status, 2);
    const none = await runCli(['get', 'Anna/Docs/none', '--zip', 'none.zip', ...home], { cwd: pc });
    assert.equal(none.status, 1);
    assert.deepEqual(readdirSync(pc), ['all.zip']);
  });

  it('have an address for the browser, which tells name and length', async () => {
    const { url } = await ben.call(api.createArchiveAddress, {
      params,
      body: { paths: ['Plans', 'note.txt'], format: 'zip', name: 'Für Ben' },
    });
    const answer = await new Promise<IncomingMessage>((resolve) => get(url, resolve));
    assert.match(String(answer.headers['content-disposition']), /F%C3%BCr%20Ben\.zip/);
    const content = await bytesOf(answer);
    assert.equal(content.length, Number(answer.headers['content-length']));
    assert.equal(look('zip', content).length, 303);
    const missing = { paths: ['note.txt', 'none'], format: 'tar' as const };
    await assert.rejects(
      ben.call(api.createArchiveAddress, { params, body: missing }),
      (error: HallwayError) => error.code === 'path.not_found',
    );
  });

  it('check 54: end with words where a file changes, and are taken for whole by nobody', async () => {
    for (const listens of [true, false]) {
      const answer = await ask(['large.bin', 'note.txt'], listens ? { te: 'trailers' } : {});
      const bytes = Number(answer.headers[ArchiveHeader.bytes]);
      assert.ok(bytes > LARGE);
      appendFileSync(join(root, 'large.bin'), 'more');
      if (!listens) {
        assert.equal(Number(answer.headers['content-length']), bytes);
        await assert.rejects(bytesOf(answer), /aborted/);
        continue;
      }
      assert.ok((await bytesOf(answer)).length < bytes);
      const text = Buffer.from(answer.trailers[ArchiveHeader.problem] ?? '', 'base64url');
      const problem = fromProblem(JSON.parse(text.toString()), 'agent.internal');
      assert.equal(problem.code, 'transfer.changed');
      assert.match(problem.message, /large\.bin was changed/);
    }
  });

  it('check 54: are nothing to whom the share is not for, and end with the right', async () => {
    const answer = await ask(['large.bin']);
    await anna.call(api.changeShare, { params: { id: params.share }, body: { with: [] } });
    await assert.rejects(bytesOf(answer), /aborted/);
    for (const paths of [['note.txt'], ['none'], ['../x']])
      await assert.rejects(ask(paths), (error: HallwayError) =>
        ['share.not_found', 'path.outside'].includes(error.code),
      );
    assert.ok(existsSync(root));
  });
});
