/**
 * A film for tests: recorded by Chromium from a canvas, then repeated and padded to any length and
 * size, with an index (Matroska/WebM: RFC 9559; sizes and ids: RFC 8794).
 */
import type { BrowserContext } from 'playwright-core';

const EBML = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const TRACKS = 0x1654ae6b;
const CLUSTER = 0x1f43b675;
const TIMECODE = 0xe7;
const SIMPLE_BLOCK = 0xa3;
const BLOCK_GROUP = 0xa0;
const BLOCK = 0xa1;
const REFERENCE = 0xfb;
const VOID = 0xec;
const CUES = 0x1c53bb6b;
/** What has other elements in it that matter here. */
const OPENED = new Set([SEGMENT, CLUSTER, BLOCK_GROUP]);

interface Frame {
  /** Milliseconds from the beginning. */
  at: number;
  key: boolean;
  /** Track, time, flags and data of a SimpleBlock. */
  block: Buffer;
}

/** Some seconds of a moving picture, as Chromium records it. */
export async function recordedWebm(context: BrowserContext, seconds: number): Promise<Buffer> {
  const page = await context.newPage();
  try {
    const text = await page.evaluate<string>(`(async () => {
      const canvas = document.createElement('canvas');
      canvas.width = 320; canvas.height = 180;
      const drawing = canvas.getContext('2d', { alpha: false });
      let count = 0;
      const draw = () => {
        drawing.fillStyle = 'hsl(' + (count * 7 % 360) + ' 70% 50%)';
        drawing.fillRect(0, 0, 320, 180);
        drawing.fillStyle = 'white';
        drawing.font = '48px sans-serif';
        drawing.fillText(String(count++), 20, 110);
      };
      draw();
      const timer = setInterval(draw, 40);
      const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm;codecs=vp8' });
      const chunks = [];
      recorder.ondataavailable = ({ data }) => chunks.push(data);
      const ended = new Promise((done) => (recorder.onstop = done));
      recorder.start();
      await new Promise((done) => setTimeout(done, ${seconds * 1000}));
      recorder.stop();
      await ended;
      clearInterval(timer);
      const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
      let text = '';
      for (let at = 0; at < bytes.length; at += 8192)
        text += String.fromCharCode(...bytes.subarray(at, at + 8192));
      return btoa(text);
    })()`);
    return Buffer.from(text, 'base64');
  } finally {
    await page.close();
  }
}

/** The recording, again and again for so many seconds, each frame followed by so many empty bytes. */
export function longWebm(recorded: Buffer, { seconds = 12, padding = 0 } = {}): Buffer {
  const elements = Array.from(elementsOf(recorded));
  const tracks = elements.find(({ id }) => id === TRACKS);
  if (!tracks) throw new Error('the recording has no tracks');
  const frames = framesOf(elements);
  const length = Math.max(...frames.map(({ at }) => at)) + 40;
  const clusters: { at: number; bytes: Buffer }[] = [];
  for (let begin = 0; begin < seconds * 1000; begin += length) {
    const blocks = frames.flatMap(({ at, block }) => {
      const copy = Buffer.from(block);
      copy.writeInt16BE(at, 1);
      return [
        element(SIMPLE_BLOCK, copy),
        ...(padding > 0 ? [element(VOID, Buffer.alloc(padding))] : []),
      ];
    });
    clusters.push({
      at: begin,
      bytes: element(CLUSTER, element(TIMECODE, uint(begin)), ...blocks),
    });
  }
  const total = Buffer.alloc(8);
  total.writeDoubleBE(clusters.length * length);
  const info = element(
    INFO,
    element(0x2ad7b1, uint(1_000_000)),
    element(0x4489, total),
    element(0x4d80, Buffer.from('Hallway test')),
    element(0x5741, Buffer.from('Hallway test')),
  );
  const head = Buffer.concat([info, element(TRACKS, tracks.data)]);
  const cuesOf = (size: number): Buffer => {
    let at = head.length + size;
    const points = clusters.map(({ at: time, bytes }) => {
      const position = element(0xb7, element(0xf7, uint(1)), element(0xf1, uint(at)));
      at += bytes.length;
      return element(0xbb, element(0xb3, uint(time)), position);
    });
    return element(CUES, ...points);
  };
  const cues = cuesOf(cuesOf(0).length);
  const ebml = elements.find(({ id }) => id === EBML);
  return Buffer.concat([
    element(EBML, ebml?.data ?? Buffer.alloc(0)),
    element(SEGMENT, head, cues, ...clusters.map(({ bytes }) => bytes)),
  ]);
}

function framesOf(elements: readonly { id: number; data: Buffer }[]): Frame[] {
  const frames: Frame[] = [];
  let cluster = 0;
  for (const { id, data } of elements) {
    if (id === TIMECODE) cluster = data.readUIntBE(0, data.length);
    const last = frames.at(-1);
    // A block of a group that refers to another one is no key frame.
    if (id === REFERENCE && last) last.key = false;
    if (id !== SIMPLE_BLOCK && id !== BLOCK) continue;
    const block = Buffer.from(data);
    const key = id === BLOCK || ((block[3] ?? 0) & 0x80) !== 0;
    frames.push({ at: cluster + block.readInt16BE(1), key, block });
  }
  for (const { key, block } of frames) block[3] = key ? 0x80 : 0;
  const first = frames.findIndex(({ key }) => key);
  const begin = frames[first]?.at ?? 0;
  const shown = frames.slice(first).map((frame) => ({ ...frame, at: frame.at - begin }));
  // Times within a cluster are told in 16 bits.
  return shown.filter(({ at }) => at < 30_000);
}

/** Every element, those within segments and clusters one by one. Unknown sizes reach to the end. */
function* elementsOf(bytes: Buffer): Generator<{ id: number; data: Buffer }> {
  for (let at = 0; at < bytes.length; ) {
    const idLength = Math.clz32((bytes[at] ?? 0) << 24) + 1;
    const id = bytes.readUIntBE(at, idLength);
    at += idLength;
    const sizeLength = Math.clz32((bytes[at] ?? 0) << 24) + 1;
    let size = (bytes[at] ?? 0) & (0xff >> sizeLength);
    let unknown = size === 0xff >> sizeLength;
    for (let next = 1; next < sizeLength; next++) {
      unknown &&= bytes[at + next] === 0xff;
      size = size * 256 + (bytes[at + next] ?? 0);
    }
    at += sizeLength;
    if (OPENED.has(id)) continue;
    if (unknown) throw new Error('the recording is built in another way');
    yield { id, data: bytes.subarray(at, at + size) };
    at += size;
  }
}

/** Its size is always told in eight bytes, so that it does not depend on what is in it. */
function element(id: number, ...parts: readonly Buffer[]): Buffer {
  const data = Buffer.concat(parts);
  const idBytes = Buffer.from(id.toString(16), 'hex');
  const size = Buffer.alloc(8);
  size.writeUInt32BE(0x01000000 + Math.floor(data.length / 2 ** 32), 0);
  size.writeUInt32BE(data.length % 2 ** 32, 4);
  return Buffer.concat([idBytes, size, data]);
}

function uint(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
