/**
 * The program as it lies on a PC, for any system: Node, the bundled agent, the dashboard, the
 * modules outside of the bundle, the notices. Every kind of package puts this tree somewhere.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { file, type Entry } from '../archive/entry.ts';
import { dist, modules, project, root } from '../paths.ts';
import { isWindows, type Target } from '../targets.ts';
import { moduleEntries, packagedModules, usedModules } from './modules.ts';
import { componentsOf, noticesText, sbom, type Component } from './notices.ts';
import { signedRelease } from './release.ts';
import { runtimeOf } from './runtime.ts';

export type { Component };

export interface Program {
  target: Target;
  /** Paths from the folder of the installation. */
  entries: Entry[];
  components: Component[];
  /** For machines, CycloneDX. */
  sbom: string;
}

/** `time` in seconds since 1970. */
export function stageProgram(target: Target, time: number): Program {
  const runtime = runtimeOf(target);
  const components = componentsOf(usedModules(), runtime);
  const list = sbom(components, target, time);
  const { name, version, description, license } = project;
  const about = { name, version, description, license, private: true, type: 'module' };
  const entries: Entry[] = [
    file('package.json', `${JSON.stringify(about, null, 2)}\n`),
    file('notices.txt', noticesText(components)),
    file('sbom.cdx.json', list),
    file(isWindows(target) ? 'bin/node.exe' : 'bin/node', { file: runtime.program }, 0o755),
    ...launchers(target),
    ...builtFiles('agent'),
    ...builtFiles('dashboard'),
    ...packagedModules().flatMap((module) => moduleEntries(module, target)),
  ];
  const key = process.env['HALLWAY_RELEASE_KEY'];
  const signed = key === undefined || key === '' ? [] : signedRelease(entries, target.name, key);
  return { target, entries: [...entries, ...signed], components, sbom: list };
}

function launchers(target: Target): Entry[] {
  const at = join(root, 'installers', 'launchers');
  return isWindows(target)
    ? [file('hallway.cmd', { file: join(at, 'hallway.cmd') })]
    : [file('hallway', { file: join(at, 'hallway') }, 0o755)];
}

/** Of a fresh build: what an earlier one left is not of it. */
function builtFiles(part: 'agent' | 'dashboard'): Entry[] {
  const folder = join(dist, 'package', part);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => join(item.parentPath, item.name))
    .sort()
    .map((path) => {
      const within = path.slice(folder.length + 1).replaceAll('\\', '/');
      return file(`dist/${part}/${within}`, { file: path });
    });
}

/** Builds agent and dashboard into dist/package, apart from what a checkout runs from. */
export function buildParts(): void {
  const run = (...argv: string[]): void => {
    execFileSync(process.execPath, argv, { cwd: root, stdio: ['ignore', 2, 2] });
  };
  run(join(root, 'installers', 'bundle.mjs'), join(dist, 'package', 'agent'));
  const dashboard = join(dist, 'package', 'dashboard');
  const vite = join(modules, 'vite', 'bin', 'vite.js');
  run(vite, 'build', 'dashboard', '--logLevel', 'warn', '--outDir', dashboard, '--emptyOutDir');
  if (!existsSync(join(dashboard, 'index.html'))) throw new Error('The dashboard was not built.');
}
