/** Real devices without Hallway, seen on a LAN by a real agent, each once, with what can be done. */
import assert from 'node:assert/strict';
import type { Nearby } from '../../../src/model/nearby.ts';
import * as api from '../../../src/api/local.ts';
import { skipWithoutLab } from '../../lan/availability.ts';
import type { PcProcess } from '../../lan/pc.ts';
import { LabOffice, type LabPc } from '../../scenario/lab-office.ts';
import {
  missingTools,
  startNas,
  startPrinters,
  startRenderer,
  startWsdd,
  type Nas,
} from './lan-programs.ts';

/** Says by SSDP that its description is at the address in argv. */
const LIAR = `
  const socket = require('node:dgram').createSocket('udp4');
  const text = ['NOTIFY * HTTP/1.1', 'LOCATION: ' + process.argv[1], 'NT: upnp:rootdevice',
    'NTS: ssdp:alive', 'USN: uuid:liar::upnp:rootdevice', '', ''].join('\\r\\n');
  socket.send(text, 1900, '239.255.255.250', () => { console.log('said'); socket.close(); });`;
/** Says who asks it for something. */
const WITNESS = `
  require('node:http').createServer((request, response) => {
    console.log('asked ' + request.url + ' by ' + request.socket.remoteAddress);
    response.end();
  }).listen(8080, () => console.log('ready'));`;

describe('discovery devices: on a LAN', function () {
  this.timeout(60_000);
  let office: LabOffice;
  let pc: LabPc;
  let nas: Nas;
  let renderer: PcProcess;

  before(async function () {
    skipWithoutLab(this);
    const missing = missingTools();
    if (missing.length > 0) {
      console.log(`      skipped: ${missing.join(', ')} not installed`);
      this.skip();
    }
    office = await LabOffice.create(4);
    pc = office.pc(1);
    const { lab, folder } = office;
    [, nas, , renderer] = await Promise.all([
      pc.start(),
      startNas(lab.pc(2), folder),
      startPrinters(lab.pc(3), folder),
      startRenderer(lab.pc(4)),
    ]);
  });
  after(() => office?.destroy());

  /** The line as it is shown, once it fits. */
  const shown = async (fits: (line: Nearby) => boolean, ms = 15_000): Promise<Nearby> => {
    await pc.until('nearby', (list) => list.some(fits), ms);
    const found = pc.shown('nearby')?.find(fits);
    assert.ok(found);
    return found;
  };
  const gone = (kind: Nearby['kind'], ms: number): Promise<number> =>
    pc.until('nearby', (list) => !list.some((line) => line.kind === kind), ms);

  it('shows a printer once, and adds it by the very address that is shown', async () => {
    const printer = await shown(
      ({ name, uri }) => name === 'Büro-Drucker' && !!uri?.match(/^ipps:/),
    );
    assert.equal(printer.model, 'Kyocera ECOSYS M5526');
    assert.equal(printer.location, 'Corridor, 2nd floor');
    assert.equal(printer.uri, `ipps://${office.lab.address(3)}:8631/ipp/print`);
    assert.equal(printer.page, `https://${office.lab.address(3)}:8631/`);
    assert.equal(pc.shown('nearby')?.filter(({ name }) => name === printer.name).length, 1);
    await pc.call(api.createWorkgroup, { body: { name: 'Praxis' } });
    const text = await pc.cli('nearby');

    const command =
      /hallway (printer add \S+ --name) NAME/.exec(text.stdout)?.[1]?.split(' ') ?? [];
    const added = await pc.cli(...command, printer.name, '--json');
    assert.equal(added.code, 0, `${text.stdout}\n${added.stderr}`);
    assert.equal((JSON.parse(added.stdout) as { uri: string }).uri, printer.uri);
    await pc.until('ownPrinters', ([own]) => own?.state === 'idle', 10_000);
  });

  it('shows a printer for AirPrint once, with its model, place and page', async () => {
    const line = await shown(({ name, uri }) => name.startsWith('HP') && !!uri?.match(/^ipps:/));
    const at = office.lab.address(3);
    assert.equal(line.name, 'HP LaserJet M283 (9A1B2C)');
    assert.deepEqual([line.model, line.location], ['HP Color LaserJet MFP M283fdw', 'Reception']);
    assert.deepEqual([line.uri, line.page], [`ipps://${at}:443/ipp/print`, `http://${at}/`]);
    assert.deepEqual(line.can, ['add-printer', 'page']);
    assert.equal(pc.shown('nearby')?.filter(({ name }) => name === line.name).length, 1);
  });

  it('shows a printer without IPP as one that cannot be added', async () => {
    const old = await shown(({ name }) => name === 'Old LaserJet');
    assert.deepEqual([old.kind, old.model, old.can], ['network-printer', 'HP LaserJet 4', []]);
  });

  it('shows a NAS that multicast DNS and WS-Discovery tell of once, where its folders are', async () => {
    const line = await shown(({ via }) => via.includes('mdns') && via.includes('ws-discovery'));
    assert.deepEqual([line.kind, line.name, line.location], ['smb', 'DISKSTATION', 'PRAXIS']);
    assert.equal(pc.shown('nearby')?.filter(({ kind }) => kind === 'smb').length, 1);
    assert.deepEqual(line.can, ['open']);
    assert.equal(line.files?.url, `smb://${office.lab.address(2)}/`);
    const { hostname } = new URL(line.files?.url ?? '');
    const listed = await office.lab.pc(1).exec(['smbclient', '-N', '-L', `//${hostname}`]);
    assert.match(listed.stdout, /files\s+Disk/, listed.stderr);
  });

  it('shows a NAS by WS-Discovery alone, and no more once it took its leave', async () => {
    nas.avahi.write('kill $smbd');
    const line = await shown(({ kind, via }) => kind === 'smb' && !via.includes('mdns'));
    assert.deepEqual([line.name, line.via, line.can], ['DISKSTATION', ['ws-discovery'], ['open']]);
    await nas.wsdd.kill();
    await gone('smb', 5000);
  });

  it('shows a renderer until it takes its leave', async () => {
    const tv = await shown(({ kind }) => kind === 'renderer');
    assert.deepEqual([tv.name, tv.via, tv.can], ['Besprechung <TV>', ['ssdp'], ['play']]);
    assert.deepEqual(tv.addresses, [office.lab.address(4)]);
    await renderer.kill();
    await gone('renderer', 5000);
  });

  it('notices within 20 s of looking that devices were unplugged', async () => {
    const { lab } = office;
    const wsdd = startWsdd(lab.pc(2));
    renderer = await startRenderer(lab.pc(4));
    await Promise.all([
      shown(({ kind }) => kind === 'smb'),
      shown(({ kind }) => kind === 'renderer'),
    ]);
    await Promise.all([wsdd.kill('SIGKILL'), renderer.kill('SIGKILL')]);
    const looking = setInterval(() => void pc.call(api.listNearby, {}), 1000);
    await Promise.all([gone('smb', 20_000), gone('renderer', 20_000)]).finally(() =>
      clearInterval(looking),
    );
  });

  it('fetches nothing from an address that a device lies about', async () => {
    const { lab } = office;
    const witness = lab.pc(3).spawn([process.execPath, '-e', WITNESS]);
    await witness.waitForLine(/ready/);
    const says = async (number: number, url: string): Promise<void> => {
      const { code, stderr } = await lab.pc(number).exec([process.execPath, '-e', LIAR, url]);
      assert.equal(code, 0, stderr);
    };
    await says(4, `http://${lab.address(3)}:8080/lie`);
    await says(4, `http://${lab.address(1)}:47800/lie`);
    // The same from PC 3 itself is true, and comes after the lie.
    await says(3, `http://${lab.address(3)}:8080/truth`);
    await witness.waitForLine(/asked/);
    assert.deepEqual(witness.lines.slice(1), [`asked /truth by ::ffff:${lab.address(1)}`]);
  });
});
