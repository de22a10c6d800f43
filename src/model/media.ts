/** Sound and films that are played: subtitles beside them, and where they play. */
import * as Type from 'typebox';

/** One line of subtitles; times in seconds. */
export const Cue = Type.Object({
  start: Type.Number({ minimum: 0 }),
  end: Type.Number({ minimum: 0 }),
  text: Type.String({ maxLength: 1000 }),
});
export type Cue = Type.Static<typeof Cue>;

export const MAX_CUES = 10_000;
export const MAX_TRACKS = 12;

/** A file of subtitles that lies beside a film. */
export const SubtitleTrack = Type.Object({
  /** Its name in the folder. */
  name: Type.String(),
  /** A language tag (BCP 47) by its name (`film.de.srt`), where it tells one. */
  language: Type.Union([Type.String(), Type.Null()]),
  cues: Type.Array(Cue, { maxItems: MAX_CUES }),
});
export type SubtitleTrack = Type.Static<typeof SubtitleTrack>;
