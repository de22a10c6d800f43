/** Writing and reading attribute values without handling tags at each place. */
import { cutUtf8 } from '../../base/utf8.ts';
import { ValueTag } from './constants.ts';
import type { IppAttributes, IppMessage, IppRange, IppValue } from './types.ts';

const of =
  <V extends IppValue['value']>(tag: number) =>
  (...values: readonly V[]): IppValue[] =>
    values.map((value) => ({ tag, value }));

export const charset = of<string>(ValueTag.charset);
export const naturalLanguage = of<string>(ValueTag.naturalLanguage);
export const keyword = of<string>(ValueTag.keyword);
export const uri = of<string>(ValueTag.uri);
export const mimeType = of<string>(ValueTag.mimeMediaType);
export const integer = of<number>(ValueTag.integer);
export const boolean = of<boolean>(ValueTag.boolean);
export const range = of<IppRange>(ValueTag.rangeOfInteger);

/** `name`, cut to the 255 octets of RFC 8011 section 5.1.3 without breaking a character. */
export function name(text: string): IppValue[] {
  return [{ tag: ValueTag.nameWithoutLanguage, value: cutUtf8(text, 255) }];
}

/** Attributes of the first group with this tag; empty if there is none. */
export function attributesOf(message: IppMessage, groupTag: number): IppAttributes {
  return message.groups.find((group) => group.tag === groupTag)?.attributes ?? new Map();
}

/** Attributes of each group with this tag: one per job or printer. */
export function eachGroup(message: IppMessage, groupTag: number): IppAttributes[] {
  return message.groups.filter((group) => group.tag === groupTag).map((g) => g.attributes);
}

/** The strings of an attribute, with or without a language; other values are left out. */
export function strings(attributes: IppAttributes, attribute: string): string[] {
  return (attributes.get(attribute) ?? []).flatMap((value) => {
    const text = textOf(value);
    return text === undefined ? [] : [text];
  });
}

function textOf({ tag, value }: IppValue): string | undefined {
  if (tag < 0x20 || tag === ValueTag.octetString) return undefined;
  if (typeof value === 'string') return value;
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  if (value !== null && typeof value === 'object' && 'text' in value)
    return typeof value.text === 'string' ? value.text : value.text.toString('latin1');
  return undefined;
}

export function firstString(attributes: IppAttributes, attribute: string): string | undefined {
  return strings(attributes, attribute)[0];
}

/** The first integer or enum value. */
export function firstNumber(attributes: IppAttributes, attribute: string): number | undefined {
  return numbers(attributes, attribute)[0];
}

export function numbers(attributes: IppAttributes, attribute: string): number[] {
  return (attributes.get(attribute) ?? []).flatMap(({ value }) =>
    typeof value === 'number' ? [value] : [],
  );
}

export function firstBoolean(attributes: IppAttributes, attribute: string): boolean | undefined {
  const value = attributes.get(attribute)?.[0]?.value;
  return typeof value === 'boolean' ? value : undefined;
}

/** The upper bound of an integer or rangeOfInteger attribute. */
export function upperBound(attributes: IppAttributes, attribute: string): number | undefined {
  const bounds = (attributes.get(attribute) ?? []).flatMap(({ value }) => {
    if (typeof value === 'number') return [value];
    return value !== null && typeof value === 'object' && 'upper' in value ? [value.upper] : [];
  });
  return bounds.length === 0 ? undefined : Math.max(...bounds);
}
