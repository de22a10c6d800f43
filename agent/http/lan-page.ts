/**
 * The page at the address that an opened printer gives as its own (`printer-more-info`): what is
 * open here and how to print on it. Nothing on it can be pressed, and it says nothing of any job.
 */
import type { LanPrinting } from '../../src/model/lan-printing.ts';
import type { Language } from '../../src/desktop/words/language.ts';
import { say } from '../../src/desktop/words/say.ts';

/** `language`: of who looks at it. */
export function lanPage(
  language: Language,
  device: string,
  { printers }: Pick<LanPrinting, 'printers'>,
): string {
  const rows = printers.map(({ shownAs }) => `<li>${escaped(shownAs)}</li>`).join('');
  return `<!doctype html>
<html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(device)}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}</style>
<h1>${escaped(say(language, 'openedTitle', device))}</h1>
<ul>${rows}</ul>
<p>${escaped(say(language, 'openedBody'))}</p>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
