/** What this device tells the LAN: itself, and what is open to its whole workgroup. */
import { createHash } from 'node:crypto';
import { base32 } from '../../src/base/base32.ts';
import { printerUuid } from '../../src/printing/ipp/server/printer-path.ts';
import type { Office } from '../office.ts';

export function advertise(office: Office): void {
  const { workgroup, pairing, discovery, shares, printers, peerServer } = office;
  const current = workgroup.current();
  discovery.setAgent({
    port: peerServer.port,
    name: office.deviceName(),
    workgroup: current && workgroupTag(current.id),
    state: workgroup.stateHash(),
    pairing: pairing.invitation() ? (current?.name ?? null) : null,
  });
  if (!current) return discovery.setResources([]);
  const open = shares.list().filter((share) => share.with === 'everyone' && share.available);
  discovery.setResources([
    ...printers.shared().map(({ id, device, name }) => {
      const uuid = printerUuid({ device, id });
      return { kind: 'printer' as const, id, name, uuid };
    }),
    ...open.map(({ id, name, kind }) => ({ kind, id, name })),
  ]);
}

/** By this members know their own workgroup; it tells a stranger nothing. */
export function workgroupTag(id: string): string {
  return base32(createHash('sha256').update(`hallway workgroup tag ${id}`).digest()).slice(0, 16);
}
