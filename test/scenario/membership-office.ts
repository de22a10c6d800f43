/** What the tests of membership share: what a PC shows of its workgroup, and copies of a PC. */
import { cpSync } from 'node:fs';
import * as api from '../../src/api/local.ts';
import type { Status } from '../../src/model/device.ts';
import { eventually, type TestAgent } from '../support/agents.ts';

/** Resolves with what a PC shows that is out of its workgroup and has a key of its own again. */
export async function untilOut(pc: TestAgent, ms = 10_000): Promise<Status> {
  // It may have been told, and gone, before it could be asked for its id.
  const known = pc.deviceIdBefore || pc.deviceId;
  const status = await eventually(
    async () => {
      const now = await pc.call(api.getStatus, {});
      return now.workgroup === null && now.device.id !== known && now;
    },
    ms,
    `${pc.name} is out, with a new key`,
  );
  pc.deviceId = pc.deviceIdBefore = status.device.id;
  return status;
}

/** The same for a PC whose admission became void: its key is as good as ever. */
export function untilOutWithKey(pc: TestAgent, ms = 10_000): Promise<Status> {
  return eventually(
    async () => {
      const now = await pc.call(api.getStatus, {});
      return now.workgroup === null && now;
    },
    ms,
    `${pc.name} is out`,
  );
}

export async function memberNames(pc: TestAgent): Promise<string[]> {
  return (await pc.call(api.listMembers, {})).map(({ name }) => name).sort();
}

export async function newsOf(pc: TestAgent): Promise<string[]> {
  return (await pc.call(api.listNews, {})).map(({ text }) => text);
}

/** The data of a PC that does not run, as a backup has it. */
export function backUp(home: string, to: string): void {
  cpSync(home, to, { recursive: true });
}
