/** How the doctor's findings look on a terminal. Names and words of peers are hostile. */
import { displayText } from '../../src/base/text.ts';
import type { DoctorReport, Sight, SightMatrix } from '../../src/model/doctor.ts';
import { latencyNumber, table } from './output.ts';

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
  const problems = checks.some(({ state }) => state === 'problem');
  const marks = [...(problems ? ['✗'] : []), ...(hasFindings(matrix) ? ['○'] : [])];
  const where = marks.length === 0 ? '.' : `: see ${marks.join(' and ')} above.`;
  lines.push('', ok ? 'Nothing is wrong.' : `Something is wrong${where}`);
  return lines.join('\n');
}

function hasFindings(matrix: SightMatrix | null): boolean {
  return matrix?.sights.some(({ state }) => state === 'offline') ?? false;
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
  // What is the same for several who look is said once, and so is what to do.
  const said = new Set<string | null>();
  const same = Map.groupBy(dark, ({ to, blocker, detail }) => `${to} ${blocker} ${detail}`);
  const reasons = Array.from(same.values()).flatMap((sights) => {
    const [{ to, blocker, detail, fix }] = sights as [Sight];
    const from = sights.map((sight) => number.get(sight.from)).join(', ');
    const first = !said.has(fix);
    said.add(fix);
    return [
      `${from} → ${number.get(to)}  ${blocker}: ${words(detail)}`,
      ...(first && fix !== null ? [`    ${words(fix)}`] : []),
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
        latency_ms: latencyNumber(latencyMs),
      })),
    },
  };
}

function words(text: string): string {
  return displayText(text, MAX_WORDS);
}
