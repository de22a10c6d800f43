/**
 * The packages that the bundle leaves outside, with all that they need in turn, and of each only
 * what Node runs: no sources, maps, types, and nothing for browsers.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { file, type Entry } from '../archive/entry.ts';
import { EXTERNAL } from '../external.ts';
import { modules, project, readJson } from '../paths.ts';
import { LICENCE } from './notices.ts';
import { withoutSymbols } from './strip.ts';
import type { Target } from '../targets.ts';

export interface Module {
  name: string;
  version: string;
  license: string;
  /** Its folder, relative to the root, with `/`: `node_modules/…`. */
  path: string;
  folder: string;
}

interface PackageFile {
  name: string;
  version: string;
  license?: string;
  dependencies?: Record<string, string>;
}

/** Of large packages the files that count; of all others whatever `USELESS` does not name. */
const USED: Readonly<Record<string, RegExp>> = {
  '@embedpdf/pdfium': /^dist\/(index\.js|pdfium\.wasm|vendor\/.*\.js)$/,
  '@imagemagick/magick-wasm': /^dist\/(index\.js|x86\/magick\.wasm)$/,
  'bidi-js': /^dist\/bidi\.(js|mjs)$/,
  fontkit: /^dist\/(main\.cjs|module\.mjs)$/,
  '@swc/helpers': /^(cjs|esm)\//,
  pako: /^(index\.js|lib\/)/,
  pdfkit: /^js\/(pdfkit\.node\.mjs|output\.mjs|data\/.*|standard-fonts\/.*\.mjs)$/,
};
const USELESS =
  /(^|\/)(\.[^/]*|test|tests|benchmark|docs?|examples?|umd|esm-browser)\/|\.(map|md|ts|mts|cts|tgz|gz|yml|yaml|flow|html|iml)$|(^|\/)(\.[^/]+|binding\.gyp|.*browser[^/]*|.*\.min\.m?js|[Mm]akefile)$/;
/** Needed while an addon is compiled only. */
const BUILD_ONLY = new Set(['node-addon-api']);

/** Every module that stays outside of the bundle, each once, in the order of their paths. */
export const packagedModules = (): Module[] => closure(EXTERNAL);

/** Every module that some of the program was made of, those in the bundles included. */
export const usedModules = (): Module[] => closure(Object.keys(project.dependencies));

function closure(names: readonly string[]): Module[] {
  const found = new Map<string, Module>();
  const visit = (name: string, from: string): void => {
    const folder = resolve(name, from);
    const path = `node_modules/${relative(modules, folder).replaceAll('\\', '/')}`;
    if (found.has(path)) return;
    const {
      version,
      license = 'MIT',
      dependencies = {},
    } = readJson<PackageFile>(folder, 'package.json');
    found.set(path, { name, version, license, path, folder });
    for (const needed of Object.keys(dependencies))
      if (!BUILD_ONLY.has(needed)) visit(needed, folder);
  };
  for (const name of names) visit(name, modules);
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** As Node looks for it: beside whoever needs it, then further up. */
function resolve(name: string, from: string): string {
  const nested = join(from, 'node_modules', name);
  return existsSync(nested) ? nested : join(modules, name);
}

export function moduleEntries(module: Module, target: Target): Entry[] {
  const entries: Entry[] = [];
  const walk = (folder: string): void => {
    for (const item of readdirSync(join(module.folder, folder), { withFileTypes: true })) {
      const path = folder === '' ? item.name : `${folder}/${item.name}`;
      if (item.isDirectory()) {
        if (item.name !== 'node_modules') walk(path);
      } else if (isUsed(module.name, path, target)) {
        const at = join(module.folder, path);
        const packed = path.endsWith('.node') ? withoutSymbols(at, module.version, target) : at;
        entries.push(file(`${module.path}/${path}`, { file: packed }));
      }
    }
  };
  walk('');
  return entries;
}

function isUsed(name: string, path: string, target: Target): boolean {
  if (path === 'package.json') return true;
  // Their texts stand together in notices.txt.
  if (LICENCE.test(path)) return false;
  if (name === 'better-sqlite3')
    return (
      /^lib\/(binding|database|index|sqlite-error|util|methods\/.*)/.test(path) ||
      path === `prebuilds/${target.addon}.node`
    );
  const used = USED[name];
  return used ? used.test(path) : !USELESS.test(path);
}
