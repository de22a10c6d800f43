/** The local door: links for people without Hallway. */
import * as Type from 'typebox';
import { GuestInvitation, GuestLink, NewGuestLink } from '../model/guest.ts';
import { ResourceId } from '../model/id.ts';
import { endpoint } from './endpoint.ts';

const base = '/api/v1/guests';
const Id = Type.Object({ id: ResourceId });

export const listGuestLinks = endpoint({
  method: 'GET',
  path: base,
  summary: 'Links for guests, latest first; those that are over stay for a week.',
  answer: Type.Array(GuestLink),
});

export const addGuestLink = endpoint({
  method: 'POST',
  path: base,
  summary: 'Make a link that lets a guest print, drop or take files until it ends.',
  body: NewGuestLink,
  answer: GuestInvitation,
});

/** The address that was given out before is worth nothing then. */
export const renewGuestLink = endpoint({
  method: 'POST',
  path: `${base}/:id/renew`,
  summary: 'Give a link another address; the one before is worth nothing from then on.',
  params: Id,
  answer: GuestInvitation,
});

export const endGuestLink = endpoint({
  method: 'DELETE',
  path: `${base}/:id`,
  summary: 'Take a link back: what goes through it ends at once.',
  params: Id,
  answer: GuestLink,
});
