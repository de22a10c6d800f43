/** Other people's programs as judges of what was made: poppler, Ghostscript, CUPS's filters. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PdfFacts {
  pages: number;
  /** Width and height of each page in whole points, upright. */
  sizes: [number, number][];
}

function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
  return stdout;
}

export function pdfFacts(path: string): PdfFacts {
  const said = run('pdfinfo', '-f', '1', '-l', '10000', path);
  const pages = Number(/^Pages:\s+(\d+)/m.exec(said)?.[1]);
  const sizes = Array.from(
    said.matchAll(/^Page\s+\d+ size:\s+([\d.]+) x ([\d.]+)/gm),
    ([, width, height]): [number, number] => [
      Math.round(Number(width)),
      Math.round(Number(height)),
    ],
  );
  return { pages, sizes };
}

/** The text of one page, as a reader would copy it. */
export function pdfText(path: string, page: number): string {
  return run('pdftotext', '-layout', '-f', String(page), '-l', String(page), path, '-');
}

export interface GrayPage {
  width: number;
  height: number;
  pixels: Buffer;
}

/** Pages drawn by poppler, grey. */
export function drawPdf(path: string, dpi: number): GrayPage[] {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-judge-'));
  try {
    run('pdftoppm', '-gray', '-r', String(dpi), path, join(folder, 'p'));
    return readdirSync(folder)
      .sort()
      .map((name) => parsePgm(readFileSync(join(folder, name))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parsePgm(file: Buffer): GrayPage {
  const [head = '', width, height] =
    /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(file.toString('latin1', 0, 60)) ?? [];
  return { width: Number(width), height: Number(height), pixels: file.subarray(head.length) };
}

/** Mean grey of a box, in parts of the page from its upper left: 0 black, 255 white. */
export function meanGray(
  { width, height, pixels }: GrayPage,
  [left, top, right, bottom]: [number, number, number, number],
): number {
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(top * height); y < bottom * height; y += 1)
    for (let x = Math.floor(left * width); x < right * width; x += 1) {
      sum += pixels[y * width + x] ?? 255;
      count += 1;
    }
  return sum / Math.max(1, count);
}

/** Mean difference of two pages of one size, in grey values. */
export function difference(a: GrayPage, b: GrayPage): number {
  const width = Math.min(a.width, b.width);
  const height = Math.min(a.height, b.height);
  let sum = 0;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      sum += Math.abs((a.pixels[y * a.width + x] ?? 0) - (b.pixels[y * b.width + x] ?? 0));
  return sum / (width * height);
}
