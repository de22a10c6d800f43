/** Every call of a door that names a share, made from the contract: a new one is asked without a change here. */
import * as Type from 'typebox';
import { type Endpoint, endpointPath } from '../../src/api/endpoint.ts';

export interface AskedShare {
  device: string;
  share: string;
}

export interface ShareAsk {
  name: string;
  method: string;
  path: string;
  /** JSON; a byte for what takes a stream. */
  body: string | undefined;
}

/** In the share that is asked for. */
export const HIDDEN_FILE = 'wage slip.mp3';

/** Values for what is not chosen by its type alone. */
const VALUES: Readonly<Record<string, unknown>> = {
  path: HIDDEN_FILE,
  from: HIDDEN_FILE,
  paths: [HIDDEN_FILE],
  name: HIDDEN_FILE,
  id: 'a'.repeat(16),
  ids: ['a'.repeat(16)],
  offer: 'o'.repeat(32),
  token: `urn:uuid:${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}`,
  etag: '"1"',
  want: 'gA',
};

/** `target`: a place of this PC, for what is fetched. */
export function shareAsks(
  endpoints: Readonly<Record<string, unknown>>,
  at: AskedShare,
  target: string,
): ShareAsk[] {
  return Object.entries(endpoints)
    .filter((entry): entry is [string, Endpoint] => isEndpoint(entry[1]) && names(entry[1]))
    .map(([name, endpoint]) => {
      const { method, body, params, query } = endpoint;
      const made = (schema: unknown): unknown => sample(schema as Type.TSchema, '', at, target);
      const of = (schema: unknown): Record<string, unknown> =>
        schema === undefined ? {} : (made(schema) as Record<string, unknown>);
      const path = endpointPath(endpoint, of(params), of(query));
      const text = body === 'stream' ? 'x' : body === undefined ? undefined : made(body);
      return {
        name,
        method,
        path,
        body: typeof text === 'string' || text === undefined ? text : JSON.stringify(text),
      };
    });
}

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'method' in value && 'summary' in value;
}

/** In its address, or anywhere in what is sent. */
function names({ params, query, body }: Endpoint): boolean {
  return JSON.stringify([params, query, body]).includes('"share":');
}

function sample(schema: Type.TSchema, name: string, at: AskedShare, target: string): unknown {
  if (name === 'device') return at.device;
  if (name === 'share') return at.share;
  if (name === 'target') return target;
  if (name === 'to' && Type.IsString(schema)) return 'other.txt';
  if (name in VALUES) return VALUES[name];
  if (Type.IsLiteral(schema)) return schema.const;
  if (Type.IsUnion(schema)) return sample(wanted(schema.anyOf), '', at, target);
  if (Type.IsInteger(schema) || Type.IsNumber(schema)) return 7;
  if (Type.IsBoolean(schema)) return false;
  if (Type.IsArray(schema)) return [sample(schema.items, '', at, target)];
  if (Type.IsObject(schema)) {
    const properties = Object.entries(schema.properties as Record<string, Type.TSchema>);
    return Object.fromEntries(
      properties
        .filter(
          ([key, part]) => !Type.IsOptional(part) || key === 'target' || namesShare(part, key),
        )
        .map(([key, part]) => [key, sample(part, key, at, target)]),
    );
  }
  if (Type.IsString(schema)) return 'x';
  throw new Error(`There is no sample for ${name}.`);
}

function wanted(choices: readonly Type.TSchema[]): Type.TSchema {
  const chosen = choices.find((choice) => namesShare(choice, '')) ?? choices[0];
  if (!chosen) throw new Error('There is no choice.');
  return chosen;
}

function namesShare(schema: Type.TSchema, key: string): boolean {
  return key === 'share' || JSON.stringify(schema).includes('"share":');
}
