/**
 * Builds the dashboard into dist/dashboard: hashed assets, and nothing inline, as the local door's
 * Content-Security-Policy demands. The icons of the installed app are drawn here.
 */
import { join, resolve } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { build, defineConfig, type Plugin } from 'vite';
import { drawMark } from '../src/base/mark.ts';

/** Of every page. */
const settings = {
  root: import.meta.dirname,
  base: '/',
  build: {
    outDir: '../dist/dashboard',
    assetsInlineLimit: 0,
    // Nothing is loaded ahead: the lists of what each part needs would be a part of the first load.
    modulePreload: { polyfill: false, resolveDependencies: () => [] },
    target: 'es2023',
    // Schemas that nothing uses any more are left out.
    rolldownOptions: { treeshake: { manualPureFunctions: ['Type'] } },
  },
};

export default defineConfig({
  ...settings,
  plugins: [appIcons(), callersOnly(), guestPage()],
  build: { ...settings.build, emptyOutDir: true },
});

/**
 * The page of a link for guests, made apart: what it would have in common with the dashboard would
 * be loaded whole by both.
 */
function guestPage(): Plugin {
  const input = join(import.meta.dirname, 'guest.html');
  const { rolldownOptions } = settings.build;
  let target = '';
  return {
    name: 'guest-page',
    apply: 'build',
    // Where the dashboard itself goes, whatever the caller said.
    configResolved: ({ root, build: { outDir } }) => {
      target = resolve(root, outDir);
    },
    async closeBundle() {
      await build({
        ...settings,
        configFile: false,
        publicDir: false,
        logLevel: 'error',
        plugins: [callersOnly()],
        build: {
          ...settings.build,
          outDir: target,
          emptyOutDir: false,
          rolldownOptions: { ...rolldownOptions, input },
        },
      });
    },
  };
}

/**
 * Of an endpoint its caller needs method and path alone: the agent checks by the schemas, which would
 * be a tenth of the first load.
 */
function callersOnly(): Plugin {
  const needed = new Set(['method', 'path']);
  return {
    name: 'callers-only',
    transform(code, id) {
      if (!/\/src\/api\/(local(-\w+)?|guest)\.ts$/.test(id)) return undefined;
      let made = code;
      // From the last on, so that the places of those before stay right.
      for (const { declaration } of this.parse(code).body.toReversed() as Exported[]) {
        const call = declaration?.declarations?.[0]?.init;
        if (call?.callee?.name !== 'endpoint') continue;
        for (const { key, start, end } of call.arguments?.[0]?.properties?.toReversed() ?? [])
          if (!needed.has(key.name))
            made = made.slice(0, start) + made.slice(end).replace(/^\s*,/, '');
      }
      return { code: made, map: null };
    },
  };
}

/** What is looked at of ESTree. */
interface Exported {
  declaration?: { declarations?: { init?: Call }[] };
}
interface Call {
  callee?: { name?: string };
  arguments?: { properties?: { key: { name: string }; start: number; end: number }[] }[];
}

/** As `manifest.webmanifest` names them. */
function appIcons(): Plugin {
  return {
    name: 'app-icons',
    generateBundle() {
      for (const size of [180, 192, 512]) this.emitFile(icon(`icon-${size}.png`, size, false));
      this.emitFile(icon('icon-maskable-512.png', 512, true));
    },
  };
}

function icon(fileName: string, size: number, maskable: boolean) {
  return { type: 'asset' as const, fileName, source: png(size, drawMark(size, { maskable })) };
}

/** PNG (third edition) of RGBA pixels. */
function png(size: number, pixels: Uint8Array): Buffer {
  const rows = Buffer.alloc(size * (1 + size * 4));
  for (let y = 0; y < size; y += 1)
    rows.set(pixels.subarray(y * size * 4, (y + 1) * size * 4), y * (1 + size * 4) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits each of red, green, blue and opacity.
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
