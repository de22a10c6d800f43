/** Writing and reading attribute values without handling tags at each place. */
import { cutUtf8 } from '../../base/utf8.ts';
import { ValueTag } from './constants.ts';
import type {
  IppAttributes,
  IppCollection,
  IppDateTime,
  IppMessage,
  IppRange,
  IppResolution,
  IppValue,
} from './types.ts';

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
export const enumeration = of<number>(ValueTag.enum);
export const resolution = of<IppResolution>(ValueTag.resolution);
export const octets = of<Buffer>(ValueTag.octetString);
export const collection = of<IppCollection>(ValueTag.begCollection);
export const noValue = (): IppValue[] => [{ tag: ValueTag['no-value'], value: null }];
export const unknownValue = (): IppValue[] => [{ tag: ValueTag.unknown, value: null }];
/** What stands for an attribute that nobody may set (RFC 3380 section 8.3). */
export const notSettableValue = (): IppValue[] => [{ tag: ValueTag['not-settable'], value: null }];
/** What stands for an attribute that is not supported at all (RFC 8011 section 4.1.7). */
export const unsupportedValue = (): IppValue[] => [{ tag: ValueTag.unsupported, value: null }];

/** `text`, cut to `max` octets: 1023 of RFC 8011 section 5.1.2, 127 for the short ones. */
export function text(shown: string, max = 1023): IppValue[] {
  return [{ tag: ValueTag.textWithoutLanguage, value: cutUtf8(shown, max) }];
}

/** `dateTime` in UTC of milliseconds since 1970. */
export function dateTime(ms: number): IppValue[] {
  const date = new Date(ms);
  const value: IppDateTime = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    deciseconds: Math.floor(date.getUTCMilliseconds() / 100),
    direction: '+',
    zoneHours: 0,
    zoneMinutes: 0,
  };
  return [{ tag: ValueTag.dateTime, value }];
}

/** `name`, cut to `max` octets (255 in RFC 8011 section 5.1.3) without breaking a character. */
export function name(shown: string, max = 255): IppValue[] {
  return [{ tag: ValueTag.nameWithoutLanguage, value: cutUtf8(shown, max) }];
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
    const read = textOf(value);
    return read === undefined ? [] : [read];
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
