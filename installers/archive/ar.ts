/** Writes ar archives as Debian's packages are (deb(5)): a few members, no names table. */

export interface ArMember {
  /** 16 characters at most. */
  name: string;
  bytes: Buffer;
}

/** `time` in seconds since 1970. */
export function ar(members: readonly ArMember[], time: number): Buffer {
  const parts: Buffer[] = [Buffer.from('!<arch>\n')];
  for (const { name, bytes } of members) {
    const fields: [string, number][] = [
      [name, 16],
      [String(time), 12],
      ['0', 6],
      ['0', 6],
      ['100644', 8],
      [String(bytes.length), 10],
    ];
    const line = fields.map(([value, width]) => value.padEnd(width)).join('');
    parts.push(Buffer.from(`${line}\`\n`), bytes);
    if (bytes.length % 2 === 1) parts.push(Buffer.from('\n'));
  }
  return Buffer.concat(parts);
}
