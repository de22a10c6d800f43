/** A BitTorrent tracker for one torrent (BEP 3, BEP 23): tells everybody of all others. Argument: a port. */
import { createServer } from 'node:http';

const peers = new Map<string, Buffer>();
const port = Number(process.argv[2]);

createServer((request, response) => {
  const from = (request.socket.remoteAddress ?? '').replace('::ffff:', '');
  const query = new URL(request.url ?? '', 'http://tracker').search;
  const at = Number(/[?&]port=(\d+)/.exec(query)?.[1] ?? 0);
  const own = `${from}:${at}`;
  const compact = Buffer.from([...from.split('.').map(Number), at >> 8, at & 255]);
  const others = Array.from(peers).filter(([key]) => key !== own);
  const list = Buffer.concat(others.map(([, peer]) => peer));
  if (!peers.has(own)) console.log(`peer ${own}`);
  peers.set(own, compact);
  const head = Buffer.from(`d8:intervali5e12:min intervali2e5:peers${list.length}:`);
  response.end(Buffer.concat([head, list, Buffer.from('e')]));
}).listen(port, '0.0.0.0', () => console.log('ready'));
