/**
 * Checks the types of the three projects: everything on Node, the layers that know neither Node
 * nor the browser, and the dashboard.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode, root } from './bootstrap.mjs';

const projects = ['.', 'src/tsconfig.pure.json', 'dashboard'];
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

const statuses = await Promise.all(
  projects.map(
    (project) =>
      new Promise((resolve) => {
        const child = spawn(pinnedNode(), [compiler, '-p', project, '--noEmit'], {
          cwd: root,
          stdio: ['ignore', 'inherit', 'inherit'],
        });
        child.on('error', () => resolve(1));
        child.on('exit', (code) => resolve(code ?? 1));
      }),
  ),
);
process.exitCode = statuses.every((status) => status === 0) ? 0 : 1;
