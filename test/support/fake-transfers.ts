/** Large files on their way to the fake office. */
import type * as local from '../../src/api/local.ts';
import type { Keep } from '../../src/model/keep.ts';
import type { Receipt, Sending } from '../../src/model/sending.ts';
import type { TransferLimits } from '../../src/model/transfer-limits.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import type { FakeAgent } from './fake-agent.ts';
import type { Answer } from './fake-answers.ts';

const device = 'b'.repeat(52);
const laptop = 'c'.repeat(52);

const officeLimits: TransferLimits = {
  up: null,
  down: 5_000_000,
  times: [{ days: [1, 2, 3, 4, 5], from: '18:00', to: '07:00' }],
  metered: 'auto',
  paused: false,
  anyway: null,
  giveOn: { bytes: 50e9, files: 1000, days: 30 },
  held: 'time',
  until: null,
  isMetered: false,
  given: { bytes: 3_200_000_000, files: 14 },
};

export function officeTransfers(now: number): Transfer[] {
  const source = (id: string, name: string, more: object) => ({
    device: id,
    name,
    bytes: 0,
    rate: 0,
    state: 'active' as const,
    problem: null,
    ...more,
  });
  const one: Transfer = {
    id: 't'.repeat(16),
    direction: 'down',
    device,
    share: 's'.repeat(16),
    path: 'Films/Summer party.mp4',
    target: '/home/anna/Videos/Summer party.mp4',
    bytes: 620_000_000,
    total: 1_000_000_000,
    rate: 19_000_000,
    secondsLeft: 20,
    state: 'running',
    problem: null,
    started: now - 40_000,
    sources: [
      source(device, 'Bookkeeping', { bytes: 400_000_000, rate: 11_000_000 }),
      source(laptop, 'Laptop', { bytes: 220_000_000, rate: 8_000_000 }),
    ],
    map: Array.from({ length: 120 }, (_, part) => (part % 8 > 4 ? -1 : part % 3 === 0 ? 1 : 0)),
  };
  return [
    one,
    {
      ...one,
      id: 'u'.repeat(16),
      path: 'Plans/Site model.ifc',
      target: '/home/anna/Plans/Site model.ifc',
      bytes: 90_000_000,
      total: 250_000_000,
      rate: 0,
      secondsLeft: null,
      state: 'failed',
      problem: {
        code: 'transfer.changed',
        message: 'The file was changed while it was read.',
        fix: 'Get it again.',
      },
      sources: [source(device, 'Bookkeeping', { bytes: 90_000_000, state: 'wrong' })],
      map: Array.from({ length: 120 }, (_, part) => (part < 43 ? 0 : -1)),
    },
  ];
}

export function officeSendings(now: number): Sending[] {
  const name = 'Price list.pdf';
  const gift = { id: 'v'.repeat(16), name, kind: 'file' as const, bytes: 4_000_000, files: 1 };
  const to = [
    { device, name: 'Bookkeeping', state: 'done' as const, bytes: 4_000_000, problem: null },
    { device: laptop, name: 'Laptop Mehmet', state: 'waiting' as const, bytes: 0, problem: null },
  ];
  return [{ ...gift, path: `/home/anna/${name}`, created: now - 60_000, to }];
}

export function officeKeeps(now: number): Keep[] {
  return [
    {
      id: 'x'.repeat(16),
      device,
      deviceName: 'Bookkeeping',
      share: 's'.repeat(16),
      shareName: 'Offers 2026',
      path: 'Templates',
      kind: 'folder',
      target: '/home/anna/Templates',
      state: 'current',
      files: 12,
      bytes: 3_400_000,
      missing: 0,
      rate: 0,
      inTheWay: [],
      trash: '/home/anna/Templates/.hallway-keep/trash',
      synced: now - 20_000,
      problem: null,
      created: now - 90_000,
    },
  ];
}

export function officeReceipts(now: number): Receipt[] {
  return [
    {
      id: 'w'.repeat(16),
      name: 'Site photos',
      kind: 'folder',
      bytes: 120_000_000,
      files: 40,
      from: device,
      fromName: 'Bookkeeping',
      state: 'asked',
      here: 0,
      rate: 0,
      target: null,
      problem: null,
      created: now - 30_000,
    },
  ];
}

export function transferAnswers(agent: FakeAgent): Partial<Record<keyof typeof local, Answer>> {
  return {
    stageGift: ({ query }) => ({ path: `/home/anna/.hallway/given/x/${query['name']}` }),
    startSending: ({ body }) => {
      const [first] = officeSendings(Date.now());
      const { path } = body as { path: string };
      const letter = 'abcdefgh'[agent.topics.sendings.length % 8] ?? 'a';
      const added = {
        ...first!,
        id: letter.padEnd(16, 'z'),
        path,
        name: path.split('/').at(-1) ?? '',
      };
      agent.push('sendings', [added, ...agent.topics.sendings]);
      return added;
    },
    cancelSending: ({ params }) => {
      const found = agent.topics.sendings.find(({ id }) => id === params['id']) as Sending;
      agent.push(
        'sendings',
        agent.topics.sendings.filter((one) => one !== found),
      );
      return found;
    },
    decideReceipt: ({ params, body }) => {
      const { action } = body as { action: string };
      const states = { accept: 'running', decline: 'declined', cancel: 'cancelled' } as const;
      const state = states[action as keyof typeof states];
      const found = agent.topics.receipts.find(({ id }) => id === params['id']) as Receipt;
      agent.push('receipts', [{ ...found, state }]);
      return { ...found, state };
    },
    getScreenRules: () => ({ rule: 'ask', devices: [] }),
    getReceiveRules: () => ({
      rule: 'ask',
      folder: '/home/anna/Downloads',
      giveOn: true,
      devices: [],
    }),
    setReceiveRule: ({ body }) => ({
      rule: (body as { rule?: string }).rule ?? 'ask',
      folder: '/home/anna/Downloads',
      giveOn: (body as { giveOn?: boolean }).giveOn ?? true,
      devices: [],
    }),
    getTransferLimits: () => officeLimits,
    setTransferLimits: ({ body }) => ({ ...officeLimits, ...(body as object) }),
    actOnAllTransfers: ({ body }) => {
      const state = (body as { action: string }).action === 'pause' ? 'paused' : 'running';
      const list = agent.topics.transfers;
      agent.push(
        'transfers',
        list.map((one) => (one.state === 'failed' ? one : { ...one, state })),
      );
      return { transfers: 1 };
    },
    startKeep: ({ body }) => {
      const [first] = officeKeeps(Date.now());
      const added = { ...first!, ...(body as object), id: 'y'.repeat(16) };
      agent.push('keeps', [added, ...agent.topics.keeps]);
      return added;
    },
    actOnTransfer: ({ params, body }) => {
      const { action } = body as { action: string };
      const states = { pause: 'paused', resume: 'running', cancel: 'cancelled' } as const;
      const state = states[action as keyof typeof states];
      const found = agent.topics.transfers.find(({ id }) => id === params['id']) as Transfer;
      const changed = { ...found, state, rate: 0 };
      const list = agent.topics.transfers.map((one) => (one === found ? changed : one));
      const left = list.filter((one) => one.state !== 'cancelled');
      agent.push('transfers', left);
      return changed;
    },
  };
}
