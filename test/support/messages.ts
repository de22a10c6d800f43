/** The messages of the dashboard, read from its sources: what stands in `translated`, `phrase` and `plural`. */
import { filesBelow, read } from './sources.ts';

const CALL = /\b(translated|phrase|plural)\(/g;
/** Properties beside messages that are none. */
const NAMES = /\b(?:page|href|icon|tone|by|part):\s*$/;
const LITERAL = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`[^`]*`/g;

/** English text of every message, each once. */
export function dashboardMessages(): string[] {
  const kinds = /const KINDS\b[^{]*\{(.*?)\n\}/s.exec(read('dashboard/words/kinds.ts'))?.[1] ?? '';
  const found = new Set(
    Array.from(
      kinds.matchAll(/^ {2}(?:'([^']+)'|(\w+)):/gm),
      ([, quoted, plain]) => quoted ?? plain ?? '',
    ),
  );
  for (const file of filesBelow(['dashboard'], ['.ts'])) {
    if (file.startsWith('dashboard/locale/')) continue;
    const code = read(file).replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
    for (const { index, 0: call } of code.matchAll(CALL)) {
      const inside = insideOf(code, index + call.length);
      for (const literal of inside.matchAll(LITERAL)) {
        const text = literal[1] ?? literal[2];
        const before = inside.slice(0, literal.index);
        const after = inside.slice(literal.index + literal[0].length);
        const isKey = /^\s*:/.test(after) && /[{,]\s*$/.test(before);
        const isCompared = /[!=]==\s*$/.test(before);
        if (text === undefined || isKey || isCompared || NAMES.test(before)) continue;
        if (/[A-Za-z]/.test(text)) found.add(unescaped(text));
      }
    }
  }
  return [...found].sort();
}

/** Up to the parenthesis that closes the one before `from`. */
function insideOf(code: string, from: number): string {
  let depth = 1;
  for (let at = from; at < code.length; at += 1) {
    const one = code[at] ?? '';
    if (one === "'" || one === '"' || one === '`') {
      at += 1;
      while (at < code.length && code[at] !== one) at += code[at] === '\\' ? 2 : 1;
    } else if (one === '(') depth += 1;
    else if (one === ')' && (depth -= 1) === 0) return code.slice(from, at);
  }
  return '';
}

function unescaped(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_all, what: string) =>
    what.length === 5 ? String.fromCharCode(Number.parseInt(what.slice(1), 16)) : what,
  );
}
