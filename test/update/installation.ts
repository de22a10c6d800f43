/** Installations for tests: the real bundle beside the real Node, as a package lays them, signed. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../support/sources.ts';
import { makeRelease, type releaseKey } from './releases.ts';

/** Bundles the agent as it is now into `folder`. */
export function bundleInto(folder: string): void {
  execFileSync(process.execPath, [join(root, 'installers', 'bundle.mjs'), folder]);
}

export interface InstallOptions {
  /** A bundle that `bundleInto` made. */
  bundle: string;
  key: ReturnType<typeof releaseKey>;
  /** Put before the agent's entry, such as a fault. */
  prelude?: string;
  /** So many megabytes that no other version has. */
  ballast?: number;
}

/** Lays a version into `folder`; its launcher is `dist/agent/launch.js`. */
export function install(
  folder: string,
  version: string,
  { bundle, key, prelude = '', ballast = 0 }: InstallOptions,
): string {
  mkdirSync(join(folder, 'dist'), { recursive: true });
  cpSync(bundle, join(folder, 'dist', 'agent'), { recursive: true });
  mkdirSync(join(folder, 'dist', 'dashboard'));
  writeFileSync(join(folder, 'dist', 'dashboard', 'index.html'), '<!doctype html>');
  for (const part of ['package.json', 'lib', join('prebuilds', `linux-${process.arch}.node`)]) {
    const to = join(folder, 'node_modules', 'better-sqlite3', part);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(root, 'node_modules', 'better-sqlite3', part), to, { recursive: true });
  }
  mkdirSync(join(folder, 'bin'));
  try {
    linkSync(process.execPath, join(folder, 'bin', 'node'));
  } catch {
    copyFileSync(process.execPath, join(folder, 'bin', 'node'));
  }
  const main = join('dist', 'agent', 'main.js');
  makeRelease(folder, version, key, {
    'package.json': JSON.stringify({ name: 'hallway', version, type: 'module' }),
    ...(prelude === '' ? {} : { [main]: prelude }),
    ...(ballast === 0 ? {} : { ballast: Buffer.alloc(ballast * 2 ** 20, version) }),
  });
  return join(folder, 'dist', 'agent', 'launch.js');
}
