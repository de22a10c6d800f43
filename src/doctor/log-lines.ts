/**
 * Lines of the structured log, redacted field by field: JSON whose values may hold names that
 * nobody listed, such as those of files.
 */
import { isPlainAdapter, type Redactor } from './redaction.ts';

const MAX_LINE = 500;
const MAX_READ = 8000;
const MAX_DEPTH = 4;
/** Hold words of the program, numbers or times: kept, apart from what looks private in them. */
const PLAIN: ReadonlySet<string> = new Set([
  'level', 'time', 'msg', 'type', 'code', 'family', 'version', 'state', 'status', 'reason',
  'goodbye', 'signal', 'method', 'kind', 'bytes', 'size', 'ms', 'port', 'pid', 'count',
]); // biome-ignore format: a list of names
/** Hold what the patterns know: addresses, ids, and an error's own words. */
const PATTERNED: ReadonlySet<string> = new Set(['device', 'host', 'address', 'adapter', 'message']);

export function logLines(lines: readonly string[], redactor: Redactor): string[] {
  return lines.map((line) => {
    const parsed = line.length > MAX_READ ? undefined : parse(line);
    // Whoever cannot read it cannot tell what is private in it.
    if (!parsed) return `<a line of ${line.length} characters>`;
    return JSON.stringify(field('', parsed, redactor, 0))
      .slice(0, MAX_LINE)
      .toWellFormed();
  });
}

function parse(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function field(key: string, value: unknown, redactor: Redactor, depth: number): unknown {
  if (typeof value === 'string') return words(key, value, redactor);
  // A bare number may be a code.
  if (typeof value === 'number' && !PLAIN.has(key)) return redactNumber(value, redactor);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value))
    return value.slice(0, 20).map((one) => field(key, one, redactor, depth + 1));
  const ours = isOurs(value);
  const entries = Object.entries(value)
    // A stack repeats the message, and its paths are the same on every PC.
    .filter(([name]) => name !== 'stack' && !(ours && name === 'message'))
    .map(([name, one]) => [redactor.text(name), field(name, one, redactor, depth + 1)]);
  return Object.fromEntries(entries) as unknown;
}

/** An error of Hallway's own: its message names files and PCs, and its code says the same. */
function isOurs(value: object): boolean {
  const { code, type } = value as { code?: unknown; type?: unknown };
  return type === 'HallwayError' || (typeof code === 'string' && code.includes('.'));
}

function words(key: string, value: string, redactor: Redactor): string {
  if (key === 'time') return /^[\d:.TZ+-]{1,40}$/.test(value) ? value : '<time>';
  // One that is gone since is in no list.
  if (key === 'adapter' && !isPlainAdapter(value)) return redactor.name('adapter', value);
  const text = redactor.text(value);
  if (PLAIN.has(key)) return text;
  if (PATTERNED.has(key)) return beforeQuotes(text);
  return `<${redactor.text(key)}>`;
}

/** What stands in quotes is a name, and a name may hold quotes: nothing behind the first is kept. */
function beforeQuotes(text: string): string {
  return text.replace(/(^|[\s(:=])["'`“„‘].*$/su, '$1…');
}

function redactNumber(value: number, redactor: Redactor): unknown {
  const text = redactor.text(String(value));
  return text === String(value) ? value : text;
}
