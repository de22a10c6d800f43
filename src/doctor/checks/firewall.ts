/** The firewall of this PC: what its rules say, and what others find when they knock. */
import { listed, notice, ok, problem, unknown, type DoctorCheck } from '../check.ts';
import { openFirewall } from '../fixes.ts';

const firewall: DoctorCheck = {
  id: 'firewall',
  title: 'Firewall',
  run({ firewall: rules, members, ports, system, running }) {
    const { port } = ports.peer;
    const asked = members.filter(({ self, view }) => !self && view?.door !== undefined);
    const out = asked.filter(({ view }) => view?.door === false).map(({ name }) => name);
    const inside = asked.filter(({ view }) => view?.door === true).map(({ name }) => name);
    const fix = openFirewall(system, port, rules?.program ?? null);
    const said = rules ? ` ${rules.detail}` : '';
    if (out.length > 0 && inside.length === 0)
      return problem(
        `${listed(out)} could not open a connection to this PC (TCP port ${port}): a firewall keeps ${out.length === 1 ? 'it' : 'them'} out.${said}`,
        fix,
      );
    if (out.length > 0)
      return problem(
        `${listed(inside)} could open a connection to this PC, but ${listed(out)} could not.${said}`,
        fix,
      );
    if (inside.length > 0 && rules?.mdns === 'closed')
      return notice(
        `${listed(inside)} could open a connection to this PC, but announcements (multicast DNS) are kept out: PCs are found late or not at all.${said}`,
        fix,
      );
    if (inside.length > 0)
      // What could not be read frightens without need where the others come in.
      return ok(
        `${listed(inside)} could open a connection to this PC.${rules?.tcp === 'open' ? said : ''}`,
      );
    if (!rules) return unknown('The firewall could not be looked at.');
    if (rules.tcp === 'closed')
      return problem(`The firewall keeps the other PCs out (TCP port ${port}).${said}`, fix);
    if (rules.mdns === 'closed')
      return problem(
        `The firewall keeps out the announcements by which PCs find each other (multicast DNS, UDP port ${ports.mdns.port}).${said}`,
        fix,
      );
    if (rules.tcp === 'open') return ok(rules.detail);
    return unknown(
      rules.detail,
      running
        ? 'Switch another PC of the workgroup on and check again: the doctor asks it to knock.'
        : undefined,
    );
  },
};

export const firewallChecks: readonly DoctorCheck[] = [firewall];
