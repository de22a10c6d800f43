/** The user at the other end of a loopback connection, as the kernel tells it. */
import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { endianness } from 'node:os';
import { ownerInTables, socketOwner } from '../../agent/platform/linux/socket-owner.ts';
import { TableScan } from '../../agent/platform/linux/table-scan.ts';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid';
const ends = {
  client: { address: '127.0.0.1', port: 0x1f90 },
  server: { address: '127.0.0.1', port: 0xb970 },
};

/** One line of the table. */
function line(local: string, remote: string, uid: number, inode = 4711): string {
  return `   0: ${local} ${remote} 01 00000000:00000000 00:00000000 00000000  ${uid}        0 ${inode} 1`;
}

function table(lines: readonly string[]): TableScan {
  const text = Buffer.from([HEAD, ...lines, ''].join('\n'));
  return new TableScan(() =>
    Promise.resolve({
      read: (buffer, position) => Promise.resolve(text.copy(buffer, 0, position)),
      close: () => Promise.resolve(),
    }),
  );
}

function owner(tcp: readonly string[], tcp6: readonly string[] = []): Promise<number | undefined> {
  return ownerInTables(ends, { ipv4: table(tcp), ipv6: table(tcp6) });
}

describe('owner of a socket', function () {
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('finds the own user of a real connection', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    for (const host of ['127.0.0.1', '::ffff:127.0.0.1']) {
      const client = connect({ port, host });
      const [asked] = await Promise.all([
        new Promise<Socket>((resolve) => server.once('connection', resolve)),
        new Promise((resolve) => client.once('connect', resolve)),
      ]);
      const real = {
        client: { address: asked.remoteAddress ?? '', port: asked.remotePort ?? 0 },
        server: { address: asked.localAddress ?? '', port },
      };
      assert.equal(await socketOwner(real), process.getuid?.());
      assert.equal(await ownerInTables(real), process.getuid?.());
      const other = { ...real, client: { ...real.client, port: 1 } };
      assert.equal(await socketOwner(other), undefined);
      client.destroy();
      asked.destroy();
    }
    server.close();
  });

  it('looks at the asking end alone, and at a living socket', async function () {
    if (endianness() !== 'LE') this.skip();
    const [a, b] = ['0100007F:1F90', '0100007F:B970'];
    assert.equal(await owner([line(b, a, 7), line(a, b, 1000)]), 1000);
    assert.equal(await owner([line(b, a, 1000)]), undefined);
    // In TIME_WAIT, say: the table names root, whoever it was.
    assert.equal(await owner([line(a, b, 0, 0)]), undefined);
    assert.equal(await owner([line('0200007F:1F90', b, 1000)]), undefined);
    const mapped = '0000000000000000FFFF0000';
    assert.equal(await owner([], [line(mapped + a, mapped + b, 1001)]), 1001);
    assert.equal(await owner([], [line(`${'0'.repeat(24)}${a}`, mapped + b, 1001)]), undefined);
    assert.equal(await owner(['', 'garbage', line('x', 'y', 1)]), undefined);
  });
});
