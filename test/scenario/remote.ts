/**
 * Runs beside an agent inside a PC of the lab: prints what the agent pushes, and carries requests
 * to its local door. Input: one JSON request a line `{id, method, path, body}`. Output: one JSON
 * line each, `{id, status, body}` or `{at, topic, value}`. Argument: the agent's home.
 */
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

const AGAIN_MS = 50;
const home = process.argv[2] ?? '';
let agent = { url: '', token: '' };

function connect(): void {
  try {
    agent = JSON.parse(readFileSync(join(home, 'agent.json'), 'utf8')) as typeof agent;
  } catch {
    setTimeout(connect, AGAIN_MS);
    return;
  }
  const protocols = ['hallway.v1', `bearer.${agent.token}`];
  const socket = new WebSocket(`${agent.url.replace('http', 'ws')}/api/v1/events`, protocols);
  socket.on('open', () => print({ at: Date.now(), topic: 'connected', value: true }));
  socket.on('message', (data: Buffer) => {
    const event = JSON.parse(data.toString('utf8')) as { topic: string; value: unknown };
    print({ at: Date.now(), ...event });
  });
  socket.on('error', () => {});
  socket.on('close', () => setTimeout(connect, AGAIN_MS));
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, path, body } = JSON.parse(line) as Record<string, string | undefined>;
  const outgoing = request(`${agent.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${agent.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
  });
  outgoing.on('response', (answer) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    answer.on('end', () =>
      print({ id, status: answer.statusCode, body: text === '' ? undefined : JSON.parse(text) }),
    );
  });
  outgoing.on('error', (error) =>
    print({ id, status: 599, body: { error: { message: error.message } } }),
  );
  outgoing.end(body);
});
connect();
