/**
 * What a person means by DEVICE, PRINTER, SHARE or JOB: a unique name, an id, a unique prefix of
 * an id; a printer also `DEVICE/NAME`. Ambiguity is an error that lists the candidates.
 */
import {
  getStatus,
  listJobs,
  listMembers,
  listOwnPrinters,
  listOwnShares,
  listPrinters,
  listServers,
  listShares,
} from '../../src/api/local.ts';
import { HallwayError, type ErrorCode } from '../../src/base/errors.ts';
import { displayText } from '../../src/base/text.ts';
import type { Device } from '../../src/model/device.ts';
import type { Job } from '../../src/model/job.ts';
import type { OwnPrinter, Printer } from '../../src/model/printer.ts';
import type { OwnShare, Share } from '../../src/model/share.ts';
import type { LocalClient } from './local-client.ts';

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** Shorter texts are taken for a name before they are taken for the beginning of an id. */
const MIN_PREFIX_BESIDE_NAME = 6;

/**
 * The one candidate that `wanted` means. An exact id goes first, so that nobody takes another's
 * place by calling itself by its id. Letter case counts only where it tells two names apart.
 */
export function resolveOne<T extends Named>(
  wanted: string,
  candidates: readonly T[],
  words: { noun: string; notFound: ErrorCode; label?: (candidate: T) => string; hint?: string },
): T {
  const text = wanted.normalize('NFC');
  const byId = candidates.filter((one) => one.id === text);
  if (byId.length === 1 && byId[0]) return byId[0];
  const byName = candidates.filter((one) => one.name.normalize('NFC') === text);
  const prefixCounts = byName.length === 0 || text.length >= MIN_PREFIX_BESIDE_NAME;
  const byPrefix =
    text !== '' && prefixCounts ? candidates.filter((c) => c.id.startsWith(text)) : [];
  let found = [...new Set([...byName, ...byPrefix])];
  if (found.length === 0) {
    const folded = text.toLowerCase();
    found = candidates.filter((one) => one.name.normalize('NFC').toLowerCase() === folded);
  }
  const [first, second] = found;
  if (first && !second) return first;
  const label = words.label ?? ((one: T) => one.name);
  if (!first)
    throw new HallwayError(
      words.notFound,
      `There is no ${words.noun} called "${displayText(wanted, 100)}".`,
      { fix: words.hint },
    );
  const list = found.map((one) => `${displayText(label(one), 130)} (${one.id})`);
  throw new HallwayError(
    'request.ambiguous',
    `"${displayText(wanted, 100)}" can mean more than one ${words.noun}: ${list.join(', ')}.`,
    {
      fix: 'Say which by its id or the beginning of it.',
      details: { candidates: found.map(({ id, name }) => ({ id, name })) },
    },
  );
}

export interface ListedDevice extends Device {
  readonly online: boolean;
  /** A file server without Hallway. */
  readonly server: boolean;
}

/** This PC, every other member of its workgroup, and the file servers that it is connected to. */
export async function listDevices(client: LocalClient): Promise<ListedDevice[]> {
  const { device, workgroup } = await client.call(getStatus, {});
  const members = workgroup ? await client.call(listMembers, {}) : [{ ...device, online: true }];
  const servers = await client.call(listServers, {});
  return [
    ...members.map((member) => ({ ...member, server: false })),
    ...servers.map(({ id, name, problem }) => ({
      id,
      name,
      online: problem === null,
      server: true,
    })),
  ];
}

export async function findDevice(client: LocalClient, wanted: string): Promise<ListedDevice> {
  return resolveOne(wanted, await listDevices(client), {
    noun: 'device',
    notFound: 'workgroup.unknown_device',
    hint: '`hallway ls` lists the devices, `hallway ls DEVICE` what one shares.',
  });
}

export async function findShare(
  client: LocalClient,
  deviceWanted: string,
  shareWanted: string,
): Promise<{ device: Device; share: Share }> {
  const device = await findDevice(client, deviceWanted);
  const shares = (await client.call(listShares, {})).filter((one) => one.device === device.id);
  const share = resolveOne(shareWanted, shares, {
    noun: `share of ${displayText(device.name, 63)}`,
    notFound: 'share.not_found',
    hint: '`hallway ls DEVICE` lists what a device shares.',
  });
  return { device, share };
}

export async function findOwnShare(client: LocalClient, wanted: string): Promise<OwnShare> {
  return resolveOne(wanted, await client.call(listOwnShares, {}), {
    noun: 'share of this PC',
    notFound: 'share.not_found',
    hint: '`hallway share list` lists them.',
  });
}

/** A printer of the workgroup by name, id, prefix, or `DEVICE/NAME`. */
export async function findPrinter(client: LocalClient, wanted: string): Promise<Printer> {
  const devices = await listDevices(client);
  let printers = await client.call(listPrinters, {});
  let name = wanted;
  const slash = wanted.indexOf('/');
  if (slash !== -1) {
    const device = resolveOne(wanted.slice(0, slash), devices, {
      noun: 'device',
      notFound: 'workgroup.unknown_device',
      hint: '`hallway workgroup members` lists them.',
    });
    printers = printers.filter((one) => one.device === device.id);
    name = wanted.slice(slash + 1);
  }
  const owners = new Map(devices.map((device) => [device.id, device.name]));
  return resolveOne(name, printers, {
    noun: 'printer',
    notFound: 'printer.not_found',
    label: (printer) => `${owners.get(printer.device) ?? printer.device}/${printer.name}`,
    hint: '`hallway printers` lists them.',
  });
}

export async function findOwnPrinter(client: LocalClient, wanted: string): Promise<OwnPrinter> {
  const own = await client.call(listOwnPrinters, {});
  const names = own.slice(0, 10).map(({ name }) => displayText(name, 63));
  return resolveOne(wanted, own, {
    noun: 'printer of this PC',
    notFound: 'printer.not_found',
    hint:
      (names.length === 0 ? '' : `It has ${names.join(', ')}. `) +
      'A network printer is added with `hallway printer add URI --name N`.',
  });
}

/** A job by its id, a prefix of it, or its name where only one job has it. */
export async function findJob(client: LocalClient, wanted: string): Promise<Job> {
  return resolveOne(wanted, await client.call(listJobs, { query: { all: true } }), {
    noun: 'job',
    notFound: 'job.not_found',
    label: (job) => `${job.name} on ${job.printerName}`,
    hint: '`hallway jobs --all` lists them.',
  });
}
