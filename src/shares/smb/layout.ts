/** The fixed part of an SMB 2 message as a table of offsets: writes it, and reads it within bounds. */
import { malformed, part } from './hostile-bytes.ts';

export interface Field {
  name: string;
  /** Bytes. */
  size: number;
  /** What stands there unless told. */
  preset: number;
}

/** A layout as node-smb2 writes it down. */
type Structure = Readonly<
  Record<
    string,
    {
      type: unknown;
      size?: number | undefined;
      sizeFieldName?: string | undefined;
      countFieldName?: string | undefined;
      defaultValue?: unknown;
    }
  >
>;

export type FieldValue = number | bigint | Uint8Array;

export class LayoutTable {
  /** Bytes of the fixed part. */
  readonly size: number;
  readonly #fields = new Map<string, Field & { at: number }>();

  constructor(fields: readonly Field[]) {
    let at = 0;
    for (const field of fields) {
      this.#fields.set(field.name, { ...field, at });
      at += field.size;
    }
    this.size = at;
  }

  /** Everything before the first field whose size depends on the message. */
  static of(structure: object): LayoutTable {
    const fields: Field[] = [];
    for (const [name, field] of Object.entries(structure as Structure)) {
      const { type, size, sizeFieldName, countFieldName, defaultValue } = field;
      if (type === Buffer || sizeFieldName !== undefined || countFieldName !== undefined) break;
      const preset = typeof defaultValue === 'number' ? defaultValue : 0;
      fields.push({ name, size: size ?? 0, preset });
    }
    return new LayoutTable(fields);
  }

  pack(values: Readonly<Record<string, FieldValue>>): Buffer {
    const buffer = Buffer.alloc(this.size);
    for (const { name, size, preset, at } of this.#fields.values()) {
      const value = values[name] ?? preset;
      if (typeof value === 'bigint') buffer.writeBigUInt64LE(value, at);
      else if (typeof value !== 'number') buffer.set(value.subarray(0, size), at);
      else if (size <= 4) buffer.writeUIntLE(value >>> 0, at, size);
      else if (value !== 0) buffer.writeBigUInt64LE(BigInt(value), at);
    }
    return buffer;
  }

  /** Throws `host.protocol` where the body is too short. */
  read(body: Buffer): LayoutView {
    if (body.length < this.size) throw malformed();
    return new LayoutView(this.#fields, body);
  }
}

class LayoutView {
  readonly #fields: ReadonlyMap<string, Field & { at: number }>;
  readonly #body: Buffer;

  constructor(fields: ReadonlyMap<string, Field & { at: number }>, body: Buffer) {
    this.#fields = fields;
    this.#body = body;
  }

  /** Unsigned, of at most four bytes. */
  number(name: string): number {
    const { at, size } = this.#field(name);
    return this.#body.readUIntLE(at, size);
  }

  big(name: string): bigint {
    return this.#body.readBigUInt64LE(this.#field(name).at);
  }

  bytes(name: string): Buffer {
    const { at, size } = this.#field(name);
    return part(this.#body, at, size);
  }

  #field(name: string): Field & { at: number } {
    const field = this.#fields.get(name);
    if (!field) throw new Error(`this layout has no ${name}`);
    return field;
  }
}
