/** Where a lent way to the internet leads: to the internet, and in no form or trick anywhere else. */
import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { connect } from 'node:net';
import { runInNewContext } from 'node:vm';
import { isOnTheInternet } from '../../src/internet/address-rules.ts';
import { destinationOf } from '../../src/internet/destination.ts';
import { handedOn } from '../../src/internet/forwarded.ts';
import { pacFile } from '../../src/internet/pac-file.ts';
import { WayOut } from '../../src/internet/way-out.ts';
import { networkCheck } from '../../src/net/ip-address.ts';
import { ManualClock } from '../support/temporary.ts';

const REFUSED = { code: 'internet.refused' };
/** Worldwide, as far as numbers go; nothing here ever connects to it. */
const PUBLIC = '11.0.0.1';

/** Every form in which an address that is not worldwide can be written. */
const PRIVATE = [
  // This PC, as people and as attackers write it.
  '127.0.0.1', '127.1', '127.0.0.1.', '2130706433', '0x7f000001', '0x7f.1', '0177.0.0.1', '017700000001',
  '127.0.0x1', '%31%32%37.0.0.1', '①②⑦.0.0.1', '127。0。0。1', '0', '0.0.0.0', '0x0',
  '[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[::127.0.0.1]',
  // IPv4 in IPv6: mapped, translated (NAT64), 6to4, Teredo.
  '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::ffff:10.0.0.1]', '[::ffff:0:10.0.0.1]',
  `[::ffff:${PUBLIC}]`, '[64:ff9b::10.0.0.1]', '[64:ff9b::a00:1]', `[64:ff9b::${PUBLIC}]`,
  '[64:ff9b:1::10.0.0.1]', '[2002:a00:1::]', '[2002:7f00:1::1]', '[2001:0:a00:1::]',
  // Private and shared networks, links, groups, and what documents and benchmarks use.
  '10.0.0.1', '10.255.255.255', '167772161', '0xa000001', '012.0.0.1', '172.16.0.1', '172.31.255.255',
  '192.168.0.1', '3232235521', '0xc0a80001', '192.168.1', '100.64.0.1', '100.127.255.255',
  '169.254.169.254', '2852039166', '0xa9fea9fe', '224.0.0.1', '239.255.255.250', '240.0.0.1',
  '255.255.255.255', '192.0.0.8', '192.0.2.1', '198.18.0.1', '198.19.255.255', '198.51.100.1',
  '203.0.113.1', '192.88.99.1',
  '[fe80::1]', '[febf::1]', '[fec0::1]', '[fc00::1]', '[fd12:3456:789a::1]', '[ff02::1]',
  '[2001:db8::1]', '[2001:2::1]', '[2001:10::1]', '[2001:20::1]', '[100::1]', '[3fff::1]', '[5f00::1]',
]; // biome-ignore format: a list of addresses

/** Names that are not on the internet, and texts that are no address at all. */
const NO_PLACE = [
  'localhost', 'LOCALHOST', 'localhost.', '%6c%6fcalhost', 'printer', 'nas.local', 'a.localhost',
  'db.internal', 'router.home.arpa', '', 'a b.example', 'user@news.example', 'news.example/x',
  'news.example#', 'news.example?', 'news.example\\x', '[::1', '::1', '[fe80::1%25eth0]', '[fe80::1%eth0]',
  '256.256.256.256', '1.2.3.4.5', '0x100000000', 'xn--', `${'a'.repeat(260)}.example`, 'a\0.example',
  'a\r\nHost: b.example',
]; // biome-ignore format: a list of names

/** A way out into a made-up internet, and what was asked of it. */
function wayOut(lookup: (name: string) => readonly string[], onLink: readonly string[] = []) {
  const asked: string[] = [];
  const dialled: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
  });
  const networks = networkCheck(
    onLink.map((text) => ({
      address: text.split('/')[0] ?? '',
      prefix: Number(text.split('/')[1]),
    })),
  );
  const way = new WayOut({
    world: {
      lookup: async (name) => {
        asked.push(name);
        return lookup(name);
      },
      dial: (address, port) => {
        dialled.push(`${address} ${port}`);
        return connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
      },
    },
    isOnLink: networks,
    clock: new ManualClock(),
  });
  return {
    asked,
    dialled,
    open: async (authority: string) => {
      const socket = await way.open(destinationOf(authority), new AbortController().signal);
      sockets.push(socket);
    },
    listen: () => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe('the internet that is lent', () => {
  const open: { close: () => void }[] = [];
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });
  const world = async (...args: Parameters<typeof wayOut>): Promise<ReturnType<typeof wayOut>> => {
    const made = wayOut(...args);
    open.push(made);
    await made.listen();
    return made;
  };

  it('check 87: refuses every form of an address that is not worldwide, without a step', async () => {
    const { open: go, asked, dialled } = await world(() => [PUBLIC]);
    for (const host of PRIVATE)
      await assert.rejects(go(`${host}:443`), REFUSED, `${host} was not refused`);
    for (const host of NO_PLACE)
      await assert.rejects(go(`${host}:443`), REFUSED, `${JSON.stringify(host)} was not refused`);
    assert.deepEqual([asked, dialled], [[], []]);
  });

  it('refuses every port but those of the web', async () => {
    const { open: go, dialled } = await world(() => [PUBLIC]);
    for (const port of ['22', '25', '53', '445', '3389', '8080', '0', '65616', '-443', '4430', ''])
      await assert.rejects(go(`news.example:${port}`), REFUSED, port);
    await go('news.example:80');
    await go('news.example:443');
    assert.deepEqual(dialled, [`${PUBLIC} 80`, `${PUBLIC} 443`]);
  });

  it('check 88: refuses a name of which a single address is not worldwide', async () => {
    const names: Record<string, string[]> = {
      'inside.example': ['10.1.2.3'],
      'half.example': [PUBLIC, '192.168.1.1'],
      'six.example': ['2a00:1450:4001::1', 'fd00::1'],
      'mapped.example': ['::ffff:127.0.0.1'],
      'zone.example': ['fe80::1%eth0'],
      'odd.example': ['0x7f000001'],
    };
    const { open: go, dialled } = await world((name) => names[name] ?? []);
    for (const name of Object.keys(names))
      await assert.rejects(go(`${name}:443`), REFUSED, `${name} was not refused`);
    await assert.rejects(go('nobody.example:443'), { code: 'internet.unreachable' });
    assert.deepEqual(dialled, []);
  });

  it('check 89: dials the address that was judged, whatever the name means a moment later', async () => {
    let times = 0;
    const {
      open: go,
      asked,
      dialled,
    } = await world(() => ((times += 1) === 1 ? [PUBLIC] : ['127.0.0.1']));
    await go('Changing.EXAMPLE.:443');
    assert.deepEqual([asked, dialled], [['changing.example'], [`${PUBLIC} 443`]]);
    await assert.rejects(go('changing.example:443'), REFUSED);
    assert.deepEqual(dialled.length, 1);
  });

  it('refuses the networks that the lender is in itself, whatever their numbers are', async () => {
    const { open: go, dialled } = await world(() => ['11.0.0.77'], ['11.0.0.5/24', '2a00:1::5/64']);
    for (const host of ['11.0.0.1', '184549377', '[2a00:1::99]', 'near.example'])
      await assert.rejects(go(`${host}:80`), REFUSED, host);
    await go('11.0.1.1:80');
    assert.deepEqual(dialled, ['11.0.1.1 80']);
  });

  it('knows what is worldwide', () => {
    for (const address of [
      '1.1.1.1',
      '9.9.9.9',
      '172.15.0.1',
      '172.32.0.1',
      '100.128.0.1',
      '2606:4700::1',
      '2a00::1',
    ])
      assert.ok(isOnTheInternet(address), address);
    for (const text of ['', 'news.example', '1.1.1', '2606:4700::1%eth0', '4000::1', '::'])
      assert.ok(!isOnTheInternet(text), text);
  });

  it('hands on no header that is said to the next one alone, or that tells who asked', () => {
    const raw = [
      'Host',
      'a',
      'Connection',
      'keep-alive, X-Mine',
      'X-Mine',
      '1',
      'Cookie',
      'x=1',
      'cookie',
      'y=2',
      'Proxy-Authorization',
      'Basic x',
      'X-Forwarded-For',
      '192.168.1.7',
      'Forwarded',
      'for=192.168.1.7',
      'Via',
      '1.1 pc',
      'TE',
      'trailers',
    ];
    assert.deepEqual(handedOn(raw, ['host']), ['Cookie', 'x=1', 'cookie', 'y=2']);
  });

  it('sends what is in the own network straight, by its PAC file', () => {
    const inNet = (host: string, net: string, mask: string): boolean => {
      const bytes = (text: string): number[] => text.split('.').map(Number);
      const [a, b, m] = [bytes(host), bytes(net), bytes(mask)];
      return b.every((byte, index) => ((a[index] ?? 0) & (m[index] ?? 0)) === byte);
    };
    const match = (text: string, pattern: string): boolean => text.endsWith(pattern.slice(1));
    const find = runInNewContext(`${pacFile('127.0.0.1:47477')}; FindProxyForURL`, {
      isPlainHostName: (host: string) => !host.includes('.'),
      shExpMatch: match,
      isInNet: inNet,
    }) as (url: string, host: string) => string;
    for (const host of [
      'printer',
      'nas.local',
      '192.168.1.4',
      '10.9.9.9',
      '127.0.0.1',
      'fe80::1',
      '::1',
    ])
      assert.equal(find('', host), 'DIRECT', host);
    for (const host of ['news.example', 'News.Example', '11.0.0.1', '2a00::1'])
      assert.equal(find('', host), 'PROXY 127.0.0.1:47477', host);
  });
});
