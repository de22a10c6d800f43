/**
 * The sentences of the agent, read from its sources: literals that end as sentences do, `{0}` and on
 * standing for what is filled in. Lines of the log are none, they are for whoever looks into it.
 */
import { filesBelow, read } from './sources.ts';

/** What begins as a sentence or with a name, and ends as one. */
const SENTENCE = /^(?:[A-Z“"]|\{0\})[^]* [^]*[.?!]$/;
const LOGGED = /\b(?:log|logger|console)\b[^;]*\.(?:debug|info|warn|error)\([^;]*$/;

/** Every text of the code below these folders, as a template names it: `There is no {0}.` */
export function textsBelow(folders: readonly string[]): Set<string> {
  const all = filesBelow(folders, ['.ts']).flatMap((file) => literals(read(file)));
  return new Set(all.flatMap(({ text }) => [text.trim(), withoutEnd(text)]));
}

/** The sentences among the texts of one file, each once. */
export function sentencesOf(code: string): string[] {
  const found = literals(code).flatMap(({ text, start }) => {
    const isLogged = LOGGED.test(code.slice(Math.max(0, start - 160), start));
    return isLogged || !SENTENCE.test(withoutEnd(text)) ? [] : [withoutEnd(text)];
  });
  return [...new Set(found)];
}

/** Another sentence may follow, that is known by itself. */
function withoutEnd(text: string): string {
  return text.replace(/(?<=[.?!])(?: ?\{\d\})+$/, '').trim();
}

interface Literal {
  text: string;
  start: number;
}

/** Strings and templates of a source, outermost only; what a template fills in is read as well. */
function literals(code: string): Literal[] {
  const found: Literal[] = [];
  let at = 0;
  while (at < code.length) {
    const two = code.slice(at, at + 2);
    const one = code[at] ?? '';
    if (two === '//') at = endOf(code, '\n', at);
    else if (two === '/*') at = endOf(code, '*/', at + 2);
    else if (one === '/' && /[(,=:[!&|?{};\n]\s*$/.test(code.slice(Math.max(0, at - 20), at)))
      at = endOfPattern(code, at + 1);
    else if (one === "'" || one === '"') {
      const end = endOfText(code, at);
      found.push({ text: unescaped(code.slice(at + 1, end)), start: at });
      at = end + 1;
    } else if (one === '`') {
      const { text, inner, end } = template(code, at);
      found.push({ text, start: at }, ...inner);
      at = end;
    } else at += 1;
  }
  return found;
}

function endOf(code: string, mark: string, from: number): number {
  const end = code.indexOf(mark, from);
  return end < 0 ? code.length : end + mark.length;
}

function endOfText(code: string, from: number): number {
  let at = from + 1;
  while (at < code.length && code[at] !== code[from]) at += code[at] === '\\' ? 2 : 1;
  return at;
}

function endOfPattern(code: string, from: number): number {
  let inClass = false;
  for (let at = from; at < code.length; at += 1) {
    const one = code[at];
    if (one === '\\') at += 1;
    else if (one === '\n') return at;
    else if (one === '[') inClass = true;
    else if (one === ']') inClass = false;
    else if (one === '/' && !inClass) return at + 1;
  }
  return code.length;
}

function template(code: string, from: number): { text: string; inner: Literal[]; end: number } {
  let text = '';
  let places = 0;
  const inner: Literal[] = [];
  let at = from + 1;
  while (at < code.length && code[at] !== '`') {
    if (code[at] === '\\') {
      text += unescaped(code.slice(at, at + 2));
      at += 2;
    } else if (code.startsWith('${', at)) {
      const end = endOfPlace(code, at + 2);
      inner.push(...literals(code.slice(at + 2, end)).map((one) => ({ ...one, start: at })));
      text += `{${places}}`;
      places += 1;
      at = end + 1;
    } else {
      text += code[at];
      at += 1;
    }
  }
  return { text, inner, end: at + 1 };
}

function endOfPlace(code: string, from: number): number {
  let depth = 1;
  let at = from;
  while (at < code.length) {
    const one = code[at];
    if (one === '`') at = template(code, at).end;
    else if (one === "'" || one === '"') at = endOfText(code, at) + 1;
    else {
      if (one === '{') depth += 1;
      if (one === '}' && (depth -= 1) === 0) return at;
      at += 1;
    }
  }
  return at;
}

function unescaped(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_all, what: string) =>
    what.length === 5 ? String.fromCharCode(Number.parseInt(what.slice(1), 16)) : what,
  );
}
