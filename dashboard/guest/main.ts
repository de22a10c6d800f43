/** The entry of the guest's page: shown once the words of the guest's language are there. */
import { speak } from '../locale/localization.ts';

await speak();
await import('./guest-page.ts');
