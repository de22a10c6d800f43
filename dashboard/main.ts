/** The dashboard's entry: everything else is loaded once the words of the person's language are there. */
import { speak } from './locale/localization.ts';

await speak();
await import('./start.ts');
