/** Multicast DNS out and back: does this PC hear others, and do they hear it? */
import { listed, ok, problem, unknown, type DoctorCheck } from '../check.ts';
import type { Facts } from '../facts.ts';
import { openFirewall } from '../fixes.ts';
import { commonNetworks, heardLately, isLinked, type Member } from '../member.ts';

const BY_ADDRESS =
  'Known PCs stay connected; a new one is joined by its address (`hallway workgroup join CODE --at HOST:PORT`).';
const SWITCH = `In the switch or Wi-Fi access point switch “IGMP snooping” off (or its querier on) and allow multicast. ${BY_ADDRESS}`;

/** Linked members in a network of this PC: multicast should reach them. */
function neighbours({ members }: Facts): { self: Member | undefined; near: Member[] } {
  const self = members.find((one) => one.self);
  if (!self) return { self, near: [] };
  const near = members.filter(
    (one) =>
      !one.self &&
      isLinked(self, one) &&
      one.view !== null &&
      commonNetworks(self, one)?.length !== 0,
  );
  return { self, near };
}

const names = (members: readonly Member[]): string => listed(members.map(({ name }) => name));

/** Whether a packet of its own comes back to this PC, in words, or null where all is well. */
function fault(facts: Facts): string | null {
  const failed = (facts.echoes ?? []).filter(({ looped }) => !looped);
  if (failed.length === 0 || failed.length < (facts.echoes ?? []).length) return null;
  const why = failed.find(({ error }) => error !== null)?.error;
  return `No multicast leaves this PC on ${listed(failed.map(({ adapter }) => adapter))}${why ? ` (${why})` : ''}.`;
}

const out: DoctorCheck = {
  id: 'multicast.out',
  title: 'Multicast out',
  run(facts) {
    if (facts.echoes === null || facts.echoes.length === 0)
      return unknown('No network adapter was there to try multicast on.');
    const broken = fault(facts);
    if (broken !== null)
      return problem(
        broken,
        openFirewall(facts.system, facts.ports.peer.port, facts.firewall?.program),
      );
    const { self, near } = neighbours(facts);
    if (!self || near.length === 0)
      return unknown(
        'Packets leave this PC, but no other PC answered: it cannot be told from here alone whether they arrive.',
      );
    const deaf = near.filter((one) => !heardLately(one, self));
    if (deaf.length === 0) return ok(`${names(near)} heard this PC.`);
    if (deaf.length < near.length)
      return problem(
        `${names(deaf)} did not hear this PC; ${names(near.filter((one) => !deaf.includes(one)))} did.`,
        `Compare how they are connected: ${SWITCH}`,
      );
    return problem(
      `No PC hears this one by multicast, although ${names(near)} ${near.length === 1 ? 'is' : 'are'} linked: something between drops it.`,
      SWITCH,
    );
  },
};

const back: DoctorCheck = {
  id: 'multicast.back',
  title: 'Multicast back',
  run(facts) {
    if (facts.echoes === null || facts.echoes.length === 0)
      return unknown('No network adapter was there to try multicast on.');
    const { self, near } = neighbours(facts);
    const answers = new Set(facts.echoes.flatMap(({ answered }) => answered)).size;
    if (!self || near.length === 0)
      return answers > 0
        ? ok(`${answers} ${answers === 1 ? 'PC' : 'PCs'} with Hallway answered.`)
        : unknown('No other PC answered; it cannot be told alone whether one was there to answer.');
    const silent = near.filter((one) => !heardLately(self, one));
    if (silent.length === 0) return ok(`This PC hears ${names(near)}.`);
    if (silent.length < near.length)
      return problem(
        `This PC does not hear ${names(silent)}; it hears ${names(near.filter((one) => !silent.includes(one)))}.`,
        `Compare how they are connected: ${SWITCH}`,
      );
    const heard = near.some((one) => heardLately(one, self));
    if (heard)
      return problem(
        `Others hear this PC, but it hears none of them (${names(near)}): its firewall drops multicast.`,
        openFirewall(facts.system, facts.ports.peer.port, facts.firewall?.program),
      );
    return problem(
      `This PC hears nobody by multicast, although ${names(near)} ${near.length === 1 ? 'is' : 'are'} linked: something between drops it.`,
      SWITCH,
    );
  },
};

export const multicastChecks: readonly DoctorCheck[] = [out, back];
