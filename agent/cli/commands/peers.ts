/** `peers`: the other members, whether and how they are reached, and ways to reach them. */
import { connectPeer, listPeers, wakePeer } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import { UsageError, type Command } from '../command.ts';
import { pathText, peerDocument, peerTable } from '../peer-text.ts';
import { findDevice } from '../resolve.ts';

export const peers: Command = {
  name: 'peers',
  usage: '',
  summary: 'the other members, whether and how they are reached',
  arguments: [0, 0],
  async run(context) {
    const found = await context.client.call(listPeers, {});
    context.answer(found.map(peerDocument), peerTable(found));
  },
};

export const peersConnect: Command = {
  name: 'peers connect',
  usage: 'HOST[:PORT]',
  summary: 'reach a member at its address; it leads to all the others',
  arguments: [1, 1],
  async run(context) {
    const at = context.argument(0).trim();
    if (at === '') throw new UsageError('Type the address of the other PC.');
    const peer = await context.client.call(connectPeer, { body: { at } });
    context.answer(
      peerDocument(peer),
      `Reached ${displayText(peer.name)} at ${peer.address ?? '-'} by ${pathText(peer.path)}.`,
    );
  },
};

export const peersWake: Command = {
  name: 'peers wake',
  usage: 'DEVICE',
  summary: 'wake a sleeping member (Wake-on-LAN)',
  arguments: [1, 1],
  async run(context) {
    const { id } = await findDevice(context.client, context.argument(0));
    const peer = await context.client.call(wakePeer, { params: { device: id } });
    context.answer(peerDocument(peer), `${displayText(peer.name)} is awake.`);
  },
};
