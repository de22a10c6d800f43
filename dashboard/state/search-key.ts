/** The key `/` leads to the search from everywhere, except where it is typed. */
import { router } from './router.ts';
import { signing } from './signing.ts';

const TYPED = 'input, textarea, select, [contenteditable], dialog';

export function searchByKey(event: KeyboardEvent): void {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  const inField = event
    .composedPath()
    .some((node) => node instanceof Element && node.matches(TYPED));
  if (event.defaultPrevented || inField || signing.state !== 'in') return;
  event.preventDefault();
  if (router.route.page !== 'search') router.go('/search');
}
