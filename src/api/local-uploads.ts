/** The local door: what came of files before writing them broke off. */
import * as Type from 'typebox';
import { ArrivedBytes, UploadQuery } from '../model/entry.ts';
import { DeviceId, ResourceId } from '../model/id.ts';
import { endpoint } from './endpoint.ts';

const base = '/api/v1';
const shareParams = Type.Object({ device: DeviceId, share: ResourceId });

export const statUpload = endpoint({
  method: 'GET',
  path: `${base}/shares/:device/:share/upload`,
  summary: 'How much came of a file before writing it broke off.',
  params: shareParams,
  query: UploadQuery,
  answer: ArrivedBytes,
});

export const dropUpload = endpoint({
  method: 'DELETE',
  path: `${base}/shares/:device/:share/upload`,
  summary: 'Throw away what came of a file before writing it broke off.',
  params: shareParams,
  query: UploadQuery,
  answer: ArrivedBytes,
});
