/** Pages: how they are called, where they stand in the navigation, how each is loaded. */
import { translated } from '../../locale/localization.ts';
import type { Route } from '../../state/router.ts';
import type { IconName } from '../parts/icons.ts';

export const links: readonly {
  page: Route['page'];
  href: string;
  label: string;
  icon: IconName;
}[] = translated([
  { page: 'hallway', href: '/', label: 'Hallway', icon: 'hallway' },
  { page: 'printers', href: '/printers', label: 'Printers', icon: 'printer' },
  { page: 'files', href: '/files', label: 'Files', icon: 'folder' },
  { page: 'talk', href: '/talk', label: 'Talk', icon: 'talk' },
  { page: 'people', href: '/people', label: 'People', icon: 'people' },
  { page: 'settings', href: '/settings', label: 'This PC', icon: 'pc' },
]);

/** What is needed now and then. */
export const more: typeof links = translated([
  { page: 'transfers', href: '/transfers', label: 'Transfers', icon: 'download' },
  { page: 'activity', href: '/activity', label: 'Activity', icon: 'wait' },
  { page: 'nearby', href: '/nearby', label: 'Nearby', icon: 'nearby' },
  { page: 'doctor', href: '/doctor', label: 'Doctor', icon: 'pulse' },
]);

export type PageName = Route['page'] | 'welcome' | 'sign-in';

export const titles: Record<PageName, string> = translated({
  hallway: 'Hallway',
  printers: 'Printers',
  printer: 'Printers',
  phone: 'Print from a phone',
  files: 'Files',
  folder: 'Files',
  trash: 'Trash',
  view: 'Files',
  people: 'People',
  talk: 'Talk',
  settings: 'This PC',
  nearby: 'Nearby',
  transfers: 'Transfers',
  activity: 'Activity',
  doctor: 'Doctor',
  search: 'Search',
  missing: 'Not found',
  welcome: 'Welcome',
  'sign-in': 'Sign in',
});

/** Pages that are reached from another one of the navigation. */
export const ABOVE: Partial<Record<PageName, PageName>> = {
  folder: 'files',
  trash: 'files',
  view: 'files',
  printer: 'printers',
  phone: 'printers',
};

export const loaders: Record<PageName, () => Promise<unknown>> = {
  hallway: () => import('../../pages/hallway-page.ts'),
  printers: () => import('../../pages/printers-page.ts'),
  phone: () => import('../../pages/phone-page.ts'),
  printer: () => import('../../pages/printer-page.ts'),
  files: () => import('../../pages/files-page.ts'),
  folder: () => import('../../pages/folder-page.ts'),
  trash: () => import('../../pages/trash-page.ts'),
  view: () => import('../../pages/view-page.ts'),
  talk: () => import('../../pages/talk-page.ts'),
  people: () => import('../../pages/people-page.ts'),
  settings: () => import('../../pages/settings-page.ts'),
  nearby: () => import('../../pages/nearby-page.ts'),
  transfers: () => import('../../pages/transfers-page.ts'),
  activity: () => import('../../pages/activity-page.ts'),
  doctor: () => import('../../pages/doctor-page.ts'),
  search: () => import('../../pages/search-page.ts'),
  missing: () => import('../../pages/missing-page.ts'),
  welcome: () => import('../../pages/welcome-page.ts'),
  'sign-in': () => import('../../pages/sign-in-page.ts'),
};
