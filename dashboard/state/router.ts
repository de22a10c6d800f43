/** Pages and their addresses, over the History API. */
import { Emitter } from '../../src/base/emitter.ts';

export type Route =
  | { page: 'hallway' | 'printers' | 'files' | 'people' | 'settings' | 'missing' }
  | { page: 'nearby' | 'doctor' | 'transfers' | 'activity' | 'search' | 'phone' }
  | { page: 'talk'; conversation: string }
  | { page: 'printer'; device: string; printer: string }
  | { page: 'folder' | 'view'; device: string; share: string; path: string }
  | { page: 'trash'; device: string; share: string };

/** Pages whose address is their name. */
const PLAIN = [
  'printers',
  'files',
  'people',
  'settings',
  'nearby',
  'doctor',
  'transfers',
  'activity',
  'search',
] as const;

export function parseRoute(address: URL): Route {
  const parts = address.pathname.split('/').filter((part) => part !== '');
  const [first, device, share] = parts;
  if (first === undefined) return { page: 'hallway' };
  if (first === 'files' && device !== undefined && share !== undefined && parts.length === 3)
    return { page: 'folder', device, share, path: address.searchParams.get('path') ?? '' };
  if (first === 'files' && device !== undefined && share !== undefined && parts[3] === 'trash')
    return parts.length === 4 ? { page: 'trash', device, share } : { page: 'missing' };
  const path = address.searchParams.get('path') ?? '';
  if (first === 'files' && device !== undefined && share !== undefined && parts[3] === 'view')
    return parts.length === 4 && path !== ''
      ? { page: 'view', device, share, path }
      : { page: 'missing' };
  if (first === 'printers' && device === 'phone' && parts.length === 2) return { page: 'phone' };
  if (first === 'printers' && device !== undefined && share !== undefined && parts.length === 3)
    return { page: 'printer', device, printer: share };
  if (first === 'talk' && parts.length <= 2) return { page: 'talk', conversation: device ?? '' };
  if (parts.length > 1) return { page: 'missing' };
  const plain = PLAIN.find((page) => page === first);
  if (plain) return { page: plain };
  return { page: 'missing' };
}

/** Address of a folder; `path` is slash-separated, empty for the share's root. */
export function folderAddress(device: string, share: string, path = ''): string {
  const base = `/files/${encodeURIComponent(device)}/${encodeURIComponent(share)}`;
  return path === '' ? base : `${base}?${new URLSearchParams({ path }).toString()}`;
}

/** Address of one file, shown. */
export function viewAddress(device: string, share: string, path: string): string {
  return `${folderAddress(device, share)}/view?${new URLSearchParams({ path }).toString()}`;
}

/** Address of the trash of a share. */
export function trashAddress(device: string, share: string): string {
  return `${folderAddress(device, share)}/trash`;
}

/** Address of a printer's own page. */
export function printerAddress({ device, id }: { device: string; id: string }): string {
  return `/printers/${encodeURIComponent(device)}/${encodeURIComponent(id)}`;
}

/** Marks what was come to from another page of the dashboard. */
const STEPPED = 'stepped';

class Router {
  readonly changes = new Emitter<{ route: Route }>();
  #route: Route = parseRoute(new URL(location.href));

  get route(): Route {
    return this.#route;
  }

  start(): void {
    window.addEventListener('popstate', () => this.#show());
    document.addEventListener('click', (event) => this.#follow(event));
  }

  go(address: string): void {
    history.pushState(STEPPED, '', address);
    window.scrollTo(0, 0);
    this.#show();
  }

  /** In place of the page that is shown: the back button leads past it. */
  replace(address: string): void {
    history.replaceState(history.state, '', address);
    this.#show();
  }

  /** Back to `address`, which the person came from if the page was not opened by itself. */
  leave(address: string): void {
    if (history.state === STEPPED) history.back();
    else this.replace(address);
  }

  #show(): void {
    this.#route = parseRoute(new URL(location.href));
    this.changes.emit('route', this.#route);
  }

  /** Plain clicks on own links change the page without loading it anew. */
  #follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link || link.target !== '' || link.hasAttribute('download')) return;
    const target = new URL(link.href);
    if (target.origin !== location.origin || target.hash !== '') return;
    event.preventDefault();
    if (target.href !== location.href) this.go(target.pathname + target.search);
  }
}

export const router = new Router();
