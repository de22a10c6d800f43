/** The local door: files and folders that are given to other PCs, and what these give. */
import * as Type from 'typebox';
import { DeviceId, ResourceId } from '../model/id.ts';
import { ReceiveRuleChange, ReceiveRules, Receipt, Sending } from '../model/sending.ts';
import { endpoint } from './endpoint.ts';

const base = '/api/v1';
const params = Type.Object({ id: ResourceId });

export const listSendings = endpoint({
  method: 'GET',
  path: `${base}/sendings`,
  summary: 'What this PC gives to others, latest first.',
  answer: Type.Array(Sending),
});

/** Answers when it was offered to those who are there; the others hear of it when they are back. */
export const startSending = endpoint({
  method: 'POST',
  path: `${base}/sendings`,
  summary: 'Give a file or folder of this PC to several PCs, or to all.',
  body: Type.Object({
    /** Absolute. */
    path: Type.String({ minLength: 1, maxLength: 4096 }),
    to: Type.Union([
      Type.Literal('all'),
      Type.Array(DeviceId, { minItems: 1, maxItems: 200, uniqueItems: true }),
    ]),
  }),
  answer: Sending,
});

/** The bytes are the body. It goes where nobody is to get it any more, or nobody is given it in an hour. */
export const stageGift = endpoint({
  method: 'POST',
  path: `${base}/sendings/files`,
  summary: 'Keep a file of the browser, which tells no path, to be given to others.',
  query: Type.Object({ name: Type.String({ minLength: 1, maxLength: 255 }) }),
  answer: Type.Object({
    /** For `startSending`. */
    path: Type.String(),
  }),
});

/** Of one that is over only its entry goes. */
export const cancelSending = endpoint({
  method: 'DELETE',
  path: `${base}/sendings/:id`,
  summary: 'Take back what was offered.',
  params,
  answer: Sending,
});

export const listReceipts = endpoint({
  method: 'GET',
  path: `${base}/receipts`,
  summary: 'What others offer to this PC, and what it got of it, latest first.',
  answer: Type.Array(Receipt),
});

/** `resume` also tries again what failed. `cancel` of what is over only takes its entry away. */
export const decideReceipt = endpoint({
  method: 'POST',
  path: `${base}/receipts/:id`,
  summary: 'Accept, decline, pause, resume or cancel what another PC gives.',
  params,
  body: Type.Object({
    action: Type.Union([
      Type.Literal('accept'),
      Type.Literal('decline'),
      Type.Literal('pause'),
      Type.Literal('resume'),
      Type.Literal('cancel'),
    ]),
    /** With `accept`: an absolute folder that is there, to put it into. */
    into: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
  }),
  answer: Receipt,
});

export const getReceiveRules = endpoint({
  method: 'GET',
  path: `${base}/receive-rules`,
  summary: 'Whose files come without a question, whose never, and where they go.',
  answer: ReceiveRules,
});

export const setReceiveRule = endpoint({
  method: 'POST',
  path: `${base}/receive-rules`,
  summary: 'Change one of these rules.',
  body: ReceiveRuleChange,
  answer: ReceiveRules,
});
