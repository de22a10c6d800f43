/**
 * Bundles the agent into dist/agent (or the folder that is named): a start from one file takes half the time and two thirds of
 * the memory of one from the sources. The native addon and the converters stay outside. See docs/decisions/runtime.md.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { EXTERNAL } from './external.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** An argument names another place for it. */
const folder = process.argv[2] ?? join(root, 'dist', 'agent');
/** An agent that runs from an earlier bundle may still load a part of it. */
const KEEP_MS = 24 * 3600_000;

const bundle = await rolldown({
  input: {
    main: join(root, 'agent', 'main.ts'),
    launch: join(root, 'agent', 'life', 'launch.ts'),
    converter: join(root, 'agent', 'programs', 'converter.ts'),
    thumbnailer: join(root, 'agent', 'programs', 'thumbnailer.ts'),
    indexer: join(root, 'agent', 'programs', 'indexer.ts'),
    placer: join(root, 'agent', 'programs', 'placer.ts'),
    looker: join(root, 'agent', 'programs', 'looker.ts'),
  },
  platform: 'node',
  external: [...EXTERNAL],
  logLevel: 'silent',
});
const { output } = await bundle.generate({
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
});
await bundle.close();

mkdirSync(folder, { recursive: true });
// The entry last and in one step: whoever starts at this moment gets the old or the new agent.
const parts = output.toSorted(
  (a, b) => Number(a.fileName === 'main.js') - Number(b.fileName === 'main.js'),
);
for (const { fileName, code } of parts) {
  const temporary = join(folder, `${fileName}.${process.pid}`);
  writeFileSync(temporary, code);
  renameSync(temporary, join(folder, fileName));
}
const current = new Set(parts.map(({ fileName }) => fileName));
for (const name of readdirSync(folder)) {
  const old =
    process.argv[2] !== undefined || Date.now() - statSync(join(folder, name)).mtimeMs > KEEP_MS;
  if (!current.has(name) && old) rmSync(join(folder, name), { force: true });
}
