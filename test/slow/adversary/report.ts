/** An adversary's run in lines for a person, and what of it must not be. */
import type { AdversaryResult } from './run-adversary.ts';

export function linesOf(result: AdversaryResult): string[] {
  const { asked, blows, seconds } = result;
  const struck = Array.from(blows, ([kind, count]) => `${count} × ${kind}`).join(', ');
  const because = (why: string): number => asked.filter((one) => one.explained === why).length;
  const printed = asked.filter((one) => one.printed).length;
  return [
    `${result.acknowledged} acknowledged in ${seconds.toFixed(0)} s, ${result.printed} came out; ` +
      `${result.unacknowledged} given up by their program before an answer`,
    `blows: ${struck}`,
    `lost ${result.lost.length}, doubled ${result.doubled.length}, altered ${result.altered.length}, ` +
      `out of order ${result.disordered.length}, ended with an error ${result.refused.length}`,
    `asked ${asked.length} (${because('killed')} because the printer was killed while it had the ` +
      `job, ${because('broken off')} because the owner's agent was killed while it sent it; ` +
      `${printed} had come out)`,
    `begun anew by the printer itself after its death: ${result.byPrinter.length}`,
    ...faultsOf(result).map((fault) => `WRONG ${fault}`),
  ];
}

export function faultsOf(result: AdversaryResult): string[] {
  const { lost, doubled, altered, disordered, refused, faults, asked } = result;
  const unexplained = asked.filter((one) => !one.explained);
  return [
    ...lost.map((name) => `${name} was lost`),
    ...doubled.map((name) => `${name} came out twice`),
    ...altered.map((name) => `${name} is not what was sent`),
    ...disordered.map((name) => `${name} came out after a later one`),
    ...refused.map((what) => `ended with an error: ${what}`),
    ...unexplained.map(({ title, why }) => `${title} was asked about without need: ${why}`),
    ...faults.map((fault) => `the harness: ${fault}`),
  ];
}
