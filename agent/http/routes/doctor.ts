/** The doctor: checks of this PC, who sees whom, and the report for somebody who helps. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local-network.ts';
import type { AgentDoctor } from '../../doctor/doctor.ts';
import { route } from '../route.ts';

export function doctorRoutes(app: FastifyInstance, doctor: AgentDoctor): void {
  route(app, api.runDoctor, () => doctor.run());
  route(app, api.makeDoctorReport, async () => ({ text: await doctor.report() }));
}
