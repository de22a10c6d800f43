/**
 * Bundles the agent into dist/agent (or the folder that is named): a start from there takes half the time and two thirds of
 * the memory of one from the sources. The native addon and the converters stay outside. It is CommonJS in ASCII, which starts
 * faster and smaller than modules of other text. See docs/decisions/runtime.md.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { EXTERNAL, LEFT_OUT } from './external.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** An argument names another place for it. */
const folder = process.argv[2] ?? join(root, 'dist', 'agent');
/** An agent that runs from an earlier bundle may still load a part of it. */
const KEEP_MS = 24 * 3600_000;

/**
 * Fastify's router writes a function for each part of an address and has it compiled: half of the time
 * that our routes take at a start. Comparing the text does the same. And it loads HTTP/2, which no door
 * of ours speaks.
 */
const REWRITTEN = [
  {
    file: /find-my-way\/lib\/node\.js$/,
    from: /return new Function\('path', 'i',.*/,
    to: 'return (path, i) => path.startsWith(prefix, i)',
  },
  {
    file: /fastify\/lib\/server\.js$/,
    from: /const http2 = require\('node:http2'\)/,
    to: 'const http2 = undefined',
  },
];

const rewritten = REWRITTEN.map(({ file, from, to }) => ({
  name: `rewritten ${file}`,
  transform: {
    filter: { id: file },
    handler(code) {
      const changed = code.replace(from, to);
      if (changed === code) throw new Error(`${file} is written otherwise than was thought.`);
      return { code: changed };
    },
  },
}));

const bundle = await rolldown({
  input: {
    main: join(root, 'agent', 'main.ts'),
    launch: join(root, 'agent', 'life', 'launch.ts'),
    converter: join(root, 'agent', 'programs', 'converter.ts'),
    thumbnailer: join(root, 'agent', 'programs', 'thumbnailer.ts'),
    indexer: join(root, 'agent', 'programs', 'indexer.ts'),
    placer: join(root, 'agent', 'programs', 'placer.ts'),
    packer: join(root, 'agent', 'programs', 'packer.ts'),
    hasher: join(root, 'agent', 'programs', 'hasher.ts'),
    looker: join(root, 'agent', 'programs', 'looker.ts'),
    'tray-icon': join(root, 'agent', 'programs', 'tray-icon.ts'),
  },
  platform: 'node',
  external: [...EXTERNAL],
  plugins: rewritten,
  resolve: {
    alias: Object.fromEntries(
      LEFT_OUT.map((name) => [name, join(root, 'installers', 'left-out.cjs')]),
    ),
  },
  logLevel: 'silent',
});
const { output } = await bundle.generate({
  format: 'cjs',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  // One character of more than ASCII makes a whole file take two bytes a character in memory.
  charset: 'ascii',
  comments: { legal: true, annotation: false, jsdoc: false },
  // Of what is smaller less has to be read and kept. Names stay, for those who read a stack.
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
});
await bundle.close();

mkdirSync(folder, { recursive: true });
// Node takes the nearest package.json's word for what the files are.
writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n');
// The entry last and in one step: whoever starts at this moment gets the old or the new agent.
const parts = output.toSorted(
  (a, b) => Number(a.fileName === 'main.js') - Number(b.fileName === 'main.js'),
);
for (const { fileName, code } of parts) {
  const temporary = join(folder, `${fileName}.${process.pid}`);
  writeFileSync(temporary, code);
  renameSync(temporary, join(folder, fileName));
}
const current = new Set(['package.json', ...parts.map(({ fileName }) => fileName)]);
for (const name of readdirSync(folder)) {
  const old =
    process.argv[2] !== undefined || Date.now() - statSync(join(folder, name)).mtimeMs > KEEP_MS;
  if (!current.has(name) && old) rmSync(join(folder, name), { force: true });
}
