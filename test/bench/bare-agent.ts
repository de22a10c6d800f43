/**
 * The least that an agent like ours is made of, for `start.ts` to start beside it: a door with one
 * route, a database, and a service that is advertised. It says `ready` as the agent does.
 */
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Bonjour } from 'bonjour-service';
import fastify from 'fastify';

const database = new Sqlite(join(process.argv[2] ?? '.', 'bare.db'));
database.exec('CREATE TABLE IF NOT EXISTS word (text TEXT)');
const app = fastify();
app.get('/', () => database.prepare('SELECT count(*) AS words FROM word').get());

async function start(): Promise<void> {
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  new Bonjour().publish({
    name: `bare ${process.pid}`,
    type: 'hallway-bare',
    port: Number(new URL(address).port),
    probe: false,
  });
  process.stdout.write(`ready ${address}\n`);
}

process.on('SIGTERM', () => process.exit(0));
void start();
