/** Things in the network without Hallway, in words, and how their folders are opened. */
import { phrase, translated } from '../locale/localization.ts';
import type { Nearby, NearbyFiles, NearbyKind } from '../../src/model/nearby.ts';

export interface NearbyGroup {
  readonly heading: string;
  readonly kinds: readonly NearbyKind[];
}

/** In the order in which people ask for them; other kinds belong to the workgroup's own pages. */
export const GROUPS: readonly NearbyGroup[] = [
  { heading: 'Printers in the network', kinds: ['network-printer'] },
  { heading: 'Network drives and shared folders', kinds: ['smb', 'webdav'] },
  { heading: 'Televisions and loudspeakers', kinds: ['renderer', 'media-server'] },
  { heading: 'Routers and other devices', kinds: ['web'] },
  { heading: 'Other workgroups that let newcomers in', kinds: ['workgroup'] },
];

/** Where the heading of the group does not say it. */
const KINDS: Partial<Record<NearbyKind, string>> = translated({
  smb: 'Shared folders',
  webdav: 'Shared folders (WebDAV)',
  renderer: 'Plays music and films',
  'media-server': 'Music and films',
});

export function kindWords(kind: NearbyKind): string {
  return KINDS[kind] ?? '';
}

/** What needs no Hallway, and workgroups that this PC is not in. */
export function isForeign(thing: Nearby, memberIds: ReadonlySet<string>): boolean {
  if (thing.kind === 'workgroup') return thing.device === null || !memberIds.has(thing.device);
  return GROUPS.some(({ kinds }) => kinds.includes(thing.kind));
}

export type System = 'windows' | 'mac' | 'linux';

/** From `navigator.platform`: the browser runs on the PC whose file manager is meant. */
export function systemOf(platform: string): System {
  if (/^win/i.test(platform)) return 'windows';
  return /^mac|^iphone|^ipad/i.test(platform) ? 'mac' : 'linux';
}

/** The address that this system's file manager takes, and where it is typed. */
export function openingWords(
  { url, unc }: NearbyFiles,
  system: System,
): { address: string; how: string } {
  if (system === 'windows')
    return {
      address: unc,
      how: phrase('Open the Explorer, click into its address bar, paste and press Enter.'),
    };
  if (system === 'mac')
    return {
      address: url,
      how: phrase('Click on the desktop, press ⌘K (“Connect to Server”), paste and press Enter.'),
    };
  // File managers of Linux call WebDAV by its own name: gvfs and KIO know `dav` and `davs`.
  const address = url.replace(/^http/, 'dav');
  return { address, how: phrase('Open the file manager, press Ctrl+L, paste and press Enter.') };
}

/** A device's own page may be opened; anything else in its place may not. */
export function pageAddress(page: string | null): string | undefined {
  if (page === null || !URL.canParse(page)) return undefined;
  const { protocol, href } = new URL(page);
  return protocol === 'http:' || protocol === 'https:' ? href : undefined;
}
