/** What Windows, wsdd, routers and televisions say is understood; what they should not say, not. */
import assert from 'node:assert/strict';
import { SSDP } from '../../../src/discovery/devices/ssdp.ts';
import { WS_DISCOVERY } from '../../../src/discovery/devices/ws-discovery.ts';
import { parseXml } from '../../../src/discovery/devices/xml.ts';
import {
  alive,
  bye,
  byebye,
  computer,
  description,
  found,
  hello,
  probeMatches,
  renderer,
  resolveMatches,
  ROUTER,
  UUID,
} from './specimens.ts';

const HERE = '192.168.1.20';
const METADATA = `http://${HERE}:5357/${UUID}/`;
const DESCRIPTION = `http://${HERE}:49152/description.xml`;

describe('discovery devices: WS-Discovery', () => {
  const urls = (bytes: Buffer, sender = HERE): (string | undefined)[] =>
    WS_DISCOVERY.read(bytes, sender).map((said) =>
      said.type === 'seen' ? said.url?.href : said.type,
    );

  it('hears computers that greet, answer and take their leave', () => {
    assert.deepEqual(urls(hello(METADATA)), [METADATA]);
    assert.deepEqual(urls(hello()), [undefined]);
    assert.deepEqual(urls(probeMatches({ addresses: METADATA })), [METADATA]);
    assert.deepEqual(urls(resolveMatches(METADATA)), [METADATA]);
    assert.deepEqual(WS_DISCOVERY.read(bye(), HERE), [{ type: 'gone', device: UUID }]);
    assert.deepEqual(WS_DISCOVERY.read(probeMatches(), HERE), [
      { type: 'seen', device: UUID, url: undefined, lifeMs: null, revision: '2' },
    ]);
  });

  it("takes the sender's own address of several, also IPv6 without its scope", () => {
    const addresses = `http://[fe80::7]:5357/x http://10.0.0.9/x ${METADATA}`;
    assert.deepEqual(urls(probeMatches({ addresses })), [METADATA]);
    const six = urls(probeMatches({ addresses }), 'fe80::7%eth0');
    assert.deepEqual(six, ['http://[fe80::7]:5357/x']);
  });

  it('leaves out printers and cameras, and who names the address of another', () => {
    assert.deepEqual(urls(probeMatches({ types: 'wsdp:Device other:Computer' })), []);
    assert.deepEqual(urls(probeMatches({ types: 'wsdp:Device' })), []);
    for (const addresses of [
      'http://192.168.1.21:5357/x', 'http://localhost:5357/x', 'https://192.168.1.20:5357/x',
      'http://a:b@192.168.1.20:5357/x', 'file:///etc/passwd', 'http://192.168.1.20:0/',
    ]) // biome-ignore format: a list of words
      assert.deepEqual(urls(probeMatches({ addresses })), [], addresses);
  });

  it('reads name and workgroup as harmless text', () => {
    const read = (text: string): unknown[] =>
      (WS_DISCOVERY.describe(computer(text), new URL(METADATA), HERE) ?? []).map(
        ({ name, location, port }) => [name, location, port],
      );
    assert.deepEqual(read('EMPFANG/Workgroup:PRAXIS'), [['EMPFANG', 'PRAXIS', 445]]);
    assert.deepEqual(read('srv\\Domain:example.org'), [['srv', 'example.org', 445]]);
    assert.deepEqual(read('a&#x202e;b&lt;i>/Workgroup:'), [['a b<i>', null, 445]]);
    assert.deepEqual(read('nonsense'), []);
    assert.equal(WS_DISCOVERY.describe(Buffer.from('<a/>'), new URL(METADATA), HERE), undefined);
  });

  it('asks in well-formed words', () => {
    const [probe] = WS_DISCOVERY.questions();
    for (const message of [probe, WS_DISCOVERY.whereIs(UUID), WS_DISCOVERY.request(UUID)]) {
      assert.ok(message);
      assert.equal(parseXml(message)?.name, 'Envelope');
    }
  });
});

describe('discovery devices: SSDP', () => {
  it('hears answers, announcements and leave-takings of root devices', () => {
    const seen = { type: 'seen', device: UUID, url: new URL(DESCRIPTION) };
    assert.deepEqual(SSDP.read(found(DESCRIPTION), HERE), [
      { ...seen, lifeMs: 1_800_000, revision: ' ' },
    ]);
    const told = { 'BOOTID.UPNP.ORG': '7', 'CONFIGID.UPNP.ORG': '9' };
    assert.deepEqual(SSDP.read(alive(DESCRIPTION, told), HERE), [
      { ...seen, lifeMs: 100_000, revision: '7 9' },
    ]);
    assert.deepEqual(SSDP.read(byebye(), HERE), [{ type: 'gone', device: UUID }]);
  });

  it('bounds how long an announcement holds', () => {
    const life = (control: string): unknown =>
      SSDP.read(found(DESCRIPTION, { 'CACHE-CONTROL': control }), HERE).map(
        (said) => 'lifeMs' in said && said.lifeMs,
      )[0];
    assert.equal(life('max-age=1'), 30_000);
    assert.equal(life('no-cache, max-age=999999999'), 3_600_000);
    assert.equal(life('nonsense'), 1_800_000);
  });

  it('leaves out other services, questions, nonsense and who names the address of another', () => {
    const usn = `uuid:${UUID}::urn:x`;
    for (const bytes of [
      found(DESCRIPTION, { ST: 'urn:x', USN: usn }),
      found(DESCRIPTION, { USN: usn }),
      found(DESCRIPTION, { USN: 'uuid:<>::upnp:rootdevice' }),
      alive(DESCRIPTION, { NTS: 'ssdp:update' }),
      found('http://192.168.1.21/x'),
      found('http://router.example/x'),
      found('https://192.168.1.20/x'),
      found(''),
      found('javascript:alert(1)'),
      Buffer.from('M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover"\r\n\r\n'),
      Buffer.from('HTTP/1.1 404 Not Found\r\n\r\n'),
      Buffer.alloc(500),
    ])
      assert.deepEqual(SSDP.read(bytes, HERE), [], String(bytes));
  });

  it('reads a renderer with its model and where it is told to play', () => {
    const url = new URL(DESCRIPTION);
    const [tv] = SSDP.describe(description(renderer('Besprechung &lt;TV&gt;')), url, HERE) ?? [];
    assert.deepEqual(tv, {
      kind: 'renderer',
      name: 'Besprechung <TV>',
      model: 'Samsung QE55',
      location: null,
      port: 49152,
      page: null,
      control: {
        avTransport: `http://${HERE}:49152/upnp/control/av`,
        renderingControl: `http://${HERE}:49152/upnp/control/volume`,
      },
    });
  });

  it('never lets a renderer be controlled elsewhere', () => {
    const lying = renderer('TV').replaceAll('/upnp/control/av', 'http://192.168.1.1/delete');
    const [tv] = SSDP.describe(description(lying), new URL(DESCRIPTION), HERE) ?? [];
    assert.equal(tv?.control, null);
  });

  it('finds a router and the media server inside it', () => {
    const read = (device: string): unknown[] =>
      (SSDP.describe(description(device), new URL(DESCRIPTION), HERE) ?? []).map(
        ({ kind, name, model, page }) => [kind, name, model, page],
      );
    assert.deepEqual(read(ROUTER), [
      ['media-server', 'Mediaserver', 'AVM Mediaserver', null],
      ['web', 'FRITZ!Box 7590', 'AVM Berlin FRITZ!Box 7590', 'http://fritz.box/'],
    ]);
    const plain = ROUTER.replace(/<deviceList>.*<\/deviceList>/, '');
    assert.deepEqual(read(plain.replace(/<presentationURL>.*<\/presentationURL>/, '')), []);
  });
});
