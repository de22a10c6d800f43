/**
 * A colleague's files, alternating: one large file from the peer door over mutual TLS with curl,
 * beside nginx with the same key and cipher, and through the WebDAV gateway of a second PC; then a
 * folder of many small files as one archive over the link, beside GNU tar on the same disk. Prints
 * medians and ratios. Needs curl and nginx (Debian's nginx-light; no service is started).
 * Run: `node test/bench/peer-file.ts`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { endpointPath } from '../../src/api/endpoint.ts';
import * as api from '../../src/api/local.ts';
import { readPeerFile } from '../../src/api/peer.ts';
import { loadIdentity } from '../../src/identity/identity.ts';
import { endAgents, joinAll, startAgent, type TestAgent } from '../support/agents.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary.ts';

const FILE_MIB = 1024;
const SMALL = 20_000;
const ROUNDS = 7;
const CIPHER = 'TLS_AES_128_GCM_SHA256';

const folder = temporaryFolder();
const root = join(folder.path, 'share');

function fill(): void {
  mkdirSync(join(root, 'many'), { recursive: true });
  for (let index = 0; index < SMALL; index++)
    writeFileSync(join(root, 'many', `Letter ${index}.odt`), Buffer.alloc(4096, index));
  const handle = openSync(join(root, 'large.bin'), 'w');
  for (let mib = 0; mib < FILE_MIB; mib++) writeSync(handle, Buffer.alloc(1 << 20, mib));
  closeSync(handle);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Key and certificate of a PC as files that curl and nginx read. */
async function pemOf(agent: TestAgent): Promise<{ key: string; certificate: string }> {
  const { privateKeyPem, certificatePem } = await loadIdentity(agent.home);
  const [key, certificate] = ['key', 'crt'].map((end) => join(folder.path, `${agent.name}.${end}`));
  if (key === undefined || certificate === undefined) throw new Error('unreachable');
  writeFileSync(key, privateKeyPem);
  writeFileSync(certificate, certificatePem);
  return { key, certificate };
}

async function nginx(server: { key: string; certificate: string }): Promise<{
  url: string;
  stop: () => void;
}> {
  const port = await freePort();
  const config = `
daemon off; worker_processes 1; pid ${folder.path}/nginx.pid; error_log ${folder.path}/nginx.log;
user root; events {}
http {
  access_log off; sendfile on; client_body_temp_path ${folder.path}/body;
  proxy_temp_path ${folder.path}/p; fastcgi_temp_path ${folder.path}/f;
  uwsgi_temp_path ${folder.path}/u; scgi_temp_path ${folder.path}/s;
  server {
    listen 127.0.0.1:${port} ssl; root ${root};
    ssl_certificate ${server.certificate}; ssl_certificate_key ${server.key};
    ssl_protocols TLSv1.3; ssl_conf_command Ciphersuites ${CIPHER};
    ssl_verify_client optional_no_ca;
  }
}`;
  writeFileSync(join(folder.path, 'nginx.conf'), config);
  const child = spawn('/usr/sbin/nginx', ['-c', join(folder.path, 'nginx.conf')], {
    stdio: 'inherit',
  });
  const url = `https://127.0.0.1:${port}/`;
  await eventually(
    async () => execFileSync('curl', ['-sk', '-o', '/dev/null', '-r', '0-0', `${url}large.bin`]),
    10_000,
    'nginx serves',
  );
  return { url, stop: () => void child.kill('SIGTERM') };
}

/** MB/s of what curl fetches. */
function curl(...words: string[]): number {
  const form = '%{time_total} %{size_download} %{http_code}';
  const said = execFileSync('curl', ['-sS', ...words, '-o', '/dev/null', '-w', form], {
    encoding: 'utf8',
  });
  const [seconds = 0, bytes = 0, status = 0] = said.split(' ').map(Number);
  if (status !== 200) throw new Error(`${words.at(-1)}: ${status}`);
  return bytes / 1e6 / seconds;
}

/** Files in a second of an archive that a command makes. */
function files(run: () => void): number {
  const started = performance.now();
  run();
  return (SMALL / (performance.now() - started)) * 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function compare(title: string, ways: Readonly<Record<string, () => number>>): void {
  const results = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, once] of Object.entries(ways)) results.get(name)?.push(once());
  const base = median(Array.from(results.values())[0] ?? []);
  console.log(title);
  for (const [name, values] of results)
    console.log(
      `  ${name.padEnd(34)} ${median(values).toFixed(0).padStart(7)}  ×${(median(values) / base).toFixed(2)}`,
    );
}

fill();
const anna = await startAgent({ name: 'Anna' });
const ben = await startAgent({ name: 'Ben' });
let stop = (): void => {};
try {
  await joinAll([anna, ben]);
  const body = { path: root, name: 'Bench' };
  const { id } = await anna.call(api.addShare, { body });
  const params = { device: anna.deviceId, share: id };
  const mount = await eventually(
    () => ben.call(api.getMount, { params }),
    20_000,
    'the share is known',
  );
  const [server, client] = [await pemOf(anna), await pemOf(ben)];
  const other = await nginx(server);
  ({ stop } = other);
  const tls = ['-k', '--tls13-ciphers', CIPHER, '--cert', client.certificate, '--key', client.key];
  const peer = `https://127.0.0.1:${anna.peerPort}${endpointPath(readPeerFile, { share: id }, { path: 'large.bin' })}`;
  compare(`A file of ${FILE_MIB} MiB, MB/s`, {
    'nginx, mutual TLS': () => curl(...tls, `${other.url}large.bin`),
    'peer door, mutual TLS': () => curl(...tls, peer),
    'WebDAV gateway of another PC': () =>
      curl('-u', `${mount.username}:${mount.password}`, `${mount.url}large.bin`),
  });
  const archive = (agent: TestAgent, format: 'zip' | 'tar'): number =>
    files(() =>
      curl(
        '-H',
        `authorization: Bearer ${agent.token}`,
        '-H',
        'content-type: application/json',
        '--data',
        JSON.stringify({ paths: ['many'], format }),
        agent.url + endpointPath(api.readArchive, params),
      ),
    );
  compare(`A folder of ${SMALL} files of 4 KiB as one archive, files/s`, {
    'tar into a pipe': () =>
      files(() => execFileSync('sh', ['-c', 'tar -cf - many | cat > /dev/null'], { cwd: root })),
    'own share, tar': () => archive(anna, 'tar'),
    "a peer's share, tar": () => archive(ben, 'tar'),
    "a peer's share, zip": () => archive(ben, 'zip'),
  });
} finally {
  stop();
  await endAgents();
  folder.remove();
}
process.exit();
