/** The local door: copies of colleagues' folders that this PC keeps and that follow them. */
import * as Type from 'typebox';
import { ResourceId } from '../model/id.ts';
import { Keep, KeepOrder } from '../model/keep.ts';
import { endpoint } from './endpoint.ts';

const base = '/api/v1/keeps';
const params = Type.Object({ id: ResourceId });

export const listKeeps = endpoint({
  method: 'GET',
  path: base,
  summary: 'Copies that this PC keeps, latest first.',
  answer: Type.Array(Keep),
});

export const startKeep = endpoint({
  method: 'POST',
  path: base,
  summary: "Keep a copy of a colleague's folder or file here, and follow its changes.",
  body: KeepOrder,
  answer: Keep,
});

export const syncKeep = endpoint({
  method: 'POST',
  path: `${base}/:id/sync`,
  summary: 'Look now whether the source is another.',
  params,
  answer: Keep,
});

/** The files stay, and can be changed again. */
export const endKeep = endpoint({
  method: 'DELETE',
  path: `${base}/:id`,
  summary: 'Follow the source no more.',
  params,
  answer: Keep,
});
