/** Packages that stay outside of the agent's bundle: they load files of their own, or are an addon. */

/** Only the converter needs them. */
const CONVERTERS = ['@embedpdf/pdfium', '@imagemagick/magick-wasm', 'pdfkit', 'fontkit', 'bidi-js'];

export const EXTERNAL: readonly string[] = ['better-sqlite3', ...CONVERTERS];

/**
 * Packages that Fastify asks for only where nobody brings checks and answers of his own, as our doors
 * do (agent/http/door.ts).
 */
export const LEFT_OUT: readonly string[] = [
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
  'light-my-request',
];
