/** All checks, in the order in which a person reads them. */
import type { DoctorCheck } from '../check.ts';
import { agentChecks, systemChecks } from './agent.ts';
import { firewallChecks } from './firewall.ts';
import { multicastChecks } from './multicast.ts';
import { networkChecks, portChecks } from './network.ts';
import { resourceChecks } from './resources.ts';

export const CHECKS: readonly DoctorCheck[] = [
  ...agentChecks,
  ...networkChecks,
  ...multicastChecks,
  ...firewallChecks,
  ...portChecks,
  ...resourceChecks,
  ...systemChecks,
];
