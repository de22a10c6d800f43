/** Subtitles beside a film are found and read, whatever is written in them. */
import assert from 'node:assert/strict';
import { readSubtitles, subtitlesBeside } from '../../src/media/subtitles.ts';
import { MAX_CUES } from '../../src/model/media.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('media: subtitles', () => {
  it('are the files of the film’s name, with the language that theirs tells', () => {
    const names = [
      'Film.srt',
      'film.de.vtt',
      'film.en-GB.srt',
      'film.cut!.srt',
      'other.srt',
      'film.txt',
    ];
    assert.deepEqual(subtitlesBeside('Films/Film.mkv', names), [
      { name: 'Film.srt', language: null },
      { name: 'film.de.vtt', language: 'de' },
      { name: 'film.en-GB.srt', language: 'en-GB' },
      { name: 'film.cut!.srt', language: null },
    ]);
  });

  it('are read from SubRip and WebVTT alike', () => {
    const srt =
      '1\r\n00:00:01,500 --> 00:00:03,000\r\n<i>Guten</i> Tag\r\n{\\an8}Ben\r\n\r\n2\r\n01:00:00,000 --> 01:00:01,000\r\nEnde\r\n';
    assert.deepEqual(readSubtitles(bytes(srt)), [
      { start: 1.5, end: 3, text: 'Guten Tag\nBen' },
      { start: 3600, end: 3601, text: 'Ende' },
    ]);
    const vtt =
      'WEBVTT\n\nSTYLE\n::cue { color: red }\n\n00:02.000 --> 00:04.000 align:start\n<v Anna>Hello</v>\n';
    assert.deepEqual(readSubtitles(bytes(vtt)), [{ start: 2, end: 4, text: 'Hello' }]);
  });

  it('are read in UTF-16 and in Windows’ Western European', () => {
    const text = '1\n00:00:00,000 --> 00:00:01,000\nGrüße\n';
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    const latin = Buffer.from(text, 'latin1');
    for (const read of [utf16, latin]) assert.equal(readSubtitles(read)[0]?.text, 'Grüße');
  });

  it('check 76: cost bounded time and memory, whatever is in them', () => {
    const endless = '00:00:00.000 --> 00:00:01.000\nx\n\n'.repeat(100_000);
    assert.equal(readSubtitles(bytes(endless)).length, MAX_CUES);
    const one = `00:00:00.000 --> 00:00:01.000\n${'<'.repeat(50_000)}${'{\\'.repeat(20_000)}\n`;
    assert.ok((readSubtitles(bytes(one))[0]?.text.length ?? 0) <= 1000);
    const many = `00:00:00.000 --> 00:00:01.000\n${'line\n'.repeat(50_000)}`;
    assert.ok((readSubtitles(bytes(many))[0]?.text.length ?? 0) <= 1000);
    assert.deepEqual(readSubtitles(Buffer.alloc(100_000)), []);
    assert.deepEqual(readSubtitles(bytes('-->'.repeat(100_000))), []);
    assert.deepEqual(readSubtitles(bytes('00:00:05.000 --> 00:00:01.000\nback\n')), []);
  });
});
