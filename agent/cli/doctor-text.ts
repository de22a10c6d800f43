/** How the doctor's findings look on a terminal. Names and words of peers are hostile. */
import { displayText } from '../../src/base/text.ts';
import type { DoctorReport, Sight, SightMatrix } from '../../src/model/doctor.ts';
import { table } from './output.ts';

const MARKS = { ok: '✓', notice: '!', problem: '✗', unknown: '?' } as const;
const CELLS: Readonly<Record<Sight['state'], string>> = {
  online: '●',
  offline: '○',
  asleep: 'z',
  unknown: '?',
};
const MAX_WORDS = 1000;

export function reportText({ checks, matrix, ok }: DoctorReport): string {
  const lines = checks.flatMap(({ title, state, detail, fix }) => [
    `${MARKS[state]} ${title}: ${words(detail)}`,
    ...(fix === null ? [] : [`    ${words(fix)}`]),
  ]);
  if (matrix && matrix.devices.length > 1) lines.push('', ...matrixText(matrix));
  lines.push('', ok ? 'Nothing is wrong.' : 'Something is wrong: see ✗ and ○ above.');
  return lines.join('\n');
}

/** Rows see columns. */
function matrixText({ devices, sights }: SightMatrix): string[] {
  const cell = (from: string, to: string): string => {
    const found = sights.find((sight) => sight.from === from && sight.to === to);
    return from === to ? '·' : found ? CELLS[found.state] : '?';
  };
  const grid = table(
    ['Who sees whom', ...devices.map((_device, index) => String(index + 1))],
    devices.map(({ id, name, self }, index) => [
      `${index + 1} ${name}${self ? ' (this PC)' : ''}`,
      ...devices.map((other) => cell(id, other.id)),
    ]),
    '',
  );
  const dark = sights.filter(({ state }) => state === 'offline' || state === 'asleep');
  const number = new Map(devices.map(({ id }, index) => [id, index + 1]));
  const said = new Set<string>();
  const reasons = dark.flatMap((sight) => {
    const first = !said.has(`${sight.blocker} ${sight.fix}`);
    said.add(`${sight.blocker} ${sight.fix}`);
    return [
      `${number.get(sight.from)} → ${number.get(sight.to)}  ${sight.blocker}: ${words(sight.detail)}`,
      ...(first && sight.fix !== null ? [`    ${words(sight.fix)}`] : []),
    ];
  });
  const legend = '● sees  ○ does not see  z asleep  ? could not be asked';
  return [grid, legend, ...(reasons.length === 0 ? [] : ['', ...reasons])];
}

export function reportDocument({ at, version, system, ok, checks, matrix }: DoctorReport): object {
  return {
    at: new Date(at).toISOString(),
    version,
    system,
    ok,
    checks: checks.map(({ id, title, state, detail, fix }) => ({
      id,
      ok: state !== 'problem',
      state,
      title,
      detail,
      fix,
    })),
    matrix: matrix && {
      devices: matrix.devices,
      sights: matrix.sights.map(({ latencyMs, ...sight }) => ({
        ...sight,
        latency_ms: latencyMs,
      })),
    },
  };
}

function words(text: string): string {
  return displayText(text, MAX_WORDS);
}
