/**
 * Multicast DNS out and back: do others hear this PC, and does it hear them? It is how PCs find
 * each other, so people read about finding.
 */
import { listed, lowered, ok, problem, unknown, type DoctorCheck } from '../check.ts';
import type { Facts } from '../facts.ts';
import { openFirewall } from '../fixes.ts';
import { commonNetworks, heardLately, isLinked, type Member } from '../member.ts';

const BY_ADDRESS =
  'Until then known PCs stay connected, and a new one joins with the address of a PC (under the code: Advanced).';
const SWITCH = `Whoever looks after the network can switch “IGMP snooping” off (or its querier on) and allow multicast in the switch or Wi-Fi access point. ${BY_ADDRESS}`;

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
  return `This PC cannot announce itself on ${listed(failed.map(({ adapter }) => adapter))}: no multicast gets out${why ? ` (${why})` : ''}.`;
}

const out: DoctorCheck = {
  id: 'multicast.out',
  title: 'Being found by other PCs',
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
        facts.running && !facts.inWorkgroup
          ? 'This PC announces itself. Whether others hear that is known once it is in a workgroup.'
          : 'This PC announces itself, but no other PC of the workgroup is there to say whether it hears that.',
      );
    const deaf = near.filter((one) => !heardLately(one, self));
    if (deaf.length === 0)
      return ok(
        near.length === 1 ? `${names(near)} hears this PC.` : `${names(near)} hear this PC.`,
      );
    if (deaf.length < near.length)
      return problem(
        `${names(deaf)} did not hear this PC announce itself; ${names(near.filter((one) => !deaf.includes(one)))} did.`,
        `Compare how they are connected; ${lowered(SWITCH)}`,
      );
    return problem(
      `${names(near)} cannot find this PC by ${near.length === 1 ? 'itself' : 'themselves'}, though the connection works: the network drops its announcements (multicast).`,
      SWITCH,
    );
  },
};

const back: DoctorCheck = {
  id: 'multicast.back',
  title: 'Finding other PCs',
  run(facts) {
    if (facts.echoes === null || facts.echoes.length === 0)
      return unknown('No network adapter was there to try multicast on.');
    const { self, near } = neighbours(facts);
    const answers = new Set(facts.echoes.flatMap(({ answered }) => answered)).size;
    if (!self || near.length === 0)
      return answers > 0
        ? ok(
            answers === 1 ? 'A PC with Hallway answered.' : `${answers} PCs with Hallway answered.`,
          )
        : unknown('No other PC answered. Perhaps none is switched on.');
    const silent = near.filter((one) => !heardLately(self, one));
    if (silent.length === 0) return ok(`This PC hears ${names(near)}.`);
    if (silent.length < near.length)
      return problem(
        `This PC does not hear ${names(silent)} announce ${silent.length === 1 ? 'itself' : 'themselves'}; it hears ${names(near.filter((one) => !silent.includes(one)))}.`,
        `Compare how they are connected; ${lowered(SWITCH)}`,
      );
    const heard = near.some((one) => heardLately(one, self));
    if (heard)
      return problem(
        `Others find this PC, but it does not find them (${names(near)}): its firewall drops their announcements (multicast).`,
        openFirewall(facts.system, facts.ports.peer.port, facts.firewall?.program),
      );
    return problem(
      `This PC cannot find ${names(near)} by itself, though the connection works: the network drops their announcements (multicast).`,
      SWITCH,
    );
  },
};

export const multicastChecks: readonly DoctorCheck[] = [out, back];
