/** `workgroup members`: who belongs to the workgroup, this PC included. */
import { listMembers } from '../../../src/api/local.ts';
import type { Command } from '../command.ts';
import { shortId, table } from '../output.ts';

export const workgroupMembers: Command = {
  name: 'workgroup members',
  usage: '',
  summary: 'list the members, this PC included',
  arguments: [0, 0],
  async run(context) {
    const members = await context.client.call(listMembers, {});
    const names = new Map(members.map((member) => [member.id, member.name]));
    context.answer(
      members.map(({ id, name, admittedBy, online }) => ({
        id,
        name,
        admitted_by: admittedBy,
        online,
      })),
      table(
        ['NAME', 'ID', 'STATE', 'ADMITTED BY'],
        members.map((member) => [
          member.self ? `${member.name} (this PC)` : member.name,
          shortId(member.id),
          member.online ? 'online' : 'offline',
          member.admittedBy === null
            ? 'created the workgroup'
            : (names.get(member.admittedBy) ?? shortId(member.admittedBy)),
        ]),
        'This PC is in no workgroup. Create one, or join one with a code.',
      ),
    );
  },
};
