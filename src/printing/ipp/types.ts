/** An IPP message in memory (RFC 8010 section 3): groups of attributes whose wire tags are kept. */

/** `dateTime` of RFC 2579, field by field, so that the zone survives. */
export interface IppDateTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  /** 60 is a leap second. */
  second: number;
  deciseconds: number;
  direction: '+' | '-';
  zoneHours: number;
  zoneMinutes: number;
}

export interface IppResolution {
  x: number;
  y: number;
  /** 3: dots per inch, 4: dots per centimetre. */
  units: number;
}

/** Both bounds inclusive. */
export interface IppRange {
  lower: number;
  upper: number;
}

/** `textWithLanguage` and `nameWithLanguage`. */
export interface IppLanguageString {
  language: string;
  text: string | Buffer;
}

export type IppCollection = Map<string, IppValue[]>;

/**
 * The value by its tag: integer and enum a number; boolean; the character strings a string; bytes
 * (`octetString`, an unknown or extension tag, text that is not UTF-8) a Buffer; an out-of-band
 * value null.
 */
export type IppContent =
  | null
  | number
  | boolean
  | string
  | Buffer
  | IppDateTime
  | IppResolution
  | IppRange
  | IppLanguageString
  | IppCollection;

export interface IppValue {
  /** Value tag as on the wire, e.g. 0x44 for a keyword. */
  tag: number;
  value: IppContent;
}

/** Attributes by name, in the order of the message; a 1setOf has several values. */
export type IppAttributes = Map<string, IppValue[]>;

export interface IppGroup {
  /** Delimiter tag, 0x01 to 0x0f without 0x03. */
  tag: number;
  attributes: IppAttributes;
}

export interface IppMessage {
  version: { major: number; minor: number };
  /** Operation of a request, status of an answer. */
  code: number;
  requestId: number;
  groups: IppGroup[];
}
