/** A printer of one device, with the words of IPP (RFC 8011) for its state. */
import * as Type from 'typebox';
import { DeviceId, ResourceId } from './id.ts';
import { ResourceName } from './share.ts';

export const PrinterState = Type.Union([
  Type.Literal('idle'),
  Type.Literal('processing'),
  Type.Literal('stopped'),
  /** Its device is offline, or its backend does not answer. */
  Type.Literal('unknown'),
]);
export type PrinterState = Type.Static<typeof PrinterState>;

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
  /** What a job may ask for, as far as the printer's device tells. */
  choices: Type.Optional(
    Type.Object({
      copies: Type.Integer({ minimum: 1, maximum: 999 }),
      monochrome: Type.Boolean(),
      pageRanges: Type.Boolean(),
      /** Of PWG raster, in dots per inch; absent: nobody knows. */
      resolutions: Type.Optional(
        Type.Array(Type.Integer({ minimum: 1, maximum: 9600 }), { maxItems: 20 }),
      ),
    }),
  ),
  /** Where any program of this PC prints to it (`ipp://127.0.0.1…`); peers never tell it. */
  localUri: Type.Optional(Type.String({ maxLength: 1023 })),
});
export type Printer = Type.Static<typeof Printer>;

/** Where this device gets a printer from. */
export const PrinterBackendKind = Type.Union([
  /** A queue of the local CUPS. */
  Type.Literal('cups'),
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
});
export type OwnPrinter = Type.Static<typeof OwnPrinter>;
