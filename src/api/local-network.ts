/** The local door's part about the network: adapters, ways to peers, the doctor. */
import * as Type from 'typebox';
import { AdapterChoice, AdapterName, NetworkAdapter } from '../model/adapter.ts';
import { Peer } from '../model/device.ts';
import { DoctorReport } from '../model/doctor.ts';
import { DeviceId } from '../model/id.ts';
import { endpoint } from './endpoint.ts';

const base = '/api/v1';

export const listAdapters = endpoint({
  method: 'GET',
  path: `${base}/adapters`,
  summary: 'The network adapters of this PC, and which of them are used.',
  answer: Type.Array(NetworkAdapter),
});

export const chooseAdapter = endpoint({
  method: 'PUT',
  path: `${base}/adapters/:name`,
  summary: 'Use an adapter, skip it, or leave it to the rule.',
  params: Type.Object({ name: AdapterName }),
  body: Type.Object({ choice: AdapterChoice }),
  answer: Type.Array(NetworkAdapter),
});

/** Throws `peer.unreachable`, or `workgroup.not_member` if a stranger answers there. */
export const connectPeer = endpoint({
  method: 'POST',
  path: `${base}/peers/connect`,
  summary: 'Reach a member at an address; through it all others are found.',
  body: Type.Object({ at: Type.String({ minLength: 1, maxLength: 300 }) }),
  answer: Peer,
});

/** Answers once it is online, or with `peer.offline` when it did not wake within a minute. */
export const wakePeer = endpoint({
  method: 'POST',
  path: `${base}/peers/:device/wake`,
  summary: 'Wake a sleeping member (Wake-on-LAN).',
  params: Type.Object({ device: DeviceId }),
  answer: Peer,
});

/** Takes some seconds. */
export const runDoctor = endpoint({
  method: 'POST',
  path: `${base}/doctor`,
  summary: 'Check this PC and who sees whom.',
  answer: DoctorReport,
});

export const makeDoctorReport = endpoint({
  method: 'POST',
  path: `${base}/doctor/report`,
  summary:
    'Everything that helps others to help, without names, addresses of strangers or secrets.',
  answer: Type.Object({ text: Type.String() }),
});
