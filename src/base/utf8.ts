/** Lengths in bytes of UTF-8 (RFC 3629), and cutting text to one, without Node's help. */

/** Bytes of well-formed text. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    // Each half of a surrogate pair counts for half of its four bytes.
    else if (unit >= 0xd800 && unit < 0xe000) bytes += 2;
    else bytes += 3;
  }
  return bytes;
}

/** The beginning of the text, in whole characters, that takes at most `max` bytes. */
export function cutUtf8(text: string, max: number): string {
  const whole = text.toWellFormed();
  let bytes = 0;
  let end = 0;
  for (const character of whole) {
    bytes += utf8Length(character);
    if (bytes > max) break;
    end += character.length;
  }
  return whole.slice(0, end);
}
