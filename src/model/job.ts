/** A print job, on its way from its sender to a printer. */
import * as Type from 'typebox';
import { DeviceId, JobId, ResourceId, Timestamp } from './id.ts';
import { jobWay } from './job-terms.ts';
import {
  IppKeyword,
  PageOrientation,
  PagesPerSheet,
  PrintQuality,
  PrintScaling,
  Resolution,
} from './printer.ts';

/** `job-state` of RFC 8011 section 5.3.7 in words, and `uncertain`: nobody can tell if it printed. */
export const JobState = Type.Union([
  Type.Literal('pending'),
  Type.Literal('pending-held'),
  Type.Literal('processing'),
  Type.Literal('processing-stopped'),
  Type.Literal('canceled'),
  Type.Literal('aborted'),
  Type.Literal('completed'),
  Type.Literal('uncertain'),
]);
export type JobState = Type.Static<typeof JobState>;

const finalStates: ReadonlySet<string> = new Set(['canceled', 'aborted', 'completed']);

export function isFinalJobState(state: JobState): boolean {
  return finalStates.has(state);
}

/** What the sender asks for; what the printer does not offer is refused, not dropped. */
export const JobOptions = Type.Object(
  {
    copies: Type.Optional(Type.Integer({ minimum: 1, maximum: 999 })),
    sides: Type.Optional(
      Type.Union([
        Type.Literal('one-sided'),
        Type.Literal('two-sided-long-edge'),
        Type.Literal('two-sided-short-edge'),
      ]),
    ),
    color: Type.Optional(
      Type.Union([Type.Literal('auto'), Type.Literal('color'), Type.Literal('monochrome')]),
    ),
    /** A PWG media name. */
    media: Type.Optional(Type.String({ pattern: '^[a-z0-9_.-]{1,127}$' })),
    /** Page ranges, first and last page inclusive, ascending. */
    pages: Type.Optional(
      Type.Array(Type.Tuple([Type.Integer({ minimum: 1 }), Type.Integer({ minimum: 1 })]), {
        maxItems: 100,
      }),
    ),
    quality: Type.Optional(PrintQuality),
    /** A tray: a `media-source` keyword. */
    source: Type.Optional(IppKeyword),
    /** A kind of paper: a `media-type` keyword. */
    mediaType: Type.Optional(IppKeyword),
    /** Pages on one side of a sheet. */
    numberUp: Type.Optional(PagesPerSheet),
    scaling: Type.Optional(PrintScaling),
    orientation: Type.Optional(PageOrientation),
    resolution: Type.Optional(Resolution),
    /** An `output-bin` keyword. */
    bin: Type.Optional(IppKeyword),
    /** Names of `finishings`, e.g. `staple`. */
    finishings: Type.Optional(Type.Array(IppKeyword, { maxItems: 10 })),
    /** To the edges of the paper. */
    borderless: Type.Optional(Type.Boolean()),
    hold: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type JobOptions = Type.Static<typeof JobOptions>;

export const Job = Type.Object({
  id: JobId,
  /** Document or job name as the sender gave it. */
  name: Type.String({ maxLength: 255 }),
  /** The device that sent it, and what its person is called. */
  from: DeviceId,
  owner: Type.String({ maxLength: 255 }),
  /** The device that has the printer. */
  device: DeviceId,
  printer: ResourceId,
  printerName: Type.String(),
  state: JobState,
  /** `job-state-reasons` keywords, or own words where IPP has none. */
  reasons: Type.Array(Type.String()),
  message: Type.String(),
  format: Type.String(),
  bytes: Type.Integer({ minimum: 0 }),
  /** Sheets or impressions completed as far as the printer tells, or null. */
  pages: Type.Union([Type.Integer(), Type.Null()]),
  options: JobOptions,
  created: Timestamp,
  changed: Timestamp,
  ...jobWay,
});
export type Job = Type.Static<typeof Job>;
