/** Names that stand for two things, and the system's printing. */
import { listed, notice, ok, problem, unknown, type DoctorCheck } from '../check.ts';
import type { Facts } from '../facts.ts';
import { startSpooler } from '../fixes.ts';

/** Names that more than one has; upper and lower case are one, as people read them. */
function twice(names: readonly string[]): string[] {
  const count = new Map<string, string[]>();
  for (const name of names) {
    const key = name.normalize('NFC').toLocaleLowerCase('en');
    count.set(key, [...(count.get(key) ?? []), name]);
  }
  return Array.from(count.values())
    .filter((all) => all.length > 1)
    .map(([first = '']) => `“${first}”`);
}

/** An agent of another workgroup, or of none, nearby under this PC's name. */
function namesake({ nearby, self, members }: Facts): boolean {
  const wanted = self.name?.toLocaleLowerCase('en');
  return nearby.some(
    ({ kind, name, device }) =>
      kind !== 'workgroup' &&
      name.toLocaleLowerCase('en') === wanted &&
      !members.some(({ id }) => id === device),
  );
}

const names: DoctorCheck = {
  id: 'names',
  title: 'Names',
  run(facts) {
    if (!facts.running) return null;
    const conflicts = [
      ...twice(facts.members.map(({ name }) => name)).map((name) => `Two PCs are called ${name}.`),
      ...twice(facts.printers.map(({ name }) => name)).map(
        (name) => `Two printers are called ${name}.`,
      ),
      ...twice(facts.ownShares.map(({ name }) => name)).map(
        (name) => `Two shares of this PC are called ${name}.`,
      ),
      ...(namesake(facts) ? [`A device nearby is called “${facts.self.name}” as this PC is.`] : []),
    ];
    if (conflicts.length === 0) return ok('Every PC and printer has a name of its own.');
    return notice(
      `${conflicts.slice(0, 5).join(' ')} Pickers cannot tell them apart by name.`,
      'Rename one of the two: a PC with `hallway agent --name NAME`, a printer where it is shared.',
    );
  },
};

const printing: DoctorCheck = {
  id: 'printing',
  title: 'Printing',
  run({ printing: seen, ownPrinters, system }) {
    const shared = ownPrinters.filter((one) => one.shared);
    const queues = shared.filter(({ backend }) => backend === 'cups');
    const lost = shared.filter(({ state }) => state === 'unknown').map(({ name }) => `“${name}”`);
    if (seen && !seen.answers)
      return queues.length > 0
        ? problem(
            `${seen.program} does not answer: nobody can print on ${listed(queues.map(({ name }) => `“${name}”`))}.`,
            startSpooler(system),
          )
        : notice(
            `${seen.program} does not answer: printers of this PC cannot be shared.`,
            startSpooler(system),
          );
    if (lost.length > 0)
      return problem(
        `${listed(lost)} ${lost.length === 1 ? 'does' : 'do'} not answer.`,
        'Switch the printer on and check its cable or Wi-Fi.',
      );
    if (!seen) return unknown('The printing system could not be looked at.');
    const count = seen.printers === null ? '' : ` and has ${seen.printers} printers`;
    return ok(`${seen.program} answers${seen.printers === 1 ? ' and has 1 printer' : count}.`);
  },
};

export const resourceChecks: readonly DoctorCheck[] = [names, printing];
