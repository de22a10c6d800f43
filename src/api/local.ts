/**
 * The local door: what dashboard and command line ask this PC's agent, over loopback HTTP with a
 * bearer token. Errors are `Problem`s.
 */
import * as Type from 'typebox';
import { Peer, Status } from '../model/device.ts';
import { Drive } from '../model/drive.ts';
import { EntryPage } from '../model/entry.ts';
import { DeviceId, JobId, ResourceId, Timestamp } from '../model/id.ts';
import { Job } from '../model/job.ts';
import { Nearby } from '../model/nearby.ts';
import { OwnPrinter, Printer } from '../model/printer.ts';
import { Audience, OwnShare, ResourceName, Share, ShareAccess } from '../model/share.ts';
import { Invitation, JoinRequest, Member, Workgroup, WorkgroupName } from '../model/workgroup.ts';
import { endpoint, Stream } from './endpoint.ts';

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
  summary: 'Remove a member from the workgroup for everybody.',
  params: Type.Object({ device: DeviceId }),
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

// ---- shares

export const listShares = endpoint({
  method: 'GET',
  path: `${base}/shares`,
  summary: 'Every share of the workgroup that this PC may use.',
  answer: Type.Array(Share),
});

export const listOwnShares = endpoint({
  method: 'GET',
  path: `${base}/own/shares`,
  summary: 'What this PC shares.',
  answer: Type.Array(OwnShare),
});

export const addShare = endpoint({
  method: 'POST',
  path: `${base}/own/shares`,
  summary: 'Share a folder or drive of this PC.',
  body: Type.Object({
    /** Absolute path. */
    path: Type.String({ minLength: 1, maxLength: 4096 }),
    name: Type.Optional(ResourceName),
    access: Type.Optional(ShareAccess),
    with: Type.Optional(Audience),
    until: Type.Optional(Timestamp),
  }),
  answer: OwnShare,
});

export const removeShare = endpoint({
  method: 'DELETE',
  path: `${base}/own/shares/:id`,
  summary: 'Stop sharing. The files stay where they are.',
  params: Type.Object({ id: ResourceId }),
});

export const listDrives = endpoint({
  method: 'GET',
  path: `${base}/own/drives`,
  summary: "This PC's drives.",
  answer: Type.Array(Drive),
});

const shareParams = Type.Object({ device: DeviceId, share: ResourceId });
/** Slash-separated path inside a share; empty for its root. */
const SharePath = Type.String({ maxLength: 8192 });

export const listEntries = endpoint({
  method: 'GET',
  path: `${base}/shares/:device/:share/entries`,
  summary: 'A folder of a share, a page at a time.',
  params: shareParams,
  query: Type.Object({
    path: Type.Optional(SharePath),
    after: Type.Optional(Type.String({ maxLength: 1024 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
  }),
  answer: EntryPage,
});

/** Answers `Range` with 206/416, and carries ETag and Last-Modified. */
export const readFile = endpoint({
  method: 'GET',
  path: `${base}/shares/:device/:share/file`,
  summary: 'The bytes of a file.',
  params: shareParams,
  query: Type.Object({ path: SharePath }),
  answer: Stream,
});

/** The body is the whole file. Without `replace` an existing name is refused (`path.exists`). */
export const writeFile = endpoint({
  method: 'PUT',
  path: `${base}/shares/:device/:share/file`,
  summary: 'Put a file into a writable share.',
  params: shareParams,
  query: Type.Object({ path: SharePath, replace: Type.Optional(Type.Boolean()) }),
  body: Stream,
  answer: Type.Object({ bytes: Type.Integer(), hash: Type.String() }),
});

export const createFolder = endpoint({
  method: 'POST',
  path: `${base}/shares/:device/:share/folder`,
  summary: 'Make a folder in a writable share.',
  params: shareParams,
  query: Type.Object({ path: SharePath }),
});

/**
 * A short-lived address on the content port that shows or downloads one file without a bearer,
 * for `<a download>`, `<img>` and `<video>`.
 */
export const createContentAddress = endpoint({
  method: 'POST',
  path: `${base}/shares/:device/:share/content`,
  summary: 'A short-lived address of a file that needs no token.',
  params: shareParams,
  query: Type.Object({ path: SharePath, inline: Type.Optional(Type.Boolean()) }),
  answer: Type.Object({ url: Type.String(), expiresAt: Timestamp }),
});

// ---- printers

export const listPrinters = endpoint({
  method: 'GET',
  path: `${base}/printers`,
  summary: 'Every shared printer of the workgroup.',
  answer: Type.Array(Printer),
});

export const listOwnPrinters = endpoint({
  method: 'GET',
  path: `${base}/own/printers`,
  summary: "This PC's printers, shared or not.",
  answer: Type.Array(OwnPrinter),
});

export const setPrinterShared = endpoint({
  method: 'POST',
  path: `${base}/own/printers/:id/shared`,
  summary: "Share one of this PC's printers, or stop sharing it.",
  params: Type.Object({ id: ResourceId }),
  body: Type.Object({ shared: Type.Boolean() }),
  answer: OwnPrinter,
});

export const addPrinter = endpoint({
  method: 'POST',
  path: `${base}/own/printers`,
  summary: 'Share an IPP printer by its address, or a virtual printer that writes into a folder.',
  body: Type.Object({
    /** `ipp://`, `ipps://`, `http://` or `https://` of a printer, or `file:///folder`. */
    uri: Type.String({ minLength: 1, maxLength: 1023 }),
    name: ResourceName,
  }),
  answer: OwnPrinter,
});

export const removePrinter = endpoint({
  method: 'DELETE',
  path: `${base}/own/printers/:id`,
  summary: 'Remove a printer that was added by its address.',
  params: Type.Object({ id: ResourceId }),
});

// ---- jobs

/**
 * The body is the document. It is durable on this PC when the answer comes (202-like: the job's
 * state tells the rest).
 */
export const printDocument = endpoint({
  method: 'POST',
  path: `${base}/printers/:device/:printer/jobs`,
  summary: 'Print a document on any printer of the workgroup.',
  params: Type.Object({ device: DeviceId, printer: ResourceId }),
  query: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 255 }),
    /** MIME type; guessed from the first bytes when absent. */
    format: Type.Optional(Type.String({ maxLength: 127 })),
    /** `JobOptions` as JSON. */
    options: Type.Optional(Type.String({ maxLength: 8192 })),
  }),
  body: Stream,
  answer: Job,
});

export const listJobs = endpoint({
  method: 'GET',
  path: `${base}/jobs`,
  summary: 'Jobs that this PC sent or prints, newest first.',
  query: Type.Object({ all: Type.Optional(Type.Boolean()) }),
  answer: Type.Array(Job),
});

/** With `wait` the answer comes when the job is final, or after that many milliseconds. */
export const getJob = endpoint({
  method: 'GET',
  path: `${base}/jobs/:id`,
  summary: 'One job.',
  params: Type.Object({ id: JobId }),
  query: Type.Object({ wait: Type.Optional(Type.Integer({ minimum: 0, maximum: 60_000 })) }),
  answer: Job,
});

export const cancelJob = endpoint({
  method: 'POST',
  path: `${base}/jobs/:id/cancel`,
  summary: 'Cancel a job, as its sender or as the owner of its printer.',
  params: Type.Object({ id: JobId }),
  answer: Job,
});

export const releaseJob = endpoint({
  method: 'POST',
  path: `${base}/jobs/:id/release`,
  summary: 'Print a job that is held.',
  params: Type.Object({ id: JobId }),
  answer: Job,
});
