/** Names that stand for two things, and the system's printing. */
import { listed, lowered, notice, ok, problem, unknown, type DoctorCheck } from '../check.ts';
import { startSpooler } from '../fixes.ts';

const RENAME_PC = 'Give one of the PCs another name: start Hallway there with `--name NAME`.';
const RENAME_PRINTER =
  'Call one of the printers otherwise: on its PC in the printer settings, or under “This PC” remove it and add it by another name.';
const RENAME_SHARE =
  'Under “This PC” stop sharing one of the two, and share it again by another name.';

/** Names that more than one has; upper and lower case are one, as people read them. */
function twice(named: readonly { name: string }[]): string[] {
  const count = new Map<string, string[]>();
  for (const { name } of named) {
    const key = name.normalize('NFC').toLocaleLowerCase('en');
    count.set(key, [...(count.get(key) ?? []), name]);
  }
  return Array.from(count.values())
    .filter((all) => all.length > 1)
    .map(([first = '']) => `“${first}”`);
}

const names: DoctorCheck = {
  id: 'names',
  title: 'Names',
  run(facts) {
    if (!facts.running) return null;
    // Only what belongs to the workgroup stands in lists together: strangers nearby, this PC's own
    // file server or an advert that an ended agent left behind may be called as they like.
    const conflicts = [
      ...twice(facts.members).map((name) => [`Two PCs are called ${name}.`, RENAME_PC]),
      ...twice(facts.printers).map((name) => [`Two printers are called ${name}.`, RENAME_PRINTER]),
      ...twice(facts.ownShares).map((name) => [
        `Two shares of this PC are called ${name}.`,
        RENAME_SHARE,
      ]),
    ].slice(0, 5);
    if (conflicts.length === 0) return ok('Every PC and printer has a name of its own.');
    const fixes = new Set(conflicts.map(([, fix]) => fix));
    return notice(
      [...conflicts.map(([what]) => what), 'Nobody can tell them apart by name.'].join(' '),
      Array.from(fixes).join(' '),
    );
  },
};

const printing: DoctorCheck = {
  id: 'printing',
  title: 'Printing',
  run({ printing: seen, ownPrinters, system }) {
    const shared = ownPrinters.filter((one) => one.shared);
    const queues = shared.filter(({ backend }) => backend === 'cups' || backend === 'windows');
    const lost = shared.filter(({ state }) => state === 'unknown').map(({ name }) => `“${name}”`);
    if (seen && !seen.answers)
      return queues.length > 0
        ? problem(
            `The printing system of this PC (${seen.program}) does not answer: nobody can print on ${listed(queues.map(({ name }) => `“${name}”`))}.`,
            startSpooler(system),
          )
        : notice(
            `The printing system of this PC (${seen.program}) does not run: a printer on its cable cannot be shared.`,
            `If a printer is connected to this PC: ${lowered(startSpooler(system))}`,
          );
    if (lost.length > 0)
      return problem(
        lost.length === 1 ? `${listed(lost)} does not answer.` : `${listed(lost)} do not answer.`,
        'Switch the printer on and check its cable or Wi-Fi.',
      );
    if (!seen) return unknown('The printing system could not be looked at.');
    const count = seen.printers === null ? '' : ` and has ${seen.printers} printers`;
    return ok(`${seen.program} answers${seen.printers === 1 ? ' and has 1 printer' : count}.`);
  },
};

export const resourceChecks: readonly DoctorCheck[] = [names, printing];
