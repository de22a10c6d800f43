/** What the program is made of: the licences' texts of all of it, and the list for machines (SBOM). */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { project, root } from '../paths.ts';
import type { Target } from '../targets.ts';
import type { Module } from './modules.ts';
import type { Runtime } from './runtime.ts';

/** Names of the files of a package that hold its licence. */
export const LICENCE = /^(licen[cs]e|copying|notice)([.-][^/]*)?$/i;

/** A component, as both lists show it. */
export interface Component {
  name: string;
  version: string;
  license: string;
  /** Its licence in full. */
  text: string;
  /** Package URL (purl). */
  purl: string;
}

export function componentsOf(
  used: readonly Module[],
  { version, license, notice }: Runtime,
): Component[] {
  const node: Component = {
    name: 'Node.js',
    version,
    license,
    text: readFileSync(notice, 'utf8'),
    purl: `pkg:generic/nodejs@${version}`,
  };
  const seen = new Set<string>();
  const others = used.map((module) => ({
    name: module.name,
    version: module.version,
    license: module.license,
    text: licenceText(module),
    purl: `pkg:npm/${module.name.replace('@', '%40')}@${module.version}`,
  }));
  return [node, ...others].filter(({ purl }) => !seen.has(purl) && seen.add(purl));
}

function licenceText({ folder, license }: Module): string {
  const texts = readdirSync(folder)
    .filter((name) => LICENCE.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').trim());
  return texts.length > 0 ? texts.join('\n\n') : `${license}, as its package says; it has no text.`;
}

/** For people: Hallway's own licence, then each component with its own. */
export function noticesText(components: readonly Component[]): string {
  const line = '='.repeat(80);
  const own = `Hallway ${project.version}\n\n${readFileSync(join(root, 'LICENSE'), 'utf8').trim()}`;
  const others = components.map(
    ({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text.trim()}`,
  );
  return `${[own, ...others].join(`\n\n${line}\n\n`)}\n`;
}

/** CycloneDX 1.5 as JSON; the serial number follows from the content, so that equal builds are equal. */
export function sbom(components: readonly Component[], target: Target, time: number): string {
  const listed = components.map(({ name, version, license, purl }) => ({
    type: name === 'Node.js' ? 'platform' : 'library',
    'bom-ref': purl,
    name,
    version,
    // A single name is an id of SPDX; what has AND or OR is an expression.
    licenses: /\s/.test(license) ? [{ expression: license }] : [{ license: { id: license } }],
    purl,
  }));
  const own = `pkg:generic/hallway@${project.version}`;
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([listed, target.name, project.version]))}`,
    version: 1,
    metadata: {
      timestamp: new Date(time * 1000).toISOString(),
      component: {
        type: 'application',
        'bom-ref': own,
        name: project.name,
        version: project.version,
        licenses: [{ license: { id: project.license } }],
        purl: own,
        properties: [{ name: 'hallway:target', value: target.name }],
      },
    },
    components: listed,
    dependencies: [{ ref: own, dependsOn: listed.map(({ purl }) => purl) }],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** RFC 9562 section 5.8. */
function uuidOf(text: string): string {
  const hash = createHash('sha256').update(text).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}
