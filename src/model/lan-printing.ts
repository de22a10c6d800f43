/** This PC's printers on the LAN, for devices without Hallway: what a page about phones tells. */
import * as Type from 'typebox';
import { ResourceId } from './id.ts';

export const OpenPrinter = Type.Object({
  id: ResourceId,
  name: Type.String(),
  /** What phones and PCs show: the name, with a number behind it where another has it. */
  shownAs: Type.String(),
  /** `ipps://…` and `ipp://…`, one for each address of this PC, the best first. */
  uris: Type.Array(Type.String()),
  /** It can be found by AirPrint, Mopria and IPP Everywhere, which need PDF or raster. */
  driverless: Type.Boolean(),
});
export type OpenPrinter = Type.Static<typeof OpenPrinter>;

export const LanPrinting = Type.Object({
  /** Devices of the LAN can reach it now. */
  ready: Type.Boolean(),
  /** Why they cannot, and what to do, in words; empty if nothing is wrong or nothing is open. */
  message: Type.String(),
  /** TCP ports for `ipp` and `ipps`; null while nothing is open. */
  port: Type.Union([Type.Integer(), Type.Null()]),
  securePort: Type.Union([Type.Integer(), Type.Null()]),
  /** Names of the networks' adapters, and this PC's addresses there. */
  adapters: Type.Array(Type.Object({ name: Type.String(), addresses: Type.Array(Type.String()) })),
  printers: Type.Array(OpenPrinter),
});
export type LanPrinting = Type.Static<typeof LanPrinting>;
