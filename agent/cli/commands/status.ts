/** `status`: this PC. */
import { commandName } from '../../life/install-root.ts';
import { getStatus } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Command } from '../command.ts';
import { plural, sizeText } from '../output.ts';

export const status: Command = {
  name: 'status',
  usage: '',
  summary: 'this PC: its name, workgroup, addresses, memory',
  arguments: [0, 0],
  async run(context) {
    const { version, device, workgroup, local, peer, uptimeSeconds, rssBytes, notice } =
      await context.client.call(getStatus, {});
    const document = {
      version,
      device: { id: device.id, name: device.name },
      workgroup: workgroup && {
        id: workgroup.id,
        name: workgroup.name,
        members: workgroup.members,
      },
      local: { url: local.url, port: local.port },
      peer: { port: peer.port },
      uptime_s: uptimeSeconds,
      rss_bytes: rssBytes,
    };
    const group = workgroup
      ? `${displayText(workgroup.name)} (${plural(workgroup.members, 'member')})`
      : 'none; create one with `hallway workgroup create NAME` or join one';
    const lines = [
      `Hallway ${displayText(version)} on ${displayText(device.name)}`,
      `Device     ${device.id}`,
      `Workgroup  ${group}`,
      `Dashboard  ${displayText(local.url)}  (open it with \`${commandName} dashboard\`)`,
      `Peer port  ${peer.port}`,
      `Running    ${Math.round(uptimeSeconds)} s, ${sizeText(rssBytes)} of memory`,
      ...(notice === null ? [] : [`Notice     ${displayText(notice, 500)}`]),
    ];
    context.answer(document, lines.join('\n'));
  },
};
