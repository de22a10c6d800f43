/** Real devices on PCs of the LAN lab: a NAS, a printer, a renderer, as programs of Debian. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pc, PcProcess } from '../../lan/pc.ts';

const TOOLS = ['avahi-daemon', 'avahi-publish', 'dbus-daemon', 'ippeveprinter', 'smbd', 'smbclient', 'wsdd', 'gmediarender']; // biome-ignore format: a list of words

/** What of them is not installed here. */
export function missingTools(): string[] {
  return TOOLS.filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0);
}

/** A system bus and Avahi of this PC alone; then runs what it is told, line by line. */
const AVAHI = `
  mount -t tmpfs tmpfs /run && mkdir -p /run/dbus /run/avahi-daemon || exit 1
  dbus-daemon --system --nopidfile --fork || exit 1
  avahi-daemon --no-drop-root --no-chroot --no-rlimits >/dev/null 2>&1 &
  for i in $(seq 50); do avahi-browse -t -a >/dev/null 2>&1 && break; sleep 0.1; done
  echo ready
  while read -r line; do eval "$line"; done`;

export async function startAvahi(pc: Pc): Promise<PcProcess> {
  const avahi = pc.spawn(['bash', '--norc', '-c', AVAHI]);
  await avahi.waitForLine(/ready/);
  return avahi;
}

/** What a printer for AirPrint tells of itself (Bonjour Printing Specification 1.2.1). */
const AIRPRINT = [
  'txtvers=1',
  'qtotal=1',
  'rp=ipp/print',
  'ty=HP Color LaserJet MFP M283fdw',
  'product=(HP Color LaserJet MFP M283fdw)',
  'adminurl=http://NPI9A1B2C.local./#hId-pgAirPrint',
  'note=Reception',
  'pdl=application/pdf,image/urf,image/pwg-raster',
  'URF=CP255,DM1,IS1,MT1-2-3-5-12,OB10,PQ3-4-5,RS600,W8,SRGB24,V1.4',
  'UUID=564e4232-4d30-3030-3030-9a1b2c000000',
  'TLS=1.2',
  'Color=T',
  'Duplex=T',
];

/** An IPP Everywhere printer that tells of itself, adverts for AirPrint, and an old one without IPP. */
export async function startPrinters(pc: Pc, folder: string): Promise<PcProcess> {
  const avahi = await startAvahi(pc);
  const spool = join(folder, 'ippeveprinter');
  mkdirSync(spool);
  avahi.write(
    `ippeveprinter -d ${spool} -K ${spool} -p 8631 -M Kyocera -m 'ECOSYS M5526' ` +
      `-l 'Corridor, 2nd floor' -f application/pdf,image/pwg-raster 'Büro-Drucker' >&2 &`,
  );
  const txt = AIRPRINT.map((item) => `'${item}'`).join(' ');
  for (const type of ['_ipp._tcp 631', '_ipps._tcp 443', '_pdl-datastream._tcp 9100'])
    avahi.write(`avahi-publish -s 'HP LaserJet M283 (9A1B2C)' ${type} ${txt} 2>&1 &`);
  avahi.write(
    `avahi-publish -s 'Old LaserJet' _pdl-datastream._tcp 9100 'ty=HP LaserJet 4' 2>&1 &`,
  );
  await avahi.waitForLine(/Established.*Old/);
  return avahi;
}

export interface Nas {
  avahi: PcProcess;
  wsdd: PcProcess;
}

/** Samba, which tells of itself by Avahi, and wsdd, which does by WS-Discovery. `kill $smbd` ends the former. */
export async function startNas(pc: Pc, folder: string): Promise<Nas> {
  const root = join(folder, 'samba');
  mkdirSync(join(root, 'files'), { recursive: true });
  const own = ['private dir', 'lock directory', 'state directory', 'cache directory'];
  const dirs = [...own, 'pid directory', 'ncalrpc dir'].map((name) => `${name} = ${root}`);
  const share = ['map to guest = Bad User', '[files]', `path = ${root}/files`, 'guest ok = yes'];
  const lines = ['[global]', 'netbios name = DISKSTATION', 'mdns name = netbios', ...dirs];
  writeFileSync(join(root, 'smb.conf'), [...lines, ...share].join('\n'));
  const avahi = await startAvahi(pc);
  avahi.write(`smbd -F -s ${root}/smb.conf >/dev/null 2>&1 & smbd=$!`);
  return { avahi, wsdd: startWsdd(pc) };
}

export function startWsdd(pc: Pc): PcProcess {
  const uuid = '11111111-2222-3333-4444-555555555555';
  return pc.spawn(['wsdd', '-i', 'eth0', '-U', uuid, '-n', 'DISKSTATION', '-w', 'PRAXIS']);
}

/** Resolves when it is ready to play. */
export async function startRenderer(pc: Pc): Promise<PcProcess> {
  const uuid = '77777777-2222-3333-4444-555555555555';
  const renderer = pc.spawn([
    'gmediarender', '-f', 'Besprechung <TV>', '-I', 'eth0', '-u', uuid, '--logfile', 'stdout',
  ]); // biome-ignore format: a command line
  await renderer.waitForLine(/Ready for rendering/);
  return renderer;
}
