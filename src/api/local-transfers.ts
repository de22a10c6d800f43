/** The local door: files that come in pieces from several PCs. */
import * as Type from 'typebox';
import { TransferLimits, TransferRulesChange } from '../model/transfer-limits.ts';
import { Transfer, TransferId, TransferOrder } from '../model/transfer.ts';
import { endpoint, Stream } from './endpoint.ts';

const base = '/api/v1/transfers';
const params = Type.Object({ id: TransferId });

export const listTransfers = endpoint({
  method: 'GET',
  path: base,
  summary: 'What this PC gets and gives, latest first.',
  answer: Type.Array(Transfer),
});

/**
 * Goes on by itself, also after a restart. Without a target the file comes into the person's folder
 * for downloads, under a free name.
 */
export const startTransfer = endpoint({
  method: 'POST',
  path: base,
  summary: "Get a colleague's file, in pieces from all who have it.",
  body: Type.Object({
    ...TransferOrder.properties,
    target: Type.Optional(TransferOrder.properties.target),
  }),
  answer: Transfer,
});

/**
 * As `startTransfer`, with its progress: lines of JSON, `{progress}` now and then, last `{done}` or
 * a `Problem`. Whoever goes away stops it; asked again, it goes on.
 */
export const followTransfer = endpoint({
  method: 'POST',
  path: `${base}/follow`,
  summary: "Get a colleague's file and hear how far it is.",
  body: TransferOrder,
  answer: Stream,
});

/**
 * A whole folder: small files as one stream, large ones in pieces. Lines of JSON: `{progress}` now
 * and then, `{files}` as they come, last `{done}` or a `Problem`. Whoever goes away stops it; asked
 * again, it goes on. `request.invalid` for what no other member shares.
 */
export const followFolderTransfer = endpoint({
  method: 'POST',
  path: `${base}/folder`,
  summary: "Get a folder of a colleague's share and hear how far it is.",
  body: TransferOrder,
  answer: Stream,
});

/** `cancel` removes what is there of an unfinished file; of a finished one only its entry here. */
export const actOnTransfer = endpoint({
  method: 'POST',
  path: `${base}/:id/act`,
  summary: 'Pause, resume or cancel a transfer.',
  params,
  body: Type.Object({
    action: Type.Union([Type.Literal('pause'), Type.Literal('resume'), Type.Literal('cancel')]),
  }),
  answer: Transfer,
});

/**
 * `pause`: nothing comes by itself, and nothing new begins, until `resume`. `cancel`: all that is not
 * over of what this PC gets; what it gives and kept copies stay.
 */
export const actOnAllTransfers = endpoint({
  method: 'POST',
  path: `${base}/act`,
  summary: 'Pause, resume or cancel everything that comes to this PC.',
  body: Type.Object({
    action: Type.Union([Type.Literal('pause'), Type.Literal('resume'), Type.Literal('cancel')]),
  }),
  answer: Type.Object({ transfers: Type.Integer({ minimum: 0 }) }),
});

export const getTransferLimits = endpoint({
  method: 'GET',
  path: '/api/v1/transfer-limits',
  summary: 'How fast files go, when they come by themselves, and what is given on.',
  answer: TransferLimits,
});

export const setTransferLimits = endpoint({
  method: 'POST',
  path: '/api/v1/transfer-limits',
  summary: 'Change some of that.',
  body: TransferRulesChange,
  answer: TransferLimits,
});
