/** Text in UTF-16 with the high byte first, as discs have it. */

/** An odd last byte is no character. */
export function utf16be(data: Buffer): string {
  const even = Buffer.from(data.subarray(0, data.length & ~1));
  return even.swap16().toString('utf16le');
}
