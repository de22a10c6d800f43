/**
 * A printer that its owner opened, as a PC without Hallway and other Hallway PCs find it: Avahi, CUPS
 * and ippfind on one side, members and strangers on the other.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../../src/api/local.ts';
import { missingTools, startAvahi } from '../../discovery/devices/lan-programs.ts';
import { skipWithoutLab } from '../../lan/availability.ts';
import { LabOffice } from '../../scenario/lab-office.ts';
import { type Cups, cupsInstalled, startCups } from '../../support/cups.ts';
import { eventually } from '../../support/eventually.ts';
import { makePdf } from '../../support/pdf.ts';

/** The TXT items of `avahi-browse -p`: `"key=value" "key=value"`. */
function txtOf(line: string): Record<string, string> {
  const items = line.matchAll(/"([^"=]+)=([^"]*)"/g);
  return Object.fromEntries(Array.from(items, ([, key = '', value = '']) => [key, value]));
}

describe('printers opened to the LAN, as others find them', function () {
  this.timeout(120_000);
  let office: LabOffice;
  let cups: Cups | undefined;
  let printer: { id: string };
  let avahi: Awaited<ReturnType<typeof startAvahi>>;
  const stranger = 4;

  before(async function () {
    skipWithoutLab(this);
    const missing = missingTools();
    if (missing.length > 0 || !cupsInstalled() || !existsSync('/usr/bin/ippfind')) {
      console.log(`      skipped: ${missing.join(', ') || 'CUPS'} not installed`);
      this.skip();
    }
    // 1 owner, 2 member, 3 PC of another workgroup, 4 PC without Hallway.
    office = await LabOffice.create(4);
    await office.start(office.pcs.slice(0, 3));
    await office.pc(1).call(api.createWorkgroup, { body: { name: 'Office' } });
    await office.letIn(1, 2);
    await office.pc(3).call(api.createWorkgroup, { body: { name: 'Neighbours' } });
    const prints = join(office.folder, 'prints');
    mkdirSync(prints);
    printer = await office.pc(1).call(api.addPrinter, {
      body: { uri: `file://${prints}`, name: 'Büro 2. Stock' },
    });
    await office.pc(2).until('printers', (list) => list.length === 1, 10_000);
    avahi = await startAvahi(office.lab.pc(stranger));
    const params = { id: printer.id };
    await office.pc(1).call(api.setPrinterOpened, { params, body: { opened: true } });
  });
  after(async () => {
    await cups?.stop();
    await office?.destroy();
  });

  /** What a command says on the PC without Hallway. */
  async function said(command: string, done: RegExp): Promise<string[]> {
    const from = avahi.lines.length;
    avahi.write(`${command}; echo done-$?`);
    await eventually(
      () => avahi.lines.slice(from).some((line) => line.startsWith('done-')),
      20_000,
      command,
    );
    const lines = avahi.lines.slice(from);
    assert.match(lines.join('\n'), done);
    return lines;
  }

  for (const [type, port] of [
    ['_ipp._tcp', '47473'],
    ['_ipps._tcp', '47474'],
    ['_universal._sub._ipp._tcp', '47473'],
    ['_print._sub._ipp._tcp', '47473'],
    ['_universal._sub._ipps._tcp', '47474'],
    ['_print._sub._ipps._tcp', '47474'],
  ] as const)
    it(`is found by Avahi as ${type}, with what it is`, async () => {
      const found = await eventually(
        async () => {
          const lines = await said(`avahi-browse -tprk ${type}`, /done/);
          return lines.find((line) => line.startsWith('=') && line.includes(';IPv4;'));
        },
        20_000,
        `${type} is told of`,
      );
      const [, , , name, , , , address, at] = found.split(';');
      assert.equal(
        name
          ?.replaceAll(/\\(\d{3})/g, (_all, code: string) => String.fromCharCode(Number(code)))
          .replaceAll('\\.', '.'),
        Buffer.from('Büro 2. Stock').toString('latin1'),
      );
      assert.deepEqual([address, at], [office.lab.address(1), port]);
      const txt = txtOf(found);
      assert.match(txt['rp'] ?? '', /^ipp\/print\/[a-z2-7]{16}$/);
      assert.match(txt['pdl'] ?? '', /application\/pdf/);
      assert.match(txt['pdl'] ?? '', /image\/urf/);
      assert.match(txt['pdl'] ?? '', /image\/jpeg/);
      assert.match(txt['pdl'] ?? '', /image\/pwg-raster/);
      assert.match(txt['URF'] ?? '', /V1\.4.*W8/);
      assert.match(
        txt['UUID'] ?? '',
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/,
      );
      assert.match(txt['adminurl'] ?? '', /^http:\/\/hallway-[a-z2-7]+\.local:47473\/$/);
      const { txtvers, qtotal, Color, Duplex, TLS, kind, priority, PaperMax, usb_MFG } = txt;
      assert.deepEqual(
        { txtvers, qtotal, TLS, kind, priority, usb_MFG },
        {
          txtvers: '1',
          qtotal: '1',
          TLS: '1.2',
          kind: 'document',
          priority: '50',
          usb_MFG: 'Hallway',
        },
      );
      assert.match(`${Color}${Duplex}`, /^[TF]{2}$/);
      assert.match(PaperMax ?? '', /^(legal-A4|tabloid-A3|isoC-A2|>isoC-A2)$/);
      assert.equal(txt['product'], `(${txt['ty']})`);
    });

  it('is found and asked by ippfind and ipptool, by its name alone', async () => {
    const test = join(office.folder, 'ask.test');
    writeFileSync(test, ASK);
    const [found = ''] = await said('ippfind -T 8 _ipp._tcp,_universal --print', /^ipp:/m);
    const { hostname, port } = new URL(found.replace('ipp:', 'http:'));
    assert.match(`${hostname}:${port}`, /^hallway-[a-z2-7]{16}\.local:47473$/);
    // In place of a resolver for multicast names.
    const hosts = join(office.folder, 'hosts');
    writeFileSync(hosts, `${office.lab.address(1)} ${hostname}\n`);
    await said(`mount --bind ${hosts} /etc/hosts`, /done-0/);
    const lines = await said(`ipptool -tv -T 10 '${found}' ${test}`, /\[PASS\]/);
    assert.ok(lines.some((line) => /printer-dns-sd-name .* = Büro 2\. Stock$/.test(line)));
  });

  it('is shown once: to members in their workgroup, to others as a printer for everybody', async () => {
    const forAll = (number: number) =>
      office
        .pc(number)
        .shown('nearby')
        ?.filter(({ name }) => name === 'Büro 2. Stock') ?? [];
    await office
      .pc(3)
      .until('nearby', (list) => list.some(({ kind }) => kind === 'network-printer'), 15_000);
    await eventually(() => forAll(3).length === 1, 10_000, 'a neighbour sees one line');
    assert.equal(forAll(3)[0]?.kind, 'network-printer');
    for (const number of [1, 2]) {
      await office.pc(number).call(api.listNearby, {});
      assert.deepEqual(
        forAll(number).filter(({ kind }) => kind === 'network-printer'),
        [],
      );
    }
  });

  it('is never offered back to its own workgroup, and may be added by another', async () => {
    const [shown] = (await office.pc(1).call(api.getLanPrinting, {})).printers;
    const uri = shown?.uris.find((one) => one.startsWith('ipps://10.')) ?? '';
    for (const number of [1, 2])
      await assert.rejects(
        office.pc(number).call(api.addPrinter, { body: { uri, name: 'Circle' } }),
        { code: 'request.invalid' },
      );
    const added = await office
      .pc(3)
      .call(api.addPrinter, { body: { uri, name: 'From next door' } });
    assert.equal(added.state, 'idle');
    await office.pc(3).call(api.removePrinter, { params: { id: added.id } });
  });

  it('prints for a CUPS on a PC without Hallway, encrypted', async () => {
    const { lab } = office;
    const prefix = ['ip', 'netns', 'exec', lab.pc(stranger).namespace];
    cups = await startCups({ prefix, host: lab.address(stranger), port: 8631 });
    const [shown] = (await office.pc(1).call(api.getLanPrinting, {})).printers;
    const uri = shown?.uris.find((one) => one.startsWith('ipps://10.')) ?? '';
    await cups.addEverywhereQueue('Opened', uri);
    const ready = cups;
    await eventually(() => ready.ppd('Opened'), 15_000, 'CUPS describes the printer');
    const document = join(office.folder, 'Letter.pdf');
    writeFileSync(document, makePdf({ pages: 2, text: 'Stranger' }));
    await cups.print('Opened', document, '-t', 'Letter');
    await office
      .pc(1)
      .until('jobs', (jobs) => jobs.some(({ state }) => state === 'completed'), 30_000);
    const job = office
      .pc(1)
      .shown('jobs')
      ?.find(({ state }) => state === 'completed');
    assert.match(job?.owner ?? '', new RegExp(`\\(${lab.address(stranger)}\\)$`));
  });

  it('gives way to a device that has the name, under both kinds, and tells it', async () => {
    const owner = office.pc(1);
    const params = { id: printer.id };
    await owner.call(api.setPrinterOpened, { params, body: { opened: false } });
    await eventually(
      async () =>
        !(await said('avahi-browse -tpk _ipp._tcp', /done/)).some((line) =>
          line.includes('ro\\0322'),
        ),
      15_000,
      'it says goodbye',
    );
    avahi.write(`avahi-publish -s 'Büro 2. Stock' _ipp._tcp 631 rp=ipp/print >&2 &`);
    await avahi.waitForLine(/done/).catch(() => undefined);
    await said('sleep 2', /done-0/);
    await owner.call(api.setPrinterOpened, { params, body: { opened: true } });
    await owner.until(
      'lanPrinting',
      ({ printers: [one] }) => one?.shownAs === 'Büro 2. Stock (2)',
      15_000,
    );
    await eventually(
      async () =>
        (await said('avahi-browse -tprk _ipps._tcp', /done/)).some(
          (line) => line.startsWith('=') && line.includes('\\0402\\041'),
        ),
      15_000,
      'the encrypted one has the same name',
    );
  });

  it('is gone when its owner closes it', async () => {
    await office
      .pc(1)
      .call(api.setPrinterOpened, { params: { id: printer.id }, body: { opened: false } });
    assert.equal((await office.pc(1).call(api.getLanPrinting, {})).port, null);
    const { code } = await office.lab
      .pc(stranger)
      .exec(['bash', '--norc', '-c', `exec 3<>/dev/tcp/${office.lab.address(1)}/47473`]);
    assert.notEqual(code, 0);
  });
});

const ASK = `{
  OPERATION Get-Printer-Attributes
  GROUP operation-attributes-tag
  ATTR charset attributes-charset utf-8
  ATTR language attributes-natural-language en
  ATTR uri printer-uri $uri
  STATUS successful-ok
  DISPLAY printer-dns-sd-name
}
`;
