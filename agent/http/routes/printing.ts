/** Printers of the workgroup, print jobs, and what the owner of a printer decides. */
import { userInfo } from 'node:os';
import type { FastifyInstance } from 'fastify';
import type * as Type from 'typebox';
import * as api from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { JobOptions } from '../../../src/model/job.ts';
import { JobTerms } from '../../../src/model/job-terms.ts';
import { checked } from '../../../src/net/shape.ts';
import type { Reception } from '../../members/reception.ts';
import { route, streamInRoute } from '../route.ts';

export function printingRoutes(app: FastifyInstance, reception: Reception): void {
  route(app, api.listPrinters, async () => reception.printers(await reception.office()));
  streamInRoute(app, api.printDocument, async ({ params, query }, document) =>
    (await reception.office()).printing.print({
      ...params,
      name: query.name,
      owner: userInfo().username,
      format: query.format,
      options: query.options === undefined ? {} : parse(JobOptions, query.options),
      terms: query.terms === undefined ? {} : parse(JobTerms, query.terms),
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
  const printing = async () => (await reception.office()).printing;
  route(app, api.cancelJob, async ({ params }) => (await printing()).cancel(params.id));
  route(app, api.holdJob, async ({ params }) => (await printing()).hold(params.id));
  route(app, api.releaseJob, async ({ params, query }) =>
    (await printing()).release(params.id, query.pin),
  );
  route(app, api.moveJob, async ({ params, body }) => (await printing()).move(params.id, body));
  route(app, api.reprintJob, async ({ params, body }) =>
    (await printing()).reprint(params.id, body),
  );
  route(app, api.decideJob, async ({ params, body }) =>
    (await printing()).decide(params.id, body.decision),
  );
  route(app, api.listAlternatives, async ({ params }) =>
    (await printing()).alternatives(params.id),
  );
  route(app, api.getKeeping, async () => ({ keepHours: (await printing()).keeping() }));
  route(app, api.setKeeping, async ({ body }) => {
    (await printing()).setKeeping(body.keepHours);
    return body;
  });
}

/** What the person should hear of. */
export function noticeRoutes(app: FastifyInstance, reception: Reception): void {
  route(app, api.listNotices, async () => (await reception.office()).notices.all());
  route(app, api.readNotices, async ({ body }) =>
    (await reception.office()).notices.markRead(body.ids),
  );
}

/** What the owner of a printer decides. */
export function printerOwnerRoutes(app: FastifyInstance, reception: Reception): void {
  const printers = async () => (await reception.office()).printers;
  route(app, api.setPrinterPaused, async ({ params, body }) =>
    (await printers()).decide(params.id, body),
  );
  route(app, api.setPrinterPolicy, async ({ params, body }) =>
    (await printers()).decide(params.id, body),
  );
  route(app, api.listPrinterUsage, async ({ query }) =>
    (await reception.office()).ledger.usage(query),
  );
}

function isCurrent(state: string): boolean {
  return state !== 'completed' && state !== 'canceled' && state !== 'aborted';
}

function parse<T extends Type.TSchema>(schema: T, text: string): Type.Static<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HallwayError('request.invalid', 'The print options are no JSON.');
  }
  return checked(schema, value, 'request.invalid', 'The list of print options');
}
