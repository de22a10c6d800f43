/** Runs the system's tools for the lab. */
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** Standard output; throws with the tool's own words when it fails. */
export async function command(file: string, ...argv: readonly string[]): Promise<string> {
  return (await execFileAsync(file, [...argv], { encoding: 'utf8', timeout: 30_000 })).stdout;
}

/** Many commands of `ip` or `tc` in one process, inside a namespace when one is given. */
export function batch(
  tool: 'ip' | 'tc',
  namespace: string | undefined,
  lines: readonly string[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const argv = [...(namespace === undefined ? [] : ['-n', namespace]), '-batch', '-'];
    const child = spawn(tool, argv, { stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${tool} ${argv.join(' ')}: ${said.trim()}\n${lines.join('\n')}`));
    });
    child.stdin.end(`${lines.join('\n')}\n`);
  });
}
