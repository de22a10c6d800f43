/** The formats that Hallway knows, and by which way each becomes a PDF. */

export const PDF = 'application/pdf';
export const PWG = 'image/pwg-raster';
export const URF = 'image/urf';
const POSTSCRIPT = 'application/postscript';
export const TEXT = 'text/plain';

/** Programs of this PC that convert what Hallway itself cannot. */
export interface ConversionTools {
  /** Path of LibreOffice, or undefined. */
  office?: string | undefined;
  /** Path of Ghostscript, or undefined. */
  ghostscript?: string | undefined;
}

export type FormatKind = 'pdf' | 'raster' | 'image' | 'text' | 'office' | 'postscript';

const IMAGES = ['avif', 'bmp', 'gif', 'heic', 'jpeg', 'png', 'tiff', 'webp'];

/** MIME type and the ending that LibreOffice goes by. */
const OFFICE: Readonly<Record<string, string>> = {
  'application/msword': 'doc',
  'application/rtf': 'rtf',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.ms-powerpoint': 'ppt',
  'application/vnd.oasis.opendocument.graphics': 'odg',
  'application/vnd.oasis.opendocument.presentation': 'odp',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
};

const KINDS: ReadonlyMap<string, FormatKind> = new Map<string, FormatKind>([
  [PDF, 'pdf'],
  [PWG, 'raster'],
  [URF, 'raster'],
  [TEXT, 'text'],
  [POSTSCRIPT, 'postscript'],
  ...IMAGES.map((name) => [`image/${name}`, 'image'] as const),
  ...Object.keys(OFFICE).map((format) => [format, 'office'] as const),
]);

/** Other names that programs use. */
const ALIASES: Readonly<Record<string, string>> = {
  'application/x-pdf': PDF,
  'image/heif': 'image/heic',
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-ms-bmp': 'image/bmp',
  'text/rtf': 'application/rtf',
};

/** Without parameters, and by its usual name. */
export function plainFormat(format: string): string {
  const bare = (format.split(';')[0] ?? '').trim().toLowerCase();
  return Object.hasOwn(ALIASES, bare) ? (ALIASES[bare] ?? bare) : bare;
}

export function kindOf(format: string): FormatKind | undefined {
  return KINDS.get(plainFormat(format));
}

/** What this PC makes a PDF of. */
export function convertibleFormats(tools: ConversionTools): string[] {
  return Array.from(KINDS)
    .filter(
      ([, kind]) =>
        (kind !== 'office' || tools.office) && (kind !== 'postscript' || tools.ghostscript),
    )
    .map(([format]) => format);
}

/** The ending that LibreOffice goes by. */
export function officeEnding(format: string): string {
  return OFFICE[plainFormat(format)] ?? 'odt';
}

/** A kind of document in words. */
export const KIND_WORDS: Readonly<Record<FormatKind, string>> = {
  pdf: 'a PDF',
  raster: 'a raster document',
  image: 'a picture',
  text: 'a text',
  office: 'an office document',
  postscript: 'a PostScript document',
};
