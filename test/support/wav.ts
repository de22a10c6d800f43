/** Sound for tests: a WAV file of so many seconds of a tone, 8 bit at 8 kHz. */
export function wavOf(seconds: number): Buffer {
  const length = Math.round(8000 * seconds);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(length, 40);
  const tone = Buffer.alloc(length);
  for (let at = 0; at < length; at++) tone[at] = 128 + Math.round(40 * Math.sin(at / 4));
  return Buffer.concat([head, tone]);
}
