/** Printers of the workgroup and print jobs. */
import { userInfo } from 'node:os';
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { JobOptions } from '../../../src/model/job.ts';
import { checked } from '../../../src/net/shape.ts';
import type { Reception } from '../../reception.ts';
import { route, streamInRoute } from '../route.ts';

export function printingRoutes(app: FastifyInstance, reception: Reception): void {
  route(app, api.listPrinters, async () => reception.printers(await reception.office()));
  streamInRoute(app, api.printDocument, async ({ params, query }, document) =>
    (await reception.office()).printing.print({
      ...params,
      name: query.name,
      owner: userInfo().username,
      format: query.format,
      options: query.options === undefined ? {} : parseOptions(query.options),
      document,
    }),
  );
  route(app, api.listJobs, async ({ query }) => {
    const jobs = (await reception.office()).printing.jobs();
    return query.all ? jobs : jobs.filter((job) => isCurrent(job.state));
  });
  route(app, api.getJob, async ({ params, query }) =>
    (await reception.office()).printing.wait(params.id, query.wait ?? 0),
  );
  route(app, api.cancelJob, async ({ params }) =>
    (await reception.office()).printing.cancel(params.id),
  );
  route(app, api.releaseJob, async ({ params }) =>
    (await reception.office()).printing.release(params.id),
  );
}

function isCurrent(state: string): boolean {
  return state !== 'completed' && state !== 'canceled' && state !== 'aborted';
}

function parseOptions(text: string): JobOptions {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HallwayError('request.invalid', 'The print options are no JSON.');
  }
  return checked(JobOptions, value, 'request.invalid', 'The list of print options');
}
