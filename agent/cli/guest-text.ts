/** Links for guests as commands show them, and a QR code on a terminal. */
import { displayText } from '../../src/base/text.ts';
import type { GuestInvitation, GuestLink } from '../../src/model/guest.ts';
import { listGuestLinks } from '../../src/api/local.ts';
import { UsageError } from './command.ts';
import type { LocalClient } from './local-client.ts';
import { isoTime } from './output.ts';
import { resolveOne } from './resolve.ts';

export interface GuestDocument {
  id: string;
  name: string;
  expires_at: string | null;
  /** When it was over; null while it may be used. */
  ended_at: string | null;
  /** What the printer is called. */
  print: string | null;
  drop: string | null;
  take: string[];
  printed: number;
  dropped: number;
  dropped_bytes: number;
  taken: number;
}

export function guestDocument({
  id,
  name,
  expires,
  ended,
  used,
  ...link
}: GuestLink): GuestDocument {
  return {
    id,
    name,
    expires_at: isoTime(expires),
    ended_at: isoTime(ended),
    print: link.print?.name ?? null,
    drop: link.drop,
    take: link.take.map(({ path }) => path),
    printed: used.printed,
    dropped: used.dropped,
    dropped_bytes: used.droppedBytes,
    taken: used.taken,
  };
}

export function invitationDocument({ link, urls }: GuestInvitation): GuestDocument & {
  url: string;
  urls: string[];
} {
  return { ...guestDocument(link), url: urls[0] ?? '', urls };
}

/** What a person sees once: the address, and its code for a phone's camera. */
export function invitationText({ urls, qr }: GuestInvitation, terminal: boolean): string {
  const lines = urls.map((url) => displayText(url, 300));
  return [...(terminal ? codeLines(qr) : []), ...lines].join('\n');
}

/** Two rows of the code a line, light on dark as most terminals are; its quiet zone is light too. */
function codeLines(rows: readonly string[]): string[] {
  const lines: string[] = [];
  for (let row = 0; row < rows.length; row += 2) {
    const [upper = '', lower = ''] = [rows[row], rows[row + 1]];
    lines.push(
      Array.from(upper, (dark, column) => {
        const below = lower[column] === '1' || lower === '';
        if (dark === '1') return below ? ' ' : '▄';
        return below ? '▀' : '█';
      }).join(''),
    );
  }
  return lines;
}

export async function findGuestLink(client: LocalClient, wanted: string): Promise<GuestLink> {
  return resolveOne(wanted, await client.call(listGuestLinks, {}), {
    noun: 'link for guests',
    notFound: 'guest.not_found',
    hint: '`hallway guest list` lists them.',
  });
}

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

/** Seconds of `30m`, `2h` or `3d`. */
export function duration(option: string, text: string): number {
  const [, number, unit = ''] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  const seconds = Number(number) * (UNITS[unit] ?? Number.NaN);
  if (!(seconds >= 60 && seconds <= 31 * 86_400))
    throw new UsageError(`--${option} takes a time such as 30m, 2h or 3d, up to 31d.`);
  return seconds;
}
