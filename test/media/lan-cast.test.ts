/** A real renderer on a LAN plays, moves and stops what it is told to, and nobody else gets the file. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { Screen } from '../../src/model/screen.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice, type LabPc } from '../scenario/lab-office.ts';
import { eventually } from '../support/eventually.ts';
import { wavOf } from '../support/wav.ts';

const PORT = 49494;
/** What it plays is heard by nobody, at the speed of sound. */
const SINK = 'fakesink sync=true';
const GET_MEDIA =
  '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
  '<u:GetMediaInfo xmlns:u="urn:schemas-upnp-org:service:AVTransport:1"><InstanceID>0</InstanceID>' +
  '</u:GetMediaInfo></s:Body></s:Envelope>';

function missing(): string | undefined {
  if (spawnSync('sh', ['-c', 'command -v gmediarender curl']).status !== 0)
    return 'gmediarender and curl';
  const found = spawnSync('sh', ['-c', 'ls /usr/lib/*/gstreamer-1.0/libgstsoup.so']);
  return found.status === 0 ? undefined : 'gstreamer1.0-plugins-good';
}

describe('media: casting to a renderer on a LAN', function () {
  this.timeout(90_000);
  let office: LabOffice;
  let pc: LabPc;
  let file: { device: string; share: string; path: string };

  before(async function () {
    skipWithoutLab(this);
    const lacking = missing();
    if (lacking !== undefined) {
      console.log(`      skipped: ${lacking} not installed`);
      this.skip();
    }
    office = await LabOffice.create(3);
    pc = office.pc(1);
    const renderer = office.lab.pc(2).spawn([
      'gmediarender', '-f', 'Besprechung <TV>', '-I', 'eth0', '-p', String(PORT),
      '-u', '77777777-2222-3333-4444-555555555555', '--gstout-audiopipe', SINK, '--logfile', 'stdout',
    ]); // biome-ignore format: a command line
    await Promise.all([pc.start(), renderer.waitForLine(/Ready for rendering/)]);
    await pc.call(api.createWorkgroup, { body: { name: 'Praxis' } });
    const shared = join(office.folder, 'songs');
    mkdirSync(shared);
    writeFileSync(join(shared, 'Song & <dance>.wav'), wavOf(300));
    const { id } = await pc.call(api.addShare, { body: { path: shared, name: 'Songs' } });
    const { device } = await pc.call(api.getStatus, {});
    file = { device: device.id, share: id, path: 'Song & <dance>.wav' };
  });
  after(() => office?.destroy());

  const screen = (fits: (screen: Screen) => boolean, what: string): Promise<Screen> =>
    eventually(
      async () =>
        (await pc.call(api.listScreens, {})).find((one) => one.kind === 'renderer' && fits(one)),
      30_000,
      what,
    );
  /** What the renderer itself says that it has. */
  const link = async (): Promise<string> => {
    const address = `http://${office.lab.address(2)}:${PORT}/upnp/control/rendertransport1`;
    const action = '"urn:schemas-upnp-org:service:AVTransport:1#GetMediaInfo"';
    const { stdout } = await office.lab.pc(2).exec([
      'curl', '-s', '-H', `SOAPACTION: ${action}`, '-H', 'content-type: text/xml', '-d', GET_MEDIA, address,
    ]); // biome-ignore format: a command line
    return /<CurrentURI>(.*?)<\/CurrentURI>/.exec(stdout)?.[1] ?? '';
  };
  const status = async (from: number, url: string, ...more: string[]): Promise<string> => {
    const argv = ['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', ...more, url];
    return (await office.lab.pc(from).exec(argv)).stdout.trim();
  };

  it('check 85: plays, moves and stops there; another PC and an old link get nothing', async () => {
    const found = await screen(() => true, 'the renderer is found');
    assert.equal(found.name, 'Besprechung <TV>');
    const params = { screen: found.id };
    const { id } = await pc.call(api.playOnScreen, { params, body: { file } });
    const begun = await screen(({ show }) => (show?.position ?? 0) >= 2, 'it plays');
    assert.equal(begun.show?.playing, true);
    const url = await link();
    assert.match(
      url,
      new RegExp(`^http://${office.lab.address(1).replaceAll('.', '[.]')}:\\d+/cast/`),
    );
    assert.equal(await status(2, url), '200');
    assert.equal(await status(2, url, '-r', '100-199'), '206');
    assert.equal(await status(2, url, '-X', 'POST'), '404');
    assert.equal(await status(3, url), '000');
    assert.equal(await status(2, url.replace(/cast\/./, 'cast/_')), '404');
    const { stdout: head } = await office.lab.pc(2).exec(['curl', '-sI', url]);
    assert.match(head, /^contentfeatures\.dlna\.org: DLNA\.ORG_OP=01/im);
    assert.match(head, /^transfermode\.dlna\.org: Streaming/im);
    assert.match(head, /^accept-ranges: bytes/im);

    const show = { ...params, id };
    await pc.call(api.controlScreen, { params: show, body: { action: 'seek', position: 120 } });
    await screen((one) => (one.show?.position ?? 0) >= 121, 'it plays on from there');
    await pc.call(api.controlScreen, { params: show, body: { action: 'pause' } });
    await screen((one) => one.show?.playing === false, 'it pauses');
    await pc.call(api.controlScreen, { params: show, body: { action: 'play' } });
    await screen((one) => one.show?.playing === true, 'it goes on');
    await pc.call(api.controlScreen, { params: show, body: { action: 'volume', volume: 30 } });
    await pc.call(api.controlScreen, { params: show, body: { action: 'stop' } });
    assert.equal((await screen(() => true, 'it is there')).show, null);
    assert.equal(await status(2, url), '000');
  });
});
