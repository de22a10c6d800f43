/** Signatures of D-Bus (specification, "Type System"): how a message's body is made up. */

const SINGLE = 'ybnqiuxtdsogvh';
/** The specification allows 32 of each kind; nothing that Hallway speaks has more than a few. */
const DEEPEST = 16;

/** Complete types of a signature: `ia{sv}av` is i, a{sv}, av. Throws a `RangeError` for any other text. */
export function splitSignature(signature: string): string[] {
  if (signature.length > 255) throw new RangeError('a D-Bus signature is too long');
  const types: string[] = [];
  for (let at = 0; at < signature.length; ) {
    const end = endOfType(signature, at, 0);
    types.push(signature.slice(at, end));
    at = end;
  }
  return types;
}

function endOfType(signature: string, at: number, depth: number): number {
  const code = signature[at] ?? '';
  if (depth > DEEPEST) throw new RangeError('a D-Bus signature is too deep');
  if (code !== '' && SINGLE.includes(code)) return at + 1;
  if (code === 'a' && signature[at + 1] === '{') {
    const key = at + 2;
    if (!SINGLE.replace('v', '').includes(signature[key] ?? '-')) throw malformed(signature);
    return closed(signature, endOfType(signature, key + 1, depth + 1), '}');
  }
  if (code === 'a') return endOfType(signature, at + 1, depth + 1);
  if (code !== '(') throw malformed(signature);
  let end = at + 1;
  do end = endOfType(signature, end, depth + 1);
  while (signature[end] !== ')');
  return end + 1;
}

function closed(signature: string, at: number, mark: string): number {
  if (signature[at] !== mark) throw malformed(signature);
  return at + 1;
}

function malformed(signature: string): RangeError {
  return new RangeError(`no D-Bus signature: ${signature.slice(0, 40)}`);
}

/** Bytes at whose multiple a value of this type begins. */
export function alignmentOf(type: string): number {
  const code = type[0] ?? '';
  if ('xtd({'.includes(code)) return 8;
  if ('nq'.includes(code)) return 2;
  return 'ygv'.includes(code) ? 1 : 4;
}
