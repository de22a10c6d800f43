/** The manual page hallway(1), made of what the command line's own help says. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { dist, project } from '../paths.ts';

interface Help {
  commands: { name: string; usage: string; summary: string; details: string | null }[];
  common: string;
}

/** Asks the agent that was built for the package. */
export function readHelp(): Help {
  const entry = join(dist, 'package', 'agent', 'main.js');
  const text = execFileSync(process.execPath, [entry, 'help', '--json'], { encoding: 'utf8' });
  return JSON.parse(text) as Help;
}

/** man(7); `time` in seconds since 1970. */
export function manualPage({ commands, common }: Help, time: number): string {
  const date = new Date(time * 1000).toISOString().slice(0, 10);
  const lines = [
    `.TH HALLWAY 1 "${date}" "Hallway ${project.version}" "User Commands"`,
    '.SH NAME',
    `hallway \\- ${escaped(project.description.toLowerCase())}`,
    '.SH SYNOPSIS',
    '.B hallway',
    '.I COMMAND',
    '\\&...',
    '.SH DESCRIPTION',
    'Hallway runs on each PC of a small office. The PCs find each other on the network, trust each',
    'other after a six-digit code, and talk directly and encrypted. Every command but',
    '.B agent',
    'talks to the agent that runs on this PC.',
    '.PP',
    escaped(common.replaceAll('\n', ' ')),
    '.SH COMMANDS',
  ];
  for (const { name, usage, summary, details } of commands) {
    lines.push('.TP', `.B ${escaped(`hallway ${name}${usage === '' ? '' : ` ${usage}`}`)}`);
    lines.push(escaped(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`));
    if (details !== null)
      lines.push('.br', ...details.split('\n').map((line) => escaped(line.trim())));
  }
  lines.push(
    '.SH FILES',
    '.TP',
    '.I ~/.local/share/hallway',
    'Identity, database and log of a person, unless --home or $HALLWAY_HOME name another folder.',
    '.TP',
    '.I /usr/lib/systemd/user/hallway.service',
    'Keeps the agent running where it starts with the PC: see',
    '.BR "hallway startup" .',
    '.SH EXIT STATUS',
    '0 done, 1 it failed, 2 wrong usage, 3 no agent runs for this home.',
  );
  return `${lines.join('\n')}\n`;
}

/** A backslash, a dash, and a dot or quote at the start of a line mean something to man(7). */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('…', '...')
    .replace(/^(['.])/, '\\&$1');
}
