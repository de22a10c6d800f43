/** A printer of one device, with the words of IPP (RFC 8011) for its state. */
import * as Type from 'typebox';
import { DeviceId, ResourceId } from './id.ts';
import { InstalledQueue } from './installed-printer.ts';
import { PrinterAllowance, PrinterPolicy } from './printer-policy.ts';
import { ResourceName } from './share.ts';

export const PrinterState = Type.Union([
  Type.Literal('idle'),
  Type.Literal('processing'),
  Type.Literal('stopped'),
  /** Its device is offline, or its backend does not answer. */
  Type.Literal('unknown'),
]);
export type PrinterState = Type.Static<typeof PrinterState>;

/** A keyword of IPP as it is sent back in a job, e.g. `tray-1` or `photographic-glossy`. */
export const IppKeyword = Type.String({ pattern: '^[A-Za-z0-9_.+-]{1,127}$' });
const Keywords = Type.Array(IppKeyword, { maxItems: 100 });

export const PrintQuality = Type.Union([
  Type.Literal('draft'),
  Type.Literal('normal'),
  Type.Literal('high'),
]);
export type PrintQuality = Type.Static<typeof PrintQuality>;

export const PageOrientation = Type.Union([
  Type.Literal('portrait'),
  Type.Literal('landscape'),
  Type.Literal('reverse-landscape'),
  Type.Literal('reverse-portrait'),
]);
export type PageOrientation = Type.Static<typeof PageOrientation>;

/** `print-scaling` of PWG 5100.13. */
export const PrintScaling = Type.Union([
  Type.Literal('auto'),
  Type.Literal('auto-fit'),
  Type.Literal('fill'),
  Type.Literal('fit'),
  Type.Literal('none'),
]);
export type PrintScaling = Type.Static<typeof PrintScaling>;

/** Dots per inch, the same in both directions. */
export const Resolution = Type.Integer({ minimum: 1, maximum: 9600 });
export const PagesPerSheet = Type.Integer({ minimum: 1, maximum: 64 });

/** Ink, toner, a box for waste: what `marker-*` of PWG 5100.9 tells. */
export const Supply = Type.Object({
  name: Type.String({ maxLength: 127 }),
  /** `marker-types` keyword, e.g. `toner-cartridge`, `waste-ink`; `unknown` where none is told. */
  kind: IppKeyword,
  /** `#RRGGBB`; several in a cartridge of several colours, none where it has no colour. */
  colors: Type.Array(Type.String({ pattern: '^#[0-9A-F]{6}$' }), { maxItems: 16 }),
  /** Percent left, of a waste box percent full; null: the printer does not tell. */
  level: Type.Union([Type.Integer({ minimum: 0, maximum: 100 }), Type.Null()]),
  state: Type.Union([
    Type.Literal('ok'),
    Type.Literal('low'),
    Type.Literal('empty'),
    /** Of a waste box. */
    Type.Literal('nearly-full'),
    Type.Literal('full'),
    Type.Literal('unknown'),
  ]),
});
export type Supply = Type.Static<typeof Supply>;

/** A paper tray and what lies in it (`media-col-ready`, `printer-input-tray`). */
export const Tray = Type.Object({
  /** `media-source` keyword: what a job asks for; null: the printer does not name it. */
  source: Type.Union([IppKeyword, Type.Null()]),
  /** PWG media name of the paper in it, and its kind (`media-type`); null: not told, or none. */
  media: Type.Union([Type.String({ maxLength: 127 }), Type.Null()]),
  type: Type.Union([IppKeyword, Type.Null()]),
  /** Percent full; null: the printer does not tell. */
  level: Type.Union([Type.Integer({ minimum: 0, maximum: 100 }), Type.Null()]),
});
export type Tray = Type.Static<typeof Tray>;

/**
 * What a job may ask for, as far as the printer's device tells. An absent list: it does not tell,
 * as devices of an earlier version; an empty one: there is no choice.
 */
export const PrinterChoices = Type.Object({
  copies: Type.Integer({ minimum: 1, maximum: 999 }),
  monochrome: Type.Boolean(),
  pageRanges: Type.Boolean(),
  /** Of PWG raster, in dots per inch; absent: nobody knows. */
  resolutions: Type.Optional(Type.Array(Resolution, { maxItems: 20 })),
  /** `sides-supported`, `print-color-mode-supported`. */
  sides: Type.Optional(Keywords),
  colorModes: Type.Optional(Keywords),
  /** `media-source-supported` and `media-type-supported`. */
  sources: Type.Optional(Keywords),
  mediaTypes: Type.Optional(Keywords),
  qualities: Type.Optional(Type.Array(PrintQuality, { maxItems: 3 })),
  /** Pages on one side of a sheet. */
  numberUp: Type.Optional(Type.Array(PagesPerSheet, { maxItems: 64 })),
  scalings: Type.Optional(Type.Array(PrintScaling, { maxItems: 5 })),
  orientations: Type.Optional(Type.Array(PageOrientation, { maxItems: 4 })),
  /** Of the print itself, in dots per inch (`printer-resolution-supported`). */
  printResolutions: Type.Optional(Type.Array(Resolution, { maxItems: 20 })),
  /** `output-bin-supported`. */
  bins: Type.Optional(Keywords),
  /** `finishings-supported` by name, e.g. `staple`, `punch-dual-left`; without `none`. */
  finishings: Type.Optional(Keywords),
  /** It can print to the edges of the paper. */
  borderless: Type.Optional(Type.Boolean()),
});
export type PrinterChoices = Type.Static<typeof PrinterChoices>;

/** Hundredths of millimetres that stay white at an edge; the widest of what the printer tells. */
export const PrinterMargins = Type.Object({
  top: Type.Integer({ minimum: 0, maximum: 100_000 }),
  bottom: Type.Integer({ minimum: 0, maximum: 100_000 }),
  left: Type.Integer({ minimum: 0, maximum: 100_000 }),
  right: Type.Integer({ minimum: 0, maximum: 100_000 }),
});
export type PrinterMargins = Type.Static<typeof PrinterMargins>;

export const Printer = Type.Object({
  id: ResourceId,
  device: DeviceId,
  name: ResourceName,
  state: PrinterState,
  /** `printer-state-reasons` keywords without `none`, e.g. `media-empty-error`. */
  reasons: Type.Array(Type.String({ maxLength: 255 }), { maxItems: 50 }),
  /** What the printer says in words, if anything. */
  message: Type.String({ maxLength: 2000 }),
  accepting: Type.Boolean(),
  /** Jobs queued or printing. */
  jobs: Type.Integer({ minimum: 0 }),
  color: Type.Boolean(),
  duplex: Type.Boolean(),
  /** MIME types that it takes, e.g. `application/pdf`. */
  formats: Type.Array(Type.String({ maxLength: 255 }), { maxItems: 200 }),
  /** PWG media names (`iso_a4_210x297mm`), the default first. */
  media: Type.Array(Type.String({ maxLength: 255 }), { maxItems: 1000 }),
  location: Type.String({ maxLength: 2000 }),
  model: Type.String({ maxLength: 2000 }),
  choices: Type.Optional(PrinterChoices),
  /** Absent or empty: it tells nothing of them. */
  supplies: Type.Optional(Type.Array(Supply, { maxItems: 32 })),
  trays: Type.Optional(Type.Array(Tray, { maxItems: 32 })),
  margins: Type.Optional(PrinterMargins),
  /** Where any program of this PC prints to it (`ipp://127.0.0.1…`); peers never tell it. */
  localUri: Type.Optional(Type.String({ maxLength: 1023 })),
  /** The queue of this system that prints to it, if it was made one; peers never tell it. */
  installed: Type.Optional(InstalledQueue),
  /** True while its owner keeps it from printing: jobs are taken and wait. */
  paused: Type.Optional(Type.Boolean()),
  /** What whoever looks may still print; absent: as much as anybody likes. */
  allowance: Type.Optional(PrinterAllowance),
  /** Hours that its owner's PC keeps what was printed; absent: nothing is kept. */
  keepsHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 168 })),
});
export type Printer = Type.Static<typeof Printer>;

/** Where this device gets a printer from. */
export const PrinterBackendKind = Type.Union([
  /** A queue of the local CUPS. */
  Type.Literal('cups'),
  /** A printer of Windows, through its spooler. */
  Type.Literal('windows'),
  /** Any IPP printer by its address. */
  Type.Literal('ipp'),
  /** PDFs into a folder. */
  Type.Literal('virtual'),
]);
export type PrinterBackendKind = Type.Static<typeof PrinterBackendKind>;

/** A printer of this device, with what only its owner sees. */
export const OwnPrinter = Type.Object({
  ...Printer.properties,
  backend: PrinterBackendKind,
  /** Address of the real printer (`ipp://…`), or the folder of a virtual one (`file:///…`). */
  uri: Type.String(),
  shared: Type.Boolean(),
  /** Any device of the LAN may print on it, also without Hallway. */
  opened: Type.Boolean(),
  policy: Type.Optional(PrinterPolicy),
});
export type OwnPrinter = Type.Static<typeof OwnPrinter>;
