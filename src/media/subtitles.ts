/**
 * Subtitles that lie beside a film: which files they are, and what is in them. WebVTT (W3C) and
 * SubRip are read as lines with times; places, styles and colours are left out. The text is hostile:
 * everything is bounded, and what makes no sense is passed over.
 */
import { lastSegment } from '../base/safe-path.ts';
import { MAX_CUES, MAX_TRACKS, type Cue } from '../model/media.ts';

/** More is no file of subtitles. */
export const MAX_SUBTITLE_BYTES = 4 << 20;
/** Lines; no film has more. */
const MOST_READ = 200_000;
const MAX_TEXT = 1000;
const MAX_LINES = 12;
const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/;

/** `[hours:]minutes:seconds.milliseconds`; SubRip writes a comma. */
const TIME = String.raw`(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})`;
const TIMES = new RegExp(String.raw`^\s{0,20}${TIME}\s{1,20}-->\s{1,20}${TIME}(?:\s|$)`);

/** Files beside `film` (a path or name) that are its subtitles, in their order. */
export function subtitlesBeside(
  film: string,
  names: readonly string[],
): { name: string; language: string | null }[] {
  const own = withoutEnding(lastSegment(film)).toLowerCase();
  return names
    .filter((name) => /\.(?:vtt|srt)$/i.test(name))
    .flatMap((name) => {
      const base = withoutEnding(name);
      if (base.toLowerCase() === own) return [{ name, language: null }];
      if (!base.toLowerCase().startsWith(`${own}.`)) return [];
      const language = base.slice(own.length + 1).replaceAll('_', '-');
      return [{ name, language: LANGUAGE.test(language) ? language : null }];
    })
    .slice(0, MAX_TRACKS);
}

/** The lines of a WebVTT or SubRip file, by their times; none where it is neither. */
export function readSubtitles(bytes: Uint8Array): Cue[] {
  const lines = textOf(bytes).split(/\r\n|\r|\n/, MOST_READ);
  const cues: Cue[] = [];
  for (let at = 0; at < lines.length && cues.length < MAX_CUES; at++) {
    const times = TIMES.exec((lines[at] ?? '').slice(0, 200));
    if (!times) continue;
    const text: string[] = [];
    while (at + 1 < lines.length && lines[at + 1]?.trim() !== '') {
      at += 1;
      if (text.length < MAX_LINES) text.push((lines[at] ?? '').slice(0, MAX_TEXT));
    }
    const [start, end] = [seconds(times, 1), seconds(times, 5)];
    const words = plain(text.join('\n'));
    if (end > start && words !== '') cues.push({ start, end, text: words });
  }
  return cues.sort((a, b) => a.start - b.start);
}

/** Places of SubRip (`{\an8}`) and all tags go; what is left is text. */
function plain(text: string): string {
  return text
    .replace(/\{\\[^}]{0,60}\}/g, '')
    .replace(/<[^<>]{0,200}>/g, '')
    .trim()
    .slice(0, MAX_TEXT);
}

function seconds(times: RegExpExecArray, first: number): number {
  const [hours, minutes, whole, part] = [0, 1, 2, 3].map((index) => times[first + index] ?? '0');
  const parts = Number((part ?? '0').padEnd(3, '0'));
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(whole) + parts / 1000;
}

function withoutEnding(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** UTF-8 or UTF-16 by its mark; what is no UTF-8 is taken for Windows' Western European. */
function textOf(bytes: Uint8Array): string {
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  if (mark === 0xfffe) return new TextDecoder('utf-16le').decode(bytes);
  if (mark === 0xfeff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
