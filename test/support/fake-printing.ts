/** What the fake agent answers about printers and jobs. */
import type * as local from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { InstalledPrinter } from '../../src/model/installed-printer.ts';
import type { Job } from '../../src/model/job.ts';
import type { JobDecision, JobTerms, PrinterPlace } from '../../src/model/job-terms.ts';
import type { OwnPrinter } from '../../src/model/printer.ts';
import type { PrinterPolicy, PrinterUsage } from '../../src/model/printer-policy.ts';
import type { FakeAgent } from './fake-agent.ts';
import type { Answer } from './fake-answers.ts';
import { NETWORK_PRINTER } from './fake-nearby.ts';
import { BOOKKEEPING, FRONT_DESK, HOSTILE_NAME, LAPTOP } from './fake-office.ts';
import { OWN_PRINTER } from './fake-printers.ts';

type Answers = Partial<Record<keyof typeof local, Answer>>;

/** The PIN of every job of the fake office that has one. */
export const GOOD_PIN = '4711';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function printerAnswers(agent: FakeAgent): Answers {
  const change = (id: string | undefined, more: Partial<OwnPrinter>) => {
    agent.push(
      'ownPrinters',
      agent.topics.ownPrinters.map((one) => (one.id === id ? { ...one, ...more } : one)),
    );
    agent.push(
      'printers',
      agent.topics.printers.map((one) => (one.id === id ? { ...one, ...more } : one)),
    );
    return agent.topics.ownPrinters.find((one) => one.id === id);
  };
  return {
    setPrinterShared: ({ params, body }) => change(params['id'], body as { shared: boolean }),
    addPrinter: ({ body }) => {
      const { uri, name } = body as { uri: string; name: string };
      const like = agent.topics.ownPrinters[0];
      if (uri === NETWORK_PRINTER && like) {
        const added = { ...like, id: 's'.repeat(16), backend: 'ipp' as const, uri, name };
        agent.push('ownPrinters', [...agent.topics.ownPrinters, added]);
        return added;
      }
      throw new HallwayError('printer.unreachable', 'No printer answers at this address.', {
        fix: 'Check that it is switched on.',
      });
    },
    removePrinter: ({ params }) =>
      agent.push(
        'ownPrinters',
        agent.topics.ownPrinters.filter(({ id }) => id !== params['id']),
      ),
    setPrinterPaused: ({ params, body }) => change(params['id'], body as { paused: boolean }),
    setPrinterPolicy: ({ params, body }) => change(params['id'], { policy: body as PrinterPolicy }),
    setPrinterOpened: ({ params, body }) => {
      const { opened } = body as { opened: boolean };
      const own = change(params['id'], { opened });
      const shown = agent.topics.ownPrinters.filter((one) => one.opened);
      agent.push('lanPrinting', {
        ...agent.topics.lanPrinting,
        ready: shown.length > 0,
        printers: shown.map(({ id, name }) => ({
          id,
          name,
          shownAs: name,
          uris: ['ipps://192.168.1.10:47632/ipp/print/q', 'ipp://192.168.1.10:47631/ipp/print/q'],
          driverless: true,
        })),
      });
      return own;
    },
    listPrinterUsage: (): PrinterUsage[] => {
      const account = agent.hostile ? HOSTILE_NAME : 'Baumann';
      const row = { printer: OWN_PRINTER, jobs: 12, pages: 340 };
      return [
        { ...row, month: '2026-05', device: BOOKKEEPING, account: '' },
        { ...row, month: '2026-05', device: LAPTOP, account, jobs: 2, pages: 1203 },
        { ...row, month: '2026-04', device: BOOKKEEPING, account: '' },
      ];
    },
    installPrinter: async ({ params }) => {
      await pause(agent.networkDelayMs);
      if (agent.installFails) throw agent.installFails;
      const { device = '', printer: id = '' } = params;
      const name = agent.topics.printers.find((one) => one.id === id)?.name ?? '';
      const installed: InstalledPrinter = {
        id,
        device,
        name,
        queue: 'Laser_at_Bookkeeping',
        state: 'ready',
        message: '',
        uri: 'ipp://127.0.0.1:47631/ipp/print/p',
      };
      agent.push('installedPrinters', [...agent.topics.installedPrinters, installed]);
      return installed;
    },
    uninstallPrinter: ({ params }) =>
      agent.push(
        'installedPrinters',
        agent.topics.installedPrinters.filter(({ id }) => id !== params['printer']),
      ),
    listInstalledPrinters: () => agent.topics.installedPrinters,
    getLanPrinting: () => agent.topics.lanPrinting,
  };
}

export function jobAnswers(agent: FakeAgent): Answers {
  let keepHours = 0;
  const change = (id: string | undefined, more: Partial<Job>) => {
    agent.push(
      'jobs',
      agent.topics.jobs.map((job) =>
        job.id === id ? { ...job, changed: Date.now(), ...more } : job,
      ),
    );
    return agent.topics.jobs.find((job) => job.id === id);
  };
  const nameOf = ({ device, printer }: PrinterPlace) =>
    agent.topics.printers.find((one) => one.id === printer && one.device === device)?.name ?? '?';
  const states: Record<JobDecision, Job['state']> = {
    printed: 'completed',
    again: 'pending',
    cancel: 'canceled',
  };
  return {
    printDocument: async ({ params, query, bytes }) => {
      await pause(agent.uploadDelayMs);
      if (query['name'] === 'Refused.pdf')
        throw new HallwayError('printer.rejected', 'The printer refused it.');
      const { pin, ...terms } = JSON.parse(query['terms'] ?? '{}') as JobTerms;
      const place = { device: params['device'] ?? BOOKKEEPING, printer: params['printer'] ?? '' };
      const job: Job = {
        id: crypto.randomUUID(),
        name: query['name'] ?? '',
        from: FRONT_DESK,
        owner: 'Anna',
        ...place,
        printerName: nameOf(place),
        state: 'pending',
        reasons: [],
        message: '',
        format: 'application/pdf',
        bytes: bytes.length,
        pages: null,
        options: JSON.parse(query['options'] ?? '{}') as Job['options'],
        created: Date.now(),
        changed: Date.now(),
        actions: ['hold', 'move', 'cancel'],
        ...(pin === undefined ? {} : { pin: true }),
        ...(terms.account === undefined ? {} : { account: terms.account }),
      };
      agent.push('jobs', [job, ...agent.topics.jobs]);
      return job;
    },
    cancelJob: ({ params }) => change(params['id'], { state: 'canceled', actions: [] }),
    holdJob: ({ params }) =>
      change(params['id'], { state: 'pending-held', actions: ['release', 'cancel'] }),
    releaseJob: ({ params, query }) => {
      const job = agent.topics.jobs.find(({ id }) => id === params['id']);
      if (job?.pin === true && query['pin'] !== GOOD_PIN)
        throw new HallwayError('job.pin', 'This is not the PIN of the job.');
      return change(params['id'], { state: 'pending', pin: false, actions: ['hold', 'cancel'] });
    },
    decideJob: ({ params, body }) => {
      const { decision } = body as { decision: JobDecision };
      return change(params['id'], { state: states[decision], actions: [] });
    },
    listAlternatives: () =>
      agent.topics.printers
        .filter(({ id }) => id === OWN_PRINTER)
        .map(({ id, device, name, jobs }) => ({ device, printer: id, name, jobs })),
    moveJob: ({ params, body }) => {
      const place = body as PrinterPlace;
      return change(params['id'], { ...place, printerName: nameOf(place) });
    },
    reprintJob: ({ params }) => {
      const old = agent.topics.jobs.find(({ id }) => id === params['id']);
      if (!old) throw new HallwayError('job.not_found', 'There is no such job.');
      const job: Job = { ...old, id: crypto.randomUUID(), state: 'pending', actions: ['cancel'] };
      agent.push('jobs', [job, ...agent.topics.jobs]);
      return job;
    },
    listNotices: () => agent.topics.notices,
    readNotices: () =>
      agent.push(
        'notices',
        agent.topics.notices.map((one) => ({ ...one, read: true })),
      ),
    getKeeping: () => ({ keepHours }),
    setKeeping: ({ body }) => {
      ({ keepHours } = body as { keepHours: number });
      return { keepHours };
    },
  };
}
