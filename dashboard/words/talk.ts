/** Conversations and messages in words. */
import { phrase, translated } from '../locale/localization.ts';
import { displayText } from '../../src/base/text.ts';
import type { Receipt, Sending } from '../../src/model/sending.ts';
import type { Attachment, Conversation, Message } from '../../src/model/talk.ts';
import { office } from '../state/office.ts';
import { folderAddress, printerAddress, viewAddress } from '../state/router.ts';

const states = translated({
  waiting: 'Waits until the other PC is there',
  sent: 'Some have it',
  delivered: 'Delivered',
  read: 'Read',
});
const text = translated({ everyone: 'Everybody', you: 'You' });

export function conversationName({ kind, name, others }: Conversation): string {
  if (kind === 'everyone') return text.everyone;
  return kind === 'group' ? displayText(name, 63, '?') : office.deviceName(others[0] ?? '');
}

export function authorName(device: string): string {
  return device === office.ownId ? text.you : office.deviceName(device);
}

/** Empty for what others said. */
export function stateText({ state }: Message): string {
  return state === 'new' || state === 'received' ? '' : states[state];
}

export function typingText({ typing }: Conversation): string {
  const names = typing.map((device) => office.deviceName(device));
  if (names.length === 0) return '';
  return names.length === 1
    ? phrase('{0} is writing…', names[0] ?? '')
    : phrase('{0} are writing…', names.join(', '));
}

export function groupText(message: Message): string {
  return phrase('{0} began the group “{1}”.', authorName(message.from), message.text);
}

/** What was given with a message, as it stands here; undefined for what is only a link. */
export function giftOf(attachment: Attachment): Receipt | Sending | undefined {
  if (attachment.kind === 'printer') return undefined;
  const { device, share } = attachment;
  if (device === office.ownId) return office.get('sendings')?.find(({ id }) => id === share);
  return office.get('receipts')?.find(({ id, from }) => id === share && from === device);
}

/** The page of what a message brings. */
export function attachmentAddress(attachment: Attachment): string {
  const { device } = attachment;
  if (attachment.kind === 'printer') return printerAddress({ device, id: attachment.printer });
  const { share, path, folder } = attachment;
  if (giftOf(attachment)) return '/transfers';
  return folder ? folderAddress(device, share, path) : viewAddress(device, share, path);
}
