/** The peer door: finding files in what this PC shares with the caller. */
import * as Type from 'typebox';
import { FoundEntry, SearchQuery } from '../model/search.ts';
import { endpoint } from './endpoint.ts';

export const searchPeer = endpoint({
  method: 'POST',
  path: '/peer/v1/search',
  summary: 'Files and folders that the caller may see and that have these words.',
  body: SearchQuery,
  answer: Type.Object({
    /** Best first. */
    hits: Type.Array(FoundEntry, { maxItems: 200 }),
    /** What the person at this PC is called by it. */
    person: Type.Optional(Type.String({ maxLength: 63 })),
    /** Not everything was read yet. */
    reading: Type.Boolean(),
  }),
});
