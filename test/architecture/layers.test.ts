/** The import rule of docs/architecture.md, held by reading every import of every source file. */
import assert from 'node:assert/strict';
import { filesBelow, importsOf, read, resolveImport } from '../support/sources.ts';

/** Folder of a file, as the rule names it. */
function layerOf(path: string): string {
  const parts = path.split('/');
  return parts[0] === 'src' ? `src/${parts[1]}` : (parts[0] ?? '');
}

const base = ['src/base'];
const model = ['src/model', ...base];
const api = ['src/api', ...model];
/** Tools of the domains; `net` may use `identity`, which may use `store`. */
const tools = ['src/store', 'src/identity', 'src/net', ...api];
const domains = [
  'workgroup',
  'discovery',
  'peers',
  'printing',
  'shares',
  'transfer',
  'search',
  'journal',
  'talk',
  'ledger',
  'media',
  'guests',
  'internet',
  'doctor',
  'desktop',
  'update',
].map((domain) => `src/${domain}`);

const allowed: Record<string, readonly string[]> = {
  'src/base': base,
  'src/model': model,
  'src/api': api,
  'src/store': ['src/store', ...api],
  'src/identity': ['src/identity', 'src/store', ...api],
  'src/net': ['src/net', 'src/identity', ...api],
  ...Object.fromEntries(domains.map((domain) => [domain, [domain, ...tools]])),
  agent: ['agent', ...domains, ...tools],
  dashboard: ['dashboard', ...api],
  installers: ['installers'],
};

/** The one file that imports an outside package, so that it can be replaced in one place. */
const packageHomes: Record<string, readonly string[]> = {
  'better-sqlite3': ['src/store/database.ts'],
  '@peculiar/x509': ['src/identity/certificate.ts'],
  'reflect-metadata': ['src/identity/certificate.ts'],
  '@noble/curves': ['src/workgroup/pairing/cpace.ts'],
  '@noble/hashes': ['dashboard/data/beginning-hash.ts'],
  'bonjour-service': ['src/discovery/bonjour.ts'],
  ipp: ['src/printing/ipp/tables.ts'],
  '@embedpdf/pdfium': ['src/printing/conversion/pdf/pdfium-module.ts'],
  '@imagemagick/magick-wasm': ['src/printing/conversion/image/decoder.ts'],
  pdfkit: ['src/printing/conversion/pdf/pdf-writer.ts'],
  fontkit: ['src/printing/conversion/text/fonts.ts'],
  'bidi-js': ['src/printing/conversion/text/bidi.ts'],
  fflate: ['src/search/text/office-text.ts'],
  htmlparser2: ['src/search/text/markup-text.ts'],
  'postal-mime': ['src/search/text/mail-text.ts'],
  'exif-reader': ['src/search/text/picture-text.ts'],
  ignore: ['src/search/ignore-rules.ts'],
  'music-metadata': ['src/search/text/sound-text.ts'],
  '@lit/localize': ['dashboard/locale/localization.ts'],
  ws: ['src/net/web-socket.ts'],
  'node-smb2': ['src/shares/smb/wire.ts'],
  uqr: ['src/guests/qr-code.ts'],
  pino: ['agent/log.ts'],
};
/** Packages that shape a whole layer. */
const packageLayers: Record<string, readonly string[]> = {
  typebox: ['src/model', 'src/api', 'src/net', 'agent/http'],
  fastify: ['agent/http'],
  '@fastify/swagger': ['agent/http'],
  lit: ['dashboard'],
  vite: ['dashboard'],
  rolldown: ['installers'],
};

const sources = filesBelow(['src', 'agent', 'dashboard', 'installers'], ['.ts', '.mjs']);

describe('architecture: layers', () => {
  it('knows every folder of the sources', () => {
    const unknown = sources.filter((file) => !allowed[layerOf(file)]);
    assert.deepEqual(unknown, []);
  });

  it('lets nothing import leftward, and no domain another', () => {
    const broken = sources.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => resolveImport(file, specifier))
        .filter((target) => !allowed[layerOf(file)]?.includes(layerOf(target)))
        .filter((target) => !(layerOf(file) === 'dashboard' && target.startsWith('package.json')))
        .map((target) => `${file} → ${target}`),
    );
    assert.deepEqual(broken, []);
  });

  it('keeps each outside package in its one place', () => {
    const broken = sources.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
        .map((specifier) => resolveImport(file, specifier))
        .filter((name) => {
          const homes = packageHomes[name];
          if (homes) return !homes.includes(file);
          const layers = packageLayers[name];
          return !layers?.some((layer) => file.startsWith(`${layer}/`));
        })
        .map((name) => `${file} → ${name}`),
    );
    assert.deepEqual(broken, []);
  });

  it('keeps node: out of base, model, api and dashboard', () => {
    const pure = ['src/base', 'src/model', 'src/api', 'dashboard'];
    const broken = sources
      .filter((file) => pure.includes(layerOf(file)) && !file.endsWith('vite.config.ts'))
      .filter((file) => importsOf(file).some((specifier) => specifier.startsWith('node:')));
    assert.deepEqual(broken, []);
  });

  it('keeps process and console out of src', () => {
    const broken = sources
      .filter((file) => file.startsWith('src/'))
      .filter((file) => {
        const code = read(file)
          .replace(/\/\*[\s\S]*?\*\//g, '')
          .replace(/\/\/.*$/gm, '');
        return /(?<![\w.'-])(process|console)\./.test(code);
      });
    assert.deepEqual(broken, []);
  });

  it('ends the process in one file only', () => {
    const exits = sources.filter((file) => /process\.exit\(/.test(read(file)));
    assert.deepEqual(
      exits.filter((file) => file !== 'agent/main.ts'),
      [],
    );
  });
});
