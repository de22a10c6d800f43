/** What became of each document: printed once, lost, doubled, asked about, out of order. */
import { hashOf, nameOf, type DocumentId } from './documents.ts';
import type { Printed } from './printers.ts';

/** A job at the owner whose fate a person was asked about. */
export interface Asked {
  title: string;
  /** True if it had come out. */
  printed: boolean;
  /**
   * Why nobody could know, if so: the printer was killed while it had the job, or gave up a document
   * that broke off when its PC's agent was killed.
   */
  explained: 'killed' | 'broken off' | false;
  why: string;
}

export interface Verdict {
  /** Acknowledged and never came out, and nobody was asked. */
  lost: string[];
  /** Came out twice, and nobody was asked. */
  doubled: string[];
  /** Came out twice because the printer itself began the same job anew after its death. */
  byPrinter: string[];
  /** What came out is not what was sent. */
  altered: string[];
  /** After something that the same person had sent later. */
  disordered: string[];
}

export function judge(
  sent: readonly (readonly DocumentId[])[],
  unknown: readonly DocumentId[],
  printed: readonly Printed[],
  asked: readonly Asked[],
): Verdict {
  const verdict: Verdict = { lost: [], doubled: [], byPrinter: [], altered: [], disordered: [] };
  const byHash = new Map<string, Printed[]>();
  for (const one of printed) byHash.set(one.sha256, [...(byHash.get(one.sha256) ?? []), one]);
  const questioned = new Set(asked.map(({ title }) => title));
  const all = [...sent.flat(), ...unknown];
  const known = new Map(all.map((document) => [hashOf(document), document]));
  for (const { sha256, title } of printed) if (!known.has(sha256)) verdict.altered.push(title);
  for (const [hash, document] of known) {
    const copies = byHash.get(hash) ?? [];
    if (copies.length < 2 || questioned.has(nameOf(document))) continue;
    const own = new Set(copies.map(({ job, copy }) => `${job} ${copy}`)).size === 1;
    (own ? verdict.byPrinter : verdict.doubled).push(nameOf(document));
  }
  for (const person of sent) {
    let last = -1;
    for (const document of person) {
      const name = nameOf(document);
      const hash = hashOf(document);
      const at = printed.findIndex(({ sha256 }) => sha256 === hash);
      if (at < 0) verdict.lost.push(name);
      else if (!questioned.has(name)) {
        if (at < last) verdict.disordered.push(name);
        last = Math.max(last, at);
      }
    }
  }
  return verdict;
}
