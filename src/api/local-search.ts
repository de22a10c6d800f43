/** The local door: finding files on every PC of the workgroup. */
import * as Type from 'typebox';
import { DeviceId } from '../model/id.ts';
import { SearchQuery } from '../model/search.ts';
import { endpoint, Stream } from './endpoint.ts';

/**
 * A `SearchAnswer` of JSON a line, each with all that was found so far; the last one is `done`. Where
 * it fails, the last line is a `Problem`. Whoever closes the connection ends the asking.
 */
export const search = endpoint({
  method: 'POST',
  path: '/api/v1/search',
  summary: 'Find files and folders by their names and contents.',
  body: Type.Object({
    ...SearchQuery.properties,
    /** Only these PCs are asked. */
    devices: Type.Optional(Type.Array(DeviceId, { minItems: 1, maxItems: 250 })),
  }),
  answer: Stream,
});
