/** The sentences of the agent in the languages that the dashboard speaks beside English. */
import { Sentences, type SentenceTable } from './sentences.ts';

const TABLES: Readonly<Record<string, () => Promise<{ default: SentenceTable }>>> = {
  de: () => import('../locale/agent/de.json', { with: { type: 'json' } }),
  fr: () => import('../locale/agent/fr.json', { with: { type: 'json' } }),
  es: () => import('../locale/agent/es.json', { with: { type: 'json' } }),
  zh: () => import('../locale/agent/zh.json', { with: { type: 'json' } }),
};

/** Undefined for a language that has no table. */
export async function agentWords(language: string): Promise<Sentences | undefined> {
  const table = await TABLES[language]?.();
  return table && new Sentences(table.default);
}
