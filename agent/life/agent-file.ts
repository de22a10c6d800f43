/** `agent.json` of the home: where the running agent serves and the token of this start. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from '../../src/identity/private-file.ts';

export interface AgentFile {
  pid: number;
  url: string;
  /** For the command line; new at every start. */
  token: string;
}

export function agentFilePath(home: string): string {
  return join(home, 'agent.json');
}

export function writeAgentFile(home: string, value: AgentFile): void {
  writePrivateFile(agentFilePath(home), `${JSON.stringify(value)}\n`);
}

export function removeAgentFile(home: string): void {
  rmSync(agentFilePath(home), { force: true });
}
