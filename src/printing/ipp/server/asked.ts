/** The operation attributes of a request, each read as the type that it must have. */
import { displayText } from '../../../base/text.ts';
import { ValueTag } from '../constants.ts';
import type { IppAttributes, IppValue } from '../types.ts';
import { firstString } from '../values.ts';
import { badRequest } from './fault.ts';

const TEXTS: readonly number[] = [
  ValueTag.nameWithoutLanguage,
  ValueTag.nameWithLanguage,
  ValueTag.textWithoutLanguage,
  ValueTag.textWithLanguage,
];

/** Every method throws an `IppFault` where the attribute has another type or several values. */
export class Asked {
  readonly attributes: IppAttributes;

  constructor(attributes: IppAttributes) {
    this.attributes = attributes;
  }

  /** With what a further group says. */
  with(more: IppAttributes): Asked {
    return new Asked(new Map([...this.attributes, ...more]));
  }

  #one(attribute: string, tags: readonly number[]): IppValue | undefined {
    const values = this.attributes.get(attribute);
    if (!values) return undefined;
    const [value, ...more] = values;
    if (!value || more.length > 0 || !tags.includes(value.tag))
      throw badRequest(`The value of ${attribute} is not of its type.`);
    return value;
  }

  /** A name or text, in whatever language. */
  text(attribute: string): string | undefined {
    return this.#one(attribute, TEXTS) && firstString(this.attributes, attribute);
  }

  /** Who asks, as a program says: nothing is let happen because of it. */
  user(): string {
    return displayText(this.text('requesting-user-name'), 255, 'anonymous');
  }

  keyword(attribute: string): string | undefined {
    return this.#string(attribute, ValueTag.keyword);
  }

  mimeType(attribute: string): string | undefined {
    // Parameters and case do not tell formats apart (RFC 8011 section 5.1.10).
    return this.#string(attribute, ValueTag.mimeMediaType)?.split(';')[0]?.trim().toLowerCase();
  }

  uri(attribute: string): string | undefined {
    return this.#string(attribute, ValueTag.uri);
  }

  #string(attribute: string, tag: number): string | undefined {
    const value = this.#one(attribute, [tag])?.value;
    if (value === undefined || typeof value === 'string') return value;
    throw badRequest(`The value of ${attribute} is no readable text.`);
  }

  integer(attribute: string): number | undefined {
    return this.#one(attribute, [ValueTag.integer])?.value as number | undefined;
  }

  /** As `integer`, of an attribute that must be there. */
  requiredInteger(attribute: string): number {
    const value = this.integer(attribute);
    if (value === undefined) throw badRequest(`${attribute} is missing.`);
    return value;
  }

  boolean(attribute: string): boolean | undefined {
    return this.#one(attribute, [ValueTag.boolean])?.value as boolean | undefined;
  }

  /** A charset or language, say: by the tag that it must have. */
  tagged(attribute: string, tag: number): string | undefined {
    return this.#string(attribute, tag)?.toLowerCase();
  }

  octets(attribute: string): Buffer | undefined {
    const value = this.#one(attribute, [ValueTag.octetString])?.value;
    if (value === undefined || Buffer.isBuffer(value)) return value;
    throw badRequest(`The value of ${attribute} is not of its type.`);
  }

  /** All values of a 1setOf keyword. */
  keywords(attribute: string): string[] | undefined {
    return this.attributes.get(attribute)?.map(({ tag, value }) => {
      if (tag !== ValueTag.keyword || typeof value !== 'string')
        throw badRequest(`The values of ${attribute} are no keywords.`);
      return value;
    });
  }

  /** All values of a 1setOf integer. */
  integers(attribute: string): number[] | undefined {
    return this.attributes.get(attribute)?.map(({ tag, value }) => {
      if (tag !== ValueTag.integer || typeof value !== 'number')
        throw badRequest(`The values of ${attribute} are no numbers.`);
      return value;
    });
  }
}
