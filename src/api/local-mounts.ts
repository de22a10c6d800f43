/** The local door: shares as folders of this system. */
import * as Type from 'typebox';
import { DeviceId, ResourceId } from '../model/id.ts';
import { Mount } from '../model/mount.ts';
import { endpoint } from './endpoint.ts';

export const getMount = endpoint({
  method: 'GET',
  path: '/api/v1/shares/:device/:share/mount',
  summary: 'The WebDAV address of a share, and the command that mounts it on this system.',
  params: Type.Object({ device: DeviceId, share: ResourceId }),
  answer: Mount,
});
