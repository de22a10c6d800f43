/**
 * Checks the types of the three projects: everything on Node, the layers that know neither Node
 * nor the browser, and the dashboard. What did not change since the last check is not read again.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode, root } from './bootstrap.mjs';

const projects = { all: '.', pure: 'src/tsconfig.pure.json', dashboard: 'dashboard' };
const cache = join(root, 'node_modules', '.cache', 'types');
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

const statuses = await Promise.all(
  Object.entries(projects).map(
    ([name, project]) =>
      new Promise((resolve) => {
        const known = ['--incremental', '--tsBuildInfoFile', join(cache, `${name}.tsbuildinfo`)];
        const child = spawn(pinnedNode(), [compiler, '-p', project, '--noEmit', ...known], {
          cwd: root,
          stdio: ['ignore', 'inherit', 'inherit'],
        });
        child.on('error', () => resolve(1));
        child.on('exit', (code) => resolve(code ?? 1));
      }),
  ),
);
process.exitCode = statuses.every((status) => status === 0) ? 0 : 1;
