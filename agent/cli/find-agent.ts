/** Where the running agent of a home answers: `agent.json`, readable by this person alone. */
import { readFileSync } from 'node:fs';
import { HallwayError } from '../../src/base/errors.ts';
import { agentFilePath, type AgentFile } from '../life/agent-file.ts';

export function notRunning(home: string, cause?: unknown): HallwayError {
  return new HallwayError('agent.not_running', `No agent runs for this home (${home}).`, {
    fix: 'Start it with `hallway start`.',
    cause,
  });
}

/** Its process is there, but stands still. */
export function notAnswering(): HallwayError {
  return new HallwayError('agent.not_running', 'Hallway runs on this PC, but does not answer.', {
    fix: 'End it and start it again with `hallway start`, or restart this PC.',
    details: { hangs: true },
  });
}

/** It was there when the command began. `again` is what to add to the command. */
export function agentEnded({ again = '', cause }: { again?: string; cause?: unknown } = {}) {
  return new HallwayError('transfer.interrupted', 'The agent ended in the middle of this.', {
    fix: `Start it with \`hallway start\` and run the command again${again}.`,
    cause,
  });
}

/** Throws `agent.not_running` where no agent has said that it serves. */
export function readAgentFile(home: string): AgentFile {
  let value: Partial<AgentFile> | null;
  try {
    value = JSON.parse(readFileSync(agentFilePath(home), 'utf8')) as Partial<AgentFile> | null;
  } catch (cause) {
    throw notRunning(home, cause);
  }
  const { pid, url, token } = value ?? {};
  if (typeof pid !== 'number' || typeof url !== 'string' || typeof token !== 'string')
    throw notRunning(home);
  if (!/^http:\/\/(127\.0\.0\.1|\[::1\]|localhost):\d{1,5}\/?$/.test(url) || !isAlive(pid))
    throw notRunning(home);
  return { pid, url, token };
}

/** A killed agent leaves its file behind; its port may belong to somebody else by now. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}
