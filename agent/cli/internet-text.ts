/** Lent ways to the internet as commands show them. */
import { displayName } from '../../src/base/text.ts';
import type { InternetState } from '../../src/model/internet.ts';
import { isoTime, plural, sizeText, table, timeText } from './output.ts';
import type { ListedDevice } from './resolve.ts';

interface Whose {
  device: string;
  name: string;
}

export interface InternetDocument {
  lent: (Whose & {
    quota_bytes: number;
    until: string | null;
    used_today_bytes: number;
    used_month_bytes: number;
    connections: number;
  })[];
  offered: (Whose & { quota_bytes: number; used_today_bytes: number })[];
  used: (Whose & { proxy: string | null; pac: string | null; trouble: string }) | null;
}

export function internetDocument(
  { lent, offered, used }: InternetState,
  devices: readonly ListedDevice[],
): InternetDocument {
  const whose = (device: string): Whose => ({
    device,
    name: displayName(devices.find(({ id }) => id === device)?.name, device.slice(0, 8)),
  });
  return {
    lent: lent.map(({ device, quota, until, today, month, open }) => ({
      ...whose(device),
      quota_bytes: quota,
      until: isoTime(until),
      used_today_bytes: today,
      used_month_bytes: month,
      connections: open,
    })),
    offered: offered.map(({ device, quota, today }) => ({
      ...whose(device),
      quota_bytes: quota,
      used_today_bytes: today,
    })),
    used: used && {
      ...whose(used.device),
      proxy: used.proxy,
      pac: used.pac,
      trouble: used.trouble,
    },
  };
}

export function internetText({ lent, offered, used }: InternetDocument): string {
  const parts: string[] = [];
  if (lent.length > 0)
    parts.push(
      table(
        ['LENT TO', 'A DAY', 'TODAY', '30 DAYS', 'NOW', 'UNTIL'],
        lent.map((one) => [
          one.name,
          sizeText(one.quota_bytes),
          sizeText(one.used_today_bytes),
          sizeText(one.used_month_bytes),
          plural(one.connections, 'connection'),
          one.until === null ? '-' : timeText(Date.parse(one.until)),
        ]),
        '',
      ),
    );
  if (offered.length > 0)
    parts.push(
      table(
        ['LENT BY', 'A DAY', 'TODAY', 'USED HERE'],
        offered.map((one) => [
          one.name,
          sizeText(one.quota_bytes),
          sizeText(one.used_today_bytes),
          used?.device === one.device ? 'yes' : 'no',
        ]),
        '',
      ),
    );
  if (used) parts.push(usedText(used));
  if (parts.length === 0)
    parts.push('Nothing is lent, neither way. `hallway internet share DEVICE` lends this PC’s.');
  return parts.join('\n\n');
}

function usedText({ name, proxy, pac, trouble }: NonNullable<InternetDocument['used']>): string {
  return [
    `Through ${name}: ${trouble === '' ? 'ready' : trouble}`,
    ...(proxy === null ? [] : [`  proxy     ${proxy}`, `  PAC file  ${pac}`]),
  ].join('\n');
}
