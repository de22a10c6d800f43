/**
 * What the agent says, in the person's language: notices, errors, findings. The agent speaks English
 * and tells the same to everybody; what is said anew here is known by its English words, so that it
 * does not matter through which PC or table it came. What is not known stays English.
 */

/** Before whatever shows such words: nothing has to be shown anew. In English nothing is loaded. */
const { lang } = document.documentElement;
const sentences =
  lang === 'en'
    ? undefined
    : await import('./agent-words.ts')
        .then(({ agentWords }) => agentWords(lang))
        .catch(() => undefined);

/** The text itself in English, and where it is not known. As inert as the text was. */
export function said(text: string): string {
  return sentences?.said(text) ?? text;
}
