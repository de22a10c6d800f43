/** Packages that stay outside of the agent's bundle: they load files of their own, or are an addon. */

/** Only the converter needs them. */
const CONVERTERS = ['@embedpdf/pdfium', '@imagemagick/magick-wasm', 'pdfkit', 'fontkit', 'bidi-js'];

export const EXTERNAL: readonly string[] = ['better-sqlite3', ...CONVERTERS];
