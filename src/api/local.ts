/**
 * The local door: what dashboard and command line ask this PC's agent, over loopback HTTP with a
 * bearer token. Errors are `Problem`s.
 */
import * as Type from 'typebox';
import { Device, Peer, Status } from '../model/device.ts';
import { DeviceId } from '../model/id.ts';
import { Nearby } from '../model/nearby.ts';
import {
  Invitation,
  JoinRequest,
  Member,
  MembershipNews,
  Workgroup,
  WorkgroupName,
} from '../model/workgroup.ts';
import { endpoint } from './endpoint.ts';

export * from './local-activity.ts';
export * from './local-archives.ts';
export * from './local-desktop.ts';
export * from './local-drives.ts';
export * from './local-files.ts';
export * from './local-guests.ts';
export * from './local-internet.ts';
export * from './local-keeps.ts';
export * from './local-media.ts';
export * from './local-mounts.ts';
export * from './local-jobs.ts';
export * from './local-network.ts';
export * from './local-screen.ts';
export * from './local-search.ts';
export * from './local-sendings.ts';
export * from './local-servers.ts';
export * from './local-printing.ts';
export * from './local-system-printers.ts';
export * from './local-calls.ts';
export * from './local-talk.ts';
export * from './local-transfers.ts';
export * from './local-update.ts';
export * from './local-uploads.ts';

const base = '/api/v1';

// ---- signing in

/** A one-time address that signs a browser in; only the command line's token may ask for it. */
export const createHandover = endpoint({
  method: 'POST',
  path: `${base}/handovers`,
  summary: 'Make a one-time address that signs a browser in (valid 30 seconds).',
  answer: Type.Object({ url: Type.String() }),
});

/** Needs no bearer: the one-time token is the proof. The second use is refused with 401. */
export const createSession = endpoint({
  method: 'POST',
  path: `${base}/sessions`,
  summary: 'Exchange a one-time token for a bearer token.',
  body: Type.Object({ token: Type.String({ minLength: 1, maxLength: 128 }) }),
  answer: Type.Object({ bearer: Type.String() }),
});

// ---- this PC

export const getStatus = endpoint({
  method: 'GET',
  path: `${base}/status`,
  summary: 'This PC.',
  answer: Status,
});

export const stopAgent = endpoint({
  method: 'POST',
  path: `${base}/stop`,
  summary: 'Say goodbye to the workgroup and end the agent.',
});

// ---- workgroup

export const createWorkgroup = endpoint({
  method: 'POST',
  path: `${base}/workgroup`,
  summary: 'Create a workgroup with this PC as its first member.',
  body: Type.Object({ name: WorkgroupName }),
  answer: Workgroup,
});

export const openInvitation = endpoint({
  method: 'POST',
  path: `${base}/workgroup/invitation`,
  summary: 'Open a pairing window: six digits, 120 seconds, three attempts, one newcomer.',
  body: Type.Object({ approve: Type.Optional(Type.Boolean()) }),
  answer: Invitation,
});

export const closeInvitation = endpoint({
  method: 'DELETE',
  path: `${base}/workgroup/invitation`,
  summary: 'Close the pairing window.',
});

/** Waits until the other side decided; 403 `pairing.denied` if it said no. */
export const joinWorkgroup = endpoint({
  method: 'POST',
  path: `${base}/workgroup/join`,
  summary: 'Join the workgroup whose member shows this code.',
  body: Type.Object({
    code: Type.String({ pattern: '^[0-9]{6}$' }),
    /** `host:port` of the inviting PC, where multicast does not show it. */
    at: Type.Optional(Type.String({ maxLength: 300 })),
    workgroup: Type.Optional(WorkgroupName),
  }),
  answer: Type.Object({ ...Workgroup.properties, members: Type.Integer() }),
});

export const leaveWorkgroup = endpoint({
  method: 'POST',
  path: `${base}/workgroup/leave`,
  summary: 'Leave the workgroup.',
});

export const listMembers = endpoint({
  method: 'GET',
  path: `${base}/workgroup/members`,
  summary: 'The members of the workgroup, this PC included.',
  answer: Type.Array(Member),
});

export const removeMember = endpoint({
  method: 'DELETE',
  path: `${base}/workgroup/members/:device`,
  summary: 'Remove a member from the workgroup for everybody, on wish with all that it let in.',
  params: Type.Object({ device: DeviceId }),
  query: Type.Object({ withAdmitted: Type.Optional(Type.Boolean()) }),
  /** Who was removed, the named one first. */
  answer: Type.Object({ removed: Type.Array(Device) }),
});

/** What `removeMember` would remove `withAdmitted`, the named one left out. */
export const listAdmitted = endpoint({
  method: 'GET',
  path: `${base}/workgroup/members/:device/admitted`,
  summary: 'Members whose admission rests on this one alone.',
  params: Type.Object({ device: DeviceId }),
  answer: Type.Array(Device),
});

export const listNews = endpoint({
  method: 'GET',
  path: `${base}/workgroup/news`,
  summary: 'What became of members, newest first.',
  answer: Type.Array(MembershipNews),
});

export const listJoinRequests = endpoint({
  method: 'GET',
  path: `${base}/workgroup/requests`,
  summary: 'Newcomers that proved the code and wait for a yes.',
  answer: Type.Array(JoinRequest),
});

export const decideJoinRequest = endpoint({
  method: 'POST',
  path: `${base}/workgroup/requests/:id`,
  summary: 'Admit or refuse a newcomer.',
  params: Type.Object({ id: DeviceId }),
  body: Type.Object({ admit: Type.Boolean() }),
});

export const listPeers = endpoint({
  method: 'GET',
  path: `${base}/peers`,
  summary: 'The other members, and whether they are reachable.',
  answer: Type.Array(Peer),
});

export const listNearby = endpoint({
  method: 'GET',
  path: `${base}/nearby`,
  summary: 'What multicast DNS shows on this LAN.',
  answer: Type.Array(Nearby),
});
