/** The local door: a newer Hallway that a colleague has. */
import { UpdateState } from '../model/release.ts';
import { endpoint } from './endpoint.ts';

const path = '/api/v1/own/update';

export const getUpdate = endpoint({
  method: 'GET',
  path,
  summary: 'Whether a colleague has a newer Hallway, and how its way here stands.',
  answer: UpdateState,
});

/** Returns at once; the agent starts anew when everything is here. */
export const startUpdate = endpoint({
  method: 'POST',
  path,
  summary: 'Get the newer Hallway and start it.',
  answer: UpdateState,
});
